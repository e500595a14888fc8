#include "tidy/source.h"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace avow::tidy {
namespace {

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

// The end of the comment or literal that starts at `at`, or `at` when none does.
std::size_t skip_silent(std::string_view text, std::size_t at) {
  const auto end_after = [&](std::string_view mark, std::size_t from) {
    const auto end = text.find(mark, from);
    return end == std::string_view::npos ? text.size() : end + mark.size();
  };
  const auto rest = text.substr(at);
  if (rest.starts_with("//")) return std::min(text.find('\n', at), text.size());
  if (rest.starts_with("/*")) return end_after("*/", at + 2);
  if (rest.starts_with("R\"") && (at == 0 || !is_word(text[at - 1]))) {
    const auto open = text.find('(', at);
    if (open == std::string_view::npos) return text.size();
    return end_after(")" + std::string(text.substr(at + 2, open - at - 2)) + "\"", open);
  }
  const char quote = text[at];
  // A ' between digits or letters separates digits: 4'096.
  if (quote != '"' && (quote != '\'' || (at > 0 && is_word(text[at - 1])))) return at;
  for (std::size_t i = at + 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == quote || text[i] == '\n') {
      return i + (text[i] == quote ? 1 : 0);
    }
  }
  return text.size();
}

std::string blanked(std::string_view text) {
  std::string code(text);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = skip_silent(text, at);
    for (; at < end; ++at) {
      if (code[at] != '\n') code[at] = ' ';
    }
    if (at < text.size()) ++at;
  }
  return code;
}

}  // namespace

std::vector<Literal> literals_of(const Source& source) {
  const std::string_view text = source.raw;
  std::vector<Literal> out;
  bool joins = false;  // only white space since the last literal
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = skip_silent(text, at);
    if (end == at) {
      joins = joins && (text[at] == ' ' || text[at] == '\n' || text[at] == '\t');
      ++at;
      continue;
    }
    if (text[at] == '"' && end - at >= 2) {
      if (!joins) out.push_back({at, ""});
      out.back().text += text.substr(at + 1, end - at - 2);
      joins = true;
    } else if (text[at] != '/') {
      joins = false;
    }
    at = end;
  }
  return out;
}

Source make_source(std::string path, std::string text) {
  auto code = blanked(text);
  return {std::move(path), std::move(text), std::move(code)};
}

std::string read_text(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<Source> load_tree(const std::filesystem::path& root, std::string_view folder,
                              const std::vector<std::string>& endings) {
  std::vector<Source> out;
  if (!std::filesystem::exists(root / folder)) return out;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder)) {
    const auto name = entry.path().filename().string();
    const bool wanted = std::any_of(endings.begin(), endings.end(), [&](const auto& e) { return name.ends_with(e); });
    if (!wanted || !entry.is_regular_file()) continue;
    out.push_back(make_source(std::filesystem::relative(entry.path(), root).generic_string(), read_text(entry.path())));
  }
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  return out;
}

std::vector<Include> includes_of(const Source& source) {
  std::vector<Include> out;
  for (const auto word : find_word(source.code, "include")) {
    if (before(source.code, word) != '#') continue;
    const auto open = source.raw.find_first_of("<\"\n", word);
    if (open == std::string::npos || source.raw[open] == '\n') continue;
    const bool quoted = source.raw[open] == '"';
    const auto close = source.raw.find(quoted ? '"' : '>', open + 1);
    if (close == std::string::npos) continue;
    out.push_back({word, source.raw.substr(open + 1, close - open - 1), quoted});
  }
  return out;
}

std::string finding(const Source& source, std::size_t offset, std::string_view what) {
  const auto until = source.raw.begin() + static_cast<std::ptrdiff_t>(offset);
  const auto line = std::count(source.raw.begin(), until, '\n') + 1;
  return source.path + ":" + std::to_string(line) + ": " + std::string(what);
}

std::size_t line_count(const Source& source) {
  return static_cast<std::size_t>(std::count(source.raw.begin(), source.raw.end(), '\n'));
}

std::string room_of(std::string_view path) {
  if (path.starts_with("cli/")) return "cli";
  if (!path.starts_with("src/")) return "";
  path.remove_prefix(4);
  const auto slash = path.find('/');
  return slash == std::string_view::npos ? "" : std::string(path.substr(0, slash));
}

bool is_header(std::string_view path) { return path.ends_with(".h"); }

std::vector<std::size_t> find_word(std::string_view text, std::string_view word) {
  std::vector<std::size_t> out;
  for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const bool starts = at == 0 || !is_word(word.front()) || !is_word(text[at - 1]);
    const auto end = at + word.size();
    const bool ends = end == text.size() || !is_word(word.back()) || !is_word(text[end]);
    if (starts && ends) out.push_back(at);
  }
  return out;
}

char before(std::string_view text, std::size_t offset) {
  while (offset > 0) {
    const char c = text[--offset];
    if (c != ' ' && c != '\n' && c != '\t') return c;
  }
  return '\0';
}

}  // namespace avow::tidy
