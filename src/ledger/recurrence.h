// How often a promise comes round: a structured rule (what of RFC 5545 one promise a day needs), and the days that it
// names from its first one on. Days are those on the promiser's wall, without a zone: both sides come to the same ones.
// A partner's rule is only ever this structure, never RRULE text. Values; pure but for libical in recurrence.cpp.
// protocol/README.md#recurrence.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace avow::ledger {

using LocalDay = std::chrono::local_days;

enum class Frequency : std::uint8_t { none = 0, daily = 1, weekly = 2, monthly = 3, yearly = 4 };

// A weekday (0 = Monday … 6 = Sunday), and which one in its month or year: 0 every, 1 the first, -1 the last.
struct ByDay {
  std::int8_t nth = 0;
  std::uint8_t weekday = 0;
  auto operator<=>(const ByDay&) const = default;
};

struct Recurrence {
  Frequency frequency = Frequency::none;   // none: it does not repeat
  std::uint16_t interval = 1;
  std::uint8_t week_start = 0;             // 0 = Monday
  std::vector<ByDay> by_day;
  std::vector<std::int8_t> by_month_day;   // 1 … 31, -1 … -31
  std::vector<std::uint8_t> by_month;      // 1 … 12
  std::vector<std::int16_t> by_set_position;  // 1 … 366, -1 … -366
  std::uint32_t count = 0;                 // 0 = no end by count
  LocalDay until{};                        // the last day, inclusive; day 0 (1970-01-01) = no end by date
  bool operator==(const Recurrence&) const = default;
};

}  // namespace avow::ledger
