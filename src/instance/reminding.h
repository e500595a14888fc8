// Reminds at the moments that are planned: one neutral sentence on the desktop, always the same, so that a screen that
// others see tells nothing. Knows instants only. Looks at the wall clock at least once a minute, for a laptop sleeps and
// clocks are set. Resource; single-threaded; `loop` and `clock` must outlive it.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include <asio/steady_timer.hpp>

#include "base/time.h"

namespace avow::instance {

// text::kNotificationText through notify-send; nothing when that is not there.
void notify_desktop();

class Reminding {
 public:
  using Say = std::function<void()>;
  Reminding(asio::io_context& loop, const Clock& clock, Say say = notify_desktop);

  // Asked for the next moment, and told when one was said. Null for both: nothing more.
  using Plan = std::function<std::optional<Instant>()>;
  using Said = std::function<void(Instant at)>;
  void follow(Plan plan, Said said);
  // What the plan is made of changed.
  void replan();

 private:
  void look();
  void arm();

  const Clock& clock_;
  const Say say_;
  Plan plan_;
  Said said_;
  asio::steady_timer timer_;
};

}  // namespace avow::instance
