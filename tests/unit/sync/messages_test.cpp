// The messages of a sync: what is written is read back, each limit holds at its maximum and not above, and what an
// honest writer never writes is refused before anything looks at it.
#include <doctest/doctest.h>
#include <protocol/sync.capnp.h>

#include "base/limits.h"
#include "sim/pair.h"
#include "wire/message.h"

using namespace avow;
using namespace avow::testing;
using namespace avow::sync;
using log::Lane;

namespace {

constexpr LogId kLog{{1, 2, 3}};

log::Head head_of(Lane lane, std::uint64_t size) {
  log::Head out{{log::origin_of(lane, kLog), size, Hash{9}}, Bytes(lane == Lane::notes ? 32 : 64, 5), {}};
  if (lane == Lane::notes) out.author_tag = Hash{6};
  return out;
}

log::Entry entry_at(std::uint64_t index, std::size_t words_bytes = 40) {
  SeededRandom random(index + 1);
  const std::size_t text = words_bytes < 40 ? 1 : words_bytes - 32 - 8;
  log::Entry out = log::make_entry(kLog, index, 5, {}, random.bytes<16>(), sample_facts(),
                                   sample_words(std::string(text, 'w')), random);
  return out;
}

Chunk chunk_of(std::size_t entries, Lane lane = Lane::commitments) {
  Chunk out;
  out.lane = lane;
  for (std::size_t i = 0; i < entries; ++i) out.entries.push_back(entry_at(i));
  out.head = head_of(lane, entries);
  return out;
}

// Only the form is looked at here.
log::Certificate certificate_of(std::uint16_t epoch) {
  log::Certificate out;
  out.keys.epoch = epoch;
  return out;
}

Hello hello_of(std::size_t logs) {
  Hello out;
  for (std::size_t i = 0; i < logs; ++i) {
    const Lane lane = i % 2 == 0 ? Lane::notes : Lane::commitments;
    const auto epoch = static_cast<std::uint16_t>(i / 4 % (limits::kEpochMax + 1));
    out.logs.push_back({lane, epoch, i % 4 > 1, 4, head_of(lane, 4), 3});
    if (epoch > 0) out.logs.back().certificate = certificate_of(epoch);
  }
  return out;
}

std::string refused(ByteView bytes) {
  const auto decoded = decode(bytes);
  return decoded.ok() ? "accepted" : name_of(decoded.error().code);
}
std::string refused(const Message& message) { return refused(encode(message)); }

// A message that no honest writer makes.
template <typename Fill>
std::string refused_when(Fill fill) {
  capnp::MallocMessageBuilder builder;
  fill(builder.initRoot<schema::SyncMessage>());
  return refused(wire::encode_message(builder));
}

void fill_head(schema::Head::Builder out, Lane lane, std::uint64_t size) {
  const log::Head head = head_of(lane, size);
  const std::string text = log::to_text(head.checkpoint);
  out.setText(wire::data_of(bytes_of(text)));
  out.setSignature(wire::data_of(head.authentication));
  if (head.author_tag) out.setAuthorTag(wire::data_of(*head.author_tag));
}

void fill_entry(schema::Entry::Builder out, const log::Entry& entry) {
  out.setHeader(wire::data_of(entry.header));
  out.initFacts().setSalt(wire::data_of(entry.payload.facts->salt));
  out.getFacts().setBytes(wire::data_of(entry.payload.facts->bytes));
  out.initWords().setSalt(wire::data_of(entry.payload.words->salt));
  out.getWords().setBytes(wire::data_of(entry.payload.words->bytes));
}

schema::Chunk::Builder fill_chunk(schema::SyncMessage::Builder root, unsigned entries, Lane lane = Lane::commitments) {
  auto out = root.initChunk();
  out.setLane(static_cast<std::uint8_t>(lane));
  auto list = out.initEntries(entries);
  for (unsigned i = 0; i < entries; ++i) fill_entry(list[i], entry_at(i));
  fill_head(out.initHead(), lane, entries);
  return out;
}

void set_epoch(schema::LogState::Builder log, std::uint16_t epoch) {
  log.setEpoch(epoch);
  if (epoch > 0) log.setCertificate(wire::data_of(log::encode(certificate_of(epoch))));
}

}  // namespace

