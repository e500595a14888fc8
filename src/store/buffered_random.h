// Chance in larger draughts: a row needs 24 bytes for a nonce and asking the kernel each time costs more
// than sealing it. What was handed out is wiped. Never use one on both sides of a fork. Resource.
#pragma once

#include <algorithm>

#include "base/random.h"
#include "crypto/secret.h"

namespace avow::store {

class BufferedRandom final : public RandomSource {
 public:
  explicit BufferedRandom(RandomSource& source) : source_(source), pool_(kPoolBytes), used_(kPoolBytes) {}
  void fill(MutableByteView out) override {
    if (out.size() > pool_.size()) return source_.fill(out);
    if (out.size() > pool_.size() - used_) {
      source_.fill(pool_.span());
      used_ = 0;
    }
    const MutableByteView taken = pool_.span().subspan(used_, out.size());
    std::copy(taken.begin(), taken.end(), out.begin());
    crypto::wipe(taken);
    used_ += out.size();
  }

 private:
  static constexpr std::size_t kPoolBytes = 2048;
  RandomSource& source_;
  crypto::SecretBuffer pool_;
  std::size_t used_;
};

}  // namespace avow::store
