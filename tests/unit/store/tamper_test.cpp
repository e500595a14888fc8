#include <doctest/doctest.h>

#include <set>

#include "store/sqlite.h"
#include "unit/store/vault_fixture.h"

namespace avow::store {
namespace {

constexpr std::size_t kPage = 4096;

std::size_t big_endian(const std::string& bytes, std::size_t at, std::size_t size) {
  std::size_t out = 0;
  for (std::size_t i = 0; i < size; ++i) out = out << 8U | static_cast<std::uint8_t>(bytes[at + i]);
  return out;
}

// SQLite's variable-length integer at `at`; moves `at` past it.
std::uint64_t take_varint(const std::string& bytes, std::size_t& at) {
  std::uint64_t out = 0;
  for (int i = 0; i < 9; ++i) {
    const auto byte = static_cast<std::uint8_t>(bytes[at++]);
    out = out << 7U | (byte & 0x7FU);
    if ((byte & 0x80U) == 0) break;
  }
  return out;
}

// The test's own reading of the file format (sqlite.org/fileformat2.html): which bytes hold data.
class FileMap {
 public:
  explicit FileMap(const std::string& file) : file_(file), used_(file.size(), false), content_(file.size(), false) {
    mark(0, 100);
    for (std::size_t page = 0; page * kPage < file.size(); ++page) read_page(page);
  }
  bool holds_data(std::size_t at) const { return used_[at] && harmless_.count(at) == 0; }
  // Inside a stored value, as against what gives the file its structure.
  bool is_content(std::size_t at) const { return content_[at]; }

 private:
  void mark(std::size_t at, std::size_t size) {
    for (std::size_t i = at; i < at + size; ++i) used_[i] = true;
  }

  void read_page(std::size_t page) {
    const std::size_t start = page * kPage;
    const std::size_t header = start + (page == 0 ? 100 : 0);
    const auto type = static_cast<std::uint8_t>(file_[header]);
    if (type != 2 && type != 5 && type != 10 && type != 13) {
      // An overflow page (small vaults have no other kind besides the trees'): all but its unused end is data.
      // All of it counts here; the padding at the end of the last page of a chain is zeros.
      const std::size_t last = file_.find_last_not_of('\0', start + kPage - 1);
      if (last == std::string::npos || last < start) return;
      mark(start, std::max<std::size_t>(last - start + 1, 4));
      for (std::size_t i = start + 4; i <= last; ++i) content_[i] = true;
      return;
    }
    const bool interior = type == 2 || type == 5;
    const std::size_t cells = big_endian(file_, header + 3, 2);
    mark(header, (interior ? 12 : 8) + 2 * cells);
    for (std::size_t i = 0; i < cells; ++i) {
      read_cell(type, start + big_endian(file_, header + (interior ? 12 : 8) + 2 * i, 2));
    }
    for (std::size_t block = big_endian(file_, header + 1, 2); block != 0;) {  // the chain of free blocks
      mark(start + block, 4);
      block = big_endian(file_, start + block, 2);
    }
  }

  void read_cell(std::uint8_t type, std::size_t cell) {
    std::size_t at = cell;
    if (type == 2 || type == 5) at += 4;
    if (type == 5) {
      take_varint(file_, at);
      return mark(cell, at - cell);
    }
    const std::uint64_t size = take_varint(file_, at);
    if (type == 13) take_varint(file_, at);
    const std::size_t payload = at;
    const std::size_t usable = kPage;
    const std::size_t most = type == 13 ? usable - 35 : (usable - 12) * 64 / 255 - 23;
    const std::size_t least = (usable - 12) * 32 / 255 - 23;
    std::size_t local = size;
    if (size > most) {
      local = least + (size - least) % (usable - 4);
      if (local > most) local = least;
      local += 4;  // the number of the first overflow page
    }
    mark(cell, payload - cell + local);
    // A row's number stands in the cell's key. The record repeats it as a NULL (serial type 0), which SQLite
    // never reads; type 8 ("the integer 0", also without bytes) in its place changes nothing.
    std::size_t record = payload;
    const std::size_t body = payload + take_varint(file_, record);
    const std::size_t body_end = payload + (local < size ? local - 4 : local);
    for (std::size_t i = body; i < body_end; ++i) content_[i] = true;
    if (type == 13 && cell >= kPage && file_[record] == 0) row_placeholders_.insert(record);
  }

 public:
  // True when this very flip says nothing.
  bool flip_says_nothing(std::size_t at, unsigned bit) const { return bit == 3 && row_placeholders_.count(at) > 0; }

