// The files of the page: those inside the program, or for whoever works on them those of a folder, read anew each time.
// Nothing in them is about anybody. Resource.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace avow::web {

// cmake/assets.cmake
struct EmbeddedFile {
  std::string_view name;  // "app.js", "vendor/preact.js"
  ByteView bytes;
};
std::vector<EmbeddedFile> embedded_files();

struct Asset {
  std::string type;  // text/html; charset=utf-8
  std::string etag;  // of its SHA-256, in quotes
  std::string body;
};

class Assets {
 public:
  // `folder`: "" = those inside the program.
  explicit Assets(std::string folder);
  // "/" is index.html. Empty: there is none.
  std::optional<Asset> find(std::string_view target) const;

 private:
  std::string folder_;
  std::map<std::string_view, Asset> files_;
};

}  // namespace avow::web
