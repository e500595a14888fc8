// What the use cases need of the network: open a port and wait for the partner there, or call the partner. Nothing
// here waits by itself: every call begins something and comes back; its end is told later, once, from the loop that
// the implementation runs on. Destroying what was given ends it without a word and calls nobody.
// Implemented by `instance` over `net`, by fakes in tests.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
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
  std::string proxy;  // proxy_of(): every call goes through it; "" = none
  std::optional<crypto::PublicKey> known_partner = {};  // as CeremonyParts
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
  std::string proxy;                 // proxy_of(): every call goes through it; "" = none
  const sync::Pair* next = nullptr;  // renewed keys: whoever waits takes either, whoever calls chooses
};

using PairingEnd = std::function<void(Result<PairingResult> end)>;
using SyncEnd = std::function<void(Result<sync::Outcome> end)>;

// An open port. Strangers get no byte from it. One wait at a time; not to be destroyed from inside `on_end`.
class Listening {
 public:
  virtual ~Listening() = default;
  virtual std::string address() const = 0;  // "127.0.0.1:41234", the port that was really opened
  // Where the partner may try: the address, or for one that means "any" this device's own addresses with that port.
  virtual std::vector<std::string> reachable() const { return {address()}; }
  // Until one ceremony has finished. Error{timed_out}: nobody finished one in `window`.
  virtual void wait_for_pairing(const PairingParts& parts, std::chrono::seconds window, PairingEnd on_end) = 0;
  // Until one sync has finished; a cut one may be tried again in the window. Error{timed_out}, {read_only}.
  virtual void wait_for_sync(const SyncParts& parts, std::chrono::seconds window, SyncEnd on_end) = 0;
};

// A call that is being made; not to be destroyed from inside its `on_end`.
class Calling {
 public:
  virtual ~Calling() = default;
  // After a good end: the address that answered; "" when that is not known.
  virtual std::string reached() const { return ""; }
};

// What this device does by itself; nothing about the partner.
struct Serving {
  bool up = false;      // it stays up, and others may wait for the loop
  bool serving = false; // it listens or calls
  bool covered = false;
  std::string address;  // where it listens; "" = nowhere
};

class Link {
 public:
  virtual ~Link() = default;
  // Error{usage}: not an address. Error{io}: the port cannot be opened.
  virtual Result<std::unique_ptr<Listening>> listen(const std::string& address) = 0;
  // The addresses in turn. Error{unreachable}: nobody answered. Other errors: what ended the conversation.
  virtual std::unique_ptr<Calling> dial_for_pairing(const PairingParts& parts, const std::vector<std::string>& addresses,
                                                    PairingEnd on_end) = 0;
  virtual std::unique_ptr<Calling> dial_for_sync(const SyncParts& parts, const std::vector<std::string>& addresses,
                                                 SyncEnd on_end) = 0;
  // Brings both level over the conversation that goes on already. Null: there is none.
  virtual std::unique_ptr<Calling> sync_over_line(SyncEnd on_end) = 0;
  // Calls back once, later than `time` from now.
  virtual std::unique_ptr<Calling> after(std::chrono::milliseconds time, std::function<void()> call) = 0;
  // Where this device calls the partner by itself, beside the addresses that the vault knows.
  virtual std::vector<std::string> own_dials() const = 0;
  virtual Serving serving() const = 0;
};

}  // namespace avow::app
