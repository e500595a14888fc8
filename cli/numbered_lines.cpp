#include "cli/numbered_lines.h"

#include <algorithm>

namespace avow::cli {

std::string_view take_line(std::string_view& rest) {
  const auto end = std::min(rest.find('\n'), rest.size());
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::size_t batch_size(std::span<const NumberedLine> lines, std::size_t count_max, Numbers numbers) {
  constexpr std::size_t kBytesMax = 1024 * 1024;
  std::size_t bytes = 0;
  std::size_t count = 0;
  for (const NumberedLine& line : lines) {
    bytes += line.text.size();
    const bool gap = numbers == Numbers::in_a_row && line.number != lines.front().number + count;
    if (count > 0 && (count == count_max || bytes > kBytesMax || gap)) break;
    ++count;
  }
  return count;
}

void put_lines(capnp::List<capnp::Text>::Builder out, std::span<const NumberedLine> lines) {
  for (unsigned i = 0; i < lines.size(); ++i) {
    auto text = out.init(i, static_cast<unsigned>(lines[i].text.size()));
    std::copy(lines[i].text.begin(), lines[i].text.end(), text.begin());
  }
}

}  // namespace avow::cli
