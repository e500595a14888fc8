// A day on somebody's wall, without a zone, and how it is written. Values; pure.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace avow::ledger {

using LocalDay = std::chrono::local_days;

// The day that it is in UTC.
LocalDay utc_day(Instant instant);
// "2026-11-27" both ways; also the beginning of a longer text. Empty: no such date, or a year before 1970.
std::optional<LocalDay> local_day_in(std::string_view text);
std::string date_text(LocalDay day);
// "2026-11-27T18:00" → 18 h; a date → 0. Of a text that local_day_in() takes.
std::chrono::minutes minutes_in(std::string_view wall);

}  // namespace avow::ledger
