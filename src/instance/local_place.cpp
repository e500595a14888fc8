#include "instance/local_place.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/encoding.h"
#include "crypto/hash.h"

namespace avow::instance {
namespace {

constexpr int kBacklog = 64;
constexpr mode_t kOnlyMe = 0700;
constexpr mode_t kSocketMode = 0600;

Error io_error(const std::string& what) { return Error{Errc::io, what + ": " + std::strerror(errno)}; }

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

// The address of `name` in an open folder: short whatever the folder's path is.
sockaddr_un address_in(int folder, const std::string& name) {
  sockaddr_un out{};
  out.sun_family = AF_UNIX;
  const std::string path = "/proc/self/fd/" + std::to_string(folder) + "/" + name;
  AVOW_ASSERT(path.size() < sizeof out.sun_path);
  std::memcpy(out.sun_path, path.c_str(), path.size() + 1);
  return out;
}

const sockaddr* generic(const sockaddr_un& address) { return reinterpret_cast<const sockaddr*>(&address); }

Result<int> open_folder(const std::filesystem::path& folder) {
  const int fd = ::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0) return io_error("opening " + folder.string());
  return fd;
}

Result<void> check_folder(int fd, const std::filesystem::path& folder) {
  struct stat found {};
  if (::fstat(fd, &found) != 0) return io_error("looking at " + folder.string());
  if (found.st_uid != ::geteuid() || (found.st_mode & 077U) != 0) {
    return Error{Errc::refused, "The folder " + folder.string() + " lets others in. Close it (chmod 700), or remove it."};
  }
  return {};
}

}  // namespace

std::filesystem::path socket_path(const std::filesystem::path& vault, const std::filesystem::path& folder) {
  std::error_code problem;
  auto whole = std::filesystem::weakly_canonical(vault, problem);
  if (problem) whole = std::filesystem::absolute(vault);
  const Hash name = crypto::blake2b({bytes_of("avow/v1 socket"), bytes_of(whole.string())});
  return folder / (to_hex(ByteView(name).first(16)) + ".sock");
}

Result<int> listen_locally(const std::filesystem::path& path) {
  const auto folder = path.parent_path();
  std::error_code problem;
  std::filesystem::create_directories(folder.parent_path(), problem);
  if (::mkdir(folder.c_str(), kOnlyMe) != 0 && errno != EEXIST) return io_error("making " + folder.string());
  AVOW_TRY(const int opened, open_folder(folder));
  const Descriptor inside(opened);
  AVOW_CHECK(check_folder(inside.get(), folder));
  Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (socket.get() < 0) return io_error("a local socket");
  const std::string name = path.filename().string();
  ::unlinkat(inside.get(), name.c_str(), 0);
  const sockaddr_un address = address_in(inside.get(), name);
  // Why fchmod before bind: the name never has another mode. The folder keeps others out in any case.
  ::fchmod(socket.get(), kSocketMode);
  if (::bind(socket.get(), generic(address), sizeof address) != 0) return io_error("opening " + path.string());
  if (::fchmodat(inside.get(), name.c_str(), kSocketMode, 0) != 0) return io_error("closing " + path.string());
  if (::listen(socket.get(), kBacklog) != 0) return io_error("listening at " + path.string());
  return socket.release();
}

Result<std::optional<int>> connect_locally(const std::filesystem::path& path) {
  const std::optional<int> nobody;
  const int opened = ::open(path.parent_path().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
  if (opened < 0) return nobody;
  const Descriptor inside(opened);
  Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (socket.get() < 0) return io_error("a local socket");
  const sockaddr_un address = address_in(inside.get(), path.filename().string());
  if (::connect(socket.get(), generic(address), sizeof address) != 0) {
    const bool absent = errno == ENOENT || errno == ECONNREFUSED || errno == ENOTDIR;
    if (absent) return nobody;
    return io_error("connecting to " + path.string());
  }
  if (!is_same_user(socket.get())) return Error{Errc::refused, "What listens at " + path.string() + " is not yours."};
  return std::optional<int>(socket.release());
}

bool is_same_user(int connection) {
  ucred peer{};
  socklen_t size = sizeof peer;
  return ::getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == ::geteuid();
}

}  // namespace avow::instance
