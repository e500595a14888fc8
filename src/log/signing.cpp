#include "log/signing.h"

#include "crypto/hash.h"

namespace avow::log {
namespace {

bool is_of_commitments(const Checkpoint& head) { return head.origin.starts_with("avow/v1/commitments/"); }

Bytes certified_message(std::string_view purpose, ByteView bytes) {
  Bytes out = to_bytes(bytes_of("avow/v1 "));
  append(out, bytes_of(purpose));
  out.push_back('\n');
  append(out, crypto::sha256(bytes));
  return out;
}

Hash tag(const crypto::Key& key, std::string_view what, const Checkpoint& head) {
  return crypto::blake2b({bytes_of(what), bytes_of(to_text(head))}, key.view());
}

}  // namespace

Pen::Pen(crypto::SigningKey log_key, crypto::SigningKey witness_key, crypto::SigningKey export_key,
         SignedBytesTap tap)
    : log_key_(std::move(log_key)),
      witness_key_(std::move(witness_key)),
      export_key_(std::move(export_key)),
      tap_(std::move(tap)) {}

Pen::Pen(crypto::SigningKey export_key, SignedBytesTap tap) : export_key_(std::move(export_key)), tap_(std::move(tap)) {}

void Pen::drop_log_keys() {
  log_key_.reset();
  witness_key_.reset();
}

const crypto::PublicKey& Pen::log_key() const {
  AVOW_ASSERT(has_log_keys());
  return log_key_->public_key;
}

const crypto::PublicKey& Pen::witness_key() const {
  AVOW_ASSERT(has_log_keys());
  return witness_key_->public_key;
}

crypto::Signature Pen::sign_head(const Checkpoint& head) const {
  AVOW_ASSERT(is_of_commitments(head) && has_log_keys());
  return sign(*log_key_, bytes_of(to_text(head)));
}

crypto::Signature Pen::cosign(const Checkpoint& head, std::uint64_t time_seconds) const {
  AVOW_ASSERT(is_of_commitments(head) && has_log_keys());
  return sign(*witness_key_, bytes_of(cosigned_message(time_seconds, to_text(head))));
}

crypto::Signature Pen::certify(std::string_view purpose, ByteView bytes) const {
  AVOW_ASSERT(!purpose.empty() && purpose.find('\n') == std::string_view::npos);
  return sign(export_key_, certified_message(purpose, bytes));
}

crypto::Signature Pen::sign(const crypto::SigningKey& key, ByteView message) const {
  if (tap_) tap_(message);
  return crypto::sign(key, message);
}

bool verify_head(const Checkpoint& head, ByteView signature, const crypto::PublicKey& log_key) {
  return is_of_commitments(head) && crypto::verify(log_key, bytes_of(to_text(head)), signature);
}

bool verify_cosignature(const Checkpoint& head, std::uint64_t time_seconds, ByteView signature,
                        const crypto::PublicKey& witness_key) {
  return is_of_commitments(head) &&
         crypto::verify(witness_key, bytes_of(cosigned_message(time_seconds, to_text(head))), signature);
}

bool verify_certificate(std::string_view purpose, ByteView bytes, ByteView signature,
                        const crypto::PublicKey& export_key) {
  return crypto::verify(export_key, certified_message(purpose, bytes), signature);
}

Hash notes_head_tag(const crypto::Key& notes_key, const Checkpoint& head) { return tag(notes_key, "head", head); }
Hash notes_ack_tag(const crypto::Key& notes_key, const Checkpoint& head) { return tag(notes_key, "ack", head); }
Hash notes_author_tag(const crypto::Key& my_notes_key, const Checkpoint& head) {
  return tag(my_notes_key, "author", head);
}

crypto::Key Pen::derive(std::string_view label) const { return crypto::derive(export_key_.seed, label); }

}  // namespace avow::log
