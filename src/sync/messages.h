// The messages of one sync as values, and their Cap'n Proto form (protocol/sync.capnp).
// protocol/README.md#sync-messages.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "log/head.h"
#include "log/log_store.h"

namespace avow::sync {

// How one log stands, as one side tells the other.
struct LogStatus {
  log::Lane lane = log::Lane::commitments;
  std::uint16_t epoch = 0;
  bool yours = false;               // true: what I hold of a log that you write
  std::uint64_t size = 0;
  std::optional<log::Head> head;
  std::uint64_t cosigned_size = 0;  // a hint: what to send again after a cut
  std::optional<log::Certificate> certificate{};  // always there for a later epoch, never for epoch 0
  bool operator==(const LogStatus&) const = default;
};

struct Hello {
  std::vector<LogStatus> logs;
  std::vector<std::string> addresses;  // where the sender listens now: hints
  bool operator==(const Hello&) const = default;
};

// Entries of the sender's own log (or given back to their author), with the head that the proof reaches.
struct Chunk {
  log::Lane lane = log::Lane::commitments;
  std::uint16_t epoch = 0;
  std::uint64_t first = 0;
  std::vector<log::Entry> entries;
  log::Head head;
  std::vector<Hash> proof;
  bool yours = false;               // given back: of a log that the receiver writes
  bool operator==(const Chunk&) const = default;
};

struct Cosign {
  log::Lane lane = log::Lane::commitments;
  std::uint16_t epoch = 0;
  log::Cosignature cosignature;
  bool operator==(const Cosign&) const = default;
};

struct WordsCommit {
  Hash commitment{};
  bool operator==(const WordsCommit&) const = default;
};
struct WordsReply {
  Hash nonce{};
  bool operator==(const WordsReply&) const = default;
};
struct WordsOpen {
  Hash nonce{};
  bool operator==(const WordsOpen&) const = default;
};
// "All that you sent is stored here, and I cosigned what I may."
struct LevelMessage {
  bool operator==(const LevelMessage&) const = default;
};
// "All that you announced of this log of yours is durable here, up to `size`." A hint, never a proof.
struct Stored {
  log::Lane lane = log::Lane::commitments;
  std::uint16_t epoch = 0;
  std::uint64_t size = 0;
  bool operator==(const Stored&) const = default;
};

// "Of this log of mine you hold another branch, behind `size` entries at most: give yours back."
struct Lost {
  log::Lane lane = log::Lane::commitments;
  std::uint16_t epoch = 0;
  std::uint64_t size = 0;
  bool operator==(const Lost&) const = default;
};

using Message = std::variant<Hello, Chunk, Cosign, WordsCommit, WordsReply, WordsOpen, LevelMessage, Stored, Lost>;

// At most limits::kAddressesMax, each 1 to limits::kAddressBytesMax visible ASCII characters; whether they are
// addresses is the dialer's to find out. Error{malformed}.
Result<void> check_addresses(const std::vector<std::string>& addresses);

Bytes encode(const Message& message);
// Error{malformed | too_large | newer_version}. Checks lengths, counts and lane rules, not authenticity; no log
// is named twice, no head is that of an empty log.
Result<Message> decode(ByteView bytes);

}  // namespace avow::sync
