// A date or a time as a person types it: "friday 6pm", "tomorrow noon", "in 3 days", "27 nov", or ISO (when.h). What may mean
// two days is refused with the choices in ISO, and what was chosen by a rule is said in the remark. Pure: the clock and the
// zone are arguments.
#pragma once

#include <cstdint>
#include <string_view>

#include "ledger/local_day.h"
#include "ledger/when.h"

namespace avow::ledger {

// Where what may lie on either side is looked for: a due lies ahead, what was done lies behind.
enum class Direction : std::uint8_t { ahead, behind };

// parse_when() comes first. Then, in any case, a day and a time in either order, one of them enough, a zone behind them:
//   today · tonight (20:00) · tomorrow · yesterday · [this|next|last] friday · in 3 days · a week ago · 27 nov [2026] ·
//   end of the week|month|year · 2026-11-27
//   18:00 · 6pm · 6:30 pm · noon
// and "in 90 minutes", "2 hours ago", which are exact also where the clocks change (to the minute), and "now". A day without a
// time is a date. A weekday, a date without a year, and a time alone mean the next one in that direction.
// Error{usage}: not understood; or with the choices: midnight, an hour without am or pm, 03/04/2026, the weekday that it is
// today, "next friday" before this week's, today, tomorrow and "in 1 day" between midnight and 04:00, and a time that comes twice
// with a short name of a zone behind it, "02:30 CET".
Result<When> parse_typed_when(std::string_view text, std::string_view zone, Instant now, Direction direction = Direction::ahead);
// The day of it on the wall of its zone.
Result<LocalDay> parse_typed_day(std::string_view text, std::string_view zone, Instant now, Direction direction);

}  // namespace avow::ledger
