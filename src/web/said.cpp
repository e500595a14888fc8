#include "web/said.h"

#include <fmt/format.h>

#include "base/assert.h"
#include "base/text.h"
#include "base/text_words.h"

namespace avow::web {
namespace {

// As \uXXXX all that is not plain: a page has its own apostrophe, and "<" could end a script.
std::string quoted(std::string_view words) {
  constexpr char32_t kApostrophe = 0x2019;
  std::string out = "\"";
  while (!words.empty()) {
    const CodePoint point = first_code_point(words);
    const char32_t c = point.value == U'\'' ? kApostrophe : point.value;
    AVOW_ASSERT(point.length > 0 && c <= 0xFFFF);
    const bool plain = c >= U' ' && c < 0x7F && c != U'"' && c != U'\\' && c != U'<' && c != U'>' && c != U'&';
    if (plain) out += static_cast<char>(c);
    else out += fmt::format("\\u{:04x}", static_cast<std::uint32_t>(c));
    words.remove_prefix(point.length);
  }
  return out + "\"";
}

}  // namespace

std::string said_module() {
  std::string out = "// Made by avow out of src/base/text_words.cpp.\nexport const said = {";
  const auto rows = text::rows();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const bool begins = i == 0 || rows[i].group != rows[i - 1].group;
    if (begins) out += fmt::format("{}\n  {}: {{", i == 0 ? "" : " },", quoted(text::name_of(rows[i].group)));
    out += fmt::format("{}\n    {}: {}", begins ? "" : ",", quoted(rows[i].key), quoted(rows[i].words));
  }
  return out + " } };\n";
}

}  // namespace avow::web
