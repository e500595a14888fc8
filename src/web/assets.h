// The files of the page: those inside the program, or for whoever works on them those of a folder, read anew each time.
// And said.js (web/said.h), which the program makes.
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
  ByteView packed;  // the same by gzip (RFC 1952)
};
std::vector<EmbeddedFile> embedded_files();

struct Asset {
  std::string type;  // text/html; charset=utf-8
  std::string etag;  // of the SHA-256 of the body, in quotes
  std::string body;
  bool is_packed = false;  // the body is gzip
};

class Assets {
 public:
  // `folder`: "" = those inside the program.
  explicit Assets(std::string folder);
  // "/" is index.html. Empty: there is none. `packed`: whoever asks takes gzip; those of a folder come as they are.
  std::optional<Asset> find(std::string_view target, bool packed = false) const;

 private:
  std::string folder_;
  struct Forms {
    Asset plain;
    Asset packed;
  };
  std::map<std::string_view, Forms> files_;
};

}  // namespace avow::web
