// One direction of a Noise conversation: a key and a counter that never repeats (Noise rev 34, section 5.1,
// ChaChaPoly). Always keyed while in use; encrypting before a key exists is SymmetricState's affair.
// Resource: move-only, the key is wiped with it.
#pragma once

#include <cstdint>

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/secret.h"

namespace avow::noise {

inline constexpr std::size_t kMessageBytesMax = 65'535;  // any Noise message, handshake or transport

class CipherState {
 public:
  // Holds no key: the unused direction of a one-way pattern. Only has_key() may be called.
  CipherState() = default;
  // `counter` other than 0 is for tests of its end.
  explicit CipherState(const crypto::Key& key, std::uint64_t counter = 0) : key_(key.view()), counter_(counter) {}

  bool has_key() const { return !key_.empty(); }
  std::uint64_t counter() const { return counter_; }

  // Appends ciphertext and tag to `out`. Error{too_large} beyond kMessageBytesMax, Error{failed} when the
  // counter is used up; neither touches `out` or the counter.
  Result<void> encrypt(ByteView context, ByteView plain, Bytes& out);
  // Error{forged} when it does not authenticate: the counter stays, as Noise says.
  Result<Bytes> decrypt(ByteView context, ByteView cipher);
  // The same into memory of the caller's. Precondition: plain.size() + 16 == cipher.size().
  Result<void> decrypt_into(ByteView context, ByteView cipher, MutableByteView plain);
  // Section 4.2: a new key from the old one; the counter goes on.
  void rekey();

 private:
  Result<void> check(std::size_t message_bytes) const;

  crypto::SecretBuffer key_;
  std::uint64_t counter_ = 0;
};

}  // namespace avow::noise
