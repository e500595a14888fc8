// An entry of a log: the header that the Merkle tree covers, and the two-part payload it commits to.
// Headers are hashed as the exact bytes that were written or received, never re-encoded.
// Format: protocol/README.md#entry. All values.
#pragma once

#include <optional>

#include "base/ids.h"
#include "base/random.h"
#include "base/result.h"
#include "log/lane.h"

namespace avow::log {

struct Header {
  std::uint64_t index = 0;
  std::uint64_t seen_size = 0;
  std::uint32_t minute = 0;
  std::uint16_t seen_epoch = 0;
  LogId log_id;
  ByteArray<16> random{};
  Hash seen_hash{};    // SHA-256 of the seen head's text; zeros when none was held
  Hash commitment{};
  bool operator==(const Header&) const = default;
};

// The canonical 160 bytes.
Bytes encode_header(const Header& header);
// Error{malformed}: not canonical, not 160 bytes, a field of a wrong length, index >= limits::kLogSizeMax.
// Error{newer_version}: a version above 1.
Result<Header> decode_header(ByteView bytes);

// One part of a payload with its salt. `bytes` is one canonical segment of record.capnp.
struct PayloadPart {
  Hash salt{};
  Bytes bytes;
  bool operator==(const PayloadPart&) const = default;
};

// What an entry says. facts absent = withheld (notes lane only), and then words are absent too.
// words absent = withheld or redacted; words_commitment then still ties facts to the header.
struct Payload {
  std::optional<PayloadPart> facts;
  Hash words_commitment{};
  std::optional<PayloadPart> words;
  bool operator==(const Payload&) const = default;
};

struct Entry {
  Bytes header;  // exactly as written
  Payload payload;
  bool operator==(const Entry&) const = default;
};

// words_c and commitment of protocol/README.md#commitment.
Hash words_commitment(const Hash& salt, const LogId& log, std::uint64_t index, ByteView words);
Hash payload_commitment(const Hash& facts_salt, const LogId& log, std::uint64_t index,
                        const Hash& words_commitment, ByteView facts);

// Record id = first 16 bytes of BLAKE2b("avow/v1 id" ‖ log id ‖ header.random): never of content.
RecordId record_id(const LogId& log, const ByteArray<16>& header_random);

// What the author has seen of the partner's log of the same lane.
struct Seen {
  std::uint16_t epoch = 0;
  std::uint64_t size = 0;
  Hash head_hash{};
  bool operator==(const Seen&) const = default;
};

// Makes a new entry with fresh salts; `id_random` gives its id (a draft keeps it).
// Preconditions: facts and words are canonical segments within their limits.
Entry make_entry(const LogId& log, std::uint64_t index, std::uint32_t minute, const Seen& seen,
                 const ByteArray<16>& id_random, Bytes facts, Bytes words, RandomSource& random);

// Checks a payload against its header: sizes within limits, lane rules (only the notes lane may withhold
// facts), both commitments. Payload::words_commitment must be right even when the words are there, and zero
// when facts are withheld. Does not look inside facts and words. Error{forged} or {too_large} or {malformed}.
Result<void> check_payload(const Header& header, Lane lane, const Payload& payload);

}  // namespace avow::log
