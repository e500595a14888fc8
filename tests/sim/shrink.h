// Of a list of steps that fails, a short one that still does: parts are left out as long as what is left fails too.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace avow::testing {

// `fails` must be true of `steps`. Nothing that is left can be left out alone.
template <typename Step, typename Fails>
std::vector<Step> shrink(std::vector<Step> steps, Fails fails) {
  for (std::size_t part = (steps.size() + 1) / 2; part > 0;) {
    bool shorter = false;
    for (std::size_t at = 0; at < steps.size();) {
      const auto from = steps.begin() + static_cast<std::ptrdiff_t>(at);
      const auto to = steps.begin() + static_cast<std::ptrdiff_t>(std::min(at + part, steps.size()));
      std::vector<Step> fewer(steps.begin(), from);
      fewer.insert(fewer.end(), to, steps.end());
      if (fails(fewer)) {
        steps = std::move(fewer);
        shorter = true;
      } else {
        at += part;
      }
    }
    if (part > 1 || !shorter) part /= 2;
  }
  return steps;
}

}  // namespace avow::testing
