#include "log/entry.h"

#include <doctest/doctest.h>

#include "base/limits.h"
#include "fakes/memory_log.h"
#include "log/chunk.h"
#include "protocol/entry.capnp.h"
#include "wire/message.h"

using namespace avow;
using namespace avow::log;
using namespace avow::testing;

namespace {

LogId some_log() {
  LogId out;
  out.bytes.fill(0x5A);
  return out;
}

Entry some_entry(std::uint64_t index = 3, std::uint64_t seed = 1) {
  SeededRandom random(seed);
  return make_entry(some_log(), index, 30'000'000, Seen{0, 2, Hash{1, 2, 3}}, random.bytes<16>(), sample_facts(),
                    sample_words("hello"), random);
}

// A header as somebody else's program might write it.
template <typename Change>
Bytes strange_header(Change change) {
  return wire::encode_canonical<schema::EntryHeader>([&](schema::EntryHeader::Builder to) {
    const Bytes bytes(32, 7);
    to.setIndex(3);
    to.setVersion(1);
    to.setLogId(wire::data_of(ByteView(bytes).first(16)));
    to.setRandom(wire::data_of(ByteView(bytes).first(16)));
    to.setSeenHash(wire::data_of(bytes));
    to.setCommitment(wire::data_of(bytes));
    change(to);
  });
}

Bytes canonical_of_size(std::size_t size) {  // one byte list of exactly `size` bytes in all
  Bytes content(size - 16 - 8, 'x');
  content.resize(content.size() + 7);  // and the NUL of a text
  return sample_words(std::string(text_of(content)));
}

}  // namespace

TEST_CASE("headers are 160 bytes, whatever they hold") {
  CHECK(encode_header(Header{}).size() == limits::kHeaderBytes);
  CHECK(decode_header(encode_header(Header{})).value() == Header{});
  Header full;
  full.index = limits::kLogSizeMax - 1;
  full.seen_size = limits::kLogSizeMax;
  full.minute = 0xFFFFFFFF;
  full.seen_epoch = limits::kEpochMax;
  full.log_id.bytes.fill(0xFF);
  full.random.fill(0xFF);
  full.seen_hash.fill(0xFF);
  full.commitment.fill(0xFF);
  CHECK(encode_header(full).size() == limits::kHeaderBytes);
  CHECK(decode_header(encode_header(full)).value() == full);
}

TEST_CASE("headers: other sizes, lengths, versions and numbers are refused") {
  REQUIRE(decode_header(strange_header([](auto) {})).ok());
  const auto code = [](const Bytes& bytes) {
    const auto header = decode_header(bytes);
    return header.ok() ? Errc::failed : header.error().code;
  };
  const Bytes short_bytes(15, 7);
  const Bytes swapped(17, 7);
  CHECK(code(strange_header([&](auto to) { to.setLogId(wire::data_of(short_bytes)); })) == Errc::malformed);
  CHECK(code(strange_header([&](auto to) { to.setLogId(wire::data_of(ByteView(short_bytes).first(9))); })) == Errc::malformed);
  CHECK(code(strange_header([&](auto to) { to.setRandom(wire::data_of(swapped)); })) == Errc::malformed);
  CHECK(code(strange_header([&](auto to) { to.disownCommitment(); })) == Errc::malformed);
  CHECK(code(strange_header([&](auto to) { to.setVersion(0); })) == Errc::malformed);
  CHECK(code(strange_header([&](auto to) { to.setVersion(2); })) == Errc::newer_version);
  CHECK(decode_header(strange_header([&](auto to) { to.setIndex(limits::kLogSizeMax - 1); })).ok());
  CHECK(code(strange_header([&](auto to) { to.setIndex(limits::kLogSizeMax); })) == Errc::malformed);
  CHECK(decode_header(strange_header([&](auto to) { to.setSeenSize(limits::kLogSizeMax); })).ok());
  CHECK(code(strange_header([&](auto to) { to.setSeenSize(limits::kLogSizeMax + 1); })) == Errc::malformed);
  CHECK(decode_header(strange_header([&](auto to) { to.setSeenEpoch(limits::kEpochMax); })).ok());
  CHECK(code(strange_header([&](auto to) { to.setSeenEpoch(limits::kEpochMax + 1); })) == Errc::malformed);
  CHECK(code(Bytes(160, 0)) == Errc::malformed);  // a null root
  const Bytes good = strange_header([](auto) {});
  for (std::size_t size = 0; size < good.size(); ++size) CHECK_FALSE(decode_header(ByteView(good).first(size)).ok());
  Bytes longer = good;
  longer.resize(longer.size() + 8);
  CHECK_FALSE(decode_header(longer).ok());
}

TEST_CASE("no two byte strings are one header: every flipped bit is refused or reads differently") {
  const Bytes good = some_entry().header;
  const Header header = decode_header(good).value();
  for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
    Bytes changed = good;
    changed[bit / 8] = static_cast<std::uint8_t>(changed[bit / 8] ^ (1U << (bit % 8)));
    const auto read = decode_header(changed);
    if (read.ok()) {
      CHECK_FALSE(*read == header);
      CHECK(encode_header(*read) == changed);
    }
  }
}

