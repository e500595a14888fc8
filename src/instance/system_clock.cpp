#include "instance/system_clock.h"

#include <ctime>

namespace avow::instance {

Instant SystemClock::now() const {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

TimePoint SystemClock::monotonic_now() const {
  // Why not CLOCK_MONOTONIC: it stands still while a laptop sleeps, and then a dead connection would look alive.
  timespec since_boot{};
  ::clock_gettime(CLOCK_BOOTTIME, &since_boot);
  return TimePoint(std::chrono::milliseconds(std::int64_t{since_boot.tv_sec} * 1'000 + since_boot.tv_nsec / 1'000'000));
}

}  // namespace avow::instance
