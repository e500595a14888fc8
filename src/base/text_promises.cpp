#include "base/text_promises.h"

#include <fmt/format.h>

namespace avow::text {

std::string counted(std::uint32_t due, std::span<const Counted> counts) {
  std::string out = fmt::format("{} due", due);
  for (const auto& [count, name] : counts) {
    if (count > 0) out += fmt::format(" · {} {}", count, name);
  }
  return out;
}

}  // namespace avow::text
