#include <doctest/doctest.h>

#include "base/limits.h"
#include "fakes/seeded_random.h"
#include "store/state.h"

namespace avow::store {
namespace {

State full_state() {
  State state;
  state.counter = 77;
  state.read_only = true;
  state.rows = 5;
  state.set_hash.fill(9);
  LogState log;
  log.ref = {log::Lane::notes, log::Author::partner, 3};
  log.id.bytes.fill(4);
  log.size = 100;
  log.root.fill(5);
  log.head = log::Head{{"avow/v1/notes/abc", 120, Hash{1}}, Bytes(32, 7), Hash{2}};
  log.proof.assign(limits::kProofHashesMax, Hash{3});
  log.left_size = 50;
  log.cosignature = log::Cosignature{{"avow/v1/notes/abc", 100, Hash{4}}, 900, Bytes(32, 8)};
  state.logs.push_back(log);
  log.ref.by = log::Author::me;
  log.head->author_tag.reset();
  log.proof.clear();
  state.logs.push_back(log);
  log.ref.lane = log::Lane::commitments;
  log.head.reset();
  log.cosignature.reset();
  state.logs.push_back(log);
  return state;
}

}  // namespace

TEST_CASE("a state row reads back as it was written") {
  const State state = full_state();
  CHECK(decode_state(encode(state)).value() == state);
  CHECK(decode_state(encode(State{})).value() == State{});
  CHECK(state.find({log::Lane::notes, log::Author::me, 3}) == &state.logs[1]);
  CHECK(state.find({log::Lane::notes, log::Author::me, 4}) == nullptr);
}

TEST_CASE("a state row that is cut, longer or wrong is damage") {
  const Bytes whole = encode(full_state());
  for (std::size_t size = 0; size < whole.size(); ++size) {
    CHECK(decode_state(ByteView(whole).first(size)).error().code == Errc::damaged);
  }
  Bytes longer = whole;
  longer.push_back(0);
  CHECK(decode_state(longer).error().code == Errc::damaged);
  testing::SeededRandom random(3);
  for (int round = 0; round < 5000; ++round) {
    Bytes changed = whole;
    changed[random.below(changed.size())] ^= static_cast<std::uint8_t>(1U << random.below(8));
    static_cast<void>(decode_state(changed));  // any answer, no crash
  }
}

TEST_CASE("a state row meets its limits: proof hashes, log sizes, slots") {
  State state = full_state();
  Bytes bytes = encode(state);
  state.logs[0].size = limits::kStoredLogSizeMax;
  CHECK(decode_state(encode(state)).ok());
  // One hash more than allowed: the count is the byte before the proof.
  state = full_state();
  state.logs.resize(1);
  state.logs[0].proof.clear();
  state.logs[0].cosignature.reset();
  bytes = encode(state);
  bytes.back() = limits::kProofHashesMax;
  bytes.resize(bytes.size() + limits::kProofHashesMax * 32);
  CHECK(decode_state(bytes).ok());
  bytes = encode(state);
  bytes.back() = limits::kProofHashesMax + 1;
  bytes.resize(bytes.size() + (limits::kProofHashesMax + 1) * 32);
  CHECK(decode_state(bytes).error().code == Errc::damaged);
}

TEST_CASE("a state row with as many logs as there are slots reads back, with one more it does not") {
  State state;
  LogState log;
  for (std::size_t i = 0; i < limits::kLogSlotsMax; ++i) {
    log.ref.epoch = static_cast<std::uint16_t>(i);
    state.logs.push_back(log);
  }
  Bytes bytes = encode(state);
  CHECK(decode_state(bytes).ok());
  const std::size_t count_at = 8 + 1 + 32 + 8;
  const auto more = little_endian(static_cast<std::uint32_t>(limits::kLogSlotsMax + 1));
  std::copy(more.begin(), more.end(), bytes.begin() + static_cast<std::ptrdiff_t>(count_at));
  bytes.resize(bytes.size() + (bytes.size() - count_at) / limits::kLogSlotsMax);
  CHECK(decode_state(bytes).error().code == Errc::damaged);
}

}  // namespace avow::store
