#include "instance/supervisor.h"

#include <charconv>
#include <cstdlib>
#include <cstring>
#include <string>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace avow::instance {
namespace {

constexpr int kFirstInherited = 3;          // SD_LISTEN_FDS_START
constexpr std::string_view kOwn = "avow-own";  // LISTEN_FDNAMES of a socket that avow made itself

std::optional<long> number_in(const char* variable) {
  const char* text = std::getenv(variable);  // NOLINT(concurrency-mt-unsafe): one thread
  if (text == nullptr) return std::nullopt;
  long out = 0;
  const char* end = text + std::strlen(text);
  const auto parsed = std::from_chars(text, end, out);
  if (parsed.ec != std::errc{} || parsed.ptr != end) return std::nullopt;
  return out;
}

}  // namespace

std::optional<HandedSocket> take_inherited_socket() {
  const char* names = std::getenv("LISTEN_FDNAMES");  // NOLINT(concurrency-mt-unsafe): one thread
  const bool own = names != nullptr && names == kOwn;
  const auto pid = number_in("LISTEN_PID");
  const auto count = number_in("LISTEN_FDS");
  ::unsetenv("LISTEN_PID");      // NOLINT(concurrency-mt-unsafe): one thread
  ::unsetenv("LISTEN_FDS");      // NOLINT(concurrency-mt-unsafe): one thread
  ::unsetenv("LISTEN_FDNAMES");  // NOLINT(concurrency-mt-unsafe): one thread
  if (pid != ::getpid() || !count || *count < 1) return std::nullopt;
  int accepts = 0;
  socklen_t size = sizeof accepts;
  const bool listens =
      ::getsockopt(kFirstInherited, SOL_SOCKET, SO_ACCEPTCONN, &accepts, &size) == 0 && accepts != 0;
  if (!listens) return std::nullopt;
  ::fcntl(kFirstInherited, F_SETFD, FD_CLOEXEC);
  ::fcntl(kFirstInherited, F_SETFL, O_NONBLOCK);
  return HandedSocket{kFirstInherited, own};
}

bool leave_socket_to_next_program(const HandedSocket& socket) {
  if (socket.fd != kFirstInherited) {
    if (::dup2(socket.fd, kFirstInherited) < 0) return false;
    ::close(socket.fd);
  }
  ::fcntl(kFirstInherited, F_SETFD, 0);
  const std::string pid = std::to_string(::getpid());
  // NOLINTBEGIN(concurrency-mt-unsafe): one thread
  return ::setenv("LISTEN_PID", pid.c_str(), 1) == 0 && ::setenv("LISTEN_FDS", "1", 1) == 0 &&
         ::setenv("LISTEN_FDNAMES", socket.own ? kOwn.data() : "given", 1) == 0;
  // NOLINTEND(concurrency-mt-unsafe)
}

void notify_supervisor(std::string_view state) {
  const char* where = std::getenv("NOTIFY_SOCKET");  // NOLINT(concurrency-mt-unsafe): one thread
  if (where == nullptr || (where[0] != '/' && where[0] != '@')) return;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::size_t length = std::strlen(where);
  if (length >= sizeof address.sun_path) return;
  std::memcpy(address.sun_path, where, length);
  if (address.sun_path[0] == '@') address.sun_path[0] = '\0';  // an abstract socket
  const int fd = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return;
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + length);
  // Why ignored: a manager that does not listen changes nothing here.
  static_cast<void>(::sendto(fd, state.data(), state.size(), MSG_NOSIGNAL, reinterpret_cast<const sockaddr*>(&address), size));
  ::close(fd);
}

}  // namespace avow::instance
