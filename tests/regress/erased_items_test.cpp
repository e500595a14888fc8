// Erased drafts and private records could stay whole in the vault's file: rows of a full page move, and the places that they
// moved from are not cleared by anybody.
#include <doctest/doctest.h>

#include <map>
#include <set>

#include "store/payload_keys.h"
#include "store/sqlite.h"
#include "unit/store/vault_fixture.h"

using namespace avow;
using namespace avow::store;

namespace {

// As the vault's file stands now, while the vault is open.
auto open_copy(const TemporaryDir& copy, const std::string& dir) {
  for (const char* name : {"vault.db", "vault.db-wal"}) {
    if (std::filesystem::exists(dir + "/" + name)) std::filesystem::copy(dir + "/" + name, copy / name);
  }
  return Database::open(copy / "vault.db").value();
}

// What stands in the table now, by kind and key.
std::map<std::string, std::string> sealed_items(const std::string& dir) {
  const TemporaryDir copy;
  const auto database = open_copy(copy, dir);
  auto rows = database->prepare("SELECT kind, key, sealed FROM item").value();
  std::map<std::string, std::string> out;
  while (rows.step().value()) {
    const std::string key = std::to_string(rows.integer(0).value()) + std::string(text_of(rows.blob(1).value()));
    out[key] = std::string(text_of(rows.blob(2).value()));
  }
  return out;
}

// Why nonces: the first bytes of each sealed value, drawn anew for every one, and what a whole row begins with.
std::size_t whole_rows_left(const std::string& dir, const std::vector<std::string>& gone) {
  std::string all;
  for (const auto& file : std::filesystem::directory_iterator(dir)) all += read_file(file.path().string());
  std::map<std::string, std::vector<const std::string*>> by_start;
  for (const auto& value : gone) by_start[value.substr(0, 8)].push_back(&value);
  std::size_t left = 0;
  for (std::size_t at = 0; at + 8 <= all.size(); ++at) {
    const auto found = by_start.find(all.substr(at, 8));
    if (found == by_start.end()) continue;
    for (const auto* value : found->second) left += all.compare(at, value->size(), *value) == 0 ? 1U : 0U;
  }
  return left;
}

// The sealed rows of payload keys, as they stand now.
std::map<std::int64_t, std::string> sealed_keys(const std::string& dir) {
  const TemporaryDir copy;
  const auto database = open_copy(copy, dir);
  auto rows = database->prepare("SELECT row, sealed FROM payload_keys").value();
  std::map<std::int64_t, std::string> out;
  while (rows.step().value()) out[rows.integer(0).value()] = std::string(text_of(rows.blob(1).value()));
  return out;
}

std::string key_of(testing::SeededRandom& random) { return std::string(text_of(random.some_bytes(16))); }

}  // namespace

TEST_CASE("of hundreds of items of all sizes, erased or replaced among thousands, no whole row is left in any file") {
  const TemporaryDir dir;
  OpenVault vault(dir / "v", 71);
  testing::SeededRandom chance(7101);
  std::vector<std::pair<ItemKind, std::string>> items;
  constexpr ItemKind kKinds[] = {ItemKind::draft, ItemKind::private_record, ItemKind::imported, ItemKind::setting};
  const auto put = [&](Transaction& change, ItemKind kind, const std::string& key) {
    REQUIRE(change.put_item(kind, bytes_of(key), chance.some_bytes(chance.below(900))).ok());
  };
  for (int batch = 0; batch < 60; ++batch) {
    const auto change = vault.store->begin();
    for (int i = 0; i < 50; ++i) {
      items.emplace_back(kKinds[chance.below(4)], key_of(chance));
      put(**change, items.back().first, items.back().second);
    }
    REQUIRE((*change)->commit().ok());
  }
  std::vector<std::string> gone;
  for (int batch = 0; batch < 12; ++batch) {
    const auto before = sealed_items(dir / "v");
    const auto change = vault.store->begin();
    for (int i = 0; i < 30; ++i) {
      const std::size_t at = chance.below(items.size());
      const auto [kind, key] = items[at];
      const auto known = before.find(std::to_string(static_cast<int>(kind)) + key);
      REQUIRE(known != before.end());
      gone.push_back(known->second);
      if (chance.below(3) == 0) {
        put(**change, kind, key);
      } else {
        REQUIRE((*change)->erase_item(kind, bytes_of(key)).ok());
      }
      items.erase(items.begin() + static_cast<std::ptrdiff_t>(at));
    }
    (*change)->leave_no_trace();
    REQUIRE((*change)->commit().ok());
  }
  CHECK(gone.size() == 360);
  CHECK(whole_rows_left(dir / "v", gone) == 0);
  CHECK(vault.store->check().ok());
  REQUIRE(vault.reopen().ok());
  CHECK(whole_rows_left(dir / "v", gone) == 0);
  CHECK(vault.store->check().ok());
}