 private:
  const std::string& file_;
  std::vector<bool> used_;
  std::vector<bool> content_;
  std::set<std::size_t> row_placeholders_;
  // Fields of the file header that SQLite keeps for caches and for people, not as data:
  //  24 file change counter · 40 schema cookie (both only tell other connections to read again)
  //  92 the change counter for which the page count is valid (when they differ the page count comes from the
  //     length of the file) · 96 the version of the SQLite library that wrote last
  std::set<std::size_t> harmless_ = [] {
    std::set<std::size_t> out;
    for (const std::size_t field : {24U, 40U, 92U, 96U}) {
      for (std::size_t i = 0; i < 4; ++i) out.insert(field + i);
    }
    return out;
  }();
};

// A vault with something of everything, all of it in the file.
std::string make_small_vault(const std::string& dir) {
  OpenVault vault(dir);
  AVOW_ASSERT(vault.add(my_notes(), 5).ok());
  AVOW_ASSERT(vault.add(my_commitments(), 34).ok());
  AVOW_ASSERT(vault.put(ItemKind::setting, "a", "one").ok());
  AVOW_ASSERT(vault.put(ItemKind::snapshot, "b", std::string(6000, 's')).ok());
  AVOW_ASSERT(vault.put(ItemKind::draft, "c", "erased").ok());
  const auto change = vault.store->begin();
  AVOW_ASSERT((*change)->destroy_payload(my_commitments(), 3).ok());
  AVOW_ASSERT((*change)->erase_item(ItemKind::draft, bytes_of("c")).ok());
  AVOW_ASSERT((*change)->commit().ok());
  vault.store.reset();
  AVOW_ASSERT(!std::filesystem::exists(dir + "/vault.db-wal"));
  return read_file(dir + "/vault.db");
}

enum class Answer { fine, damaged, wrong };

// Opens with the passphrase and checks: fine, damaged, or an answer that damage must never have.
Answer answer_of(OpenVault& vault) {
  const auto opened = vault.reopen();
  if (!opened.ok()) return opened.error().code == Errc::damaged ? Answer::damaged : Answer::wrong;
  return vault.store->check().ok() ? Answer::fine : Answer::damaged;
}

}  // namespace

TEST_CASE("a flipped bit in any byte that holds data is found: damaged, never a wrong passphrase, never fine") {
  // Every byte of structure; of the contents of values every kContentStep-th (all were tried once: the
  // numbers here keep the test short).
#if defined(AVOW_SANITIZED)
  constexpr std::size_t kStep = 11;
  constexpr std::size_t kContentStep = 101;
#else
  constexpr std::size_t kStep = 1;
  constexpr std::size_t kContentStep = 10;
#endif
  const TemporaryDir dir;
  const std::string whole = make_small_vault(dir / "v");
  const FileMap map(whole);
  OpenVault vault(dir / "v");
  testing::SeededRandom random(12);
  std::size_t flipped = 0;
  for (std::size_t at = random.below(kStep); at < whole.size(); at += kStep) {
    // Of the bytes without data one in 50 is flipped too: the answer may be either, but nothing crashes.
    if (!map.holds_data(at) && random.below(50) != 0) continue;
    if (map.is_content(at) && random.below(kContentStep) != 0) continue;
    const auto bit = static_cast<unsigned>(random.below(8));
    std::string changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ (1 << bit));
    vault.store.reset();
    write_file(dir / "v/vault.db", changed);
    std::filesystem::remove(dir / "v/vault.db-wal");
    const Answer answer = answer_of(vault);
    if (!map.holds_data(at) || map.flip_says_nothing(at, bit)) continue;
    ++flipped;
    if (answer != Answer::damaged) {
      const std::string what = answer == Answer::fine ? "went unnoticed" : "got a wrong answer";
      FAIL_CHECK("page " << at / kPage + 1 << ", byte " << at % kPage << ", bit " << bit << ": " << what);
    }
  }
  CHECK(flipped > 100);
  MESSAGE(flipped << " flips found in a file of " << whole.size() << " bytes");
}

