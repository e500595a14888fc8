#include <doctest/doctest.h>

#include <map>

#include <sys/stat.h>

#include "base/limits.h"
#include "unit/store/vault_fixture.h"

namespace avow::store {
namespace {

unsigned mode_of(const std::string& path) {
  struct stat info {};
  REQUIRE(::stat(path.c_str(), &info) == 0);
  return static_cast<unsigned>(info.st_mode) & 0777U;
}

std::map<std::string, std::string> files_in(const std::string& dir) {
  std::map<std::string, std::string> out;
  for (const auto& file : std::filesystem::directory_iterator(dir)) {
    out[file.path().filename().string()] = read_file(file.path().string());
  }
  return out;
}

std::string sentences(const CheckReport& report) {
  std::string out;
  for (const std::string& problem : report.problems) out += problem + "\n";
  return out;
}

#define CHECK_VAULT(vault)                  \
  do {                                      \
    const CheckReport checked = (vault).store->check(); \
    INFO(sentences(checked));               \
    CHECK(checked.ok());                    \
  } while (false)

}  // namespace

TEST_CASE("a new vault opens with its passphrase and with its recovery code, and nobody else may read it") {
  const TemporaryDir dir;
  OpenVault vault(dir / "v");
  const VaultId id = vault.store->vault_id();
  CHECK(vault.store->state().counter == 0);
  REQUIRE(vault.put(ItemKind::setting, "name", "Ada").ok());
  CHECK(mode_of(dir / "v") == 0700);
  for (const auto& file : files_in(dir / "v")) {
    const auto& name = file.first;
    INFO(name);
    CHECK(mode_of(dir / "v/" + name) == 0600);
    CHECK(name != "vault.db-shm");
  }
  CHECK_VAULT(vault);

  REQUIRE(vault.reopen().ok());
  CHECK(vault.store->vault_id() == id);
  CHECK(vault.store->state().counter == 1);
  CHECK(vault.store->item(ItemKind::setting, bytes_of("name"))->value() == to_bytes(bytes_of("Ada")));

  vault.store.reset();
  const auto slots = Store::read_slots(*vault.lock);
  REQUIRE(slots.ok());
  CHECK(slots->vault_id == id);
  const auto master = crypto::open_slot(slots->recovery_code_slot, bytes_of(kRecoveryCode), id);
  REQUIRE(master.ok());
  auto by_master = Store::open(*vault.lock, *master, vault.random);
  REQUIRE(by_master.ok());
  CHECK((*by_master)->item(ItemKind::setting, bytes_of("name"))->has_value());
}

TEST_CASE("create refuses a vault that is there, and a folder that holds other things") {
  const TemporaryDir dir;
  OpenVault vault(dir / "v");
  CHECK(Store::create(*vault.lock, secrets(), vault.random).error().code == Errc::refused);
  std::filesystem::create_directory(dir / "home");
  write_file(dir / "home/letter.txt", "dear");
  const auto lock = lock_of(dir / "home");
  CHECK(Store::create(*lock, secrets(), vault.random).error().code == Errc::refused);
  CHECK(read_file(dir / "home/letter.txt") == "dear");
}

TEST_CASE("a half-made vault is no vault, and the next create clears it away") {
  const TemporaryDir dir;
  const auto lock = lock_of(dir / "v");
  write_file(dir / "v/vault.db.new", "half");
  write_file(dir / "v/vault.db.new-wal", "half");
  testing::SeededRandom random(1);
  CHECK(Store::open(*lock, crypto::SlotKind::passphrase, bytes_of(kPassphrase), random).error().code == Errc::no_vault);
  REQUIRE(Store::create(*lock, secrets(), random).ok());
  CHECK_FALSE(std::filesystem::exists(dir / "v/vault.db.new"));
  CHECK_FALSE(std::filesystem::exists(dir / "v/vault.db.new-wal"));
}

TEST_CASE("a wrong passphrase says so and changes not one byte, even beside a journal left by a crash") {
  const TemporaryDir dir;
  OpenVault vault(dir / "v");
  REQUIRE(vault.put(ItemKind::setting, "name", "Ada").ok());
  // As a crash leaves it: the file and a journal with commits that are not in it yet.
  const auto crashed = files_in(dir / "v");
  REQUIRE(crashed.at("vault.db-wal").size() > 0);
  vault.store.reset();
  for (const auto& [name, bytes] : crashed) write_file(dir / "v/" + name, bytes);

  const auto before = files_in(dir / "v");
  CHECK(vault.reopen("wrong").error().code == Errc::wrong_passphrase);
  CHECK(files_in(dir / "v") == before);
  REQUIRE(vault.reopen().ok());
  CHECK(vault.store->item(ItemKind::setting, bytes_of("name"))->has_value());

  vault.store.reset();
  const auto clean = files_in(dir / "v");
  CHECK(clean.count("vault.db-wal") == 0);
  CHECK(vault.reopen("wrong").error().code == Errc::wrong_passphrase);
  CHECK(files_in(dir / "v") == clean);
}

TEST_CASE("items: put, replace, erase, walk in the order of their keys") {
  const TemporaryDir dir;
  OpenVault vault(dir / "v");
  {
    const auto change = vault.store->begin();
    REQUIRE(change.ok());
    for (unsigned i = 0; i < 200; ++i) {
      const Bytes key{static_cast<std::uint8_t>(i * 7 % 200)};
      REQUIRE((*change)->put_item(ItemKind::draft, key, key).ok());
    }
    REQUIRE((*change)->put_item(ItemKind::draft, Bytes{5}, bytes_of("new")).ok());
    REQUIRE((*change)->erase_item(ItemKind::draft, Bytes{6}).ok());
    REQUIRE((*change)->erase_item(ItemKind::draft, Bytes{6, 6}).ok());
    REQUIRE((*change)->put_item(ItemKind::key, Bytes{6}, bytes_of("other kind")).ok());
    REQUIRE((*change)->commit().ok());
  }
  REQUIRE(vault.reopen().ok());
  std::vector<Bytes> keys;
  const auto walked = vault.store->for_each_item(ItemKind::draft, [&](ByteView key, ByteView plain) -> Result<void> {
    keys.push_back(to_bytes(key));
    if (key[0] == 5) CHECK(text_of(plain) == "new");
    // Why: the walk must not hold a read open.
    return vault.put(ItemKind::other, "while walking", "x");
  });
  REQUIRE(walked.ok());
  CHECK(keys.size() == 199);
  CHECK(std::is_sorted(keys.begin(), keys.end()));
  CHECK_FALSE(vault.store->item(ItemKind::draft, Bytes{6})->has_value());
  CHECK(vault.store->item(ItemKind::key, Bytes{6})->has_value());
  CHECK_VAULT(vault);
}

TEST_CASE("items meet their limits at max and max + 1") {
  const TemporaryDir dir;
  OpenVault vault(dir / "v");
  const std::string longest_key(limits::kItemKeyBytesMax, 'k');
  CHECK(vault.put(ItemKind::other, longest_key, std::string(limits::kItemBytesMax, 'v')).ok());
  CHECK(vault.put(ItemKind::other, longest_key + "k", "").error().code == Errc::too_large);
  CHECK(vault.put(ItemKind::other, "", "").error().code == Errc::too_large);
  CHECK(vault.put(ItemKind::other, "k", std::string(limits::kItemBytesMax + 1, 'v')).error().code == Errc::too_large);
  CHECK(vault.put(ItemKind::other, "empty", "").ok());
  CHECK(vault.store->item(ItemKind::other, bytes_of("empty"))->value().empty());
  CHECK(vault.store->item(ItemKind::other, bytes_of(longest_key))->value().size() == limits::kItemBytesMax);
  CHECK_VAULT(vault);
}

TEST_CASE("entries come back as they were, whole or in parts, and the tree's nodes with them") {
  const TemporaryDir dir;
  OpenVault vault(dir / "v");
  for (const std::uint64_t count : {1U, 2U, 30U, 32U, 200U, 1U, 734U}) {
    REQUIRE(vault.add(my_notes(), count).ok());
    REQUIRE(vault.add(my_commitments(), 1).ok());
  }
  REQUIRE(vault.reopen().ok());
  const LogState& log = *vault.store->state().find(my_notes());
  REQUIRE(log.size == 1000);
  const auto all = vault.store->entries(my_notes(), 0, 2000, 1U << 30U);
  REQUIRE(all.ok());
  REQUIRE(all->size() == 1000);
  for (std::uint64_t i = 0; i < 1000; ++i) CHECK((*all)[i] == entry_of(i));
  CHECK(vault.store->entries(my_notes(), 990, 5, 1U << 20U)->size() == 5);
  CHECK(vault.store->entries(my_notes(), 990, 5, 0)->size() == 1);
  CHECK(vault.store->entries(my_notes(), 1000, 5, 1U << 20U)->empty());
  CHECK(vault.store->entry(my_notes(), 999).value() == entry_of(999));
  CHECK(vault.store->entry(my_notes(), 1000).error().code == Errc::not_found);

  const auto nodes = vault.store->nodes(my_notes());
  CHECK(log::root_at(*nodes, 1000).value() == log.root);
  for (const std::uint64_t size : {1ULL, 31ULL, 32ULL, 33ULL, 512ULL, 999ULL}) {
    log::Frontier frontier;
    std::vector<log::Node> ignored;
    for (std::uint64_t i = 0; i < size; ++i) frontier.append(log::leaf_hash(entry_of(i).header), ignored);
    CHECK(log::root_at(*nodes, size).value() == frontier.root());
  }
  CHECK(nodes->node(0, 1000).error().code == Errc::damaged);
  CHECK(nodes->node(60, 0).error().code == Errc::damaged);
  CHECK_VAULT(vault);
  CHECK(vault.store->check().entries == 1007);
}

TEST_CASE("withheld parts stay absent") {
  const TemporaryDir dir;
  OpenVault vault(dir / "v");
  log::Entry header_only = entry_of(0);
  header_only.payload = log::Payload{};
  log::Entry facts_only = entry_of(1);
  facts_only.payload.words.reset();
  {
    const auto change = vault.store->begin();
    LogState state;
    state.ref = their_notes();
    (*change)->set_log(state);
    REQUIRE((*change)->append_entry(their_notes(), 0, header_only).ok());
    REQUIRE((*change)->append_entry(their_notes(), 1, facts_only).ok());
    log::Frontier frontier;
    std::vector<log::Node> nodes;
    frontier.append(log::leaf_hash(header_only.header), nodes);
    frontier.append(log::leaf_hash(facts_only.header), nodes);
    REQUIRE((*change)->put_nodes(their_notes(), nodes).ok());
    state.size = 2;
    (*change)->set_log(state);
    REQUIRE((*change)->commit().ok());
  }
  REQUIRE(vault.reopen().ok());
  CHECK(vault.store->entry(their_notes(), 0).value() == header_only);
  CHECK(vault.store->entry(their_notes(), 1).value() == facts_only);
  CHECK(vault.store->check().payloads == 1);
  CHECK_VAULT(vault);
}

TEST_CASE("a change that is not committed never was") {
  const TemporaryDir dir;
  OpenVault vault(dir / "v");
  REQUIRE(vault.add(my_notes(), 40).ok());
  const State before = vault.store->state();
  {
    const auto change = vault.store->begin();
    log::Frontier frontier = log::Frontier::load(*vault.store->nodes(my_notes()), 40).value();
    REQUIRE(append(**change, my_notes(), frontier, 5).ok());
    CHECK(vault.store->entry(my_notes(), 44).value() == entry_of(44));
    REQUIRE((*change)->put_item(ItemKind::draft, Bytes{1}, Bytes{2}).ok());
    REQUIRE((*change)->destroy_payload(my_notes(), 3).ok());
    (*change)->set_read_only(true);
  }
  CHECK(vault.store->state() == before);
  CHECK(vault.store->entry(my_notes(), 44).error().code == Errc::not_found);
  CHECK(vault.store->entry(my_notes(), 3).value() == entry_of(3));
  CHECK_VAULT(vault);
  {
    // A failure that nobody looked at fails the commit.
    const auto change = vault.store->begin();
    REQUIRE((*change)->put_item(ItemKind::draft, Bytes{1}, Bytes{2}).ok());
    static_cast<void>((*change)->put_item(ItemKind::draft, Bytes{}, Bytes{2}));
    CHECK((*change)->commit().error().code == Errc::too_large);
  }
  CHECK_FALSE(vault.store->item(ItemKind::draft, Bytes{1})->has_value());
  REQUIRE(vault.add(my_notes(), 5).ok());
  CHECK_VAULT(vault);
}

TEST_CASE("destroyed payloads and words are gone, the rest of the log stays") {
  const TemporaryDir dir;
  OpenVault vault(dir / "v");
  REQUIRE(vault.add(my_notes(), 100).ok());
  const Hash root = vault.store->state().find(my_notes())->root;
  {
    const auto change = vault.store->begin();
    REQUIRE((*change)->destroy_payload(my_notes(), 40).ok());
    REQUIRE((*change)->destroy_words(my_notes(), 41).ok());
    REQUIRE((*change)->destroy_words(my_notes(), 0).ok());
    REQUIRE((*change)->destroy_payload(my_notes(), 0).ok());
    REQUIRE((*change)->commit().ok());
  }
  REQUIRE(vault.reopen().ok());
  for (std::uint64_t i = 0; i < 100; ++i) {
    log::Entry expected = entry_of(i);
    if (i == 40 || i == 0) expected.payload = log::Payload{};
    if (i == 41) expected.payload.words.reset();
    CHECK(vault.store->entry(my_notes(), i).value() == expected);
  }
  CHECK(log::root_at(*vault.store->nodes(my_notes()), 100).value() == root);
  CHECK_VAULT(vault);
}

TEST_CASE("a log can be cut back to any size and grow again") {
  const TemporaryDir dir;
  OpenVault vault(dir / "v");
  REQUIRE(vault.add(my_commitments(), 3).ok());
  REQUIRE(vault.add(my_notes(), 150).ok());
  for (const std::uint64_t size : {149ULL, 128ULL, 97ULL, 64ULL, 33ULL, 1ULL, 0ULL}) {
    {
      const auto change = vault.store->begin();
      log::Frontier frontier = log::Frontier::load(*vault.store->nodes(my_notes()), size).value();
      LogState state = *(*change)->state().find(my_notes());
      REQUIRE((*change)->cut_log(my_notes(), size).ok());
      state.size = size;
      state.root = frontier.root();
      (*change)->set_log(state);
      if (size % 2 == 1) REQUIRE(append(**change, my_notes(), frontier, 2).ok());
      REQUIRE((*change)->commit().ok());
    }
    CHECK_VAULT(vault);
    REQUIRE(vault.reopen().ok());
    const LogState& log = *vault.store->state().find(my_notes());
    CHECK(log::root_at(*vault.store->nodes(my_notes()), log.size).value() == log.root);
    CHECK(vault.store->entries(my_notes(), 0, 1000, 1U << 30U)->size() == log.size);
  }
  CHECK(vault.store->entries(my_commitments(), 0, 10, 1U << 20U)->size() == 3);
}

TEST_CASE("changing the passphrase seals every row anew: the old one and its recovery code are dead") {
  const TemporaryDir dir;
  OpenVault vault(dir / "v");
  REQUIRE(vault.add(my_notes(), 300).ok());
  REQUIRE(vault.put(ItemKind::key, "k", "v").ok());
  {
    const auto change = vault.store->begin();
    REQUIRE((*change)->destroy_payload(my_notes(), 7).ok());
    REQUIRE((*change)->commit().ok());
  }
  const std::string old_file = read_file(dir / "v/vault.db");
  const State before = vault.store->state();
  const Bytes derived = to_bytes(vault.store->derive("x").view());
  const auto nodes = vault.store->nodes(my_notes());
  const NewSecrets fresh{bytes_of("new passphrase"), bytes_of("fedcba9876543210"), kCheapKdf};
  REQUIRE(vault.store->change_secrets(fresh).ok());

  CHECK(vault.store->state().counter == before.counter + 1);
  CHECK(vault.store->state().logs == before.logs);
  CHECK_FALSE(equal(vault.store->derive("x").view(), derived));
  CHECK(log::root_at(*nodes, 300).value() == before.logs[0].root);
  REQUIRE(vault.add(my_notes(), 1).ok());
  CHECK_VAULT(vault);
  CHECK(files_in(dir / "v").size() == 3);  // file, journal, lock
  CHECK(vault.reopen().error().code == Errc::wrong_passphrase);
  CHECK(Store::open(*vault.lock, crypto::SlotKind::recovery_code, bytes_of(kRecoveryCode), vault.random).error().code ==
        Errc::wrong_passphrase);
  REQUIRE(vault.reopen("new passphrase").ok());
  CHECK_VAULT(vault);
  CHECK(vault.store->item(ItemKind::key, bytes_of("k"))->value() == to_bytes(bytes_of("v")));
  CHECK(vault.store->entry(my_notes(), 300).value() == entry_of(300));
  CHECK(vault.store->entry(my_notes(), 7)->payload == log::Payload{});
}

TEST_CASE("leftovers of an interrupted passphrase change: the vault in use is never overwritten") {
  const TemporaryDir dir;
  OpenVault vault(dir / "v");
  REQUIRE(vault.put(ItemKind::key, "k", "v").ok());
  vault.store.reset();
  std::filesystem::create_hard_link(dir / "v/vault.db", dir / "v/vault.db.old");
  write_file(dir / "v/vault.db.new", "half");
  REQUIRE(vault.reopen().ok());
  CHECK(vault.store->item(ItemKind::key, bytes_of("k"))->has_value());
  CHECK_VAULT(vault);
  CHECK_FALSE(std::filesystem::exists(dir / "v/vault.db.old"));
  CHECK_FALSE(std::filesystem::exists(dir / "v/vault.db.new"));
}

TEST_CASE("a check in steps sees the same, and starts again when the vault changes in between") {
  const TemporaryDir dir;
  OpenVault vault(dir / "v");
  REQUIRE(vault.add(my_notes(), 500).ok());
  StoreCheck check(*vault.store);
  for (int i = 0; i < 10; ++i) CHECK_FALSE(check.step(50));
  REQUIRE(vault.add(my_notes(), 1).ok());
  int steps = 0;
  while (!check.step(50)) ++steps;
  CHECK(steps >= 10);
  CHECK(check.report().ok());
  CHECK(check.report().entries == 501);
}

}  // namespace avow::store
