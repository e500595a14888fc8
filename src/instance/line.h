// The lasting conversation with the partner while an instance serves: it listens, calls, comes back after a cut, and
// keeps one conversation open over which new entries go. protocol/README.md#session.
//
// Of two confirmed conversations that began within ten seconds the one stays that the smaller static key started;
// otherwise the newest replaces the older. What fails is tried again after a pause that grows to half a minute and is
// never the same twice. Says nothing about whether the partner is there. Resource; single-threaded.
#pragma once

#include <memory>

#include "app/link.h"
#include "instance/network.h"

namespace avow::instance {

// What the line asks of the instance. It must outlive the line.
class LineOwner {
 public:
  virtual ~LineOwner() = default;
  // What a session works with; null while no lane is open (not paired, not confirmed, read-only).
  virtual const app::SyncParts* line_parts() = 0;
  // Where the partner was met or said to be; asked before each round of calls.
  virtual std::vector<std::string> partner_addresses() = 0;
  virtual void on_session_event(const sync::SessionEvent& event) = 0;
  virtual std::uint64_t undelivered() = 0;
};

struct LineOptions {
  std::string listen;                     // "" = no port
  std::vector<std::string> dial;          // before those that the owner knows
  net::Proxy proxy;                       // calls go through it, and the listening address is told to nobody
  bool calls = true;                      // false: only listens
  std::vector<std::string> addresses;     // told to the partner; empty: the listening address, unless it is a wildcard
  sync::Delivery delivery = sync::Delivery::tick;
  NetworkOptions network;
  std::chrono::milliseconds first_pause{500};
  std::chrono::milliseconds longest_pause{30'000};
  std::chrono::milliseconds both_called{10'000};
};

struct LineParts {
  asio::io_context& loop;
  const Clock& clock;
  RandomSource& random;
  net::EventLog& log;
  LineOwner& owner;
};

class Line {
 public:
  // Opens the port and begins to call. Errors: of net::Listener::open.
  static Result<std::unique_ptr<Line>> open(const LineParts& parts, LineOptions options);
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;
  ~Line();  // closes everything without a word

  std::string address() const;  // the port that was really opened; "" = none
  const std::vector<std::string>& dials() const;
  // Whatever the owner answers may have changed: paired, confirmed, other addresses.
  void refresh();
  // A conversation that speaks with other keys than these ends.
  void keep_only(const sync::Pair& pair);
  // The conversation ends, and another one begins: there are keys that only a new one can use.
  void begin_anew();
  void entries_added();
  void set_delivery(sync::Delivery delivery);
  // Sends at once what waits, and tells when both are level. Null: no conversation goes on.
  std::unique_ptr<app::Calling> sync_now(app::SyncEnd on_end);

 private:
  class Inside;
  explicit Line(std::shared_ptr<Inside> inside);
  std::shared_ptr<Inside> inside_;
};

}  // namespace avow::instance