TEST_CASE("every message is read back as it was written") {
  Chunk withheld = chunk_of(3, Lane::notes);
  withheld.entries[1].payload.words.reset();
  withheld.entries[2].payload = {};
  withheld.first = 7;
  withheld.epoch = 2;
  withheld.proof = {Hash{1}, Hash{2}};
  Hello hello = hello_of(2);
  hello.logs.push_back({Lane::commitments, 3, false, 0, std::nullopt, 0, certificate_of(3)});
  hello.addresses = {"192.168.1.20:7342", "home.example:7342"};
  hello.logs.push_back({Lane::commitments, 0, true, 8, head_of(Lane::commitments, 9), 0});
  const log::Cosignature cosignature{head_of(Lane::commitments, 4).checkpoint, 1'800'000'900, Bytes(64, 1)};
  const log::Cosignature ack{head_of(Lane::notes, 4).checkpoint, 0, Bytes(32, 1)};
  const Message messages[] = {Message(hello), Message(chunk_of(1)), Message(withheld),
                              Message(Cosign{Lane::commitments, 0, cosignature}), Message(Cosign{Lane::notes, 3, ack}),
                              Message(WordsCommit{Hash{1}}), Message(WordsReply{Hash{2}}), Message(WordsOpen{Hash{3}}),
                              Message(LevelMessage{}), Message(Lost{Lane::notes, 3, 0}),
                              Message(Lost{Lane::commitments, limits::kEpochMax, limits::kLogSizeMax}), Message(Stored{Lane::notes, 3, 7}),
                              Message(Stored{Lane::commitments, limits::kEpochMax, limits::kLogSizeMax})};
  for (const Message& message : messages) {
    const auto decoded = decode(encode(message));
    REQUIRE(decoded.ok());
    CHECK(*decoded == message);
  }
}

TEST_CASE("a lost log has a lane, an epoch and a size that there can be") {
  const auto with = [](std::uint8_t lane, std::uint16_t epoch, std::uint64_t size) {
    return refused_when([=](schema::SyncMessage::Builder root) {
      auto lost = root.initLost();
      lost.setLane(lane);
      lost.setEpoch(epoch);
      lost.setSize(size);
    });
  };
  CHECK(with(2, limits::kEpochMax, limits::kLogSizeMax) == "accepted");
  CHECK(with(3, 0, 0) == "malformed");
  CHECK(with(1, limits::kEpochMax + 1, 0) == "too_large");
  CHECK(with(1, 0, limits::kLogSizeMax + 1) == "too_large");
}

TEST_CASE("a HELLO names up to 256 logs") {
  CHECK(refused(Message(hello_of(limits::kLogsPerPeerMax))) == "accepted");
  const auto with_logs = [](unsigned count) {
    return refused_when([count](schema::SyncMessage::Builder root) {
      auto hello = root.initHello();
      hello.setVersion(1);
      auto logs = hello.initLogs(count);
      for (unsigned i = 0; i < count; ++i) {
        logs[i].setLane(static_cast<std::uint8_t>(1 + i % 2));
        logs[i].setYours(i % 4 > 1);
        set_epoch(logs[i], static_cast<std::uint16_t>(i / 4 % (limits::kEpochMax + 1)));
      }
    });
  };
  CHECK(with_logs(limits::kLogsPerPeerMax) == "accepted");
  CHECK(with_logs(limits::kLogsPerPeerMax + 1) == "too_large");
}

TEST_CASE("a HELLO holds up to 8 addresses, each 1 to 255 visible characters") {
  const auto with = [](std::size_t count, const std::string& address) {
    return refused_when([&](schema::SyncMessage::Builder root) {
      auto hello = root.initHello();
      hello.setVersion(1);
      auto addresses = hello.initAddresses(static_cast<unsigned>(count));
      for (unsigned i = 0; i < count; ++i) addresses.set(i, wire::text_for(address));
    });
  };
  CHECK(with(0, "") == "accepted");
  CHECK(with(limits::kAddressesMax, "10.0.0.1:7342") == "accepted");
  CHECK(with(limits::kAddressesMax + 1, "10.0.0.1:7342") == "malformed");
  CHECK(with(1, std::string(limits::kAddressBytesMax, 'a')) == "accepted");
  CHECK(with(1, std::string(limits::kAddressBytesMax + 1, 'a')) == "malformed");
  CHECK(with(1, "") == "malformed");
  for (const char* const wrong : {"a b:1", "a\n:1", "a\x7f:1", "a\x1b[0m:1", "\xc3\xa4:1", "\xe2\x80\xae:1"}) {
    CHECK(with(1, wrong) == "malformed");
  }
  CHECK(with(1, std::string("a\0b:1", 5)) == "malformed");
  CHECK(with(1, "!~") == "accepted");  // whether it is an address is the dialer's to find out
}

TEST_CASE("'stored' names a log and a size within their limits") {
  const auto with = [](std::uint8_t lane, std::uint16_t epoch, std::uint64_t size) {
    return refused_when([=](schema::SyncMessage::Builder root) {
      auto stored = root.initStored();
      stored.setLane(lane);
      stored.setEpoch(epoch);
      stored.setSize(size);
    });
  };
  CHECK(with(1, 0, 1) == "accepted");
  CHECK(with(2, limits::kEpochMax, limits::kLogSizeMax) == "accepted");
  CHECK(with(0, 0, 1) == "malformed");
  CHECK(with(3, 0, 1) == "malformed");
  CHECK(with(1, limits::kEpochMax + 1, 1) == "too_large");
  CHECK(with(1, 0, 0) == "malformed");
  CHECK(with(1, 0, limits::kLogSizeMax + 1) == "too_large");
}

TEST_CASE("a HELLO that names the same log twice is refused") {
  Hello hello = hello_of(2);
  hello.logs.push_back(hello.logs.front());
  CHECK(refused(Message(hello)) == "malformed");
  hello.logs.back().yours = !hello.logs.back().yours;  // what I hold of yours is another statement
  CHECK(refused(Message(hello)) == "accepted");
}

TEST_CASE("a HELLO has a version that is known") {
  const auto with_version = [](std::uint16_t version) {
    return refused_when([version](schema::SyncMessage::Builder root) { root.initHello().setVersion(version); });
  };
  CHECK(with_version(0) == "malformed");
  CHECK(with_version(1) == "accepted");
  CHECK(with_version(2) == "newer_version");
}

TEST_CASE("a log's numbers have limits, and a log with entries has a head") {
  const auto with = [](auto change) {
    return refused_when([change](schema::SyncMessage::Builder root) {
      auto hello = root.initHello();
      hello.setVersion(1);
      auto log = hello.initLogs(1)[0];
      log.setLane(1);
      fill_head(log.initHead(), Lane::commitments, 4);
      log.setSize(4);
      change(log);
    });
  };
  using Log = schema::LogState::Builder;
  CHECK(with([](Log) {}) == "accepted");
  CHECK(with([](Log log) { log.setSize(limits::kLogSizeMax); }) == "accepted");
  CHECK(with([](Log log) { log.setSize(limits::kLogSizeMax + 1); }) == "too_large");
  CHECK(with([](Log log) { log.setCosignedSize(limits::kLogSizeMax); }) == "accepted");
  CHECK(with([](Log log) { log.setCosignedSize(limits::kLogSizeMax + 1); }) == "too_large");
  CHECK(with([](Log log) { set_epoch(log, limits::kEpochMax); }) == "accepted");
  CHECK(with([](Log log) { log.setEpoch(1); }) == "malformed");  // without a certificate
  CHECK(with([](Log log) {
          set_epoch(log, 2);
          log.setEpoch(1);
        }) == "malformed");
  CHECK(with([](Log log) {
          set_epoch(log, 2);
          log.setEpoch(0);
        }) == "malformed");
  CHECK(with([](Log log) { log.setEpoch(limits::kEpochMax + 1); }) == "too_large");
  CHECK(with([](Log log) { log.setLane(0); }) == "malformed");
  CHECK(with([](Log log) { log.setLane(3); }) == "malformed");  // the private lane is never spoken of
  CHECK(with([](Log log) { log.disownHead(); }) == "malformed");
  CHECK(with([](Log log) { log.initHead(); }) == "malformed");
  CHECK(with([](Log log) {
          log.setSize(0);
          log.disownHead();
        }) == "accepted");
}

TEST_CASE("a head is one checkpoint of a log that is not empty, with what authenticates its lane") {
  const auto with = [](Lane lane, auto change) {
    return refused_when([lane, change](schema::SyncMessage::Builder root) {
      auto hello = root.initHello();
      hello.setVersion(1);
      auto log = hello.initLogs(1)[0];
      log.setLane(static_cast<std::uint8_t>(lane));
      log.setSize(4);
      fill_head(log.initHead(), lane, 4);
      change(log.getHead());
    });
  };
  using Head = schema::Head::Builder;
  CHECK(with(Lane::commitments, [](Head) {}) == "accepted");
  CHECK(with(Lane::notes, [](Head) {}) == "accepted");
  for (const std::size_t size : {std::size_t{0}, std::size_t{31}, std::size_t{33}, std::size_t{63}, std::size_t{65}}) {
    const Bytes wrong(size, 1);
    CHECK(with(Lane::commitments, [&](Head head) { head.setSignature(wire::data_of(wrong)); }) == "malformed");
    CHECK(with(Lane::notes, [&](Head head) { head.setSignature(wire::data_of(wrong)); }) == "malformed");
    CHECK(with(Lane::notes, [&](Head head) { head.setAuthorTag(wire::data_of(wrong)); }) == "malformed");
  }
  const Bytes tag(32, 1);
  CHECK(with(Lane::commitments, [&](Head head) { head.setAuthorTag(wire::data_of(tag)); }) == "malformed");
  CHECK(with(Lane::notes, [&](Head head) { head.disownAuthorTag(); }) == "malformed");
  CHECK(with(Lane::commitments, [](Head head) { fill_head(head, Lane::commitments, 0); }) == "malformed");
  const auto with_text = [&](const std::string& text) {
    return with(Lane::commitments, [&](Head head) { head.setText(wire::data_of(bytes_of(text))); });
  };
  CHECK(with_text("three\nlines\n") == "malformed");
  const std::string rest = "\n4\n" + log::to_text(head_of(Lane::commitments, 4).checkpoint).substr(
                                         log::origin_of(Lane::commitments, kLog).size() + 3);
  const std::string longest = std::string(limits::kHeadTextBytesMax - rest.size(), 'o') + rest;
  CHECK(with_text(longest) == "accepted");
  CHECK(with_text("o" + longest) == "too_large");
}

TEST_CASE("a chunk holds 1 to 256 entries") {
  const auto with = [](unsigned entries) {
    return refused_when([entries](schema::SyncMessage::Builder root) { fill_chunk(root, entries); });
  };
  CHECK(refused_when([](schema::SyncMessage::Builder root) {
          auto chunk = fill_chunk(root, 1);
          chunk.initEntries(0);
        }) == "malformed");
  CHECK(with(1) == "accepted");
  CHECK(with(limits::kChunkEntriesMax) == "accepted");
  CHECK(with(limits::kChunkEntriesMax + 1) == "too_large");
}

TEST_CASE("a chunk's numbers, proof and head have limits") {
  const auto with = [](auto change) {
    return refused_when([change](schema::SyncMessage::Builder root) { change(fill_chunk(root, 2)); });
  };
  using Builder = schema::Chunk::Builder;
  const auto with_proof = [&](std::size_t count, std::size_t bytes) {
    return with([count, bytes](Builder chunk) {
      const Bytes hash(bytes, 3);
      auto proof = chunk.initProof(static_cast<unsigned>(count));
      for (unsigned i = 0; i < count; ++i) proof.set(i, wire::data_of(hash));
    });
  };
  CHECK(with_proof(limits::kProofHashesMax, 32) == "accepted");
  CHECK(with_proof(limits::kProofHashesMax + 1, 32) == "too_large");
  CHECK(with_proof(1, 31) == "malformed");
  CHECK(with_proof(1, 33) == "malformed");
  CHECK(with([](Builder chunk) { chunk.setFirstIndex(limits::kLogSizeMax); }) == "accepted");
  CHECK(with([](Builder chunk) { chunk.setFirstIndex(limits::kLogSizeMax + 1); }) == "too_large");
  CHECK(with([](Builder chunk) { chunk.setEpoch(limits::kEpochMax + 1); }) == "too_large");
  CHECK(with([](Builder chunk) { chunk.setLane(0); }) == "malformed");
  CHECK(with([](Builder chunk) { chunk.disownHead(); }) == "malformed");
}

TEST_CASE("an entry's parts have limits and come whole or not at all") {
  const auto with = [](auto change) {
    return refused_when([change](schema::SyncMessage::Builder root) {
      auto chunk = fill_chunk(root, 1, Lane::notes);
      change(chunk.getEntries()[0]);
    });
  };
  using Builder = schema::Entry::Builder;
  for (const std::size_t size : {std::size_t{0}, limits::kHeaderBytes - 8, limits::kHeaderBytes + 8}) {
    const Bytes wrong(size, 0);
    CHECK(with([&](Builder entry) { entry.setHeader(wire::data_of(wrong)); }) == "malformed");
  }
  const auto facts = [&](std::size_t size) {
    const Bytes bytes(size, 1);
    return with([&](Builder entry) { entry.getFacts().setBytes(wire::data_of(bytes)); });
  };
  const auto words = [&](std::size_t size) {
    const Bytes bytes(size, 1);
    return with([&](Builder entry) { entry.getWords().setBytes(wire::data_of(bytes)); });
  };
  CHECK(facts(limits::kFactsBytesMax) == "accepted");
  CHECK(facts(limits::kFactsBytesMax + 1) == "too_large");
  CHECK(words(limits::kWordsBytesMax) == "accepted");
  CHECK(words(limits::kWordsBytesMax + 1) == "too_large");
  const Bytes short_salt(31, 1);
  const Bytes hash(32, 1);
  CHECK(with([&](Builder entry) { entry.getFacts().setSalt(wire::data_of(short_salt)); }) == "malformed");
  CHECK(with([&](Builder entry) { entry.getWords().setSalt(wire::data_of(short_salt)); }) == "malformed");
  CHECK(with([&](Builder entry) { entry.setWordsCommitment(wire::data_of(hash)); }) == "malformed");
  CHECK(with([](Builder entry) { entry.disownWords(); }) == "malformed");
  CHECK(with([&](Builder entry) {
          entry.disownWords();
          entry.setWordsCommitment(wire::data_of(hash));
        }) == "accepted");
  CHECK(with([](Builder entry) {
          entry.disownWords();
          entry.disownFacts();
        }) == "accepted");
}

TEST_CASE("a cosignature fits its lane and covers something") {
  const auto with = [](Lane lane, std::uint64_t size, std::uint64_t time, std::size_t signature) {
    return refused_when([=](schema::SyncMessage::Builder root) {
      auto cosign = root.initCosign();
      cosign.setLane(static_cast<std::uint8_t>(lane));
      const std::string text = log::to_text(head_of(lane, size).checkpoint);
      cosign.setText(wire::data_of(bytes_of(text)));
      cosign.setTime(time);
      const Bytes bytes(signature, 1);
      cosign.setSignature(wire::data_of(bytes));
    });
  };
  CHECK(with(Lane::commitments, 4, 900, 64) == "accepted");
  CHECK(with(Lane::commitments, 0, 900, 64) == "malformed");
  CHECK(with(Lane::commitments, 4, 900, 32) == "malformed");
  CHECK(with(Lane::commitments, 4, 900, 65) == "malformed");
  CHECK(with(Lane::notes, 4, 0, 32) == "accepted");
  CHECK(with(Lane::notes, 4, 900, 32) == "malformed");  // an ack carries no time
  CHECK(with(Lane::notes, 4, 0, 64) == "malformed");
}

TEST_CASE("words messages are 32 bytes") {
  for (const std::size_t size : {std::size_t{0}, std::size_t{31}, std::size_t{32}, std::size_t{33}}) {
    const Bytes bytes(size, 1);
    const std::string expected = size == 32 ? "accepted" : "malformed";
    CHECK(refused_when([&](schema::SyncMessage::Builder root) { root.setWordsCommit(wire::data_of(bytes)); }) == expected);
    CHECK(refused_when([&](schema::SyncMessage::Builder root) { root.setWordsReply(wire::data_of(bytes)); }) == expected);
    CHECK(refused_when([&](schema::SyncMessage::Builder root) { root.setWordsOpen(wire::data_of(bytes)); }) == expected);
  }
}

TEST_CASE("what is no message of a live sync is refused") {
  CHECK(refused_when([](schema::SyncMessage::Builder root) { root.setUnset(); }) == "malformed");
  CHECK(refused_when([](schema::SyncMessage::Builder root) { root.setEnd(); }) == "malformed");
  CHECK(refused_when([](schema::SyncMessage::Builder root) { root.setBlobWant(); }) == "malformed");
  CHECK(refused_when([](schema::SyncMessage::Builder root) { root.setBlobHave(); }) == "malformed");
  CHECK(refused_when([](schema::SyncMessage::Builder root) { root.setBlobChunk(); }) == "malformed");
  CHECK(refused(ByteView{}) == "malformed");
  const Bytes level = encode(Message(LevelMessage{}));
  for (std::size_t size = 0; size < level.size(); ++size) CHECK(refused(ByteView(level).first(size)) == "malformed");
  const Bytes too_long(limits::kMessageBytesMax + 8, 0);
  CHECK(refused(too_long) == "too_large");
}

TEST_CASE("the largest chunk that the log allows fits into a message") {
  Chunk chunk;
  chunk.lane = Lane::notes;
  std::size_t bytes = 0;
  while (chunk.entries.size() < limits::kChunkEntriesMax) {
    const std::size_t rest = limits::kChunkBytesMax - bytes;
    const std::size_t share = rest / (limits::kChunkEntriesMax - chunk.entries.size());
    log::Entry entry = entry_at(chunk.entries.size());
    const std::size_t others = log::chunk_bytes(entry) - entry.payload.words->bytes.size();
    entry.payload.words->bytes.assign(share - others, 1);
    bytes += log::chunk_bytes(entry);
    chunk.entries.push_back(std::move(entry));
  }
  CHECK(bytes == limits::kChunkBytesMax);
  chunk.head = head_of(Lane::notes, limits::kLogSizeMax);
  chunk.proof.assign(limits::kProofHashesMax, Hash{1});
  const Bytes encoded = encode(Message(chunk));
  CHECK(encoded.size() <= limits::kMessageBytesMax);
  CHECK(decode(encoded).ok());
}
