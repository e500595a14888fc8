// Bytes as text and back: hex, base64 (RFC 4648, padded) and Crockford base32. Decoders are strict.
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace avow {

std::string to_hex(ByteView bytes);
Result<Bytes> from_hex(std::string_view text);  // both cases; even length

std::string to_base64(ByteView bytes);
Result<Bytes> from_base64(std::string_view text);  // padded, no white space, zero trailing bits

// Crockford base32, upper case, most significant bit first, last symbol zero-filled on the right.
std::string to_base32(ByteView bytes);
// Any case; I L → 1, O → 0. Hyphens and white space are the caller's to strip. Trailing bits must be 0.
Result<Bytes> from_base32(std::string_view text);
// The symbol's value 0–31, or 32–36 for the check symbols * ~ $ = U, or -1.
int base32_value(char symbol);
// The symbol of value 0–36 (32–36 are check symbols).
char base32_symbol(unsigned value);

}  // namespace avow
