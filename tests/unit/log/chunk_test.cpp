#include "log/chunk.h"

#include <doctest/doctest.h>

#include "base/limits.h"
#include "fakes/memory_log.h"

using namespace avow;
using namespace avow::log;
using namespace avow::testing;

namespace {

// A log written by somebody, from which chunks of any shape are cut.
struct Writer {
  std::uint64_t next_seed = 500;
  Lane lane = Lane::notes;
  LogId id{{1, 2, 3}};
  std::vector<Entry> entries;
  MemoryNodes nodes;
  Frontier frontier;

  void write(const Seen& seen = {}, Bytes facts = sample_facts(), Bytes words = sample_words("hello")) {
    SeededRandom random(next_seed++);
    add(make_entry(id, frontier.size(), 30'000'000, seen, random.bytes<16>(), std::move(facts), std::move(words), random));
  }
  void add(Entry entry) {
    std::vector<Node> completed;
    frontier.append(leaf_hash(entry.header), completed);
    nodes.add(completed);
    entries.push_back(std::move(entry));
  }
  Checkpoint head(std::uint64_t size) { return {origin_of(lane, id), size, root_at(nodes, size).value()}; }
  ReceivedChunk chunk(std::uint64_t first, std::uint64_t end, std::uint64_t head_size) {
    ReceivedChunk out;
    out.ref = {lane, Author::partner, 0};
    out.first = first;
    out.entries.assign(entries.begin() + static_cast<std::ptrdiff_t>(first),
                       entries.begin() + static_cast<std::ptrdiff_t>(end));
    out.head.checkpoint = head(head_size);
    if (end > 0) out.proof = consistency_proof(nodes, end, head_size).value();
    return out;
  }
  Frontier held(std::uint64_t size) { return Frontier::load(nodes, size).value(); }
  Result<CheckedChunk> check(const ReceivedChunk& chunk, const Seen& seen = {}) {
    return check_chunk(chunk, id, lane, held(chunk.first), seen);
  }
};

Writer author_of(std::size_t count) {
  Writer out;
  for (std::size_t i = 0; i < count; ++i) out.write();
  return out;
}

Errc code_of(const Result<CheckedChunk>& result) {
  REQUIRE_FALSE(result.ok());
  return result.error().code;
}

}  // namespace

TEST_CASE("chunks of every range up to 12 reach every head") {
  auto author = author_of(12);
  for (std::uint64_t first = 0; first < 12; ++first) {
    for (std::uint64_t end = first + 1; end <= 12; ++end) {
      for (std::uint64_t head = end; head <= 12; ++head) {
        const auto checked = author.check(author.chunk(first, end, head));
        REQUIRE(checked.ok());
        CHECK(checked->frontier.size() == end);
        CHECK(checked->frontier.root() == author.head(end).root);
        REQUIRE(checked->headers.size() == end - first);
        CHECK(checked->headers.front().index == first);
        CHECK(checked->ids.back() == record_id(author.id, checked->headers.back().random));
        for (const Node& node : checked->completed) {
          CHECK(author.nodes.node(node.level, node.index).value() == node.hash);
        }
      }
    }
  }
}

TEST_CASE("a chunk is refused when it is empty, elsewhere, of another log or past its head") {
  auto author = author_of(6);
  const ReceivedChunk good = author.chunk(2, 4, 6);
  REQUIRE(author.check(good).ok());
  ReceivedChunk empty = good;
  empty.entries.clear();
  CHECK(code_of(author.check(empty)) == Errc::malformed);
  CHECK(code_of(check_chunk(good, author.id, author.lane, author.held(1), {})) == Errc::malformed);
  CHECK(code_of(check_chunk(good, LogId{{9}}, author.lane, author.held(2), {})) == Errc::forged);
  CHECK(code_of(check_chunk(good, author.id, Lane::commitments, author.held(2), {})) == Errc::forged);
  ReceivedChunk swapped = good;
  std::swap(swapped.entries[0], swapped.entries[1]);
  CHECK(code_of(author.check(swapped)) == Errc::forged);
  ReceivedChunk repeated = good;
  repeated.entries[1] = repeated.entries[0];
  CHECK(code_of(author.check(repeated)) == Errc::forged);
  ReceivedChunk past = good;
  past.head.checkpoint = author.head(3);
  CHECK(code_of(author.check(past)) == Errc::malformed);
  Writer other = author_of(6);
  other.id = LogId{{7}};
  ReceivedChunk foreign = good;
  foreign.head.checkpoint.origin = origin_of(author.lane, other.id);
  CHECK(code_of(author.check(foreign)) == Errc::forged);
}

TEST_CASE("every flipped bit of headers, head and proof is refused") {
  auto author = author_of(7);
  const ReceivedChunk good = author.chunk(3, 5, 7);
  REQUIRE(author.check(good).ok());
  const auto each_bit = [&](auto part) {
    ReceivedChunk changed = good;
    const MutableByteView bytes = part(changed);
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
      bytes[bit / 8] = static_cast<std::uint8_t>(bytes[bit / 8] ^ (1U << (bit % 8)));
      CHECK_FALSE(author.check(changed).ok());
      bytes[bit / 8] = static_cast<std::uint8_t>(bytes[bit / 8] ^ (1U << (bit % 8)));
    }
    CHECK(author.check(changed).ok());
  };
  each_bit([](ReceivedChunk& c) { return MutableByteView(c.entries[0].header); });
  each_bit([](ReceivedChunk& c) { return MutableByteView(c.entries[1].header); });
  each_bit([](ReceivedChunk& c) { return MutableByteView(c.head.checkpoint.root); });
  for (std::size_t i = 0; i < good.proof.size(); ++i) {
    each_bit([i](ReceivedChunk& c) { return MutableByteView(c.proof[i]); });
  }
  ReceivedChunk larger_head = good;
  larger_head.head.checkpoint.size = 70;  // a near size may fit by shape: the head's signature covers it
  CHECK(code_of(author.check(larger_head)) == Errc::forged);
  ReceivedChunk at_its_head = author.chunk(3, 7, 7);
  CHECK(at_its_head.proof.empty());
  at_its_head.proof.push_back(at_its_head.head.checkpoint.root);
  CHECK(code_of(author.check(at_its_head)) == Errc::forged);
}

