// An open port. Whoever does not knock rightly gets no byte from it and is read on, thrown away and closed when
// silence would be; a right knock begins a conversation. Many strangers cannot keep the partner out: the oldest of
// them gives way. protocol/README.md#session.
//
// Of two confirmed conversations the newer stays. One that fails or is cut ends nothing: the waiting goes on. An
// error of this side (the disk, a vault that is read-only) ends it.
#pragma once

#include <memory>
#include <string>

#include "net/conversation.h"
#include "net/event_log.h"
#include "net/options.h"

namespace asio {
class io_context;
}

namespace avow::net {

// Who may come in, and what is said there.
struct Door {
  // Do the first noise::kKnockBytes bytes of a connection come from somebody who is expected? Decides nothing else.
  std::function<bool(ByteView first_bytes)> is_knock;
  // A conversation that takes the connection from its first byte. One that fails at the knock or has nothing to
  // answer (a replay) is dropped, and its connection treated like any stranger's.
  ConversationFactory converse;
};

class Reception;

// Resource. `loop`, `clock` and `log` must outlive it; one thread.
class Listener {
 public:
  // `address` is an IPv4 or bracketed IPv6 address with a port; port 0 lets the system choose.
  // Error{usage}: not such an address. Error{io}: the port cannot be opened; the context says why.
  static Result<std::unique_ptr<Listener>> open(asio::io_context& loop, const std::string& address,
                                                const ListenerOptions& options, const Clock& clock, EventLog& log);
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  // With the port that was really opened.
  std::string address() const;
  // Takes callers in until one conversation has finished; run the loop meanwhile. Error{timed_out}: none did within
  // `window`; one that is confirmed by then may finish. May be called again after `on_end`.
  void wait(Door door, std::chrono::milliseconds window, ConversationEnd on_end);

 private:
  explicit Listener(std::shared_ptr<Reception> reception);
  std::shared_ptr<Reception> reception_;
};

}  // namespace avow::net
