#include "log/entry.h"

#include "base/limits.h"
#include "crypto/hash.h"
#include "protocol/entry.capnp.h"
#include "wire/message.h"

namespace avow::log {
namespace {

constexpr std::uint16_t kVersion = 1;

// Copies a Data field of exactly N bytes. False when it has another length.
template <std::size_t N>
bool take(capnp::Data::Reader field, ByteArray<N>& out) {
  if (field.size() != N) return false;
  std::memcpy(out.data(), field.begin(), N);
  return true;
}

Result<Header> header_from(schema::EntryHeader::Reader from) {
  if (from.getVersion() > kVersion) return Error{Errc::newer_version, "an entry header of a later version"};
  Header out;
  out.index = from.getIndex();
  out.seen_size = from.getSeenSize();
  out.minute = from.getMinute();
  out.seen_epoch = from.getSeenEpoch();
  const bool whole = from.getVersion() == kVersion && take(from.getLogId(), out.log_id.bytes) &&
                     take(from.getRandom(), out.random) && take(from.getSeenHash(), out.seen_hash) &&
                     take(from.getCommitment(), out.commitment);
  if (!whole) return Error{Errc::malformed, "an entry header with a field of a wrong length"};
  if (out.index >= limits::kLogSizeMax || out.seen_size > limits::kLogSizeMax ||
      out.seen_epoch > limits::kEpochMax) {
    return Error{Errc::malformed, "an entry header with a number over its limit"};
  }
  return out;
}

Result<void> check_size(const PayloadPart& part, std::size_t limit) {
  if (part.bytes.size() > limit) return Error{Errc::too_large, "a payload part over its limit"};
  if (part.bytes.empty()) return Error{Errc::malformed, "an empty payload part"};
  return {};
}

}  // namespace

Bytes encode_header(const Header& header) {
  AVOW_ASSERT(header.index < limits::kLogSizeMax);
  AVOW_ASSERT(header.seen_size <= limits::kLogSizeMax && header.seen_epoch <= limits::kEpochMax);
  Bytes out = wire::encode_canonical<schema::EntryHeader>([&](schema::EntryHeader::Builder to) {
    to.setIndex(header.index);
    to.setSeenSize(header.seen_size);
    to.setMinute(header.minute);
    to.setSeenEpoch(header.seen_epoch);
    to.setVersion(kVersion);
    to.setLogId(wire::data_of(header.log_id.bytes));
    to.setRandom(wire::data_of(header.random));
    to.setSeenHash(wire::data_of(header.seen_hash));
    to.setCommitment(wire::data_of(header.commitment));
  });
  AVOW_ASSERT(out.size() == limits::kHeaderBytes);
  return out;
}

Result<Header> decode_header(ByteView bytes) {
  if (bytes.size() != limits::kHeaderBytes) return Error{Errc::malformed, "an entry header of a wrong size"};
  return wire::read_canonical<schema::EntryHeader>(bytes, limits::kHeaderBytes, header_from);
}

Hash words_commitment(const Hash& salt, const LogId& log, std::uint64_t index, ByteView words) {
  return crypto::blake2b({bytes_of("avow/v1 words"), log.bytes, little_endian(index), words}, salt);
}

Hash payload_commitment(const Hash& facts_salt, const LogId& log, std::uint64_t index,
                        const Hash& words_commitment, ByteView facts) {
  return crypto::blake2b({bytes_of("avow/v1 facts"), log.bytes, little_endian(index), words_commitment, facts},
                         facts_salt);
}

RecordId record_id(const LogId& log, const ByteArray<16>& header_random) {
  return {first<16>(crypto::blake2b({bytes_of("avow/v1 id"), log.bytes, header_random}))};
}

Entry make_entry(const LogId& log, std::uint64_t index, std::uint32_t minute, const Seen& seen,
                 const ByteArray<16>& id_random, Bytes facts, Bytes words, RandomSource& random) {
  AVOW_ASSERT(wire::check_canonical(facts, limits::kFactsBytesMax).ok());
  AVOW_ASSERT(wire::check_canonical(words, limits::kWordsBytesMax).ok());
  const Hash facts_salt = random.bytes<32>();
  const Hash words_salt = random.bytes<32>();
  const Hash words_c = words_commitment(words_salt, log, index, words);
  Header header;
  header.index = index;
  header.seen_size = seen.size;
  header.minute = minute;
  header.seen_epoch = seen.epoch;
  header.log_id = log;
  header.random = id_random;
  header.seen_hash = seen.head_hash;
  header.commitment = payload_commitment(facts_salt, log, index, words_c, facts);
  Payload payload{PayloadPart{facts_salt, std::move(facts)}, words_c, PayloadPart{words_salt, std::move(words)}};
  return {encode_header(header), std::move(payload)};
}

Result<void> check_payload(const Header& header, Lane lane, const Payload& payload) {
  if (!payload.facts) {
    if (lane != Lane::notes) return Error{Errc::malformed, "facts may be withheld in the notes lane only"};
    if (payload.words || payload.words_commitment != Hash{}) {
      return Error{Errc::malformed, "words without facts"};
    }
    return {};
  }
  AVOW_CHECK(check_size(*payload.facts, limits::kFactsBytesMax));
  if (payload.words) {
    AVOW_CHECK(check_size(*payload.words, limits::kWordsBytesMax));
    const Hash words_c = words_commitment(payload.words->salt, header.log_id, header.index, payload.words->bytes);
    if (words_c != payload.words_commitment) return Error{Errc::forged, "words that differ from their commitment"};
  }
  const Hash commitment = payload_commitment(payload.facts->salt, header.log_id, header.index,
                                             payload.words_commitment, payload.facts->bytes);
  if (commitment != header.commitment) return Error{Errc::forged, "a payload that differs from its header"};
  return {};
}

}  // namespace avow::log
