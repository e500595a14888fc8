// One conversation over one TCP connection, until it has finished or failed. Reads and writes at once, so bulk
// flows both ways; holds no bytes of its own but one slice. Internal to the drivers: it includes Asio.
//
// Calling order: on_confirmed() if wanted, run() once; after its success shut_down() once. Resource; it and the
// conversation must outlive run() and shut_down(). One thread. During run() it is the conversation's waker.
#pragma once

#include <exception>
#include <memory>

#include <asio/awaitable.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/steady_timer.hpp>

#include "net/conversation.h"
#include "net/options.h"

namespace avow::net {

class TcpLink {
 public:
  TcpLink(asio::ip::tcp::socket socket, Conversation& conversation, const Clock& clock, const LinkOptions& options);
  TcpLink(const TcpLink&) = delete;
  TcpLink& operator=(const TcpLink&) = delete;

  // Called once, from inside run(). May close other links.
  void on_confirmed(std::function<void()> call) { on_confirmed_ = std::move(call); }
  // Until the conversation has finished. On an Error the connection is closed at once. Error{closed}: it was cut;
  // too_large: the peer takes nothing and makes us say more and more.
  asio::awaitable<Result<void>> run();
  // Says that nothing more will come, and waits a little for the peer to close.
  asio::awaitable<void> shut_down();
  // Ends run() with Error{closed}. Does nothing when it has ended.
  void close();

 private:
  asio::awaitable<void> read();
  asio::awaitable<void> write();
  asio::awaitable<void> watch_time();
  asio::awaitable<void> drain();
  asio::awaitable<void> close_after_drain();
  asio::awaitable<void> join();

  void spawn(asio::awaitable<void> child);
  void listen_for_wakes();
  bool must_pause() const;
  void take(std::size_t size, const std::error_code& failure);
  void send_some();
  // Looks at the conversation after each step of it: over, or somebody to be woken?
  void settle(const Result<void>& step);
  void end(std::optional<Error> error);

  asio::ip::tcp::socket socket_;
  Conversation& conversation_;
  const Clock& clock_;
  const LinkOptions options_;
  std::function<void()> on_confirmed_;
  Bytes slice_;

  asio::steady_timer wake_;    // the writer, when there is something to send
  asio::steady_timer resume_;  // the reader, when enough is sent
  asio::steady_timer alarm_;   // the conversation's next timeout
  asio::steady_timer joined_;  // run() or shut_down(), when the last child has left
  TimePoint armed_ = TimePoint::max();
  int running_ = 0;            // children
  std::exception_ptr thrown_;  // by a child

  std::uint64_t sent_ = 0;
  std::optional<std::uint64_t> stalled_at_;  // sent_ when sending stood still
  bool peer_closed_ = false;
  bool confirmed_ = false;
  bool over_ = false;
  std::optional<Error> error_;
  std::shared_ptr<TcpLink*> self_;  // during run(): a wake that comes later finds nobody
};

}  // namespace avow::net
