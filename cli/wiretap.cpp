#include "cli/wiretap.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <charconv>

#include "cli/interrupt.h"

namespace avow::cli {
namespace {

constexpr int kSilenceMillis = 10'000;

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in out{};
  out.sin_family = AF_INET;
  out.sin_port = htons(port);
  out.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return out;
}

// The two ends of one direction: reads what is there, keeps it, passes it on. False: this direction is over.
bool pass(int from, int to, Bytes& kept) {
  std::array<std::uint8_t, 65536> chunk{};
  const auto count = recv(from, chunk.data(), chunk.size(), 0);
  if (count <= 0) {
    shutdown(to, SHUT_WR);
    return false;
  }
  const ByteView bytes(chunk.data(), static_cast<std::size_t>(count));
  append(kept, bytes);
  for (std::size_t sent = 0; sent < bytes.size();) {
    const auto done = send(to, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (done <= 0) return false;
    sent += static_cast<std::size_t>(done);
  }
  return true;
}

}  // namespace

Result<std::unique_ptr<Wiretap>> Wiretap::open(const std::string& target) {
  const auto colon = target.rfind(':');
  std::uint16_t target_port = 0;
  if (colon == std::string::npos ||
      std::from_chars(target.data() + colon + 1, target.data() + target.size(), target_port).ec != std::errc{}) {
    return Error{Errc::usage, "no address to listen in on"};
  }
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in here = loopback(0);
  socklen_t size = sizeof here;
  if (listener < 0 || bind(listener, reinterpret_cast<const sockaddr*>(&here), size) != 0 || listen(listener, 1) != 0 ||
      getsockname(listener, reinterpret_cast<sockaddr*>(&here), &size) != 0) {
    if (listener >= 0) close(listener);
    return Error{Errc::io, "no port on loopback"};
  }
  return std::unique_ptr<Wiretap>(new Wiretap(listener, ntohs(here.sin_port), target_port));
}

Wiretap::~Wiretap() { close(listener_); }

std::string Wiretap::address() const { return "127.0.0.1:" + std::to_string(port_); }

Result<void> Wiretap::carry() {
  std::array<pollfd, 2> waiting{pollfd{listener_, POLLIN, 0}, pollfd{interrupt_fd(), POLLIN, 0}};
  if (poll(waiting.data(), waiting.size(), kSilenceMillis) < 1 || waiting[0].revents == 0) {
    return Error{Errc::timed_out, "nobody called"};
  }
  const int near = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
  const int far = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in there = loopback(target_);
  Result<void> out;
  if (near < 0 || far < 0 || connect(far, reinterpret_cast<const sockaddr*>(&there), sizeof there) != 0) {
    out = Error{Errc::io, "the other end is not there"};
  } else {
    bool going = true;
    bool coming = true;
    while ((going || coming) && !interrupt_came()) {
      std::array<pollfd, 2> ends{pollfd{going ? near : -1, POLLIN, 0}, pollfd{coming ? far : -1, POLLIN, 0}};
      if (poll(ends.data(), ends.size(), kSilenceMillis) <= 0) break;
      if (going && ends[0].revents != 0) going = pass(near, far, there_);
      if (coming && ends[1].revents != 0) coming = pass(far, near, back_);
    }
  }
  if (near >= 0) close(near);
  if (far >= 0) close(far);
  return out;
}

}  // namespace avow::cli
