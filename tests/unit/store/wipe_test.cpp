#include "store/wipe.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "store/failed_unlocks.h"
#include "store/high_water.h"
#include "store/reserve.h"
#include "unit/store/vault_fixture.h"

namespace avow::store {
namespace {

namespace fs = std::filesystem;

void write(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}
bool only_zeros(const std::string& path) {
  const std::string bytes = read_file(path);
  return !bytes.empty() && std::all_of(bytes.begin(), bytes.end(), [](char c) { return c == 0; });
}

// A vault with everything beside it, and a second name of each file, by which one sees what became of its bytes.
struct Full {
  Full() {
    fs::create_directory(names);
    {
      OpenVault vault(dir);
      REQUIRE(vault.add(my_notes(), 3).ok());
      id = vault.store->vault_id();
      REQUIRE(write_high_water(state, id, vault.store->derive("mark"), high_water_of(vault.store->state()), vault.random).ok());
      fs::copy_file(dir + "/vault.db-wal", folder / "wal");
    }
    fs::copy_file(folder / "wal", dir + "/vault.db-wal", fs::copy_options::overwrite_existing);
    {
      const auto lock = lock_of(dir);
      REQUIRE(add_failed_unlock(*lock, Instant{std::chrono::hours(1)}).ok());
    }
    REQUIRE(write_instants(dir + "/" + kRemindersName, std::vector{Instant{std::chrono::hours(2)}}).ok());
    write(dir + "/vault.db.new", "what a stopped change of the passphrase left");
    for (const auto& file : fs::directory_iterator(dir)) {
      const std::string name = file.path().filename().string();
      if (name != kLockFileName) fs::create_hard_link(file.path(), names + "/" + name);
    }
    fs::create_hard_link(high_water_path(state, id), names + "/mark");
  }
  Result<std::vector<std::string>> wipe() const { return wipe_vault(*lock_of(dir), state); }

