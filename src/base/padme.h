// Padmé: how long a thing of `size` bytes is made so that its length tells little (Nikitin et al., "Reducing
// Metadata Leakage from Encrypted Files and Communication with PURBs", PETS 2019, section 4). At most 12 % more.
#pragma once

#include <bit>
#include <cstdint>

#include "base/assert.h"

namespace avow {

// Precondition: size <= 2^63.
constexpr std::uint64_t padme(std::uint64_t size) {
  AVOW_ASSERT(size <= (1ULL << 63U));
  if (size < 2) return size;
  const unsigned exponent = static_cast<unsigned>(std::bit_width(size)) - 1;
  const unsigned kept_bits = static_cast<unsigned>(std::bit_width(exponent));
  if (kept_bits >= exponent) return size;
  const std::uint64_t mask = (1ULL << (exponent - kept_bits)) - 1;
  return (size + mask) & ~mask;
}

}  // namespace avow
