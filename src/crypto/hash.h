// Hashes and key derivation. Sizes in bytes; every function is pure.
#pragma once

#include <initializer_list>
#include <string_view>

#include "base/bytes.h"
#include "crypto/secret.h"

namespace avow::crypto {

// SHA-256 (FIPS 180-4) of the parts joined.
Hash sha256(std::initializer_list<ByteView> parts);
inline Hash sha256(ByteView bytes) { return sha256({bytes}); }

// BLAKE2b-256 (RFC 7693) of the parts joined; `key` empty or 16–64 bytes.
Hash blake2b(std::initializer_list<ByteView> parts, ByteView key = {});

// HMAC-SHA512 (RFC 2104) of the parts joined, 64 bytes.
ByteArray<64> hmac_sha512(ByteView key, std::initializer_list<ByteView> parts);
// SHA-512 of the parts joined (Noise).
ByteArray<64> sha512(std::initializer_list<ByteView> parts);

// The one KDF of avow: BLAKE2b-256(key, "avow/v1 " ‖ label ‖ context). protocol/README.md#keys.
Key derive(const Key& key, std::string_view label, ByteView context = {});

}  // namespace avow::crypto
