// Calls the partner: the addresses in turn, until a conversation over one of them has finished.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "net/conversation.h"
#include "net/event_log.h"
#include "net/options.h"
#include "net/socks5.h"

namespace asio {
class io_context;
}

namespace avow::net {

// A SOCKS5 proxy. `at`: "127.0.0.1:9050"; "" = none.
struct Proxy {
  std::string at;
  ProxyLogin login = {};
};

// What a call works with. `clock` and `log` must outlive it.
struct DialParts {
  std::vector<std::string> addresses;  // "host:port"
  ConversationFactory converse;        // the initiator's side, once for each connection
  const Clock& clock;
  EventLog& log;
  DialOptions options;
  Proxy proxy = {};                    // everything goes through it, and nothing past it
  std::function<void(const std::string& address)> reached = {};  // before `on_end`: over which of them it finished
};

class Call;

// A call that is being made. Destroying it ends it without a word, and calls nobody back; not from inside `on_end`.
// Resource.
class Dialing {
 public:
  explicit Dialing(std::shared_ptr<Call> call) : call_(std::move(call)) {}
  Dialing(const Dialing&) = delete;
  Dialing& operator=(const Dialing&) = delete;
  ~Dialing();

 private:
  std::shared_ptr<Call> call_;
};

// Begins when `loop` runs; `on_end` is called from there. Errors: usage, one is not an address · unreachable, nobody
// answered, or the proxy did not (the context says so), or closed before proving to be the partner, or somebody else answered (the context says so) · what the
// factory refused · what ended a confirmed conversation; closed when it was cut · forged, from somebody who knows what
// only the partner should know and is another.
[[nodiscard]] std::unique_ptr<Dialing> dial(asio::io_context& loop, DialParts parts, ConversationEnd on_end);

}  // namespace avow::net
