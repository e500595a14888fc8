// "Randomness" that hands out given bytes in order: published test vectors name their ephemeral keys.
#pragma once

#include <algorithm>
#include <utility>

#include "base/assert.h"
#include "base/random.h"

namespace avow::testing {

class FixedRandom final : public RandomSource {
 public:
  explicit FixedRandom(Bytes bytes) : bytes_(std::move(bytes)) {}

  void fill(MutableByteView out) override {
    AVOW_ASSERT(out.size() <= bytes_.size() - used_);  // the test gave too few
    std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(used_), out.size(), out.begin());
    used_ += out.size();
  }

 private:
  Bytes bytes_;
  std::size_t used_ = 0;
};

}  // namespace avow::testing
