#include <doctest/doctest.h>

#include "store/files.h"
#include "store/schema.h"
#include "unit/store/vault_fixture.h"

namespace avow::store {
namespace {

Result<void> add_table(Database& database, Rows&) { return database.run("CREATE TABLE extra(row INTEGER PRIMARY KEY)"); }
Result<void> fail(Database& database, Rows&) {
  AVOW_CHECK(database.run("CREATE TABLE half(row INTEGER PRIMARY KEY)"));
  return Error{Errc::io, "on purpose"};
}

// Writes a number into the file's header, as a program without SQLite would.
void set_version_field(std::string& file, std::uint32_t number) {
  for (std::size_t i = 0; i < 4; ++i) file[60 + i] = static_cast<char>(number >> (24 - 8 * i));
}

std::uint32_t number_of(std::uint32_t version) { return version | (~version << 16U); }

}  // namespace

TEST_CASE("migrations run once, in order, each whole or not at all") {
  const TemporaryDir dir;
  REQUIRE(make_empty_file(dir / "x.db").ok());
  const auto database = Database::open(dir / "x.db").value();
  REQUIRE(make_schema(*database).ok());
  REQUIRE(compare_schema(*database).ok());
  testing::SeededRandom random(1);
  Rows rows(random.bytes<16>(), crypto::Key::random(random), random);

  const Migration failing[] = {{2, fail}};
  CHECK(migrate(*database, rows, failing).error().code == Errc::io);
  CHECK(compare_schema(*database).ok());
  CHECK(schema_version(*database).value() == 1);

  const Migration steps[] = {{1, fail}, {2, add_table}};
  REQUIRE(migrate(*database, rows, steps).ok());
  CHECK(compare_schema(*database).error().code == Errc::damaged);
  CHECK(schema_version(*database).error().code == Errc::newer_version);
}

TEST_CASE("a vault of a later avow is refused and stays as it is") {
  const TemporaryDir dir;
  OpenVault vault(dir / "v");
  vault.store.reset();
  const std::string whole = read_file(dir / "v/vault.db");
  std::string file = whole;
  set_version_field(file, number_of(kSchemaVersion + 1));
  write_file(dir / "v/vault.db", file);
  CHECK(vault.reopen().error().code == Errc::newer_version);
  CHECK(vault.reopen("wrong").error().code == Errc::newer_version);
  CHECK(read_file(dir / "v/vault.db") == file);
  CHECK_FALSE(std::filesystem::exists(dir / "v/vault.db-wal"));
  // A number that is no version is damage, and so is version 0.
  for (const std::uint32_t number : {number_of(0), number_of(1) ^ 2U, 1U, 7U}) {
    set_version_field(file, number);
    write_file(dir / "v/vault.db", file);
    CHECK(vault.reopen().error().code == Errc::damaged);
  }
  write_file(dir / "v/vault.db", whole);
  CHECK(vault.reopen().ok());
}

TEST_CASE("a table, trigger or view more, or a changed text of one, is damage") {
  const TemporaryDir dir;
  for (const std::string sql : {"CREATE TABLE x(y)", "CREATE VIEW x AS SELECT 1", "CREATE INDEX x ON entry(header)",
                                "CREATE TRIGGER x AFTER INSERT ON entry BEGIN SELECT 1; END", "DROP TABLE item",
                                "ALTER TABLE item RENAME TO things"}) {
    INFO(sql);
    const TemporaryDir own;
    OpenVault vault(own / "v");
    vault.store.reset();
    REQUIRE(Database::open(own / "v/vault.db").value()->run(sql).ok());
    CHECK(vault.reopen().error().code == Errc::damaged);
  }
}

TEST_CASE("files that are no vault are damage, never a new database") {
  const TemporaryDir dir;
  const auto lock = lock_of(dir / "v");
  testing::SeededRandom random(1);
  for (const std::string& bytes : {std::string(), std::string("x"), std::string(5000, '\0'), std::string(100'000, 'S'),
                                   std::string("SQLite format 3\0", 16)}) {
    write_file(dir / "v/vault.db", bytes);
    CHECK(Store::open(*lock, crypto::SlotKind::passphrase, bytes_of(kPassphrase), random).error().code == Errc::damaged);
    CHECK(read_file(dir / "v/vault.db") == bytes);
  }
}

TEST_CASE("a vault cut at any page, or with bytes more, is found") {
  const TemporaryDir dir;
  OpenVault vault(dir / "v");
  REQUIRE(vault.add(my_notes(), 40).ok());
  vault.store.reset();
  const std::string whole = read_file(dir / "v/vault.db");
  for (std::size_t size = 0; size < whole.size(); size += 1024) {
    write_file(dir / "v/vault.db", whole.substr(0, size));
    const auto opened = vault.reopen();
    CHECK((!opened.ok() ? opened.error().code == Errc::damaged : !vault.store->check().ok()));
  }
  vault.store.reset();
  write_file(dir / "v/vault.db", whole + std::string(4096, 'x'));
  const auto opened = vault.reopen();
  CHECK((!opened.ok() ? opened.error().code == Errc::damaged : !vault.store->check().ok()));
}

}  // namespace avow::store
