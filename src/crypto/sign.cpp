#include "crypto/sign.h"

#include <sodium.h>

namespace avow::crypto {

SigningKey signing_key_from_seed(Key seed) {
  SigningKey out{std::move(seed), {}};
  SecretBytes<64> pair;
  crypto_sign_seed_keypair(out.public_key.data(), pair.span().data(), out.seed.view().data());
  return out;
}

Signature sign(const SigningKey& key, ByteView message) {
  SecretBytes<64> pair;
  std::memcpy(pair.span().data(), key.seed.view().data(), 32);
  std::memcpy(pair.span().data() + 32, key.public_key.data(), 32);  // libsodium's layout: seed ‖ public
  Signature out{};
  crypto_sign_detached(out.data(), nullptr, message.data(), message.size(), pair.view().data());
  return out;
}

bool verify(const PublicKey& key, ByteView message, ByteView signature) {
  return signature.size() == Signature{}.size() &&
         crypto_sign_verify_detached(signature.data(), message.data(), message.size(), key.data()) == 0;
}

AgreementKey agreement_key_from_secret(Key secret) {
  AgreementKey out{std::move(secret), {}};
  crypto_scalarmult_base(out.public_key.data(), out.secret.view().data());
  return out;
}

Result<Key> agree(const Key& secret, const PublicKey& theirs) {
  // Why: X25519 ignores bit 255, so without this check a key would have two encodings.
  if ((theirs[31] & 0x80U) != 0) return Error{Errc::forged, "a public key in a second encoding"};
  Key out;
  if (crypto_scalarmult(out.span().data(), secret.view().data(), theirs.data()) != 0) {
    return Error{Errc::forged, "a public key of small order"};
  }
  return out;
}

}  // namespace avow::crypto
