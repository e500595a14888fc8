// Calls the partner: the addresses in turn, until a conversation over one of them has finished.
#pragma once

#include <string>
#include <vector>

#include "net/conversation.h"
#include "net/event_log.h"
#include "net/options.h"

namespace asio {
class io_context;
}

namespace avow::net {

// What a call works with. `clock` and `log` must outlive it.
struct DialParts {
  std::vector<std::string> addresses;  // "host:port"
  ConversationFactory converse;        // the initiator's side, once for each connection
  const Clock& clock;
  EventLog& log;
  DialOptions options;
};

// Run `loop` until `on_end` was called. Errors: usage, one is not an address · unreachable, nobody answered, or closed
// before proving to be the partner · what the factory refused · what ended a confirmed conversation; closed when it
// was cut · when nobody else answered: forged or malformed, from somebody who is not the partner.
void dial(asio::io_context& loop, DialParts parts, ConversationEnd on_end);

}  // namespace avow::net
