// The local socket of an instance: this user's own commands connect here and are answered in frames
// (protocol/local.capnp). One request at a time on a connection; closing it, or a cancel, ends what was asked. Other
// users get nothing: the folder and the socket's mode keep them out, and so does a look at who connects.
// Resource; single-threaded; `loop`, `turns` and `desk` must outlive it.
#pragma once

#include <memory>

#include "app/desk.h"
#include "instance/asked.h"
#include "instance/turns.h"

namespace avow::instance {

// Changes with every change of api.capnp or local.capnp that an older half would misread.
inline constexpr std::uint32_t kApiVersion = 1;
inline constexpr std::size_t kLocalConnectionsMax = 64;

// Where requests go, and what only this socket's commands may ask for. Implemented by Instance.
class LocalDesk : public app::Desk {
 public:
  virtual Result<PageDoor> open_page(const PageWish& wish) = 0;
  // An operation has come to its end.
  virtual void answered() = 0;
};

class LocalServer {
 public:
  // Takes over `socket`, which listens and does not block.
  LocalServer(asio::io_context& loop, int socket, Turns& turns, LocalDesk& desk);
  LocalServer(const LocalServer&) = delete;
  LocalServer& operator=(const LocalServer&) = delete;
  ~LocalServer();

  // Ends whatever is under way, at once: its ports and calls close, and who asked learns why.
  // `but`: this one goes on.
  void end_requests(const Error& why, const app::Replies* but = nullptr);
  // The same for those that reach for the partner or wait for them; what else is under way goes on.
  void end_talks(const Error& why);
  // It is about to end: calls back once every answer that was given so far is on its way (`also` of others), or nobody takes
  // it. Nobody else is let in.
  void when_flushed(std::function<void()> call, std::function<bool()> also);
  // The listening socket stays open for the program that comes after this one; a copy that survives exec.
  Result<int> hand_over() const;

 private:
  class Inside;
  std::shared_ptr<Inside> inside_;
};

}  // namespace avow::instance
