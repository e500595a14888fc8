#include "base/time.h"

#include <algorithm>

#include <fmt/format.h>

namespace avow {

std::string to_rfc3339(Instant instant) {
  using namespace std::chrono;
  constexpr Instant kFirst{milliseconds(-62'167'219'200'000LL)};
  constexpr Instant kLast{milliseconds(253'402'300'799'000LL)};
  const Instant clamped = std::clamp(instant, kFirst, kLast);
  const auto day = floor<days>(clamped);
  const year_month_day date{day};
  const hh_mm_ss time{floor<seconds>(clamped - day)};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     time.hours().count(), time.minutes().count(), time.seconds().count());
}

}  // namespace avow
