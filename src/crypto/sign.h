// Ed25519 signatures (RFC 8032) and X25519 key agreement (RFC 7748).
// Only log/signing.cpp may call sign(): everything ever signed passes through that one function.
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/secret.h"

namespace avow::crypto {

using PublicKey = ByteArray<32>;
using Signature = ByteArray<64>;

// An Ed25519 key pair; the stored form is the 32-byte seed. Resource.
struct SigningKey {
  Key seed;
  PublicKey public_key{};
};
SigningKey signing_key_from_seed(Key seed);
inline SigningKey new_signing_key(RandomSource& random) { return signing_key_from_seed(Key::random(random)); }

Signature sign(const SigningKey& key, ByteView message);
// Refuses S >= L, small-order and zero keys, as libsodium does.
bool verify(const PublicKey& key, ByteView message, ByteView signature);

// An X25519 key pair. Resource.
struct AgreementKey {
  Key secret;
  PublicKey public_key{};
};
AgreementKey agreement_key_from_secret(Key secret);
inline AgreementKey new_agreement_key(RandomSource& random) { return agreement_key_from_secret(Key::random(random)); }

// Error{forged} for a public key with bit 255 set (a second encoding) or of small order.
Result<Key> agree(const Key& secret, const PublicKey& theirs);

}  // namespace avow::crypto
