// What makes new log keys a person's own: when a vault was restored, its author begins a new epoch with fresh keys, and the
// export key, which never changes, says so. Whoever holds the certificate takes the new logs for theirs.
// Not a key: it holds public halves only. Values. protocol/README.md#epochs.
#pragma once

#include <optional>

#include "log/signing.h"

namespace avow::log {

struct EpochKeys {
  std::uint16_t epoch = 0;
  crypto::PublicKey log_key{};
  crypto::PublicKey witness_key{};
  LogId id_of(Lane lane) const { return make_log_id(lane, epoch, log_key, witness_key); }
  bool operator==(const EpochKeys&) const = default;
};

struct Certificate {
  EpochKeys keys;
  std::optional<Checkpoint> last_head;  // of the own commitments log before it, as its author knew it
  crypto::Signature signature{};
  bool operator==(const Certificate&) const = default;
};

// Signed by the export key, purpose "epoch". Precondition: 1 <= keys.epoch <= limits::kEpochMax.
Certificate certify(const Pen& pen, const EpochKeys& keys, std::optional<Checkpoint> last_head);
bool verify(const Certificate& certificate, const crypto::PublicKey& export_key);

Bytes encode(const Certificate& certificate);
// Error{malformed | too_large}. Checks the form, not the signature.
Result<Certificate> decode_certificate(ByteView bytes);

}  // namespace avow::log
