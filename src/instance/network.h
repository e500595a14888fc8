// The use cases' way to the partner, over TCP, on the instance's loop.
#pragma once

#include "app/link.h"
#include "base/random.h"
#include "base/time.h"
#include "net/dialer.h"
#include "net/event_log.h"
#include "net/options.h"

namespace asio {
class io_context;
}

namespace avow::instance {

struct NetworkOptions {
  net::ListenerOptions listener;
  net::DialOptions dial;
};

// An EventSink for programs without a log file.
void write_event_to_stderr(std::string_view line);

class Line;

// Resource; `loop`, `clock` and `random` must outlive it, and it must outlive what it gives.
class Network final : public app::Link {
 public:
  // `events` gets the content-free lines of the local log.
  Network(asio::io_context& loop, const Clock& clock, RandomSource& random,
          net::EventSink events = write_event_to_stderr, const NetworkOptions& options = {});

  Result<std::unique_ptr<app::Listening>> listen(const std::string& address) override;
  std::unique_ptr<app::Calling> dial_for_pairing(const app::PairingParts& parts,
                                                 const std::vector<std::string>& addresses,
                                                 app::PairingEnd on_end) override;
  std::unique_ptr<app::Calling> dial_for_sync(const app::SyncParts& parts, const std::vector<std::string>& addresses,
                                              app::SyncEnd on_end) override;
  std::unique_ptr<app::Calling> sync_over_line(app::SyncEnd on_end) override;
  std::unique_ptr<app::Calling> after(std::chrono::milliseconds time, std::function<void()> call) override;
  app::Serving serving() const override;
  std::vector<std::string> own_dials() const override;

  // The lasting conversation of an instance that serves; null: none. It must outlive its use here.
  void attach(Line* line) { line_ = line; }
  void show_covered(bool covered) { covered_ = covered; }
  void show_up(bool up) { up_ = up; }
  net::EventLog& log() { return log_; }
  // `at` with this run's login; none for "".
  net::Proxy proxy(const std::string& at);

 private:
  asio::io_context& loop_;
  const Clock& clock_;
  RandomSource& random_;
  net::EventLog log_;
  const NetworkOptions options_;
  net::ProxyLogin proxy_login_;
  Line* line_ = nullptr;
  bool covered_ = false;
  bool up_ = false;
};

}  // namespace avow::instance
