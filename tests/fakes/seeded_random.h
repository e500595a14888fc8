// Randomness that is the same on every run with the same seed (splitmix64). For tests only: not secret.
#pragma once

#include "base/random.h"

namespace avow::testing {

class SeededRandom final : public RandomSource {
 public:
  explicit SeededRandom(std::uint64_t seed) : state_(seed) {}

  // From here on as if it had been made with this seed.
  void restart(std::uint64_t seed) { state_ = seed; }

  void fill(MutableByteView out) override {
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < out.size(); ++i) {
      if (i % 8 == 0) word = next();
      out[i] = static_cast<std::uint8_t>(word >> (8 * (i % 8)));
    }
  }
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31U);
  }
  // 0 … bound - 1, nearly uniform. Precondition: bound > 0.
  std::uint64_t below(std::uint64_t bound) { return next() % bound; }
  Bytes some_bytes(std::size_t size) {
    Bytes out(size);
    fill(out);
    return out;
  }

 private:
  std::uint64_t state_;
};

}  // namespace avow::testing
