#include "crypto/secret.h"

#include <algorithm>
#include <bitset>
#include <mutex>

#include <sodium.h>

namespace avow::crypto {
namespace {

constexpr std::size_t kSlotBytes = 32;
constexpr std::size_t kSlots = 4096;  // 128 KiB: every key of a process and a few passphrases

// First-fit runs of 32-byte slots inside one sodium_malloc region. Guarded, for the one helper thread that derives keys
// takes and gives back buffers too.
class Arena {
 public:
  Arena() : base_(static_cast<std::uint8_t*>(sodium_malloc(kSlotBytes * kSlots))) {
    AVOW_ASSERT(base_ != nullptr);
    locked_ = sodium_mlock(base_, kSlotBytes * kSlots) == 0;
    sodium_memzero(base_, kSlotBytes * kSlots);
  }
  std::uint8_t* take(std::size_t size) {
    const std::lock_guard guard(mutex_);
    const std::size_t wanted = slots_of(size);
    std::size_t run = 0;
    for (std::size_t step = 0; step < kSlots; ++step) {
      const std::size_t at = (next_ + step) % kSlots;
      if (at == 0) run = 0;  // a run does not wrap
      run = used_[at] ? 0 : run + 1;
      if (run == wanted) {
        const std::size_t start = at + 1 - wanted;
        for (std::size_t i = start; i <= at; ++i) used_[i] = true;
        next_ = (at + 1) % kSlots;
        return base_ + start * kSlotBytes;
      }
    }
    AVOW_ASSERT(!"the secret arena is full");
    return nullptr;
  }
  void give_back(std::uint8_t* data, std::size_t size) {
    const std::lock_guard guard(mutex_);
    sodium_memzero(data, size);
    const auto start = static_cast<std::size_t>(data - base_) / kSlotBytes;
    for (std::size_t i = 0; i < slots_of(size); ++i) used_[start + i] = false;
  }
  bool locked() const { return locked_; }

 private:
  static std::size_t slots_of(std::size_t size) { return (size + kSlotBytes - 1) / kSlotBytes; }
  std::mutex mutex_;
  std::uint8_t* base_;
  std::bitset<kSlots> used_;
  std::size_t next_ = 0;
  bool locked_ = false;
};

// Why: the one process-wide object. Locked pages are a process-wide budget, so one owner counts them;
// never destroyed, so secrets with static lifetime stay valid to the end.
Arena& arena() {
  static Arena* const instance = new Arena();
  return *instance;
}

}  // namespace

SecretBuffer::SecretBuffer(std::size_t size) : data_(size > 0 ? arena().take(size) : nullptr), size_(size) {}

SecretBuffer::SecretBuffer(ByteView copy_of) : SecretBuffer(copy_of.size()) {
  std::copy(copy_of.begin(), copy_of.end(), data_);
}

SecretBuffer& SecretBuffer::operator=(SecretBuffer&& other) noexcept {
  if (this != &other) {
    if (data_ != nullptr) arena().give_back(data_, size_);
    data_ = std::exchange(other.data_, nullptr);
    size_ = std::exchange(other.size_, 0);
  }
  return *this;
}

SecretBuffer::~SecretBuffer() {
  if (data_ != nullptr) arena().give_back(data_, size_);
}

void SecretBuffer::shrink(std::size_t size) {
  AVOW_ASSERT(size <= size_);
  SecretBuffer shorter(view().first(size));
  *this = std::move(shorter);
}

void wipe(MutableByteView bytes) { sodium_memzero(bytes.data(), bytes.size()); }

void wipe(std::string& text) {
  sodium_memzero(text.data(), text.size());
  text.clear();
}

bool equal_secret(ByteView a, ByteView b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

bool secrets_are_locked() { return arena().locked(); }

}  // namespace avow::crypto
