// What both sides of a handshake have agreed on so far: the chaining key `ck` (secret) and the hash `h`
// of all that was said (Noise rev 34, section 5.2, SHA512). Resource: move-only, secrets wiped with it.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "noise/cipher_state.h"

namespace avow::noise {

using Hash64 = ByteArray<64>;
using Secret64 = crypto::SecretBytes<64>;

class SymmetricState {
 public:
  // Precondition: at most 64 characters (all our protocol names are shorter).
  explicit SymmetricState(std::string_view protocol_name);

  bool has_key() const { return cipher_.has_key(); }
  const Hash64& hash() const { return hash_; }

  void mix_hash(ByteView data);
  void mix_key(ByteView input);
  void mix_key_and_hash(ByteView psk);
  // Appends to `out`: ciphertext and tag, or the plain bytes while there is no key yet.
  Result<void> encrypt_and_hash(ByteView plain, Bytes& out);
  Result<Bytes> decrypt_and_hash(ByteView cipher);

  // First 32 bytes of the first output of HKDF(ck, label ‖ h). Precondition: not erased.
  crypto::Key export_secret(std::string_view label) const;
  // Initiator → responder, then responder → initiator. Erases all secrets; hash() stays.
  std::array<CipherState, 2> split();
  void erase();

 private:
  Hash64 hash_{};
  std::optional<Secret64> chaining_key_;  // nothing once erased
  CipherState cipher_;
};

}  // namespace avow::noise
