#include "base/text_promises.h"

#include <fmt/format.h>

#include "base/text_words.h"

namespace avow::text {

std::string counted(std::uint32_t due, std::span<const Counted> counts) {
  std::string out = fmt::format("{} due", due);
  for (const auto& [count, key] : counts) {
    if (count > 0) out += fmt::format(" · {} {}", count, in_line(words(Group::count, key)));
  }
  return out;
}

}  // namespace avow::text
