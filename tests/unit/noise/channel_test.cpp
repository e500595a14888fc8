#include "noise/channel.h"

#include <algorithm>
#include <vector>

#include "base/padme.h"
#include "crypto/aead.h"
#include "unit/noise/two_sides.h"

using namespace avow;
using namespace avow::noise;
using avow::testing::channel_pair;
using avow::testing::SeededRandom;
using avow::testing::take_output;

namespace {

constexpr std::size_t kRecord = limits::kRecordBytes;
constexpr std::size_t kPayloadMax = 4077;

std::vector<Bytes> drain(Channel& channel) {
  std::vector<Bytes> out;
  while (auto message = channel.next_message()) out.push_back(std::move(*message));
  return out;
}

// Makes records by hand, as a partner who holds the keys but does not keep to the format could.
class Forger {
 public:
  Forger() : key_(key()), cipher_(key_) {}
  Channel victim() const { return Channel(CipherState(), CipherState(key_)); }
  Bytes record(std::size_t length, std::uint8_t type, ByteView payload, std::size_t total = 4080) {
    Bytes inner;
    append(inner, little_endian(static_cast<std::uint16_t>(length)));
    inner.push_back(type);
    append(inner, payload);
    inner.resize(total);
    return encrypt(inner);
  }
  Bytes encrypt(ByteView inner) {
    Bytes out;
    REQUIRE(cipher_.encrypt({}, inner, out).ok());
    return out;
  }

 private:
  static crypto::Key key() {
    SeededRandom random(5);
    return crypto::Key::random(random);
  }
  crypto::Key key_;
  CipherState cipher_;
};

constexpr std::uint8_t kPadding = 0;
constexpr std::uint8_t kPart = 1;
constexpr std::uint8_t kEnd = 2;
constexpr std::uint8_t kEndOfSession = 3;

Errc code_of(const Result<void>& result) { return result.error().code; }

}  // namespace

TEST_CASE("messages of every interesting size arrive whole and in order") {
  auto [me, partner] = channel_pair();
  SeededRandom random(2);
  std::vector<Bytes> said;
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, kPayloadMax - 1, kPayloadMax, kPayloadMax + 1,
                                 2 * kPayloadMax, 2 * kPayloadMax + 1, limits::kMessageBytesMax}) {
    said.push_back(random.some_bytes(size));
    me.queue_message(said.back());
  }
  me.finish_flight();
  REQUIRE(partner.receive(take_output(me)).ok());
  CHECK(drain(partner) == said);
  CHECK_FALSE(partner.peer_ended());
}

