// The machine's cryptographic randomness.
#pragma once

#include "base/random.h"

namespace avow::crypto {

class SystemRandom final : public RandomSource {
 public:
  void fill(MutableByteView out) override;
};

}  // namespace avow::crypto
