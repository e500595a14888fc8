// A file that a person takes out of avow: only its owner can read it, and it is there whole or not at all. Blocking. Resource.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace avow::cli {

class PrivateFile {
 public:
  // `replace`: it may take the place of what stands at `path`. Error{refused}: something does, and it may not. Error{io}.
  static Result<std::unique_ptr<PrivateFile>> open(const std::filesystem::path& path, bool replace);
  PrivateFile(const PrivateFile&) = delete;
  PrivateFile& operator=(const PrivateFile&) = delete;
  ~PrivateFile();  // nothing of it stays unless finish() succeeded

  // Keeps what went wrong for finish().
  void write(std::string_view bytes);
  // All that was written is on the disk, and read() gets it from there. Nothing is written after it.
  Result<void> sync();
  // At most `size` bytes from `offset`.
  Result<std::string> read(std::uint64_t offset, std::size_t size) const;
  // Durable, and at its place.
  Result<void> finish();

 private:
  PrivateFile(std::filesystem::path path, std::string beside, int fd, bool replace)
      : path_(std::move(path)), beside_(std::move(beside)), fd_(fd), replace_(replace) {}
  void write_out(std::string_view bytes);
  Error failed(int why) const;

  std::filesystem::path path_;
  std::string beside_;  // its name until it is finished
  int fd_;
  bool replace_;
  std::string buffer_;
  int failure_ = 0;  // errno of the first failed write
};

}  // namespace avow::cli