TEST_CASE("a flight is at least 16 KiB and has a Padme length in whole records") {
  SeededRandom random(2);
  for (int i = 0; i < 60; ++i) {
    auto [me, partner] = channel_pair();
    const std::size_t size = random.below(i < 40 ? 60'000 : limits::kMessageBytesMax);
    me.queue_message(random.some_bytes(size));
    const std::size_t unpadded = me.pending_output().size();
    CHECK(unpadded == (std::max<std::size_t>(size, 1) + kPayloadMax - 1) / kPayloadMax * kRecord);
    me.finish_flight();
    const std::size_t padded = me.pending_output().size();
    CHECK(padded % kRecord == 0);
    CHECK(padded >= limits::kFlightBytesMin);
    const std::size_t wanted = std::max<std::size_t>(padme(unpadded), limits::kFlightBytesMin);
    CHECK(padded == (wanted + kRecord - 1) / kRecord * kRecord);
    me.finish_flight();  // nothing was said since
    CHECK(me.pending_output().size() == padded);
    REQUIRE(partner.receive(take_output(me)).ok());
    CHECK(drain(partner).size() == 1);
  }
}

TEST_CASE("what was said does not show in the length: 0 to 4 small messages and END look the same") {
  for (std::size_t count = 0; count < 4; ++count) {
    auto [me, partner] = channel_pair();
    for (std::size_t i = 0; i < count; ++i) me.queue_message(bytes_of("x"));
    me.queue_end();
    me.finish_flight();
    CHECK(me.pending_output().size() == limits::kFlightBytesMin);
  }
  auto [me, partner] = channel_pair();
  me.finish_flight();
  CHECK(me.pending_output().empty());
}

TEST_CASE("a flight of padding only is of the smallest size, says nothing, and may follow END") {
  auto [me, partner] = channel_pair();
  for (const bool ended : {false, true}) {
    me.queue_padding_flight();
    CHECK(me.pending_output().size() == limits::kFlightBytesMin);
    REQUIRE(partner.receive(take_output(me)).ok());
    CHECK(drain(partner).empty());
    CHECK(partner.peer_ended() == ended);
    if (!ended) me.queue_end();
    me.finish_flight();
    REQUIRE(partner.receive(take_output(me)).ok());
  }
  CHECK(partner.peer_ended());
}

TEST_CASE("a stream may come in any slices") {
  auto [me, partner] = channel_pair();
  SeededRandom random(8);
  const Bytes said = random.some_bytes(9'000);
  me.queue_message(said);
  me.queue_end();
  me.finish_flight();
  const Bytes wire = take_output(me);
  std::vector<Bytes> heard;
  for (const std::uint8_t byte : wire) {
    REQUIRE(partner.receive(ByteView(&byte, 1)).ok());
    for (auto& message : drain(partner)) heard.push_back(std::move(message));
  }
  CHECK(heard == std::vector<Bytes>{said});
  CHECK(partner.peer_ended());
}

TEST_CASE("3 MiB each way in random messages, flights, slices and partial sends") {
  auto [me, partner] = channel_pair(11);
  SeededRandom random(12);
  std::array<std::vector<Bytes>, 2> said;
  std::array<std::vector<Bytes>, 2> heard;
  const std::array<Channel*, 2> ends{&me, &partner};
  std::array<std::size_t, 2> bytes_said{};
  const auto move_some = [&](std::size_t from) {
    const ByteView waiting = ends[from]->pending_output();
    const ByteView slice = waiting.first(std::min<std::size_t>(waiting.size(), random.below(100'000)));
    REQUIRE(ends[1 - from]->receive(slice).ok());
    ends[from]->output_sent(slice.size());
    for (auto& message : drain(*ends[1 - from])) heard[from].push_back(std::move(message));
  };
  while (bytes_said[0] < 3U << 20U || bytes_said[1] < 3U << 20U) {
    const std::size_t from = random.below(2);
    const std::size_t size = random.below(random.below(8) == 0 ? 400'000 : 12'000);
    said[from].push_back(random.some_bytes(size));
    bytes_said[from] += size;
    ends[from]->queue_message(said[from].back());
    if (random.below(3) == 0) ends[from]->finish_flight();
    move_some(random.below(2));
  }
  for (const std::size_t from : {std::size_t{0}, std::size_t{1}}) {
    ends[from]->queue_end();
    ends[from]->finish_flight();
    while (!ends[from]->pending_output().empty()) move_some(from);
    CHECK(said[from] == heard[from]);
    CHECK(ends[1 - from]->peer_ended());
  }
}

TEST_CASE("the key of a direction changes after exactly 1,024 records, again and again") {
  SeededRandom random(1);
  const crypto::Key forth = crypto::Key::random(random);  // as channel_pair(1) makes it
  auto [me, partner] = channel_pair(1);
  for (std::uint64_t i = 0; i < 2 * limits::kRekeyRecords + 1; ++i) me.queue_message(bytes_of("m"));
  const Bytes wire = take_output(me);
  REQUIRE(partner.receive(wire).ok());
  CHECK(drain(partner).size() == 2 * limits::kRekeyRecords + 1);

  CipherState by_hand(forth);
  const auto record = [&](std::uint64_t index) { return ByteView(wire).subspan(index * kRecord, kRecord); };
  for (std::uint64_t i = 0; i < limits::kRekeyRecords; ++i) REQUIRE(by_hand.decrypt({}, record(i)).ok());
  CHECK_FALSE(by_hand.decrypt({}, record(limits::kRekeyRecords)).ok());
  by_hand.rekey();
  for (std::uint64_t i = 0; i < limits::kRekeyRecords; ++i) {
    REQUIRE(by_hand.decrypt({}, record(limits::kRekeyRecords + i)).ok());
  }
  CHECK_FALSE(by_hand.decrypt({}, record(2 * limits::kRekeyRecords)).ok());
  by_hand.rekey();
  CHECK(by_hand.decrypt({}, record(2 * limits::kRekeyRecords)).ok());
}

TEST_CASE("a record altered, left out, repeated or out of order is forged, and that is final") {
  const std::array<std::string_view, 4> said{"one", "two", "three", "four"};
  const auto refuse = [&](auto change) {
    auto [me, partner] = channel_pair();
    for (const auto text : said) me.queue_message(bytes_of(text));
    me.finish_flight();
    Bytes wire = take_output(me);
    change(wire);
    CHECK(code_of(partner.receive(wire)) == Errc::forged);
    const auto heard = drain(partner);  // only a true beginning of what was said
    REQUIRE(heard.size() <= said.size());
    for (std::size_t i = 0; i < heard.size(); ++i) CHECK(text_of(heard[i]) == said[i]);
    CHECK(code_of(partner.receive({})) == Errc::closed);
    CHECK_FALSE(partner.peer_ended());
  };
  for (std::size_t at = 0; at < kRecord; at += 61) refuse([at](Bytes& wire) { wire[at] ^= 1U; });
  refuse([](Bytes& wire) { wire[kRecord - 1] ^= 0x80U; });
  refuse([](Bytes& wire) { wire.erase(wire.begin(), wire.begin() + kRecord); });
  refuse([](Bytes& wire) { wire.erase(wire.begin(), wire.begin() + 1); });
  refuse([](Bytes& wire) { wire.insert(wire.begin(), wire.begin(), wire.begin() + kRecord); });
  refuse([](Bytes& wire) { std::swap_ranges(wire.begin(), wire.begin() + kRecord, wire.begin() + kRecord); });
  refuse([](Bytes& wire) { append(wire, Bytes(wire.begin(), wire.begin() + kRecord)); });
}

TEST_CASE("one's own records sent back do not authenticate") {
  auto [me, partner] = channel_pair();
  me.queue_message(bytes_of("hello"));
  me.finish_flight();
  CHECK(code_of(me.receive(take_output(me))) == Errc::forged);
}

TEST_CASE("a stream cut at any record never ends, and gives only whole messages") {
  auto [me, partner] = channel_pair();
  SeededRandom random(9);
  for (const std::size_t size : {100U, 9'000U, 20'000U}) me.queue_message(random.some_bytes(size));
  me.queue_end();
  me.finish_flight();
  const Bytes wire = take_output(me);
  constexpr std::size_t kRecordsToEnd = 1 + 3 + 5 + 1;
  for (std::size_t cut = 0; cut <= wire.size(); cut += kRecord / 2) {
    auto [unused, reader] = channel_pair();
    REQUIRE(reader.receive(ByteView(wire).first(cut)).ok());
    const std::size_t records = cut / kRecord;
    CHECK(drain(reader).size() == (records < 1 ? 0U : records < 4 ? 1U : records < 9 ? 2U : 3U));
    CHECK(reader.peer_ended() == (records >= kRecordsToEnd));
  }
}

TEST_CASE("after END there is only padding") {
  const auto after_end = [](std::size_t length, std::uint8_t type, ByteView payload) {
    Forger forger;
    Channel victim = forger.victim();
    REQUIRE(victim.receive(forger.record(0, kEndOfSession, {})).ok());
    CHECK(victim.peer_ended());
    return victim.receive(forger.record(length, type, payload));
  };
  CHECK(after_end(0, kPadding, {}).ok());
  CHECK(code_of(after_end(1, kEnd, bytes_of("x"))) == Errc::malformed);
  CHECK(code_of(after_end(0, kEnd, {})) == Errc::malformed);
  CHECK(code_of(after_end(kPayloadMax, kPart, Bytes(kPayloadMax))) == Errc::malformed);
  CHECK(code_of(after_end(0, kEndOfSession, {})) == Errc::malformed);
}

TEST_CASE("records that authenticate and break the format are malformed") {
  const auto first_record = [](std::size_t length, std::uint8_t type, ByteView payload) {
    Forger forger;
    Channel victim = forger.victim();
    return victim.receive(forger.record(length, type, payload));
  };
  CHECK(first_record(3, kEnd, bytes_of("abc")).ok());
  for (std::size_t at = 3; at < kPayloadMax; ++at) {  // every byte of the padding is looked at
    Bytes payload(kPayloadMax);
    payload[at] = 1;
    CHECK(code_of(first_record(3, kEnd, payload)) == Errc::malformed);
  }
  CHECK(code_of(first_record(0, kPadding, bytes_of("x"))) == Errc::malformed);
  CHECK(code_of(first_record(1, kPadding, bytes_of("x"))) == Errc::malformed);
  CHECK(code_of(first_record(1, kEndOfSession, bytes_of("x"))) == Errc::malformed);
  CHECK(first_record(kPayloadMax, kEnd, Bytes(kPayloadMax, 1)).ok());
  CHECK(code_of(first_record(kPayloadMax + 1, kEnd, Bytes(kPayloadMax, 1))) == Errc::malformed);
  CHECK(code_of(first_record(0xFFFF, kEnd, {})) == Errc::malformed);
  CHECK(code_of(first_record(kPayloadMax - 1, kPart, Bytes(kPayloadMax - 1, 1))) == Errc::malformed);
  CHECK(code_of(first_record(0, kPart, {})) == Errc::malformed);
  for (int type = 4; type < 256; ++type) {
    CHECK(code_of(first_record(0, static_cast<std::uint8_t>(type), {})) == Errc::malformed);
  }
}

TEST_CASE("nothing comes in the middle of a message but its next part") {
  const auto inside_message = [](std::size_t length, std::uint8_t type, ByteView payload) {
    Forger forger;
    Channel victim = forger.victim();
    REQUIRE(victim.receive(forger.record(kPayloadMax, kPart, Bytes(kPayloadMax, 1))).ok());
    return victim.receive(forger.record(length, type, payload));
  };
  CHECK(inside_message(1, kEnd, bytes_of("x")).ok());
  CHECK(code_of(inside_message(0, kEnd, {})) == Errc::malformed);
  CHECK(code_of(inside_message(0, kPadding, {})) == Errc::malformed);
  CHECK(code_of(inside_message(0, kEndOfSession, {})) == Errc::malformed);
}

TEST_CASE("a message of the largest size passes, one byte more is too large") {
  for (const std::size_t extra : {0U, 1U}) {
    Forger forger;
    Channel victim = forger.victim();
    std::size_t left = limits::kMessageBytesMax + extra;
    for (; left > kPayloadMax; left -= kPayloadMax) {
      REQUIRE(victim.receive(forger.record(kPayloadMax, kPart, Bytes(kPayloadMax, 1))).ok());
    }
    const auto last = victim.receive(forger.record(left, kEnd, Bytes(left, 1)));
    if (extra == 0) {
      REQUIRE(last.ok());
      CHECK(drain(victim).at(0).size() == limits::kMessageBytesMax);
    } else {
      CHECK(code_of(last) == Errc::too_large);
      CHECK(drain(victim).empty());
    }
  }
}
