#include "web/assets.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/encoding.h"
#include "base/limits.h"
#include "crypto/hash.h"

namespace avow::web {
namespace {

struct Type {
  std::string_view ending;
  std::string_view name;
};
constexpr Type kTypes[] = {
    {".html", "text/html; charset=utf-8"},       {".js", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},         {".svg", "image/svg+xml"},
    {".json", "application/json; charset=utf-8"}, {".png", "image/png"},
    {".ico", "image/x-icon"},                    {".woff2", "font/woff2"},
    {".webmanifest", "application/manifest+json"}, {".txt", "text/plain; charset=utf-8"},
};

std::string_view type_of(std::string_view name) {
  for (const Type& type : kTypes) {
    if (name.ends_with(type.ending)) return type.name;
  }
  return "application/octet-stream";
}

Asset asset_of(std::string_view name, std::string body) {
  std::string etag = '"' + to_hex(crypto::sha256(bytes_of(body))) + '"';
  return {std::string(type_of(name)), std::move(etag), std::move(body)};
}

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

// A line of script without the spaces around signs, but in its strings.
std::string compact(std::string_view line) {
  std::string out;
  bool in_string = false;
  for (std::size_t at = 0; at < line.size(); ++at) {
    const char next = at + 1 < line.size() ? line[at + 1] : ' ';
    if (line[at] == '"') in_string = !in_string;
    const bool means_something = in_string || line[at] != ' ' || (is_word(out.back()) && is_word(next)) || out.back() == next;
    if (means_something) out += line[at];
  }
  return out;
}

// A script without its indentation, its comments (of whole lines, or behind two spaces) and the line ends that mean nothing:
// those are for whoever reads the source. Lines of a template keep their words; spaces before them mean nothing in a page. Of
// one that draws nothing, without the spaces around signs, too.
std::string without_remarks(std::string_view script) {
  std::string out;
  const bool draws = script.find("html`") != std::string_view::npos;
  while (!script.empty()) {
    std::string_view line = script.substr(0, script.find('\n'));
    script.remove_prefix(std::min(line.size() + 1, script.size()));
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    if (line.empty() || line.starts_with("//")) continue;
    line = line.substr(0, line.find("  // "));
    const bool plain = line.starts_with("import ") || (!draws && line.find_first_of("`'/\\") == std::string_view::npos);
    out += plain ? compact(line) : std::string(line);
    if (std::string_view(";,{").find(line.back()) == std::string_view::npos) out += '\n';
  }
  return out;
}

// A style sheet without the spaces that only part its signs.
std::string without_spaces(std::string_view style) {
  constexpr std::string_view kSigns = "{};:,";
  std::string out;
  for (std::size_t at = 0; at < style.size(); ++at) {
    const char next = at + 1 < style.size() ? style[at + 1] : ' ';
    const bool space = style[at] == ' ' || style[at] == '\n';
    const bool behind_sign = out.empty() || kSigns.find(out.back()) != std::string_view::npos;
    const bool before_brace = next == '{' || next == '}';
    if (!space || !(behind_sign || before_brace)) out += style[at];
  }
  return out;
}

std::string served(const EmbeddedFile& file) {
  const std::string_view text = text_of(file.bytes);
  if (file.name.ends_with(".css")) return without_spaces(text);
  return file.name.ends_with(".js") ? without_remarks(text) : std::string(text);
}

// A name that leads nowhere but down: no dot at the beginning of a part, no empty part.
bool is_plain(std::string_view name) {
  char before = '/';
  for (const char c : name) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    if (!letter && c != '.' && c != '/') return false;
    if (before == '/' && (c == '.' || c == '/')) return false;
    before = c;
  }
  return before != '/';
}

std::optional<std::string> read(const std::filesystem::path& path) {
  std::error_code problem;
  if (!std::filesystem::is_regular_file(path, problem)) return std::nullopt;
  const auto size = std::filesystem::file_size(path, problem);
  if (problem || size > limits::kPageAssetBytesMax) return std::nullopt;
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

}  // namespace

Assets::Assets(std::string folder) : folder_(std::move(folder)) {
  for (const EmbeddedFile& file : embedded_files()) files_.emplace(file.name, asset_of(file.name, served(file)));
}

std::optional<Asset> Assets::find(std::string_view target) const {
  const std::string_view name = target == "/" ? std::string_view("index.html") : target.substr(std::min<std::size_t>(1, target.size()));
  if (!is_plain(name)) return std::nullopt;
  if (!folder_.empty()) {
    auto body = read(std::filesystem::path(folder_) / name);
    return body ? std::optional(asset_of(name, std::move(*body))) : std::nullopt;
  }
  const auto found = files_.find(name);
  return found == files_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace avow::web
