#include <doctest/doctest.h>

#include "store/high_water.h"
#include "unit/store/vault_fixture.h"

namespace avow::store {
namespace {

State state_with(std::uint64_t counter, std::uint64_t left, std::uint64_t cosigned) {
  State state;
  state.counter = counter;
  LogState log;
  log.ref = my_notes();
  log.id.bytes.fill(1);
  log.size = 10;
  log.left_size = left;
  if (left > 0) log.head = log::Head{{"o", left, Hash{static_cast<std::uint8_t>(left)}}, Bytes(32), {}};
  if (cosigned > 0) log.cosignature = log::Cosignature{{"o", cosigned, Hash{static_cast<std::uint8_t>(cosigned)}}, 0, {}};
  state.logs.push_back(log);
  return state;
}

}  // namespace

TEST_CASE("a vault is behind its mark when anything that had left, or was cosigned, is not there any more") {
  const HighWater mark = high_water_of(state_with(10, 5, 4));
  CHECK(compare(mark, state_with(10, 5, 4)).progress == Progress::level);
  CHECK(compare(mark, state_with(11, 6, 5)).progress == Progress::level);
  CHECK(compare(HighWater{}, State{}).progress == Progress::level);

  const Comparison by_counter = compare(mark, state_with(9, 5, 4));
  CHECK(by_counter.progress == Progress::behind);
  CHECK_FALSE(by_counter.own_history_lost);
  for (const State& state : {state_with(12, 4, 4), state_with(12, 5, 3), state_with(12, 0, 0), State{12, false, {}, {}, 0}}) {
    const Comparison found = compare(mark, state);
    CHECK(found.progress == Progress::behind);
    CHECK(found.own_history_lost);
    CHECK_FALSE(found.what.empty());
  }
  State other_root = state_with(12, 5, 4);
  other_root.logs[0].head->checkpoint.root.fill(9);
  CHECK(compare(mark, other_root).own_history_lost);
  State other_log = state_with(12, 5, 4);
  other_log.logs[0].id.bytes.fill(2);
  CHECK(compare(mark, other_log).own_history_lost);
}

TEST_CASE("the mark's file: written whole, read back, damage is told apart from no file") {
  const TemporaryDir dir;
  testing::SeededRandom random(5);
  const crypto::Key key = crypto::Key::random(random);
  const VaultId id = random.bytes<16>();
  const HighWater mark = high_water_of(state_with(10, 5, 4));
  CHECK_FALSE(read_high_water(dir / "state", id, key)->has_value());
  REQUIRE(write_high_water(dir / "state", id, key, mark, random).ok());
  REQUIRE(write_high_water(dir / "state", id, key, mark, random).ok());
  CHECK(read_high_water(dir / "state", id, key)->value() == mark);

  const std::string path = high_water_path(dir / "state", id);
  const std::string bytes = read_file(path);
  CHECK(bytes.find(std::string(16, '\x01')) == std::string::npos);  // no log id stands there in clear
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string changed = bytes;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    write_file(path, changed);
    CHECK(read_high_water(dir / "state", id, key).error().code == Errc::damaged);
  }
  write_file(path, "");
  CHECK(read_high_water(dir / "state", id, key).error().code == Errc::damaged);
  write_file(path, std::string(2'000'000, 'x'));
  CHECK(read_high_water(dir / "state", id, key).error().code == Errc::damaged);
  write_file(path, bytes);
  CHECK(read_high_water(dir / "state", id, crypto::Key::random(random)).error().code == Errc::damaged);
  CHECK(std::distance(std::filesystem::directory_iterator(dir / "state/avow"), {}) == 1);
}

TEST_CASE("an old copy of the vault's folder is behind the mark of the newer one") {
  const TemporaryDir dir;
  OpenVault vault(dir / "v");
  REQUIRE(vault.add(my_notes(), 2).ok());
  vault.store.reset();
  const std::string old_copy = read_file(dir / "v/vault.db");
  REQUIRE(vault.reopen().ok());
  REQUIRE(vault.add(my_notes(), 2).ok());
  const crypto::Key key = vault.store->derive("high-water");
  const HighWater mark = high_water_of(vault.store->state());
  CHECK(compare(mark, vault.store->state()).progress == Progress::level);
  vault.store.reset();
  write_file(dir / "v/vault.db", old_copy);
  REQUIRE(vault.reopen().ok());
  CHECK(vault.store->check().ok());  // an old vault is a whole vault: only the mark tells
  CHECK(compare(mark, vault.store->state()).progress == Progress::behind);
}

}  // namespace avow::store