namespace {

// Changes a vault's file behind the store's back.
void change_rows(const std::string& dir, const std::string& sql) {
  const auto database = Database::open(dir + "/vault.db").value();
  INFO(sql);
  REQUIRE(database->run(sql).ok());
}

std::string swap(const std::string& table, const std::string& column, const std::string& one, const std::string& other) {
  const auto value_of = [&](const std::string& row) { return "(SELECT " + column + " FROM spare WHERE " + row + ")"; };
  return "CREATE TEMP TABLE spare AS SELECT * FROM " + table + ";" +
         "UPDATE " + table + " SET " + column + " = " + value_of(other) + " WHERE " + one + ";" +
         "UPDATE " + table + " SET " + column + " = " + value_of(one) + " WHERE " + other + "; DROP TABLE spare";
}

Result<void> fill(OpenVault& vault) {
  AVOW_CHECK(vault.add(my_notes(), 70));
  AVOW_CHECK(vault.add(my_commitments(), 70));
  AVOW_CHECK(vault.put(ItemKind::setting, "a", "one"));
  return vault.put(ItemKind::setting, "b", "two");
}

// Rows of my_commitments, the second log of fill().
constexpr const char* kSecondLog = "1099511627776";

}  // namespace

TEST_CASE("rows that were swapped, dropped or doubled are found, and the rest is still looked at") {
  const TemporaryDir dir;
  OpenVault vault(dir / "v");
  REQUIRE(fill(vault).ok());
  vault.store.reset();
  const std::string whole = read_file(dir / "v/vault.db");
  const std::string second = kSecondLog;
  for (const std::string& sql :
       {swap("entry", "header", "row = 3", "row = 4"), swap("entry", "payload", "row = 3", "row = 4"),
        swap("entry", "header", "row = 3", "row = " + second + " + 3"),
        swap("payload_keys", "sealed", "row = 0", "row = 1"), swap("payload_keys", "sealed", "row = 0", "row = " + second),
        swap("node", "sealed", "row = 0", "row = 1"), swap("item", "sealed", "key = x'61'", "key = x'62'"),
        std::string("UPDATE item SET kind = 2 WHERE key = x'61'"),
        swap("vault", "value", "row = 2", "row = 3"), std::string("DELETE FROM entry WHERE row = 5"),
        std::string("DELETE FROM entry WHERE row = 69"), "DELETE FROM entry WHERE row >= " + second,
        std::string("DELETE FROM payload_keys WHERE row = 1"), std::string("DELETE FROM node WHERE row = 0"),
        std::string("DELETE FROM item WHERE key = x'61'"), std::string("DELETE FROM vault WHERE row = 3"),
        std::string("DELETE FROM vault WHERE row = 4"), std::string("DELETE FROM vault WHERE row = 1"),
        std::string("UPDATE entry SET payload = NULL WHERE row = 9"), std::string("UPDATE entry SET payload = x'' WHERE row = 9"),
        std::string("INSERT INTO entry SELECT 70, header, payload FROM entry WHERE row = 9"),
        std::string("INSERT INTO entry SELECT 9223372036854775807, header, payload FROM entry WHERE row = 9"),
        std::string("INSERT INTO entry SELECT -1, header, payload FROM entry WHERE row = 9"),
        std::string("INSERT INTO payload_keys SELECT 7, sealed FROM payload_keys WHERE row = 1"),
        std::string("INSERT INTO node SELECT 77, sealed FROM node WHERE row = 1"),
        std::string("INSERT INTO node SELECT -77, sealed FROM node WHERE row = 1"),
        std::string("INSERT INTO item SELECT 300, key, sealed FROM item WHERE key = x'61'"),
        std::string("INSERT INTO item SELECT -1, key, sealed FROM item WHERE key = x'61'"),
        std::string("INSERT INTO item SELECT 9, x'', sealed FROM item WHERE key = x'61'"),
        std::string("INSERT INTO vault SELECT 5, value FROM vault WHERE row = 4")}) {
    INFO(sql);
    write_file(dir / "v/vault.db", whole);
    change_rows(dir / "v", sql);
    CHECK(answer_of(vault) == Answer::damaged);
    if (vault.store) {
      StoreCheck in_steps(*vault.store);  // ends, whatever the row numbers are
      int steps = 0;
      while (!in_steps.step(1) && steps < 2000) ++steps;
      CHECK(steps < 2000);
      CHECK_FALSE(in_steps.report().ok());
    }
    vault.store.reset();
  }
  write_file(dir / "v/vault.db", whole);
  CHECK(answer_of(vault) == Answer::fine);
}

TEST_CASE("one bad entry hides nothing of the others: the check goes on and counts") {
  const TemporaryDir dir;
  OpenVault vault(dir / "v");
  REQUIRE(fill(vault).ok());
  vault.store.reset();
  change_rows(dir / "v", "UPDATE entry SET header = zeroblob(200) WHERE row IN (5, 6); DELETE FROM entry WHERE row = 60");
  REQUIRE(vault.reopen().ok());
  const CheckReport report = vault.store->check();
  CHECK(report.entries == 139);
  CHECK(report.problem_count >= 4);
  CHECK(report.problems.size() == report.problem_count);
  CHECK(vault.store->entry(my_notes(), 4).ok());
  CHECK(vault.store->entry(my_notes(), 5).error().code == Errc::damaged);
  CHECK(vault.store->entry(my_notes(), 60).error().code == Errc::damaged);
  CHECK(vault.store->entries(my_notes(), 0, 70, 1U << 30U).error().code == Errc::damaged);
}

