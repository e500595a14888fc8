#include "fakes/memory_log.h"

#include <doctest/doctest.h>

#include "base/limits.h"

using namespace avow;
using namespace avow::log;
using namespace avow::testing;

namespace {

constexpr Instant kNow{std::chrono::milliseconds(1'800'000'000'000)};
constexpr LogRef kMine{Lane::commitments, Author::me, 0};
constexpr LogRef kTheirs{Lane::commitments, Author::partner, 0};

// Moves what `to` lacks of `from`'s lane, up to `end` entries, as a sync would.
Result<void> move(MemoryLogStore& from, MemoryLogStore& to, Lane lane, std::uint64_t end = ~0ULL) {
  const LogRef mine{lane, Author::me, 0};
  const std::uint64_t first = to.entries(lane, Author::partner).size();
  AVOW_TRY(const auto positions, from.publish_heads());
  for (const LogPosition& position : positions) {
    if (position.ref != mine) continue;
    AVOW_TRY(auto entries, from.read_entries(mine, first, std::min(end, position.size)));
    const std::uint64_t reached = first + entries.size();
    AVOW_TRY(auto proof, from.consistency_proof(mine, reached, position.size));
    return to.append_received({{lane, Author::partner, 0}, first, std::move(entries), *position.head, std::move(proof)});
  }
  return Error{Errc::not_found, "no such lane"};
}

struct Two {
  MemoryLogStore ana{1};
  MemoryLogStore ben{2};
  Two() { MemoryLogStore::pair(ana, ben); }
};

}  // namespace

TEST_CASE("two stores exchange both lanes, see each other and cosign") {
  Two two;
  for (const Lane lane : kLanes) {
    CAPTURE(std::string(name_of(lane)));
    for (int i = 0; i < 5; ++i) REQUIRE(two.ana.append_own(lane, "x").ok());
    REQUIRE(move(two.ana, two.ben, lane, 2).ok());
    const LogRef theirs{lane, Author::partner, 0};
    CHECK_FALSE(two.ben.cosign(theirs, kNow).value().has_value());  // the head is above what arrived
    REQUIRE(move(two.ana, two.ben, lane).ok());
    CHECK(two.ben.entries(lane, Author::partner) == two.ana.entries(lane, Author::me));
    const auto cosignature = two.ben.cosign(theirs, kNow).value();
    REQUIRE(cosignature.has_value());
    CHECK(cosignature->time_seconds == (lane == Lane::commitments ? 1'800'000'900U : 0U));
    const LogRef mine{lane, Author::me, 0};
    CHECK(two.ana.store_cosignature(mine, *cosignature).ok());
    Cosignature forged = *cosignature;
    forged.signature[3] ^= 1U;
    CHECK(two.ana.store_cosignature(mine, forged).error().code == Errc::forged);
    // Ben's next entry has seen Ana's head.
    REQUIRE(two.ben.append_own(lane, "answer").ok());
    CHECK(decode_header(two.ben.entries(lane, Author::me).back().header).value().seen_size == 5);
  }
}

TEST_CASE("at most one cosignature in a quarter hour, always later than the last") {
  Two two;
  REQUIRE(two.ana.append_own(Lane::commitments, "x").ok());
  REQUIRE(move(two.ana, two.ben, Lane::commitments).ok());
  REQUIRE(two.ben.cosign(kTheirs, kNow).value().has_value());
  REQUIRE(two.ana.append_own(Lane::commitments, "y").ok());
  REQUIRE(move(two.ana, two.ben, Lane::commitments).ok());
  CHECK_FALSE(two.ben.cosign(kTheirs, kNow + std::chrono::minutes(14)).value().has_value());
  CHECK_FALSE(two.ben.cosign(kTheirs, kNow - std::chrono::hours(5)).value().has_value());
  const auto later = two.ben.cosign(kTheirs, kNow + std::chrono::minutes(15)).value();
  REQUIRE(later.has_value());
  CHECK(later->time_seconds == 1'800'001'800);
  CHECK_FALSE(two.ben.cosign(kTheirs, kNow + std::chrono::hours(1)).value().has_value());  // nothing grew
}

TEST_CASE("what is withheld without cause is stored and not cosigned") {
  Two two;
  REQUIRE(two.ana.append_own(Lane::commitments, "x").ok());
  two.ana.withhold_own(Lane::commitments, 0, false);
  REQUIRE(move(two.ana, two.ben, Lane::commitments).ok());
  CHECK_FALSE(two.ben.cosign(kTheirs, kNow).value().has_value());
  two.ben.excuse_withheld(Lane::commitments, 0);
  CHECK(two.ben.cosign(kTheirs, kNow).value().has_value());
}

TEST_CASE("chunks that the log room refuses change nothing") {
  Two two;
  REQUIRE(two.ana.append_own(Lane::commitments, "x").ok());
  const auto positions = two.ana.publish_heads().value();
  auto entries = two.ana.read_entries(kMine, 0, 1).value();
  entries[0].payload.words->bytes[20] ^= 1U;
  CHECK(two.ben.append_received({kTheirs, 0, entries, *positions[0].head, {}}).error().code == Errc::forged);
  CHECK(two.ben.entries(Lane::commitments, Author::partner).empty());
}

TEST_CASE("going back to an older state is a restored backup") {
  Two two;
  two.ana.keep_commits();
  REQUIRE(two.ana.append_own(Lane::commitments, "one").ok());
  const auto backup = two.ana.commit_count() - 1;
  REQUIRE(two.ana.append_own(Lane::commitments, "two").ok());
  REQUIRE(move(two.ana, two.ben, Lane::commitments).ok());
  CHECK(two.ana.left_size(Lane::commitments) == 2);
  two.ana.roll_back_to(backup);
  CHECK(two.ana.entries(Lane::commitments, Author::me).size() == 1);
  CHECK(two.ana.left_size(Lane::commitments) == 0);
  REQUIRE(two.ana.append_own(Lane::commitments, "another two").ok());
  REQUIRE(two.ana.append_own(Lane::commitments, "three").ok());
  CHECK(move(two.ana, two.ben, Lane::commitments).error().code == Errc::forged);
  REQUIRE(two.ana.found_own_history_ahead(kMine, two.ben.positions()[1].head.value()).ok());
  CHECK(two.ana.read_only());
  CHECK(two.ana.append_own(Lane::commitments, "four").error().code == Errc::read_only);
  CHECK(two.ana.own_heads_shown().size() == 1);
}

TEST_CASE("reads stop at the limits of a chunk") {
  Two two;
  for (std::size_t i = 0; i <= limits::kChunkEntriesMax; ++i) REQUIRE(two.ana.append_own(Lane::notes, "x").ok());
  const LogRef notes{Lane::notes, Author::me, 0};
  CHECK(two.ana.read_entries(notes, 0, 1000).value().size() == limits::kChunkEntriesMax);
  CHECK(two.ana.read_entries(notes, limits::kChunkEntriesMax, 1000).value().size() == 1);
  const std::string large(60'000, 'x');
  for (int i = 0; i < 20; ++i) REQUIRE(two.ana.append_own(Lane::commitments, large).ok());
  const auto some = two.ana.read_entries(kMine, 0, 20).value();
  std::size_t bytes = 0;
  for (const Entry& entry : some) bytes += chunk_bytes(entry);
  CHECK(bytes <= limits::kChunkBytesMax);
  CHECK(some.size() == 17);
  CHECK(move(two.ana, two.ben, Lane::commitments).ok());
}
