#include "web/assets.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/encoding.h"
#include "base/limits.h"
#include "crypto/hash.h"
#include "web/said.h"

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

Asset asset_of(std::string_view name, std::string body, bool is_packed = false) {
  std::string etag = '"' + to_hex(crypto::sha256(bytes_of(body))) + '"';
  return {std::string(type_of(name)), std::move(etag), std::move(body), is_packed};
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
  const Asset said = asset_of(kSaidName, said_module());
  files_.emplace(kSaidName, Forms{said, said});
  for (const EmbeddedFile& file : embedded_files()) {
    files_.emplace(file.name, Forms{asset_of(file.name, std::string(text_of(file.bytes))),
                                    asset_of(file.name, std::string(text_of(file.packed)), true)});
  }
}

std::optional<Asset> Assets::find(std::string_view target, bool packed) const {
  const std::string_view name = target == "/" ? std::string_view("index.html") : target.substr(std::min<std::size_t>(1, target.size()));
  if (!is_plain(name)) return std::nullopt;
  if (!folder_.empty() && name != kSaidName) {
    auto body = read(std::filesystem::path(folder_) / name);
    return body ? std::optional(asset_of(name, std::move(*body))) : std::nullopt;
  }
  const auto found = files_.find(name);
  if (found == files_.end()) return std::nullopt;
  return packed ? found->second.packed : found->second.plain;
}

}  // namespace avow::web
