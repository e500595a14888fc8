// The first 72 bytes of a connection: nonce(8) ‖ tag(16) ‖ first Noise message(48). Whoever does not hold the
// knock key cannot make one, and hears nothing back (protocol/README.md#session). Which nonces were answered
// before, and which direction a key is for, is the caller's to know. Pure values.
#pragma once

#include <optional>

#include "base/bytes.h"
#include "crypto/secret.h"

namespace avow::noise {

inline constexpr std::size_t kKnockNonceBytes = 8;
inline constexpr std::size_t kKnockTagBytes = 16;
inline constexpr std::size_t kKnockMessageBytes = 48;  // KKpsk0 and XXpsk0 with an empty payload
inline constexpr std::size_t kKnockBytes = kKnockNonceBytes + kKnockTagBytes + kKnockMessageBytes;

struct Knock {
  ByteArray<kKnockNonceBytes> nonce{};
  ByteArray<kKnockMessageBytes> message{};
  bool operator==(const Knock&) const = default;
};

// tag = first 16 bytes of HMAC-SHA512(key, "knock/v1" ‖ nonce ‖ message).
ByteArray<kKnockBytes> make_knock(const crypto::Key& key, const Knock& knock);
// Nothing for a wrong length or tag. The time does not depend on where the tag differs.
std::optional<Knock> open_knock(const crypto::Key& key, ByteView bytes);

}  // namespace avow::noise
