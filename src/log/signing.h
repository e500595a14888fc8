// Everything that avow ever signs is signed here, and nothing that signs covers the notes lane.
// Heads of notes are *tagged* instead (a keyed hash that both of the two could have made).
// protocol/README.md#what-is-signed.
#pragma once

#include <functional>
#include <optional>

#include "crypto/secret.h"
#include "crypto/sign.h"
#include "log/note_text.h"

namespace avow::log {

// Sees every byte string before it is signed: tests walk them for anything of the notes lane.
using SignedBytesTap = std::function<void(ByteView)>;

// The one pen: holds the three private signing keys of a vault's epoch. Resource.
class Pen {
 public:
  Pen(crypto::SigningKey log_key, crypto::SigningKey witness_key, crypto::SigningKey export_key,
      SignedBytesTap tap = {});
  // Of a vault that is only read, whose log keys are gone: it certifies the next ones.
  explicit Pen(crypto::SigningKey export_key, SignedBytesTap tap = {});
  Pen(const Pen&) = delete;
  Pen& operator=(const Pen&) = delete;

  // Are log and witness key here? Precondition of whatever needs one of them.
  bool has_log_keys() const { return log_key_.has_value() && witness_key_.has_value(); }
  void drop_log_keys();
  const crypto::PublicKey& log_key() const;
  const crypto::PublicKey& witness_key() const;
  const crypto::PublicKey& export_key() const { return export_key_.public_key; }
  // A key of its own for something else, out of the seed of the export key.
  crypto::Key derive(std::string_view label) const;

  // Signs a checkpoint of this vault's own commitments log with the log key.
  // Precondition: origin is that of a commitments log.
  crypto::Signature sign_head(const Checkpoint& head) const;
  // cosignature/v1 of a partner's commitments head with the witness key. Same precondition.
  crypto::Signature cosign(const Checkpoint& head, std::uint64_t time_seconds) const;
  // Everything else: export key over "avow/v1 <purpose>\n" ‖ SHA-256(bytes).
  crypto::Signature certify(std::string_view purpose, ByteView bytes) const;

 private:
  crypto::Signature sign(const crypto::SigningKey& key, ByteView message) const;
  std::optional<crypto::SigningKey> log_key_;
  std::optional<crypto::SigningKey> witness_key_;
  crypto::SigningKey export_key_;
  SignedBytesTap tap_;
};

bool verify_head(const Checkpoint& head, ByteView signature, const crypto::PublicKey& log_key);
bool verify_cosignature(const Checkpoint& head, std::uint64_t time_seconds, ByteView signature,
                        const crypto::PublicKey& witness_key);
bool verify_certificate(std::string_view purpose, ByteView bytes, ByteView signature,
                        const crypto::PublicKey& export_key);

// Tags of notes heads. `notes_key`: that author's notes key from the pair root; what = "head" or "ack".
Hash notes_head_tag(const crypto::Key& notes_key, const Checkpoint& head);
Hash notes_ack_tag(const crypto::Key& notes_key, const Checkpoint& head);
// Author tag: only the holder of the my-notes key can make or check it.
Hash notes_author_tag(const crypto::Key& my_notes_key, const Checkpoint& head);

}  // namespace avow::log
