#include "sync/messages.h"

#include <protocol/sync.capnp.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "base/assert.h"
#include "base/limits.h"
#include "base/reason.h"
#include "wire/message.h"

namespace avow::sync {
namespace {

using wire::data_of;
using wire::view_of;

constexpr std::uint16_t kVersion = 1;

// Commitments are signed, notes are tagged.
std::size_t authentication_bytes(log::Lane lane) {
  return lane == log::Lane::notes ? Hash{}.size() : crypto::Signature{}.size();
}

Error malformed(const char* what) { return Error{Errc::malformed, what}; }

template <std::size_t N>
Result<ByteArray<N>> exactly(capnp::Data::Reader data, const char* what) {
  if (data.size() != N) return malformed(what);
  return first<N>(view_of(data));
}

Result<log::Lane> lane_of(std::uint8_t lane) {
  if (lane == static_cast<std::uint8_t>(log::Lane::commitments)) return log::Lane::commitments;
  if (lane == static_cast<std::uint8_t>(log::Lane::notes)) return log::Lane::notes;
  return malformed("an unknown lane");
}

Result<std::uint16_t> epoch_of(std::uint16_t epoch) {
  if (epoch > limits::kEpochMax) return Error{Errc::too_large, "epoch"};
  return epoch;
}

void write_head(schema::Head::Builder out, const log::Head& head) {
  const std::string text = log::to_text(head.checkpoint);
  out.setText(data_of(bytes_of(text)));
  out.setSignature(data_of(head.authentication));
  if (head.author_tag) out.setAuthorTag(data_of(*head.author_tag));
}

// Empty when the sender has no head yet.
Result<std::optional<log::Head>> read_head(schema::Head::Reader in, log::Lane lane) {
  const auto text = in.getText();
  if (text.size() == 0) return std::optional<log::Head>{};
  if (text.size() > limits::kHeadTextBytesMax) return Error{Errc::too_large, "a head"};
  log::Head head;
  AVOW_TRY(head.checkpoint, log::parse_checkpoint(text_of(view_of(text))));
  if (head.size() == 0) return malformed("a head of an empty log");
  const bool notes = lane == log::Lane::notes;
  const auto authentication = in.getSignature();
  if (authentication.size() != authentication_bytes(lane)) return malformed("a head's authentication");
  head.authentication = to_bytes(view_of(authentication));
  if (in.hasAuthorTag() != notes) return malformed("an author tag where none belongs, or none where one does");
  if (notes) {
    AVOW_TRY(head.author_tag, exactly<32>(in.getAuthorTag(), "an author tag"));
  }
  return std::optional<log::Head>(std::move(head));
}

void write_log_status(schema::LogState::Builder out, const LogStatus& status) {
  out.setLane(static_cast<std::uint8_t>(status.lane));
  out.setEpoch(status.epoch);
  out.setYours(status.yours);
  out.setSize(status.size);
  out.setCosignedSize(status.cosigned_size);
  if (status.head) write_head(out.initHead(), *status.head);
  if (status.certificate) out.setCertificate(data_of(log::encode(*status.certificate)));
}

Result<LogStatus> read_log_status(schema::LogState::Reader in) {
  LogStatus out;
  AVOW_TRY(out.lane, lane_of(in.getLane()));
  AVOW_TRY(out.epoch, epoch_of(in.getEpoch()));
  out.yours = in.getYours();
  out.size = in.getSize();
  out.cosigned_size = in.getCosignedSize();
  if (out.size > limits::kLogSizeMax || out.cosigned_size > limits::kLogSizeMax) return Error{Errc::too_large, "a log"};
  if (in.hasHead()) {
    AVOW_TRY(out.head, read_head(in.getHead(), out.lane));
  }
  if (!out.head && out.size > 0) return malformed("a log without a head");
  if (in.hasCertificate() != (out.epoch > 0)) return malformed("a certificate where none belongs, or none where one does");
  if (out.epoch > 0) {
    AVOW_TRY(out.certificate, log::decode_certificate(view_of(in.getCertificate())));
    if (out.certificate->keys.epoch != out.epoch) return malformed("a certificate of another epoch");
  }
  return out;
}

void write_part(schema::PayloadPart::Builder out, const log::PayloadPart& part) {
  out.setSalt(data_of(part.salt));
  out.setBytes(data_of(part.bytes));
}

Result<log::PayloadPart> read_part(schema::PayloadPart::Reader in, std::size_t limit) {
  log::PayloadPart out;
  AVOW_TRY(out.salt, exactly<32>(in.getSalt(), "a salt"));
  const auto bytes = in.getBytes();
  if (bytes.size() > limit) return Error{Errc::too_large, "a payload part"};
  out.bytes = to_bytes(view_of(bytes));
  return out;
}

void write_entry(schema::Entry::Builder out, const log::Entry& entry) {
  out.setHeader(data_of(entry.header));
  const auto& payload = entry.payload;
  if (payload.facts) write_part(out.initFacts(), *payload.facts);
  if (payload.words) write_part(out.initWords(), *payload.words);
  if (payload.facts && !payload.words) out.setWordsCommitment(data_of(payload.words_commitment));
}

Result<log::Entry> read_entry(schema::Entry::Reader in) {
  log::Entry out;
  const auto header = in.getHeader();
  if (header.size() != limits::kHeaderBytes) return malformed("a header's size");
  out.header = to_bytes(view_of(header));
  if (in.hasFacts()) {
    AVOW_TRY(out.payload.facts, read_part(in.getFacts(), limits::kFactsBytesMax));
  }
  if (in.hasWords()) {
    AVOW_TRY(out.payload.words, read_part(in.getWords(), limits::kWordsBytesMax));
  }
  const bool needs_commitment = out.payload.facts && !out.payload.words;
  if (in.hasWordsCommitment() != needs_commitment) {
    return malformed("a words commitment where none belongs, or none where one does");
  }
  if (needs_commitment) {
    AVOW_TRY(out.payload.words_commitment, exactly<32>(in.getWordsCommitment(), "a words commitment"));
  } else if (out.payload.words) {
    AVOW_TRY(const auto decoded, log::decode_header(out.header));
    out.payload.words_commitment =
        log::words_commitment(out.payload.words->salt, decoded.log_id, decoded.index, out.payload.words->bytes);
  }
  return out;
}

void write(schema::SyncMessage::Builder out, const Hello& hello) {
  AVOW_ASSERT(hello.logs.size() <= limits::kLogsPerPeerMax && check_addresses(hello.addresses).ok());
  auto to = out.initHello();
  to.setVersion(kVersion);
  auto logs = to.initLogs(static_cast<unsigned>(hello.logs.size()));
  for (unsigned i = 0; i < logs.size(); ++i) write_log_status(logs[i], hello.logs[i]);
  if (hello.addresses.empty()) return;
  auto addresses = to.initAddresses(static_cast<unsigned>(hello.addresses.size()));
  for (unsigned i = 0; i < addresses.size(); ++i) addresses.set(i, wire::text_for(hello.addresses[i]));
}

void write(schema::SyncMessage::Builder out, const Chunk& chunk) {
  AVOW_ASSERT(!chunk.entries.empty() && chunk.entries.size() <= limits::kChunkEntriesMax);
  AVOW_ASSERT(chunk.proof.size() <= limits::kProofHashesMax);
  auto to = out.initChunk();
  to.setLane(static_cast<std::uint8_t>(chunk.lane));
  to.setEpoch(chunk.epoch);
  to.setFirstIndex(chunk.first);
  to.setYours(chunk.yours);
  auto entries = to.initEntries(static_cast<unsigned>(chunk.entries.size()));
  for (unsigned i = 0; i < entries.size(); ++i) write_entry(entries[i], chunk.entries[i]);
  write_head(to.initHead(), chunk.head);
  auto proof = to.initProof(static_cast<unsigned>(chunk.proof.size()));
  for (unsigned i = 0; i < proof.size(); ++i) proof.set(i, data_of(chunk.proof[i]));
}

void write(schema::SyncMessage::Builder out, const Cosign& cosign) {
  auto to = out.initCosign();
  to.setLane(static_cast<std::uint8_t>(cosign.lane));
  to.setEpoch(cosign.epoch);
  const std::string text = log::to_text(cosign.cosignature.checkpoint);
  to.setText(data_of(bytes_of(text)));
  to.setTime(cosign.cosignature.time_seconds);
  to.setSignature(data_of(cosign.cosignature.signature));
}

void write(schema::SyncMessage::Builder out, const WordsCommit& words) {
  out.setWordsCommit(data_of(words.commitment));
}
void write(schema::SyncMessage::Builder out, const WordsReply& words) { out.setWordsReply(data_of(words.nonce)); }
void write(schema::SyncMessage::Builder out, const WordsOpen& words) { out.setWordsOpen(data_of(words.nonce)); }
void write(schema::SyncMessage::Builder out, const LevelMessage&) { out.setLevel(); }
void write(schema::SyncMessage::Builder out, const Stored& stored) {
  auto to = out.initStored();
  to.setLane(static_cast<std::uint8_t>(stored.lane));
  to.setEpoch(stored.epoch);
  to.setSize(stored.size);
}

void write(schema::SyncMessage::Builder out, const Lost& lost) {
  auto to = out.initLost();
  to.setLane(static_cast<std::uint8_t>(lost.lane));
  to.setEpoch(lost.epoch);
  to.setSize(lost.size);
}

bool is_named_twice(const std::vector<LogStatus>& logs) {
  std::set<std::tuple<log::Lane, std::uint16_t, bool>> named;
  return !std::all_of(logs.begin(), logs.end(), [&named](const LogStatus& log) {
    return named.emplace(log.lane, log.epoch, log.yours).second;
  });
}

Result<Message> read_hello(schema::Hello::Reader in) {
  if (in.getVersion() == 0) return malformed("a HELLO without a version");
  if (in.getVersion() > kVersion) return Error{Errc::newer_version, std::string(reason::kLaterPartner)};
  const auto logs = in.getLogs();
  if (logs.size() > limits::kLogsPerPeerMax) return Error{Errc::too_large, "the number of logs"};
  Hello out;
  for (const auto status : logs) {
    AVOW_TRY(auto read, read_log_status(status));
    out.logs.push_back(std::move(read));
  }
  if (is_named_twice(out.logs)) return malformed("a log named twice");
  const auto addresses = in.getAddresses();
  if (addresses.size() > limits::kAddressesMax) return malformed("too many addresses");
  for (const auto address : addresses) out.addresses.emplace_back(wire::view_of(address));
  AVOW_CHECK(check_addresses(out.addresses));
  return Message(std::move(out));
}

Result<Message> read_chunk(schema::Chunk::Reader in) {
  Chunk out;
  AVOW_TRY(out.lane, lane_of(in.getLane()));
  AVOW_TRY(out.epoch, epoch_of(in.getEpoch()));
  out.first = in.getFirstIndex();
  out.yours = in.getYours();
  if (out.first > limits::kLogSizeMax) return Error{Errc::too_large, "an index"};
  const auto entries = in.getEntries();
  if (entries.size() == 0) return malformed("an empty chunk");
  if (entries.size() > limits::kChunkEntriesMax) return Error{Errc::too_large, "a chunk's entries"};
  out.entries.reserve(entries.size());
  for (const auto entry : entries) {
    AVOW_TRY(auto read, read_entry(entry));
    out.entries.push_back(std::move(read));
  }
  AVOW_TRY(auto head, read_head(in.getHead(), out.lane));
  if (!head) return malformed("a chunk without a head");
  out.head = std::move(*head);
  const auto proof = in.getProof();
  if (proof.size() > limits::kProofHashesMax) return Error{Errc::too_large, "a proof"};
  for (const auto hash : proof) {
    AVOW_TRY(const auto read, exactly<32>(hash, "a proof hash"));
    out.proof.push_back(read);
  }
  return Message(std::move(out));
}

Result<Message> read_cosign(schema::Cosign::Reader in) {
  Cosign out;
  AVOW_TRY(out.lane, lane_of(in.getLane()));
  AVOW_TRY(out.epoch, epoch_of(in.getEpoch()));
  const auto text = in.getText();
  if (text.size() > limits::kHeadTextBytesMax) return Error{Errc::too_large, "a head"};
  AVOW_TRY(out.cosignature.checkpoint, log::parse_checkpoint(text_of(view_of(text))));
  if (out.cosignature.checkpoint.size == 0) return malformed("a cosignature of an empty log");
  out.cosignature.time_seconds = in.getTime();
  if (out.lane == log::Lane::notes && out.cosignature.time_seconds != 0) return malformed("an ack with a time");
  const auto signature = in.getSignature();
  if (signature.size() != authentication_bytes(out.lane)) return malformed("a cosignature's size");
  out.cosignature.signature = to_bytes(view_of(signature));
  return Message(std::move(out));
}

template <typename Words>
Result<Message> read_words(capnp::Data::Reader data) {
  AVOW_TRY(const auto value, exactly<32>(data, "a words message"));
  return Message(Words{value});
}

Result<Message> read_stored(schema::Stored::Reader in) {
  Stored out;
  AVOW_TRY(out.lane, lane_of(in.getLane()));
  AVOW_TRY(out.epoch, epoch_of(in.getEpoch()));
  out.size = in.getSize();
  if (out.size == 0) return malformed("nothing stored");
  if (out.size > limits::kLogSizeMax) return Error{Errc::too_large, "a log"};
  return Message(out);
}

Result<Message> read_lost(schema::Stored::Reader in) {
  Lost out;
  AVOW_TRY(out.lane, lane_of(in.getLane()));
  AVOW_TRY(out.epoch, epoch_of(in.getEpoch()));
  out.size = in.getSize();
  if (out.size > limits::kLogSizeMax) return Error{Errc::too_large, "a log"};
  return Message(out);
}

Result<Message> read_message(schema::SyncMessage::Reader in) {
  switch (in.which()) {
    case schema::SyncMessage::HELLO: return read_hello(in.getHello());
    case schema::SyncMessage::CHUNK: return read_chunk(in.getChunk());
    case schema::SyncMessage::COSIGN: return read_cosign(in.getCosign());
    case schema::SyncMessage::WORDS_COMMIT: return read_words<WordsCommit>(in.getWordsCommit());
    case schema::SyncMessage::WORDS_REPLY: return read_words<WordsReply>(in.getWordsReply());
    case schema::SyncMessage::WORDS_OPEN: return read_words<WordsOpen>(in.getWordsOpen());
    case schema::SyncMessage::LEVEL: return Message(LevelMessage{});
    case schema::SyncMessage::STORED: return read_stored(in.getStored());
    case schema::SyncMessage::LOST: return read_lost(in.getLost());
    case schema::SyncMessage::UNSET:
    case schema::SyncMessage::END:
    case schema::SyncMessage::BLOB_WANT:
    case schema::SyncMessage::BLOB_HAVE:
    case schema::SyncMessage::BLOB_CHUNK: break;
  }
  return malformed("a message of an unknown kind");
}

}  // namespace

Result<void> check_addresses(const std::vector<std::string>& addresses) {
  if (addresses.size() > limits::kAddressesMax) return malformed("too many addresses");
  for (const std::string& address : addresses) {
    const bool visible = std::all_of(address.begin(), address.end(), [](char c) { return c > ' ' && c <= '~'; });
    if (address.empty() || address.size() > limits::kAddressBytesMax || !visible) return malformed("an address");
  }
  return {};
}

Bytes encode(const Message& message) {
  constexpr unsigned kFirstSegmentWords = 32 * 1024;  // a full chunk of short notes in one segment
  const bool large = std::holds_alternative<Chunk>(message);
  capnp::MallocMessageBuilder builder(large ? kFirstSegmentWords : capnp::SUGGESTED_FIRST_SEGMENT_WORDS);
  auto root = builder.initRoot<schema::SyncMessage>();
  std::visit([&root](const auto& value) { write(root, value); }, message);
  return wire::encode_message(builder);
}

Result<Message> decode(ByteView bytes) {
  return wire::read_message<schema::SyncMessage>(bytes, limits::kMessageBytesMax,
                                                 [](schema::SyncMessage::Reader in) { return read_message(in); });
}

}  // namespace avow::sync
