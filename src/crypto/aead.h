// Authenticated encryption. Sealed bytes are nonce(24) ‖ ciphertext ‖ tag(16), XChaCha20-Poly1305 with a
// random nonce; Noise uses the IETF construction with an explicit 64-bit counter (noise spec, section 12).
#pragma once

#include "base/bytes.h"
#include "base/random.h"
#include "base/result.h"
#include "crypto/secret.h"

namespace avow::crypto {

inline constexpr std::size_t kNonceBytes = 24;
inline constexpr std::size_t kTagBytes = 16;
inline constexpr std::size_t kSealOverhead = kNonceBytes + kTagBytes;

// XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha). `context` is the associated data: what and where this is.
Bytes seal(const Key& key, ByteView context, ByteView plain, RandomSource& random);
// Error{damaged} when key, context or bytes do not belong together.
Result<Bytes> open(const Key& key, ByteView context, ByteView sealed);
// The same into secret memory.
Result<SecretBuffer> open_secret(const Key& key, ByteView context, ByteView sealed);

// ChaCha20-Poly1305-IETF, nonce = 4 zero bytes ‖ little-endian counter. Appends to `out`.
void encrypt_counted(ByteView key, std::uint64_t counter, ByteView context, ByteView plain, Bytes& out);
// Error{forged} when the tag is wrong.
Result<Bytes> decrypt_counted(ByteView key, std::uint64_t counter, ByteView context, ByteView cipher);
// The same into memory of the caller's. Precondition: plain.size() + kTagBytes == cipher.size().
Result<void> decrypt_counted_into(ByteView key, std::uint64_t counter, ByteView context, ByteView cipher,
                                  MutableByteView plain);

}  // namespace avow::crypto
