// How often a promise comes round: a structured rule (what of RFC 5545 one promise a day needs), and the days that it
// names from its first one on. Days are those on the promiser's wall, without a zone: both sides come to the same ones.
// A partner's rule is only ever this structure, never RRULE text. Values; pure. protocol/README.md#recurrence.
// Why an expansion of our own and not libical's: its answers differ between its versions, and both sides must come to the
// same days; and 3.0.16 searches a legal rule that names no day for up to a second, whatever UNTIL says. The tests compare
// the two.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ledger/local_day.h"

namespace avow::ledger {

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

// Is it a rule that avow can mean? Error{malformed} with a sentence: beyond a limit of base/limits.h, twice the same value,
// both ends, an nth weekday outside monthly and yearly rules, or a mix that calendars read differently (month days in a
// weekly rule, or in a yearly one without months). One that does not repeat carries nothing else.
Result<void> check(const Recurrence& rule);

// The days within [from, until] that the rule names, in order, at most `max`. As RFC 5545 has it, except that `first` counts
// only if the rule itself names it. What the rule leaves open is taken from `first`: its weekday, month day, or month and
// day. A period is whole for by_set_position even where `first` cuts it; a day that a month does not have is passed over.
// No rule reaches further than limits::kRecurrenceReachDays from `first`, or past the year 9999: so each call ends within
// milliseconds. A rule with a count is walked from `first` on, any other from `from`. Precondition: check(rule).
std::vector<LocalDay> days_of(const Recurrence& rule, LocalDay first, LocalDay from, LocalDay until, std::size_t max);
// Is `day` one of them?
bool names(const Recurrence& rule, LocalDay first, LocalDay day);

// RRULE text, "FREQ=WEEKLY;BYDAY=TU" with or without "RRULE:" before it, in any case. A date and time in UNTIL means its
// date. Error{usage}: not such a text, what check() refuses, or a part that the structure cannot say, by its name.
Result<Recurrence> parse_rrule(std::string_view text);
// The one text of this rule, without "RRULE:"; parse_rrule() reads it back. Precondition: check(rule), and it repeats.
std::string to_rrule(const Recurrence& rule);

// What a person types: "every weekday", "mon, wed and fri", "every other friday", "2 weeks on tue", "month on the 15th",
// "last friday of the month", "year on 29 feb", or RRULE text. A week, month or year without a day takes it from `first`.
// Error{usage}: not understood, with examples.
Result<Recurrence> parse_every(std::string_view text, LocalDay first);
// "every weekday", "every 2 weeks on Tue and Fri", "every month on the last day", "every year on 29 Feb, 10 times"; for
// one that does not repeat "once".
std::string in_words(const Recurrence& rule);

}  // namespace avow::ledger
