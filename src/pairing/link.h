// A pairing link: what one person hands to the other, as text or QR code, so that their two devices find and
// recognise each other once. It holds a one-time secret: whoever has it can join until it expires, and the five
// words tell whether it was the right person. It says nothing about who the inviter is, except a hash.
//
//   AVOW1-XXXXX-XXXXX-…-XXXXX     Crockford base32 in groups of five, upper case (QR alphanumeric)
//   content  psk (32) ‖ inviter hash (32) ‖ u32 expiry in minutes since 1970 UTC ‖ u8 count ‖ (u8 length ‖ address)…
//   check    the last 8 symbols: first 5 bytes of BLAKE2b-256("avow/v1 link" ‖ u8 version ‖ content)
//
// The symbol after AVOW is the version; in every version the last 8 symbols are this check.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/random.h"
#include "base/result.h"
#include "base/time.h"
#include "crypto/secret.h"

namespace avow::pairing {

inline constexpr std::uint8_t kLinkVersion = 1;

// Move-only (it holds a secret). Made by new_invite() or parse_link().
struct Invite {
  crypto::Key psk;
  Hash inviter_hash{};                  // identity_hash() of the inviter
  std::vector<std::string> addresses;   // hints, may be empty
  Instant expires{};                    // whole minutes
};

// A fresh secret. `expires` is rounded up to a whole minute. Error{usage} for a moment outside 1970–10135;
// malformed or too_large for addresses (check_addresses).
Result<Invite> new_invite(const Hash& inviter_hash, std::vector<std::string> addresses, Instant expires,
                          RandomSource& random);

// At most limits::kLinkTextBytesMax characters, all of them in QR's alphanumeric set.
crypto::SecretBuffer to_link_text(const Invite& invite);

// Any case; I L for 1, O for 0. White space, line breaks, hyphens and dashes, quotes of all kinds and angle
// brackets may stand anywhere, "avow:" in front. Whether it has expired is not looked at.
// Error{malformed}: this is no link (reason::kNoLink), or one with a wrong or missing character (reason::kDamagedLink) ·
// newer_version (kLaterLink) · too_large (kLongLink): longer than limits::kLinkTextBytesMax.
Result<Invite> parse_link(std::string_view text);

}  // namespace avow::pairing
