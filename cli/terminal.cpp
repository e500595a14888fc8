#include "cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"

namespace avow::cli {
namespace {

constexpr std::size_t kNarrowest = 40;
constexpr std::size_t kWidest = 100;
constexpr std::size_t kUsual = 80;

// Code points; near enough for our own sentences, which hold no wide characters.
std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

void wrap_line(std::string& out, std::string_view line, std::size_t width, std::string_view indent) {
  std::size_t used = 0;
  bool fresh = true;
  while (!line.empty()) {
    const auto space = line.find(' ');
    const std::string_view word = line.substr(0, space);
    line.remove_prefix(space == line.npos ? line.size() : space + 1);
    if (word.empty()) continue;
    const std::size_t wide = width_of(word);
    if (!fresh && used + 1 + wide > width) {
      out += '\n';
      fresh = true;
    }
    if (fresh) {
      out += indent;
      used = width_of(indent);
    } else {
      out += ' ';
      ++used;
    }
    out += word;
    used += wide;
    fresh = false;
  }
  out += '\n';
}

template <typename EachLine>
void for_each_line(std::string_view text, EachLine each) {
  while (!text.empty()) {
    const auto end = text.find('\n');
    each(text.substr(0, end));
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
  }
}

}  // namespace

bool is_terminal(int fd) { return isatty(fd) == 1; }

std::size_t columns_of(int fd) {
  winsize size{};
  if (!is_terminal(fd) || ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return kUsual;
  return std::clamp<std::size_t>(size.ws_col, kNarrowest, kWidest);
}

std::string Style::with(std::string_view code, std::string_view text) const {
  return colour_ ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : std::string(text);
}

std::string wrap(std::string_view text, std::size_t width, std::string_view indent) {
  std::string out;
  for_each_line(text, [&](std::string_view line) { wrap_line(out, line, width, indent); });
  return out;
}

std::string quoted(std::string_view text, std::string_view indent) {
  std::string out;
  const std::string safe = neutralise(text);
  for_each_line(safe, [&](std::string_view line) { out += fmt::format("{}{}\n", indent, line); });
  return out;
}

}  // namespace avow::cli