TEST_CASE("what was seen never falls") {
  Writer author;
  const std::vector<Seen> rising{{0, 0, {}}, {0, 3, {1}}, {0, 3, {1}}, {0, 9, {2}}, {1, 2, {3}}};
  for (const Seen& seen : rising) author.write(seen);
  const auto checked = author.check(author.chunk(0, 5, 5));
  REQUIRE(checked.ok());
  CHECK(checked->last_seen == rising.back());
  CHECK(author.check(author.chunk(4, 5, 5), Seen{1, 2, {3}}).ok());
  CHECK(code_of(author.check(author.chunk(4, 5, 5), Seen{1, 3, {3}})) == Errc::forged);
  author.write(Seen{0, 100, {4}});
  CHECK(code_of(author.check(author.chunk(0, 6, 6))) == Errc::forged);
  Writer falling;
  falling.write(Seen{0, 3, {1}});
  falling.write(Seen{0, 2, {1}});
  CHECK(code_of(falling.check(falling.chunk(0, 2, 2))) == Errc::forged);
}

TEST_CASE("withheld parts pass where their lane allows them") {
  auto author = author_of(3);
  ReceivedChunk chunk = author.chunk(0, 3, 3);
  chunk.entries[0].payload.words.reset();
  CHECK(author.check(chunk).ok());
  chunk.entries[1].payload = {};
  CHECK(author.check(chunk).ok());
  author.lane = Lane::commitments;
  chunk.head.checkpoint = author.head(3);
  CHECK(code_of(author.check(chunk)) == Errc::malformed);
}

TEST_CASE("parts that are no canonical segment are refused although their commitment fits") {
  for (const Bytes& facts : {Bytes(8, 0), Bytes(7, 1), to_bytes(bytes_of("sixteen letters!"))}) {
    Writer one;
    SeededRandom random(1);
    Entry entry = make_entry(one.id, 0, 0, Seen{}, {}, sample_facts(), sample_words("x"), random);
    Header header = decode_header(entry.header).value();
    entry.payload.facts->bytes = facts;
    header.commitment = payload_commitment(entry.payload.facts->salt, one.id, 0, entry.payload.words_commitment, facts);
    entry.header = encode_header(header);
    one.add(entry);
    REQUIRE(check_payload(header, one.lane, entry.payload).ok());
    CHECK(code_of(one.check(one.chunk(0, 1, 1))) == Errc::malformed);
  }
}

TEST_CASE("entries, bytes and proof at max and max + 1") {
  auto author = author_of(limits::kChunkEntriesMax + 1);
  CHECK(author.check(author.chunk(0, limits::kChunkEntriesMax, limits::kChunkEntriesMax + 1)).ok());
  CHECK(code_of(author.check(author.chunk(0, limits::kChunkEntriesMax + 1, limits::kChunkEntriesMax + 1))) == Errc::too_large);

  ReceivedChunk proof = author.chunk(0, 1, 2);
  proof.proof.assign(limits::kProofHashesMax, Hash{});
  CHECK(code_of(author.check(proof)) == Errc::forged);
  proof.proof.emplace_back();
  CHECK(code_of(author.check(proof)) == Errc::too_large);

  // Texts that make a chunk of exactly the limit: 16 entries, the last one with what is left.
  Writer large;
  std::size_t bytes = 0;
  const auto write = [&](std::size_t text) {
    large.write({}, sample_facts(), sample_words(std::string(text, 'x')));
    bytes += chunk_bytes(large.entries.back());
  };
  while (bytes + 66'000 < limits::kChunkBytesMax) write(60'000);
  const std::size_t overhead = chunk_bytes(author.entries[0]) - sample_words("hello").size() + 16;
  const std::size_t left = limits::kChunkBytesMax - bytes - overhead;
  REQUIRE(left % 8 == 0);
  write(left - 1);  // and its NUL
  REQUIRE(bytes == limits::kChunkBytesMax);
  const auto count = large.entries.size();
  CHECK(large.check(large.chunk(0, count, count)).ok());
  ReceivedChunk over = large.chunk(0, count, count);
  over.entries[0].payload.words->bytes.push_back(0);
  CHECK(code_of(large.check(over)) == Errc::too_large);
}

TEST_CASE("a chunk that contradicts a head held before is told apart: two histories") {
  auto author = author_of(8);
  Writer fork = author_of(3);
  fork.next_seed = 9900;
  for (int i = 0; i < 5; ++i) fork.write();
  const std::vector<Checkpoint> held{author.head(6)};
  const auto check = [&](Writer& by, std::uint64_t end) {
    return check_chunk(by.chunk(3, end, 8), by.id, by.lane, by.held(3), {}, held);
  };
  CHECK(check(author, 8).ok());
  CHECK(check(fork, 5).ok());  // not reached yet: nobody can tell
  CHECK(code_of(check(fork, 6)) == Errc::refused);
  CHECK(code_of(check(fork, 8)) == Errc::refused);
  ReceivedChunk forged = fork.chunk(3, 8, 8);
  forged.head.checkpoint.root[0] ^= 1U;
  CHECK(code_of(check_chunk(forged, fork.id, fork.lane, fork.held(3), {}, held)) == Errc::forged);
}
