#include "base/text.h"

#include <algorithm>
#include <array>
#include <memory>

#include <fmt/format.h>
#include <utf8proc.h>

namespace avow {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// Code points that are never shown as they are (UCD 15.0: controls, bidi, invisible fillers and blanks,
// noncharacters, tags). Line feed and tab are handled before; joiners and selectors by context.
constexpr std::array kUnsafe{
    Range{0x0000, 0x001F},   Range{0x007F, 0x009F},   Range{0x00AD, 0x00AD},   Range{0x034F, 0x034F},
    Range{0x061C, 0x061C},   Range{0x115F, 0x1160},   Range{0x17B4, 0x17B5},   Range{0x180B, 0x180F},
    Range{0x200B, 0x200B},   Range{0x200E, 0x200F},   Range{0x2028, 0x202E},   Range{0x2060, 0x206F},
    Range{0x2800, 0x2800},   Range{0x3164, 0x3164},   Range{0xFDD0, 0xFDEF},   Range{0xFEFF, 0xFEFF},
    Range{0xFFA0, 0xFFA0},   Range{0xFFF0, 0xFFFB},   Range{0xFFFE, 0xFFFF},   Range{0x1BCA0, 0x1BCA3},
    Range{0x1D159, 0x1D159}, Range{0x1D173, 0x1D17A}, Range{0xE0000, 0xE0FFF}};

bool is_joiner_or_selector(char32_t c) {
  return c == 0x200C || c == 0x200D || (c >= 0xFE00 && c <= 0xFE0F);
}

// A joiner or selector is harmless behind something visible that is not plain ASCII (emoji, Indic,
// Arabic); behind ASCII, at the start or behind another one it only hides.
bool may_stay(char32_t previous, char32_t c) {
  if (previous < 0x80 && !(c == 0xFE0F && (previous == '#' || previous == '*' || (previous >= '0' && previous <= '9')))) {
    return false;
  }
  if (c == 0x200D && previous == 0xFE0F) return true;
  return !is_joiner_or_selector(previous) && !is_unsafe_to_show(previous);
}

constexpr int kCombiningMax = 8;  // marks stacked on one letter before the rest is spelled out

bool is_combining(char32_t c) {
  const auto category = utf8proc_category(static_cast<utf8proc_int32_t>(c));
  return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_ME;
}

std::string neutralise_with(std::string_view text, bool one_line) {
  std::string out;
  out.reserve(text.size());
  char32_t previous = 0;
  int marks = 0;
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    if (point.length == 0) {
      out += "\xEF\xBF\xBD";
      text.remove_prefix(1);
      previous = 0xFFFD;
      continue;
    }
    const char32_t c = point.value;
    marks = is_combining(c) && !is_joiner_or_selector(c) ? marks + 1 : 0;
    if (c == '\n') {
      out += one_line ? "\xE2\x8F\x8E" : "\n";
    } else if (c == '\t') {
      out += one_line ? " " : "\t";
    } else if (is_unsafe_to_show(c) || (is_joiner_or_selector(c) && !may_stay(previous, c)) || marks > kCombiningMax) {
      out += fmt::format("\\u{{{:x}}}", static_cast<std::uint32_t>(c));
    } else {
      out += text.substr(0, point.length);
    }
    previous = c;
    text.remove_prefix(point.length);
  }
  return out;
}

}  // namespace

CodePoint first_code_point(std::string_view text) {
  utf8proc_int32_t value = 0;
  const auto size = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                     static_cast<utf8proc_ssize_t>(text.size()), &value);
  if (size <= 0 || value < 0) return {};
  return {static_cast<char32_t>(value), static_cast<std::size_t>(size)};
}

bool is_unsafe_to_show(char32_t c) {
  if ((c & 0xFFFEU) == 0xFFFEU) return true;  // noncharacters at the end of every plane
  return std::any_of(kUnsafe.begin(), kUnsafe.end(), [c](Range r) { return c >= r.first && c <= r.last; });
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    if (point.length == 0) return false;
    text.remove_prefix(point.length);
  }
  return true;
}

Result<std::string> to_nfkc(std::string_view text) {
  if (!is_utf8(text)) return Error{Errc::malformed, "not UTF-8"};
  utf8proc_uint8_t* raw = nullptr;
  const auto size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                 static_cast<utf8proc_ssize_t>(text.size()), &raw,
                                 static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT));
  const auto wipe_and_free = [size](utf8proc_uint8_t* p) {
    if (size > 0) std::fill_n(static_cast<volatile utf8proc_uint8_t*>(p), size, utf8proc_uint8_t{0});
    std::free(p);  // NOLINT(cppcoreguidelines-no-malloc): utf8proc allocates with malloc
  };
  const std::unique_ptr<utf8proc_uint8_t, decltype(wipe_and_free)> owned(raw, wipe_and_free);
  if (size < 0) return Error{Errc::malformed, "cannot be normalised"};
  return std::string(reinterpret_cast<const char*>(raw), static_cast<std::size_t>(size));
}

std::string neutralise(std::string_view text) { return neutralise_with(text, false); }
std::string neutralise_line(std::string_view text) { return neutralise_with(text, true); }

}  // namespace avow
