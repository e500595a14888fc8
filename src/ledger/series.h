// The days of a repeating or standing promise: which are due, when, and under which id they are spoken of. Nothing here
// reads a zone table but times_of(), which is for showing and for writing, never for a state or a figure.
// protocol/README.md#repeating. Pure functions over values.
#pragma once

#include "ledger/promise.h"

namespace avow::ledger {

// The first 16 bytes of BLAKE2b-256 of "avow/v1 instance" ‖ promise id ‖ little-endian i32 days since 1970-01-01: the only id that is a hash.
RecordId instance_id(const RecordId& series, LocalDay day);

// Due of that day as the first day's author would have it without any change of clocks: for order and for stops.
Instant nominal_due(const Series& series, LocalDay day);
// From then on the day has ended everywhere in the world, grace included: an unreported one counts.
Instant ended_everywhere(const Series& series, LocalDay day);
// Is the day one that the rule names, and not stopped? `records`: the promiser's reports about it. No stop touches a day of
// whose report its author knew; one that gives way does not touch a day either whose report was written without knowing of it.
// `active_since`: days that were past when the promise became binding are not due.
bool is_due(const Series& series, LocalDay day, Instant active_since, std::span<const Record* const> records = {});
// Did that letter about a day that is not due cross in the post what stopped that day?
bool crossed_a_stop(const Series& series, LocalDay day, const Record& letter);
// The days in [from, until] that are due when nothing was written about them yet, the earliest first, at most `max`.
std::vector<LocalDay> due_days(const Series& series, Instant active_since, LocalDay from, LocalDay until, std::size_t max);

struct InstanceTimes {
  std::string wall;      // dueWall
  Instant due{};
  Instant grace_end{};
};
// Due and end of grace of that day in the promise's zone, by this machine's tables.
InstanceTimes times_of(const Series& series, LocalDay day);
// The first day whose due lies ahead, by this machine's tables: from which on a stop that is written now can hold.
LocalDay first_day_ahead(const Series& series, Instant now);
// Do the instants that a record about that day carries fit it?
bool times_fit(const Series& series, LocalDay day, const Facts& facts);

}  // namespace avow::ledger
