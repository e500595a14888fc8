#include "app/wording.h"

#include <algorithm>
#include <array>
#include <string>

namespace avow::app {
namespace {

constexpr std::array<std::string_view, 9> kRules{
    "you must", "you can't", "you cannot", "you can not", "you aren't allowed", "you are not allowed",
    "you're not allowed", "you have to", "you may not"};

// Small letters, one space between words, one kind of apostrophe.
std::string plain(std::string_view text) {
  constexpr std::string_view kTypographic = "\xE2\x80\x99";
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text.substr(at).starts_with(kTypographic)) {
      out += '\'';
      at += kTypographic.size() - 1;
      continue;
    }
    const char c = text[at];
    const bool space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!space) out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    else if (!out.empty() && out.back() != ' ') out += ' ';
  }
  return out;
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80; }

}  // namespace

bool reads_as_a_rule(std::string_view text) {
  const std::string said = plain(text);
  return std::any_of(kRules.begin(), kRules.end(), [&said](std::string_view rule) {
    for (auto at = said.find(rule); at != said.npos; at = said.find(rule, at + 1)) {
      const bool begins = at == 0 || !is_letter(said[at - 1]);
      const std::size_t end = at + rule.size();
      if (begins && (end == said.size() || !is_letter(said[end]))) return true;
    }
    return false;
  });
}

}  // namespace avow::app
