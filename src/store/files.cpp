#include "store/files.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace avow::store {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }
  bool ok() const { return fd_ >= 0; }

 private:
  int fd_;
};

Result<void> write_all(int fd, ByteView bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return io_error("writing " + path);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return {};
}

std::string folder_of(const std::string& path) {
  const auto slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

}  // namespace

Error io_error(const std::string& what) { return Error{Errc::io, what + ": " + std::strerror(errno)}; }

Result<void> make_dirs(const std::string& dir) {
  for (std::size_t end = dir.find('/', 1); ; end = dir.find('/', end + 1)) {
    const std::string part = dir.substr(0, end);
    if (!part.empty() && ::mkdir(part.c_str(), kPrivateDir) != 0 && errno != EEXIST) return io_error("making " + part);
    if (end == std::string::npos) return {};
  }
}

Result<void> sync_dir(const std::string& dir) {
  const Descriptor fd(::open(dir.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd.ok() || ::fsync(fd.get()) != 0) return io_error("syncing " + dir);
  return {};
}

Result<std::optional<Bytes>> read_whole_file(const std::string& path, std::size_t size_max) {
  const Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd.ok()) {
    if (errno == ENOENT || errno == ENOTDIR) return std::optional<Bytes>();
    return io_error("opening " + path);
  }
  Bytes out(size_max + 1);
  std::size_t size = 0;
  while (size < out.size()) {
    const ssize_t got = ::read(fd.get(), out.data() + size, out.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return io_error("reading " + path);
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  if (size > size_max) return Error{Errc::too_large, path};
  out.resize(size);
  return std::optional<Bytes>(std::move(out));
}

Result<void> replace_file(const std::string& path, ByteView bytes) {
  const std::string temporary = path + ".new";
  remove_if_there(temporary);
  {
    const Descriptor fd(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, kPrivateFile));
    if (!fd.ok()) return io_error("making " + temporary);
    AVOW_CHECK(write_all(fd.get(), bytes, temporary));
    if (::fsync(fd.get()) != 0) return io_error("syncing " + temporary);
  }
  return rename_file(temporary, path);
}

Result<void> make_empty_file(const std::string& path) {
  const Descriptor fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, kPrivateFile));
  if (!fd.ok()) return io_error("making " + path);
  return {};
}

Result<void> sync_file(const std::string& path) {
  const Descriptor fd(::open(path.c_str(), O_RDWR | O_CLOEXEC));
  if (!fd.ok() || ::fsync(fd.get()) != 0) return io_error("syncing " + path);
  return {};
}

Result<void> move_file(const std::string& from, const std::string& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) return io_error("renaming " + from);
  return {};
}

Result<void> rename_file(const std::string& from, const std::string& to) {
  AVOW_CHECK(move_file(from, to));
  return sync_dir(folder_of(to));
}

void remove_if_there(const std::string& path) { ::unlink(path.c_str()); }

std::optional<std::uint64_t> size_of_file(const std::string& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return std::nullopt;
  return static_cast<std::uint64_t>(info.st_size);
}

Result<void> overwrite_with_zeros(const std::string& path) {
  const Descriptor fd(::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!fd.ok()) return errno == ENOENT ? Result<void>() : io_error("opening " + path);
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0) return io_error("looking at " + path);
  const Bytes zeros(64 * 1024);
  for (auto left = static_cast<std::uint64_t>(info.st_size); left > 0;) {
    const auto now = std::min<std::uint64_t>(left, zeros.size());
    AVOW_CHECK(write_all(fd.get(), ByteView(zeros).first(now), path));
    left -= now;
  }
  if (::fdatasync(fd.get()) != 0) return io_error("syncing " + path);
  return {};
}

}  // namespace avow::store
