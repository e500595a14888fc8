#include "instance/system_clock.h"

namespace avow::instance {

Instant SystemClock::now() const {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

TimePoint SystemClock::monotonic_now() const {
  const auto since_start = std::chrono::steady_clock::now().time_since_epoch();
  return TimePoint(std::chrono::floor<std::chrono::milliseconds>(since_start));
}

}  // namespace avow::instance
