// The use cases' way to the partner, over TCP: each call runs a loop of its own until it is done.
#pragma once

#include "app/link.h"
#include "base/random.h"
#include "base/time.h"
#include "net/event_log.h"
#include "net/options.h"

namespace avow::instance {

struct NetworkOptions {
  net::ListenerOptions listener;
  net::DialOptions dial;
};

// An EventSink for programs without a log file.
void write_event_to_stderr(std::string_view line);

// Resource; `clock` and `random` must outlive it, and it must outlive what listen() gives.
class Network final : public app::Link {
 public:
  // `events` gets the content-free lines of the local log.
  Network(const Clock& clock, RandomSource& random, net::EventSink events = write_event_to_stderr,
          const NetworkOptions& options = {});

  Result<std::unique_ptr<app::Listening>> listen(const std::string& address) override;
  Result<app::PairingResult> dial_for_pairing(const app::PairingParts& parts,
                                              const std::vector<std::string>& addresses) override;
  Result<sync::Outcome> dial_for_sync(const app::SyncParts& parts, const std::vector<std::string>& addresses) override;

 private:
  const Clock& clock_;
  RandomSource& random_;
  net::EventLog log_;
  const NetworkOptions options_;
};

}  // namespace avow::instance
