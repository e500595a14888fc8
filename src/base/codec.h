// A small bounded writer and reader for formats of our own (sealed rows, slots): little-endian
// integers and length-prefixed byte strings. Formats that two people exchange are Cap'n Proto instead.
#pragma once

#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace avow {

class ByteWriter {
 public:
  // Room for this many bytes: a value with secrets in it must not grow, growing leaves copies behind.
  ByteWriter& reserve(std::size_t size) {
    out_.reserve(size);
    return *this;
  }
  ByteWriter& u8(std::uint8_t value) { return fixed(little_endian(value)); }
  ByteWriter& u16(std::uint16_t value) { return fixed(little_endian(value)); }
  ByteWriter& u32(std::uint32_t value) { return fixed(little_endian(value)); }
  ByteWriter& u64(std::uint64_t value) { return fixed(little_endian(value)); }
  ByteWriter& i64(std::int64_t value) { return u64(static_cast<std::uint64_t>(value)); }
  ByteWriter& fixed(ByteView bytes) {
    append(out_, bytes);
    return *this;
  }
  // u32 length, then the bytes.
  ByteWriter& blob(ByteView bytes) {
    u32(static_cast<std::uint32_t>(bytes.size()));
    return fixed(bytes);
  }
  ByteWriter& text(std::string_view value) { return blob(bytes_of(value)); }
  const Bytes& bytes() const { return out_; }
  Bytes take() { return std::move(out_); }

 private:
  Bytes out_;
};

// Reads what ByteWriter wrote. A read past the end sets failed() and gives zeros; check finish() once.
class ByteReader {
 public:
  explicit ByteReader(ByteView bytes) : rest_(bytes) {}
  std::uint8_t u8() { return integer<std::uint8_t>(); }
  std::uint16_t u16() { return integer<std::uint16_t>(); }
  std::uint32_t u32() { return integer<std::uint32_t>(); }
  std::uint64_t u64() { return integer<std::uint64_t>(); }
  std::int64_t i64() { return static_cast<std::int64_t>(u64()); }
  ByteView fixed(std::size_t size) {
    if (failed_ || rest_.size() < size) {
      failed_ = true;
      return {};
    }
    const ByteView out = rest_.first(size);
    rest_ = rest_.subspan(size);
    return out;
  }
  template <std::size_t N>
  ByteArray<N> array() {
    const ByteView view = fixed(N);
    ByteArray<N> out{};
    if (view.size() == N) std::memcpy(out.data(), view.data(), N);
    return out;
  }
  ByteView blob() {
    const std::size_t size = u32();
    return fixed(size);
  }
  std::string text() { return std::string(text_of(blob())); }
  bool failed() const { return failed_; }
  std::size_t remaining() const { return rest_.size(); }
  // Everything was there and nothing is left over, or Error{malformed}.
  Result<void> finish() const {
    if (failed_ || !rest_.empty()) return Error{Errc::malformed, "a stored value of a wrong length"};
    return {};
  }

 private:
  template <typename Integer>
  Integer integer() {
    const ByteView view = fixed(sizeof(Integer));
    return view.empty() ? Integer{0} : from_little_endian<Integer>(view);
  }
  ByteView rest_;
  bool failed_ = false;
};

}  // namespace avow
