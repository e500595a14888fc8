// WHEN: a date or a time as typed, resolved in a zone to the instants of due and of the end of grace, and back to text.
// The one place of this room that reads the machine's time-zone tables (the named purity exception); the zone is always
// an argument. A day ends at 04:00 of the next one. No words like "friday": the caller turns those into ISO first.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "ledger/local_day.h"

namespace avow::ledger {

inline constexpr std::chrono::hours kDayEnds{4};  // of the next one, on its wall

struct When {
  std::string wall;     // "2026-11-27T18:00", "2026-11-27T18:00:30" or "2026-11-27": dueWall, as typed in a gap too
  std::string zone;     // dueZone
  bool date_only = false;
  Instant due{};        // a date: its midnight at the end
  Instant grace_end{};  // a date: 04:00 of the next day · a time: due
  std::string remark;   // empty, or one sentence on a clock change: what was taken and why
};

// "2026-11-27", "2026-11-27T18:00", with seconds, with "Z" or "+01:00", with "[Europe/Berlin]" or " Europe/Berlin"
// behind; a space may stand for the T. `zone`: the writer's own, used unless the text names one.
// Error{usage}: not one of these forms, no such day, an unknown zone, a year outside 1970–9999.
Result<When> parse_when(std::string_view text, std::string_view zone);

// "Fri 27 Nov 2026 18:00 CET". An unknown zone shows UTC.
std::string local_text(Instant instant, std::string_view zone);
// "Fri 27 Nov 2026": the day that it is then in that zone.
std::string local_day(Instant instant, std::string_view zone);
std::string day_text(LocalDay day);
// "2026-11-27T18:00" on the wall of that zone, cut to minutes. An unknown zone reads UTC.
std::string local_wall(Instant instant, std::string_view zone);
bool zone_exists(std::string_view zone);

// A day as people live it: it ends at 04:00 of the next one. Value.
struct Day {
  std::string date;     // "2026-11-27": the day that it still is
  Instant end{};        // 04:00 of the next date; where that hour is skipped, the instant that takes its place
  bool operator==(const Day&) const = default;
};
// The day that it is at `instant` on the wall of that zone. An unknown zone reads UTC.
Day day_of(Instant instant, std::string_view zone);
LocalDay today_in(std::string_view zone, Instant now);
// The instant at which that wall shows `minutes` after midnight of `date` ("2026-11-27"), as parse_when() takes it:
// in a gap as before the change, of a fold the earlier. Empty: no such date.
std::optional<Instant> instant_on(std::string_view date, std::chrono::minutes minutes, std::string_view zone);
std::chrono::weekday weekday_of(std::string_view date);  // Precondition: `date` is one.
// The date so many days later (or before, when negative). Precondition: `date` is one.
std::string days_after(std::string_view date, int days);

// Could `due_at` and `grace_end_at` belong to this wall time in any zone of the world? Without time-zone tables.
bool due_is_plausible(std::string_view due_wall, Instant due_at, Instant grace_end_at);

}  // namespace avow::ledger
