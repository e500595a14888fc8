// Which seeds a simulation runs: AVOW_SIM_SEED=s that one, AVOW_SIM_SEEDS=n (or another name) the first n, else the given
// number.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <numeric>
#include <vector>

namespace avow::testing {

inline std::vector<std::uint64_t> sim_seeds(std::uint64_t usual, const char* how_many = "AVOW_SIM_SEEDS") {
  if (const char* const one = std::getenv("AVOW_SIM_SEED")) return {std::strtoull(one, nullptr, 10)};
  if (const char* const many = std::getenv(how_many)) usual = std::strtoull(many, nullptr, 10);
  std::vector<std::uint64_t> out(usual);
  std::iota(out.begin(), out.end(), 1);
  return out;
}

}  // namespace avow::testing
