// A change that need not wait for the disk: whole or not there, and never behind what waited for it.
#include <doctest/doctest.h>

#include "unit/store/vault_fixture.h"

namespace avow::store {
namespace {

Result<void> put(Store& store, std::string_view key, Durability durability) {
  AVOW_TRY(const auto change, store.begin(durability));
  AVOW_CHECK(change->put_item(ItemKind::setting, bytes_of(key), bytes_of("value")));
  return change->commit();
}

// What a killed process leaves: the files as they are, the vault not closed.
bool survives_a_kill(const std::string& from, const std::string& to, std::string_view key) {
  std::filesystem::remove_all(to);
  std::filesystem::copy(from, to, std::filesystem::copy_options::recursive);
  OpenVault copy(to);
  const auto item = copy.store->item(ItemKind::setting, bytes_of(key));
  return item.ok() && item->has_value() && copy.store->check().ok();
}

}  // namespace

TEST_CASE("a change that waits with the next is there at once, and after a kill") {
  const TemporaryDir dir;
  OpenVault vault(dir / "v");
  REQUIRE(put(*vault.store, "first", Durability::with_the_next).ok());
  CHECK(vault.store->item(ItemKind::setting, bytes_of("first"))->has_value());
  CHECK(survives_a_kill(dir / "v", dir / "copy", "first"));
  REQUIRE(put(*vault.store, "second", Durability::at_commit).ok());
  CHECK(survives_a_kill(dir / "v", dir / "copy", "first"));
  REQUIRE(vault.reopen().ok());
  CHECK(vault.store->item(ItemKind::setting, bytes_of("first"))->has_value());
  CHECK(vault.store->check().ok());
}

TEST_CASE("waiting for the disk is one change, and none when nothing is behind") {
  const TemporaryDir dir;
  OpenVault vault(dir / "v");
  REQUIRE(put(*vault.store, "a", Durability::at_commit).ok());
  const auto counter = vault.store->state().counter;
  REQUIRE(vault.store->make_durable().ok());
  CHECK(vault.store->state().counter == counter);
  REQUIRE(put(*vault.store, "b", Durability::with_the_next).ok());
  REQUIRE(vault.store->make_durable().ok());
  CHECK(vault.store->state().counter == counter + 2);
  REQUIRE(vault.store->make_durable().ok());
  CHECK(vault.store->state().counter == counter + 2);
  REQUIRE(put(*vault.store, "c", Durability::with_the_next).ok());
  REQUIRE(put(*vault.store, "d", Durability::at_commit).ok());
  REQUIRE(vault.store->make_durable().ok());
  CHECK(vault.store->state().counter == counter + 4);
}

}  // namespace avow::store
