#include "cli/private_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <fmt/format.h>

#include "base/text_porting.h"

namespace avow::cli {
namespace {

constexpr std::size_t kBufferBytes = 256 * 1024;

Error io_error(const std::filesystem::path& path, int why) {
  return Error{Errc::io, fmt::format("{}: {}", path.string(), std::strerror(why))};
}

bool something_at(const std::filesystem::path& path) {
  std::error_code problem;
  return std::filesystem::symlink_status(path, problem).type() != std::filesystem::file_type::not_found;
}

}  // namespace

Result<std::unique_ptr<PrivateFile>> PrivateFile::open(const std::filesystem::path& path, bool replace) {
  if (!replace && something_at(path)) return Error{Errc::refused, fmt::format(text::kExportThere, path.string())};
  std::string beside = (path.parent_path() / fmt::format(".{}.XXXXXX", path.filename().string())).string();
  const int fd = mkostemp(beside.data(), O_CLOEXEC);  // mode 0600
  if (fd < 0) return io_error(path, errno);
  return std::unique_ptr<PrivateFile>(new PrivateFile(path, std::move(beside), fd, replace));
}

PrivateFile::~PrivateFile() {
  if (fd_ >= 0) close(fd_);
  if (!beside_.empty()) unlink(beside_.c_str());
}

Error PrivateFile::failed(int why) const { return io_error(path_, why); }

void PrivateFile::write(std::string_view bytes) {
  buffer_ += bytes;
  if (buffer_.size() < kBufferBytes) return;
  write_out(buffer_);
  buffer_.clear();
}

void PrivateFile::write_out(std::string_view bytes) {
  while (failure_ == 0 && !bytes.empty()) {
    const ssize_t count = ::write(fd_, bytes.data(), bytes.size());
    if (count > 0) bytes.remove_prefix(static_cast<std::size_t>(count));
    if (count < 0 && errno != EINTR) failure_ = errno;
  }
}

Result<void> PrivateFile::sync() {
  write_out(buffer_);
  buffer_.clear();
  if (failure_ == 0 && fsync(fd_) != 0) failure_ = errno;
  if (failure_ != 0) return failed(failure_);
  posix_fadvise(fd_, 0, 0, POSIX_FADV_DONTNEED);  // only a wish: without it the bytes come back from memory
  return {};
}

Result<std::string> PrivateFile::read(std::uint64_t offset, std::size_t size) const {
  std::string out(size, '\0');
  std::size_t filled = 0;
  while (filled < size) {
    const ssize_t count = pread(fd_, out.data() + filled, size - filled, static_cast<off_t>(offset + filled));
    if (count == 0) break;
    if (count < 0 && errno != EINTR) return failed(errno);
    if (count > 0) filled += static_cast<std::size_t>(count);
  }
  out.resize(filled);
  return out;
}

Result<void> PrivateFile::finish() {
  AVOW_CHECK(sync());
  if (close(std::exchange(fd_, -1)) != 0 && failure_ == 0) failure_ = errno;
  if (failure_ != 0) return failed(failure_);
  // Why both: not every file system knows a rename that replaces nothing.
  int renamed = replace_ ? -1 : renameat2(AT_FDCWD, beside_.c_str(), AT_FDCWD, path_.c_str(), RENAME_NOREPLACE);
  if (renamed != 0 && !replace_ && errno == EEXIST) return Error{Errc::refused, fmt::format(text::kExportThere, path_.string())};
  if (renamed != 0) renamed = rename(beside_.c_str(), path_.c_str());
  if (renamed != 0) return failed(errno);
  beside_.clear();
  const std::filesystem::path folder = path_.has_parent_path() ? path_.parent_path() : ".";
  const int dir = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (dir < 0) return {};
  const int synced = fsync(dir);
  close(dir);
  return synced == 0 ? Result<void>() : failed(errno);
}

}  // namespace avow::cli
