// What happens behind an open port: every accepted connection is a guest, who is first a stranger, then perhaps in a
// handshake, then perhaps the confirmed partner. Internal to net: it includes Asio.
//
// Whoever closes a guest takes it off its list first; a guest that finds itself on no list leaves without a word.
#pragma once

#include <list>

#include <asio/awaitable.hpp>
#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/steady_timer.hpp>

#include "net/failed_knocks.h"
#include "net/listener.h"
#include "net/tcp_link.h"
#include "noise/knock.h"

namespace avow::net {

// Resource; held by its coroutines while they run.
class Reception : public std::enable_shared_from_this<Reception> {
 public:
  Reception(asio::io_context& loop, const ListenerOptions& options, const Clock& clock, EventLog& log);

  Result<void> open(const asio::ip::tcp::endpoint& endpoint);
  asio::ip::tcp::endpoint endpoint() const;
  void wait(Door door, std::chrono::milliseconds window, ConversationEnd on_end);
  // Closes everything without a word and calls nobody back.
  void abandon();

 private:
  struct Guest {
    Guest(asio::ip::tcp::socket taken, asio::io_context& loop)
        : socket(std::move(taken)), deadline(loop), pause(loop) {}
    asio::ip::tcp::socket socket;  // until the link has it
    std::optional<Bytes> source;   // whose failed knock it would be
    bool suspect = false;          // … and there were many
    asio::steady_timer deadline;
    asio::steady_timer pause;
    ByteArray<noise::kKnockBytes> first_bytes{};
    std::unique_ptr<Conversation> conversation;
    std::unique_ptr<TcpLink> link;
  };
  using GuestPtr = std::shared_ptr<Guest>;
  using Guests = std::list<GuestPtr>;  // oldest first
  using Self = std::shared_ptr<Reception>;

  asio::awaitable<void> accept_all(Self self, std::uint64_t wait);
  asio::awaitable<void> receive(Self self, GuestPtr guest);
  asio::awaitable<void> collect_first_bytes(GuestPtr guest);
  asio::awaitable<void> ignore(GuestPtr guest);
  asio::awaitable<void> converse(GuestPtr guest);
  void spawn(asio::awaitable<void> coroutine);

  void admit(asio::ip::tcp::socket socket);
  void make_room();
  bool let_in(const GuestPtr& guest);
  void start_handshake(const GuestPtr& guest);
  void confirm(const Guest& guest);
  void fail(const GuestPtr& guest, const Error& error);
  bool take_off_lists(const Guest& guest);

  void watch_window(std::chrono::milliseconds window, std::uint64_t wait);
  void close_door();
  void close_strangers(std::size_t keep);
  void failed_knock(const Guest& guest);
  void close_handshakes(std::size_t keep);
  void close_confirmed();
  void finish(Result<std::unique_ptr<Conversation>> end);

  asio::io_context& loop_;
  const ListenerOptions options_;
  const Clock& clock_;
  EventLog& log_;
  asio::ip::tcp::acceptor acceptor_;
  asio::steady_timer accept_pause_;
  asio::steady_timer window_;

  Door door_;
  ConversationEnd on_end_;          // while waiting
  std::uint64_t waits_ = 0;         // how often wait() was called: what an earlier one started is over
  bool accepting_ = false;
  Guests strangers_;
  FailedKnocks failed_knocks_;
  Guests handshakes_;
  GuestPtr confirmed_;
  ByteArray<4096> ignored_{};       // what strangers say lands here, and nobody reads it
};

}  // namespace avow::net
