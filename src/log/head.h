// Heads and cosignatures as they are stored and exchanged. Values.
#pragma once

#include <optional>

#include "base/time.h"
#include "log/note_text.h"

namespace avow::log {

// The author's statement "my log has this size and this root", with what authenticates it.
struct Head {
  Checkpoint checkpoint;
  Bytes authentication;             // commitments: 64-byte signature · notes: 32-byte head tag
  std::optional<Hash> author_tag;   // notes only; opaque to the partner, who stores and returns it
  std::uint64_t size() const { return checkpoint.size; }
  bool operator==(const Head&) const = default;
};

// The receiver's statement "this head and all under it arrived here by `time`".
struct Cosignature {
  Checkpoint checkpoint;
  std::uint64_t time_seconds = 0;   // end of the quarter hour; notes acks carry 0
  Bytes signature;                  // commitments: 64 bytes cosignature/v1 · notes: 32-byte ack tag
  bool operator==(const Cosignature&) const = default;
};

// SHA-256 of the head's text: what a header's `seen` holds.
Hash head_hash(const Checkpoint& checkpoint);

// The time inside a cosignature made now: end of the running quarter hour, in POSIX seconds.
std::uint64_t quarter_hour_end(Instant now);

}  // namespace avow::log
