// What the use cases need of the network: open a port, wait for the partner there, or call the partner.
// Implemented by `instance` over `net`, by fakes in tests. Every call ends by itself.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "pairing/ceremony.h"
#include "sync/session.h"

namespace avow::app {

// What a ceremony works with; all must outlive the call.
struct PairingParts {
  const pairing::Invite& invite;
  const pairing::OwnIdentity& own;
  pairing::PairingStore& store;
};

struct PairingResult {
  noise::FiveWords words;
  std::string partner_name;
};

// What a session works with; all must outlive the call.
struct SyncParts {
  const sync::Pair& pair;
  log::LogStore& store;
  sync::SessionMemory& memory;
};

// An open port. Strangers get no byte from it.
class Listening {
 public:
  virtual ~Listening() = default;
  virtual std::string address() const = 0;  // "127.0.0.1:41234", the port that was really opened
  // Until one ceremony has finished. Error{timed_out}: nobody finished one in `window`.
  virtual Result<PairingResult> wait_for_pairing(const PairingParts& parts, std::chrono::seconds window) = 0;
  // Until one sync has finished; a cut one may be tried again in the window. Error{timed_out}, {read_only}.
  virtual Result<sync::Outcome> wait_for_sync(const SyncParts& parts, std::chrono::seconds window) = 0;
};

class Link {
 public:
  virtual ~Link() = default;
  // Error{usage}: not an address. Error{io}: the port cannot be opened.
  virtual Result<std::unique_ptr<Listening>> listen(const std::string& address) = 0;
  // The addresses in turn. Error{unreachable}: nobody answered. Other errors: what ended the conversation.
  virtual Result<PairingResult> dial_for_pairing(const PairingParts& parts, const std::vector<std::string>& addresses) = 0;
  virtual Result<sync::Outcome> dial_for_sync(const SyncParts& parts, const std::vector<std::string>& addresses) = 0;
};

}  // namespace avow::app