TEST_CASE("of hundreds of payloads that were destroyed in logs that grew side by side, no sealed key is left, in no older row either") {
  const TemporaryDir dir;
  OpenVault vault(dir / "v", 73);
  testing::SeededRandom chance(7301);
  const log::LogRef logs[] = {my_notes(), my_commitments(), their_notes(), {log::Lane::commitments, log::Author::partner, 0}};
  std::map<std::int64_t, std::set<std::string>> versions;  // of each row
  const auto look = [&] {
    for (auto& [row, sealed] : sealed_keys(dir / "v")) versions[row].insert(sealed);
  };
  for (int i = 0; i < 250; ++i) {
    REQUIRE(vault.add(logs[chance.below(4)], 1 + chance.below(6)).ok());
    if (chance.below(20) == 0) REQUIRE(vault.reopen().ok());
    look();
  }
  constexpr std::size_t kSealBytes = 40;  // nonce and tag
  std::vector<std::string> gone;
  for (int batch = 0; batch < 10; ++batch) {
    const auto change = vault.store->begin();
    for (int i = 0; i < 20; ++i) {
      const log::LogRef ref = logs[chance.below(4)];
      const std::uint64_t index = chance.below(vault.store->state().find(ref)->size);
      const auto slot = static_cast<std::uint64_t>(vault.store->state().find(ref) - vault.store->state().logs.data());
      for (const std::string& sealed : versions[static_cast<std::int64_t>(payload_keys_row(slot, index))]) {
        REQUIRE((sealed.size() - kSealBytes) % crypto::Key::kSize == 0);
        const std::size_t at = sealed.size() - 16 - (sealed.size() - kSealBytes) + (index % kPayloadKeysPerRow) * crypto::Key::kSize;
        if (at + crypto::Key::kSize <= sealed.size() - 16) gone.push_back(sealed.substr(at, crypto::Key::kSize));
      }
      REQUIRE((*change)->destroy_payload(ref, index).ok());
    }
    REQUIRE((*change)->commit().ok());
  }
  CHECK(gone.size() > 1'000);
  CHECK(whole_rows_left(dir / "v", gone) == 0);
  CHECK(vault.store->check().ok());
  REQUIRE(vault.reopen().ok());
  CHECK(whole_rows_left(dir / "v", gone) == 0);
  CHECK(vault.store->check().ok());
}

TEST_CASE("a change that is undone after it erased leaves every item as it was") {
  const TemporaryDir dir;
  OpenVault vault(dir / "v", 72);
  for (int i = 0; i < 40; ++i) REQUIRE(vault.put(ItemKind::draft, "key " + std::to_string(i), std::string(700, 'd')).ok());
  const auto before = sealed_items(dir / "v");
  {
    const auto change = vault.store->begin();
    REQUIRE((*change)->erase_item(ItemKind::draft, bytes_of("key 7")).ok());
    (*change)->leave_no_trace();
  }
  CHECK(sealed_items(dir / "v") == before);
  CHECK(vault.store->check().ok());
}
