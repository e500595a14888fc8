// Real sockets on loopback, driven from one thread: the loop turns in small steps between what a test looks at.
#pragma once

#include <functional>
#include <vector>

#include <asio/buffer.hpp>
#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <doctest/doctest.h>

#include "net/tcp_link.h"

namespace avow::testing {

using asio::ip::tcp;
using std::chrono::milliseconds;

class RealClock final : public Clock {
 public:
  Instant now() const override {
    return std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
  }
  TimePoint monotonic_now() const override {
    return TimePoint(std::chrono::floor<milliseconds>(std::chrono::steady_clock::now().time_since_epoch()));
  }
};

// Turns the loop until `done` says so; false after `at_most`.
inline bool turn(asio::io_context& loop, const std::function<bool()>& done, milliseconds at_most = milliseconds(20'000)) {
  const auto end = std::chrono::steady_clock::now() + at_most;
  while (!done()) {
    if (std::chrono::steady_clock::now() > end) return false;
    loop.restart();
    loop.run_for(milliseconds(1));
  }
  return true;
}

inline void turn_for(asio::io_context& loop, milliseconds time) {
  turn(loop, [] { return false; }, time);
}

// Somebody with a plain socket, who never waits.
class Caller {
 public:
  Caller(asio::io_context& loop, const tcp::endpoint& to) : socket_(loop) {
    socket_.connect(to);
    socket_.non_blocking(true);
  }
  explicit Caller(tcp::socket socket) : socket_(std::move(socket)) { socket_.non_blocking(true); }

  // What the system takes now.
  std::size_t send(ByteView bytes) {
    std::error_code failure;
    const std::size_t count = socket_.write_some(asio::buffer(bytes.data(), bytes.size()), failure);
    if (failure && failure != asio::error::would_block) closed_ = true;
    return failure ? 0 : count;
  }
  // Reads at most so much of what is there.
  void look(std::size_t at_most = 1024 * 1024) {
    Bytes bytes(at_most);
    std::error_code failure;
    const std::size_t count = socket_.read_some(asio::buffer(bytes), failure);
    if (failure && failure != asio::error::would_block) closed_ = true;
    append(received, ByteView(bytes).first(count));
  }
  bool closed() {
    look();
    return closed_;
  }
  void finish_sending() { socket_.shutdown(tcp::socket::shutdown_send); }
  void close() { socket_.close(); }
  tcp::socket& socket() { return socket_; }

  Bytes received;

 private:
  tcp::socket socket_;
  bool closed_ = false;
};

// Two ends of one connection.
struct Connection {
  explicit Connection(asio::io_context& loop) : here(loop), there(loop) {
    tcp::acceptor acceptor(loop, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    here.connect(acceptor.local_endpoint());
    acceptor.accept(there);
  }
  tcp::socket here;
  tcp::socket there;
};

// A link and how its run() ended.
struct RunningLink {
  RunningLink(asio::io_context& loop, tcp::socket socket, net::Conversation& conversation, const Clock& clock,
              const net::LinkOptions& options = {})
      : link(std::move(socket), conversation, clock, options) {
    auto on_end = [this](const std::exception_ptr& thrown, Result<void> result) {
      failed_with = thrown;
      end = std::move(result);
    };
    asio::co_spawn(loop, link.run(), on_end);
  }
  // Precondition: run() has ended.
  void shut_down(asio::io_context& loop) {
    auto on_end = [this](const std::exception_ptr&) { shut = true; };
    asio::co_spawn(loop, link.shut_down(), on_end);
  }
  bool ended() const { return end.has_value() || failed_with; }
  bool failed(Errc code) const { return end && !end->ok() && end->error().code == code; }

  net::TcpLink link;
  std::optional<Result<void>> end;
  std::exception_ptr failed_with;
  bool shut = false;
};

}  // namespace avow::testing
