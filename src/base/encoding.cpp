#include "base/encoding.h"

#include <array>

namespace avow {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kCrockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U";

int hex_value(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  return -1;
}

// Regroups bytes into symbols of `bits` bits, most significant first, zero-filled at the end.
std::string to_symbols(ByteView bytes, unsigned bits, std::string_view alphabet) {
  std::string out;
  out.reserve(bytes.size() * 8 / bits + 4);  // Why: growing would leave copies of a secret behind
  std::uint32_t held = 0;
  unsigned count = 0;
  const std::uint32_t mask = (1U << bits) - 1;
  for (const std::uint8_t byte : bytes) {
    held = (held << 8U) | byte;
    count += 8;
    while (count >= bits) {
      count -= bits;
      out.push_back(alphabet[(held >> count) & mask]);
    }
  }
  if (count > 0) out.push_back(alphabet[(held << (bits - count)) & mask]);
  return out;
}

// The reverse: refuses a whole superfluous symbol and trailing bits that are not zero.
template <typename ValueOf>
Result<Bytes> from_symbols(std::string_view text, unsigned bits, ValueOf value_of) {
  Bytes out;
  out.reserve(text.size() * bits / 8);
  std::uint32_t held = 0;
  unsigned count = 0;
  for (const char symbol : text) {
    const int value = value_of(symbol);
    if (value < 0) return Error{Errc::malformed, "a character that does not belong"};
    held = ((held << bits) | static_cast<std::uint32_t>(value)) & 0xFFFFFU;
    count += bits;
    if (count >= 8) {
      count -= 8;
      out.push_back(static_cast<std::uint8_t>((held >> count) & 0xFFU));
    }
  }
  if (count >= bits || (held & ((1U << count) - 1)) != 0) {
    return Error{Errc::malformed, "cut short or with bits left over"};
  }
  return out;
}

}  // namespace

std::string to_hex(ByteView bytes) {
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const std::uint8_t byte : bytes) {
    out.push_back(kHexDigits[byte >> 4U]);
    out.push_back(kHexDigits[byte & 15U]);
  }
  return out;
}

Result<Bytes> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) return Error{Errc::malformed, "odd number of hex digits"};
  Bytes out;
  out.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = hex_value(text[i]);
    const int low = hex_value(text[i + 1]);
    if (high < 0 || low < 0) return Error{Errc::malformed, "not a hex digit"};
    out.push_back(static_cast<std::uint8_t>(high * 16 + low));
  }
  return out;
}

std::string to_base64(ByteView bytes) {
  std::string out = to_symbols(bytes, 6, kBase64);
  while (out.size() % 4 != 0) out.push_back('=');
  return out;
}

Result<Bytes> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return Error{Errc::malformed, "base64 of a wrong length"};
  std::size_t padding = 0;
  while (padding < 2 && !text.empty() && text.back() == '=') {
    text.remove_suffix(1);
    ++padding;
  }
  return from_symbols(text, 6, [](char symbol) {
    const auto at = kBase64.find(symbol);
    return at == std::string_view::npos ? -1 : static_cast<int>(at);
  });
}

std::string to_base32(ByteView bytes) { return to_symbols(bytes, 5, kCrockford); }

int base32_value(char symbol) {
  if (symbol >= 'a' && symbol <= 'z') symbol = static_cast<char>(symbol - 'a' + 'A');
  if (symbol == 'I' || symbol == 'L') return 1;
  if (symbol == 'O') return 0;
  const auto at = kCrockford.find(symbol);
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

char base32_symbol(unsigned value) {
  AVOW_ASSERT(value < kCrockford.size());
  return kCrockford[value];
}

Result<Bytes> from_base32(std::string_view text) {
  return from_symbols(text, 5, [](char symbol) {
    const int value = base32_value(symbol);
    return value < 32 ? value : -1;
  });
}

}  // namespace avow