TEST_CASE("as many problems as there may be are told, the rest is counted") {
  const TemporaryDir dir;
  OpenVault vault(dir / "v");
  REQUIRE(fill(vault).ok());
  vault.store.reset();
  change_rows(dir / "v", "UPDATE entry SET header = zeroblob(200)");
  REQUIRE(vault.reopen().ok());
  const CheckReport report = vault.store->check();
  CHECK(report.problem_count > kCheckProblemsMax);
  CHECK(report.problems.size() == kCheckProblemsMax);
}

TEST_CASE("an older row put back into its place is found, whichever table it is of") {
  for (const std::string table : {"entry", "payload_keys", "node", "item", "vault"}) {
    INFO(table);
    const TemporaryDir dir;
    OpenVault vault(dir / "v");
    REQUIRE(fill(vault).ok());
    vault.store.reset();
    std::filesystem::copy_file(dir / "v/vault.db", dir / "old.db");
    REQUIRE(vault.reopen().ok());
    REQUIRE(vault.add(my_notes(), 1).ok());
    REQUIRE(vault.put(ItemKind::setting, "a", "changed").ok());
    {
      const auto change = vault.store->begin();
      REQUIRE((*change)->destroy_words(my_notes(), 3).ok());
      REQUIRE((*change)->commit().ok());
    }
    vault.store.reset();
    // Every row that both hold goes back to what it was.
    const auto old = Database::open(dir / "old.db").value();
    auto now = Database::open(dir / "v/vault.db").value();
    const bool item = table == "item";
    const std::string value = table == "entry" ? "payload" : table == "vault" ? "value" : "sealed";
    auto rows = old->prepare("SELECT " + std::string(item ? "key, " : "row, ") + value + " FROM " + table).value();
    auto put = now->prepare("UPDATE " + table + " SET " + value + " = ?2 WHERE " + (item ? "key" : "row") + " = ?1").value();
    while (rows.step().value()) {
      if (item) {
        put.bind(1, rows.blob(0).value());
      } else {
        put.bind(1, rows.integer(0).value());
      }
      REQUIRE(put.bind(2, rows.blob(1).value()).run().ok());
    }
    put = Statement();
    rows = Statement();
    now.reset();
    CHECK(answer_of(vault) == Answer::damaged);
  }
}

TEST_CASE("rows of another vault are not taken for this one's") {
  const TemporaryDir dir;
  OpenVault vault(dir / "v");
  OpenVault other(dir / "other", 8);
  REQUIRE(fill(vault).ok());
  REQUIRE(fill(other).ok());
  vault.store.reset();
  other.store.reset();
  const std::string whole = read_file(dir / "v/vault.db");
  for (const std::string table : {"entry", "payload_keys", "node", "item", "vault"}) {
    INFO(table);
    write_file(dir / "v/vault.db", whole);
    {
      const auto theirs = Database::open(dir / "other/vault.db").value();
      const auto mine = Database::open(dir / "v/vault.db").value();
      const std::string columns = table == "entry" ? "row, header, payload" : table == "item" ? "kind, key, sealed"
                                  : table == "vault" ? "row, value" : "row, sealed";
      const int count = table == "entry" || table == "item" ? 3 : 2;
      auto rows = theirs->prepare("SELECT " + columns + " FROM " + table).value();
      auto put = mine->prepare("INSERT OR REPLACE INTO " + table + " VALUES(?1, ?2" + (count == 3 ? ", ?3)" : ")")).value();
      while (rows.step().value()) {
        put.bind(1, rows.integer(0).value());
        for (int i = 1; i < count; ++i) put.bind(i + 1, rows.blob(i).value());
        REQUIRE(put.run().ok());
        if (table == "vault") break;  // only the identity: all four rows would be the other vault's door
      }
    }
    const auto opened = vault.reopen();
    if (table == "vault") {
      CHECK(opened.error().code == Errc::wrong_passphrase);  // a whole foreign id: not damage by chance
    } else {
      REQUIRE(opened.ok());
      CHECK_FALSE(vault.store->check().ok());
    }
    vault.store.reset();
  }
}

}  // namespace avow::store
