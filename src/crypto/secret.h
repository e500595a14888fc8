// Memory for keys and passphrases: locked pages with guards, wiped when given back, never in a core
// dump. All secrets of the process share one small arena, because libsodium falls back silently to
// unlocked pages once RLIMIT_MEMLOCK is used up (ARCHITECTURE.md, Debian 12 facts).
#pragma once

#include <string>
#include <utility>

#include "base/assert.h"
#include "base/bytes.h"
#include "base/random.h"

namespace avow::crypto {

// A run of secret bytes. Resource: move-only, no ==, no printing.
class SecretBuffer {
 public:
  SecretBuffer() = default;
  explicit SecretBuffer(std::size_t size);  // zero-filled
  explicit SecretBuffer(ByteView copy_of);
  SecretBuffer(SecretBuffer&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  SecretBuffer& operator=(SecretBuffer&& other) noexcept;
  SecretBuffer(const SecretBuffer&) = delete;
  SecretBuffer& operator=(const SecretBuffer&) = delete;
  ~SecretBuffer();

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  ByteView view() const { return {data_, size_}; }
  MutableByteView span() { return {data_, size_}; }
  SecretBuffer copy() const { return SecretBuffer(view()); }
  // Keeps the first `size` bytes, wipes the rest. Precondition: size <= this->size().
  void shrink(std::size_t size);

 private:
  std::uint8_t* data_ = nullptr;
  std::size_t size_ = 0;
};

// A secret of a fixed size: a key. Resource: move-only.
template <std::size_t N>
class SecretBytes {
 public:
  static constexpr std::size_t kSize = N;
  SecretBytes() : buffer_(N) {}
  // Precondition: copy_of.size() == N.
  explicit SecretBytes(ByteView copy_of) : buffer_(copy_of) { AVOW_ASSERT(copy_of.size() == N); }
  static SecretBytes random(RandomSource& random) {
    SecretBytes out;
    random.fill(out.span());
    return out;
  }
  std::span<const std::uint8_t, N> view() const { return std::span<const std::uint8_t, N>(buffer_.view().data(), N); }
  MutableByteView span() { return buffer_.span(); }
  SecretBytes copy() const { return SecretBytes(view()); }
  // A moved-from key holds nothing; using its view() is a bug.
  bool empty() const { return buffer_.empty(); }

 private:
  SecretBuffer buffer_;
};

using Key = SecretBytes<32>;

// Overwrites memory that held something secret for a moment; the compiler may not drop it.
void wipe(MutableByteView bytes);
void wipe(std::string& text);
// Compares in a time that depends on the sizes only.
bool equal_secret(ByteView a, ByteView b);
// False when some secret pages could not be locked (say so once; they may reach the swap space).
bool secrets_are_locked();

}  // namespace avow::crypto
