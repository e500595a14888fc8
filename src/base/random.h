// Where chance comes from. Every core takes one as an argument, so any run replays from a seed.
#pragma once

#include "base/bytes.h"

namespace avow {

class RandomSource {
 public:
  RandomSource() = default;
  RandomSource(const RandomSource&) = delete;
  RandomSource& operator=(const RandomSource&) = delete;
  virtual ~RandomSource() = default;
  virtual void fill(MutableByteView out) = 0;

  template <std::size_t N>
  ByteArray<N> bytes() {
    ByteArray<N> out{};
    fill(out);
    return out;
  }
};

}  // namespace avow
