// Two kinds of time, both passed in as arguments: what the wall says, and what a stopwatch says.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "base/result.h"

namespace avow {

// A point of civil time: milliseconds since 1970-01-01 UTC. May jump; decides lateness and display.
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;
// A point on a monotonic stopwatch: only differences mean anything; timeouts use it.
struct MonotonicTag {
  using duration = std::chrono::milliseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<MonotonicTag>;
  static constexpr bool is_steady = true;
};
using TimePoint = std::chrono::time_point<MonotonicTag, std::chrono::milliseconds>;

inline std::int64_t to_millis(Instant instant) { return instant.time_since_epoch().count(); }
inline Instant from_millis(std::int64_t millis) { return Instant(std::chrono::milliseconds(millis)); }

// RFC 3339 in UTC, whole seconds: "2026-11-22T18:00:00Z". Years 0000–9999; others are clamped to them.
std::string to_rfc3339(Instant instant);

// Both at once, as a state machine gets them with every call.
struct Now {
  TimePoint monotonic;
  Instant wall;
};

// What the time is. Implemented over the machine's clocks by `instance`, by a fake in tests.
class Clock {
 public:
  Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
  virtual TimePoint monotonic_now() const = 0;
  Now both() const { return {monotonic_now(), now()}; }
};

}  // namespace avow
