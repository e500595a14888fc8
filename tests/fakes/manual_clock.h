// A clock that stands still until a test moves it. The wall may be set freely; the stopwatch only runs on.
#pragma once

#include "base/assert.h"
#include "base/time.h"

namespace avow::testing {

class ManualClock final : public Clock {
 public:
  explicit ManualClock(Instant wall = from_millis(1'800'000'000'000)) : wall_(wall) {}  // 2027-01-15T08:00:00Z

  Instant now() const override { return wall_; }
  TimePoint monotonic_now() const override { return stopwatch_; }

  void advance(std::chrono::milliseconds by) {
    AVOW_ASSERT(by.count() >= 0);
    wall_ += by;
    stopwatch_ += by;
  }
  // The wall clock jumps, the stopwatch does not.
  void set_wall(Instant to) { wall_ = to; }

 private:
  Instant wall_;
  TimePoint stopwatch_{};
};

}  // namespace avow::testing
