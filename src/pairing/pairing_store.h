// What the ceremony needs of the vault. One object serves one invite (inviter) or one link (joiner).
// Implemented by app::Vault over the store, and in memory by the tests. Each call returns only when what it
// says is durable; an Error ends the ceremony.
#pragma once

#include "base/result.h"
#include "crypto/secret.h"
#include "noise/knock.h"
#include "noise/spoken_words.h"
#include "pairing/identity.h"

namespace avow::pairing {

enum class Role { joiner, inviter };  // mine
using KnockNonce = ByteArray<noise::kKnockNonceBytes>;

class PairingStore {
 public:
  PairingStore() = default;
  PairingStore(const PairingStore&) = delete;
  PairingStore& operator=(const PairingStore&) = delete;
  virtual ~PairingStore() = default;

  // Inviter: true when this nonce was never given before; from now on it was. Dies with the invite.
  virtual Result<bool> remember_nonce(const KnockNonce& nonce) = 0;
  // The partner, not confirmed yet. The same partner again (by identity) replaces root, keys and words; Error{refused}
  // when another partner is there, or this one is confirmed already.
  virtual Result<void> persist_partner(const PartnerKeys& partner, const crypto::Key& pair_root, Role role) = 0;
  // The words of the partner persisted last.
  virtual Result<void> persist_words(const noise::FiveWords& words) = 0;
};

}  // namespace avow::pairing