  const TemporaryDir folder;
  const std::string dir = folder / "vault";
  const std::string state = folder / "state";
  const std::string names = folder / "names";
  VaultId id{};
};

}  // namespace

TEST_CASE("safety_16 a wipe overwrites and removes all that avow keeps for a vault") {
  const Full full;
  CHECK(is_there_to_wipe(full.dir));
  const auto others = full.wipe();
  REQUIRE(others.ok());
  CHECK(others->empty());
  CHECK_FALSE(fs::exists(full.dir));
  CHECK_FALSE(is_there_to_wipe(full.dir));
  std::size_t seen = 0;
  for (const auto& file : fs::directory_iterator(full.names)) {
    CAPTURE(file.path().string());
    CHECK(only_zeros(file.path().string()));
    ++seen;
  }
  CHECK(seen >= 6);  // vault, journal, leftover, failed, reminders, mark
  CHECK_FALSE(fs::exists(high_water_path(full.state, full.id)));
}

TEST_CASE("what is not avow's stays, and is named") {
  const Full full;
  write(full.dir + "/letter", "mine");
  fs::create_directory(full.dir + "/checkin-sets");
  const auto others = full.wipe();
  REQUIRE(others.ok());
  CHECK(*others == std::vector<std::string>{"checkin-sets", "letter"});
  CHECK(read_file(full.dir + "/letter") == "mine");
  CHECK_FALSE(is_there_to_wipe(full.dir));
}

TEST_CASE("a wipe that was stopped goes on with the next one") {
  const Full full;
  fs::rename(full.dir + "/vault.db", full.dir + "/vault.db.old");  // as a stop right after the first step leaves it
  CHECK(is_there_to_wipe(full.dir));
  REQUIRE(full.wipe().ok());
  CHECK_FALSE(fs::exists(full.dir));
  CHECK(only_zeros(full.names + "/vault.db"));
}

TEST_CASE("a change of the passphrase that was stopped leaves two names of one file: both go") {
  const Full full;
  fs::create_hard_link(full.dir + "/vault.db", full.dir + "/vault.db.old");
  REQUIRE(full.wipe().ok());
  CHECK_FALSE(fs::exists(full.dir));
  CHECK(only_zeros(full.names + "/vault.db"));
}

TEST_CASE("a damaged vault can be wiped, too") {
  const Full full;
  write(full.dir + "/vault.db", "this is no database");
  REQUIRE(full.wipe().ok());
  CHECK_FALSE(fs::exists(full.dir));
}

TEST_CASE("safety_16 a damaged vault's mark goes when its id still stands somewhere, or is named among what remains") {
  const Full full;
  const std::string mark = high_water_path(full.state, full.id);
  const std::string other = high_water_path(full.state, VaultId{9, 9});
  write(other, "of another vault");
  std::string bytes = read_file(full.dir + "/vault.db");
  SUBCASE("its slots cannot be read") {
    bytes.replace(0, 100, std::string(100, 'x'));  // no database any more
    write(full.dir + "/vault.db", bytes);
    const auto remains = full.wipe();
    REQUIRE(remains.ok());
    CHECK(remains->empty());
    CHECK_FALSE(fs::exists(mark));
    CHECK(only_zeros(full.names + "/mark"));
  }
  SUBCASE("nothing tells its id") {
    for (const char* suffix : {"", "-wal"}) write(full.dir + "/vault.db" + suffix, "this is no database");
    const auto remains = full.wipe();
    REQUIRE(remains.ok());
    CHECK(remains->size() == 2);
    CHECK(std::find(remains->begin(), remains->end(), mark) != remains->end());
    CHECK(fs::exists(mark));
  }
  CHECK(read_file(other) == "of another vault");
  CHECK_FALSE(fs::exists(full.dir));
}

TEST_CASE("what leaving falls back on goes too") {
  const Full full;
  write(full.dir + "/" + kReserveName, std::string(5000, 'r'));
  REQUIRE(leave_mark(full.dir, MarkName{7}).ok());
  write(full.dir + "/unfinished-letter", "mine");
  fs::create_hard_link(full.dir + "/" + kReserveName, full.names + "/" + kReserveName);
  const auto remains = full.wipe();
  REQUIRE(remains.ok());
  CHECK(*remains == std::vector<std::string>{"unfinished-letter"});
  CHECK(only_zeros(full.names + "/" + kReserveName));
}

TEST_CASE("safety_16 a folder that holds no vault of avow's is not touched, whatever the names in it") {
  const TemporaryDir folder;
  const std::string dir = folder / "notes";
  fs::create_directory(dir);
  for (const char* name : {"failed", "reminders", "lock"}) write(dir + "/" + name, "mine");
  CHECK_FALSE(is_there_to_wipe(dir));
  write(dir + "/vault.db", std::string("SQLite format 3\0", 16) + std::string(4096 - 16, 'x'));  // of another program
  CHECK_FALSE(is_there_to_wipe(dir));
  fs::remove(dir + "/lock");
  write(dir + "/vault.db", "no database");
  CHECK_FALSE(is_there_to_wipe(dir));
  fs::remove(dir + "/vault.db");
  fs::create_symlink(folder / "elsewhere", dir + "/vault.db");
  CHECK_FALSE(is_there_to_wipe(dir));
}

TEST_CASE("nothing that lies in the way of a wipe keeps the vault from being overwritten") {
  for (const bool folder_in_the_way : {false, true}) {
    const Full full;
    const std::string old = full.dir + "/vault.db.old";
    if (folder_in_the_way) fs::create_directory(old);
    else fs::create_symlink(full.folder / "nowhere", old);
    static_cast<void>(full.wipe());  // it may say that something could not be removed
    CHECK_FALSE(is_there_to_wipe(full.dir));
    CHECK(only_zeros(full.names + "/vault.db"));
  }
}

TEST_CASE("the mark outside the folder goes, also when only a leftover tells whose it is") {
  const Full full;
  fs::rename(full.dir + "/vault.db", full.dir + "/vault.db.old");
  REQUIRE(full.wipe().ok());
  CHECK_FALSE(fs::exists(high_water_path(full.state, full.id)));
}

TEST_CASE("a link in the vault's place leads nowhere: what it points to is not touched") {
  const Full full;
  write(full.folder / "elsewhere", "not ours");
  fs::remove(full.dir + "/failed");
  fs::create_symlink(full.folder / "elsewhere", full.dir + "/failed");
  static_cast<void>(full.wipe());
  CHECK(read_file(full.folder / "elsewhere") == "not ours");
  CHECK_FALSE(is_there_to_wipe(full.dir));
}

}  // namespace avow::store