TEST_CASE("payloads: every flipped bit of facts, words, salts and commitments is refused") {
  const Entry entry = some_entry();
  const Header header = decode_header(entry.header).value();
  REQUIRE(check_payload(header, Lane::commitments, entry.payload).ok());
  const auto each_bit = [&](auto part) {
    Payload payload = entry.payload;
    const MutableByteView bytes = part(payload);
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
      bytes[bit / 8] = static_cast<std::uint8_t>(bytes[bit / 8] ^ (1U << (bit % 8)));
      const auto checked = check_payload(header, Lane::commitments, payload);
      REQUIRE_FALSE(checked.ok());
      CHECK(checked.error().code == Errc::forged);
      bytes[bit / 8] = static_cast<std::uint8_t>(bytes[bit / 8] ^ (1U << (bit % 8)));
    }
  };
  each_bit([](Payload& p) { return MutableByteView(p.facts->bytes); });
  each_bit([](Payload& p) { return MutableByteView(p.facts->salt); });
  each_bit([](Payload& p) { return MutableByteView(p.words->bytes); });
  each_bit([](Payload& p) { return MutableByteView(p.words->salt); });
  each_bit([](Payload& p) { return MutableByteView(p.words_commitment); });
}

TEST_CASE("a payload belongs to one log and one index") {
  const Entry entry = some_entry();
  Header header = decode_header(entry.header).value();
  header.index += 1;
  CHECK(check_payload(header, Lane::commitments, entry.payload).error().code == Errc::forged);
  header.index -= 1;
  header.log_id.bytes[0] ^= 1U;
  CHECK(check_payload(header, Lane::commitments, entry.payload).error().code == Errc::forged);
}

TEST_CASE("what may be withheld") {
  const Entry entry = some_entry();
  const Header header = decode_header(entry.header).value();
  Payload without_words = entry.payload;
  without_words.words.reset();
  CHECK(check_payload(header, Lane::commitments, without_words).ok());
  CHECK(check_payload(header, Lane::notes, without_words).ok());
  without_words.words_commitment[0] ^= 1U;
  CHECK(check_payload(header, Lane::notes, without_words).error().code == Errc::forged);

  CHECK(check_payload(header, Lane::notes, Payload{}).ok());
  CHECK(check_payload(header, Lane::commitments, Payload{}).error().code == Errc::malformed);
  Payload words_only = entry.payload;
  words_only.facts.reset();
  CHECK(check_payload(header, Lane::notes, words_only).error().code == Errc::malformed);
  Payload commitment_only;
  commitment_only.words_commitment = entry.payload.words_commitment;
  CHECK(check_payload(header, Lane::notes, commitment_only).error().code == Errc::malformed);
}

TEST_CASE("sizes of payload parts at max and max + 1") {
  const Entry entry = some_entry();
  const Header header = decode_header(entry.header).value();
  const auto code = [&](std::size_t facts, std::size_t words) {
    Payload payload = entry.payload;
    payload.facts->bytes.assign(facts, 1);
    payload.words->bytes.assign(words, 1);
    return check_payload(header, Lane::commitments, payload).error().code;
  };
  CHECK(code(limits::kFactsBytesMax, 8) == Errc::forged);  // the size is fine, the content is not
  CHECK(code(limits::kFactsBytesMax + 1, 8) == Errc::too_large);
  CHECK(code(8, limits::kWordsBytesMax) == Errc::forged);
  CHECK(code(8, limits::kWordsBytesMax + 1) == Errc::too_large);
  CHECK(code(0, 8) == Errc::malformed);
  CHECK(code(8, 0) == Errc::malformed);
  SeededRandom random(1);
  const Bytes largest = canonical_of_size(limits::kWordsBytesMax);
  REQUIRE(largest.size() == limits::kWordsBytesMax);
  const Entry large = make_entry(some_log(), 0, 0, Seen{}, random.bytes<16>(), sample_facts(), largest, random);
  CHECK(check_payload(decode_header(large.header).value(), Lane::notes, large.payload).ok());
}

TEST_CASE("an id is that of the log and the header's random bytes, never of content") {
  const Entry here = some_entry(3, 1);
  const Entry moved = some_entry(9, 1);  // the same random bytes at another index
  const Header a = decode_header(here.header).value();
  const Header b = decode_header(moved.header).value();
  CHECK(record_id(a.log_id, a.random) == record_id(b.log_id, b.random));
  LogId other = a.log_id;
  other.bytes[15] ^= 1U;
  CHECK(record_id(other, a.random) != record_id(a.log_id, a.random));
  CHECK(record_id(a.log_id, decode_header(some_entry(3, 2).header).value().random) != record_id(a.log_id, a.random));
}

TEST_CASE("salts are always fresh") {
  SeededRandom random(1);
  const auto id = random.bytes<16>();
  const Entry a = make_entry(some_log(), 0, 0, Seen{}, id, sample_facts(), sample_words("x"), random);
  const Entry b = make_entry(some_log(), 0, 0, Seen{}, id, sample_facts(), sample_words("x"), random);
  CHECK(a.payload.facts->salt != b.payload.facts->salt);
  CHECK(a.payload.words->salt != b.payload.words->salt);
  CHECK(a.payload.facts->salt != a.payload.words->salt);
  CHECK(a.header != b.header);
}

TEST_CASE("log ids differ by lane, epoch and either key") {
  const crypto::PublicKey one{1};
  const crypto::PublicKey two{2};
  const LogId id = make_log_id(Lane::commitments, 0, one, two);
  CHECK(id == make_log_id(Lane::commitments, 0, one, two));
  CHECK(id != make_log_id(Lane::notes, 0, one, two));
  CHECK(id != make_log_id(Lane::commitments, 1, one, two));
  CHECK(id != make_log_id(Lane::commitments, 256, one, two));
  CHECK(id != make_log_id(Lane::commitments, 0, two, one));
}
