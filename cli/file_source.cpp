#include "cli/file_source.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include <fmt/format.h>

#include "base/reason.h"

namespace avow::cli {

Result<store::ByteSource> open_file(const std::string& path) {
  std::FILE* const opened = std::fopen(path.c_str(), "rbe");
  if (opened == nullptr && errno == ENOENT) return Error{Errc::not_found, std::string(reason::kNoFile) + path};
  if (opened == nullptr) return Error{Errc::io, fmt::format("{}: {}", path, std::strerror(errno))};
  const std::shared_ptr<std::FILE> file(opened, &std::fclose);
  return store::ByteSource([file, path](MutableByteView out) -> Result<std::size_t> {
    const std::size_t count = std::fread(out.data(), 1, out.size(), file.get());
    if (count == 0 && std::ferror(file.get()) != 0) return Error{Errc::io, fmt::format("{}: {}", path, std::strerror(errno))};
    return count;
  });
}

}  // namespace avow::cli
