// Bytes and views of bytes: the currency of every core. Plain values, no meaning of their own.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace avow {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;
using MutableByteView = std::span<std::uint8_t>;
template <std::size_t N>
using ByteArray = std::array<std::uint8_t, N>;
using Hash = ByteArray<32>;  // BLAKE2b-256 or SHA-256; the field's name says which

// The bytes of a text, and the text that bytes hold (no check that they are UTF-8).
inline ByteView bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
inline std::string_view text_of(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
inline Bytes to_bytes(ByteView view) { return {view.begin(), view.end()}; }

inline void append(Bytes& to, ByteView more) { to.insert(to.end(), more.begin(), more.end()); }

// All integers in hash inputs and in our own byte formats are little-endian (protocol/README.md).
template <typename Integer>
ByteArray<sizeof(Integer)> little_endian(Integer value) {
  static_assert(std::is_unsigned_v<Integer>);
  ByteArray<sizeof(Integer)> out{};
  for (auto& byte : out) {
    byte = static_cast<std::uint8_t>(value & 0xFFU);
    if constexpr (sizeof(Integer) > 1) value = static_cast<Integer>(value >> 8U);
  }
  return out;
}

// Precondition: bytes.size() >= sizeof(Integer).
template <typename Integer>
Integer from_little_endian(ByteView bytes) {
  Integer value = 0;
  for (std::size_t i = sizeof(Integer); i-- > 0;) {
    value = static_cast<Integer>((static_cast<std::uint64_t>(value) << 8U) | bytes[i]);
  }
  return value;
}

// The first N bytes of `from` as an array. Precondition: from.size() >= N.
template <std::size_t N>
ByteArray<N> first(ByteView from) {
  ByteArray<N> out{};
  std::memcpy(out.data(), from.data(), N);
  return out;
}

inline bool equal(ByteView a, ByteView b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size()) == 0);
}

}  // namespace avow
