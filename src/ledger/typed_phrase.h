// What the words of a typed date say, before any clock or calendar is asked: "next friday at 6pm" is a weekday, the next one,
// and 18:00. Value.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace avow::ledger {

enum class Unit : std::uint8_t { minute, hour, day, week, month, year };

struct Phrase {
  enum class Day : std::uint8_t {
    none,      // only a time
    near,      // today, tomorrow: `amount` days from today
    apart,     // "in 3 days", "2 hours ago": `amount` of `unit` from now
    weekday,   // "friday", "next friday"
    date,      // "27 nov", and with a year
    numbers,   // "03/04/2026"
    end_of     // "end of the month"
  };
  enum class Which : std::uint8_t { plain, same_week, next, last };

  Day day = Day::none;
  int amount = 0;
  Unit unit = Unit::day;
  Which which = Which::plain;
  std::uint8_t weekday = 0;  // 0 = Monday
  int month = 0;             // of numbers: the second one
  int day_of_month = 0;      // of numbers: the first one
  int year = 0;              // 0: none was said
  bool dots = false;         // numbers with dots between: the day comes first
  std::string day_words;     // as typed, in lower case: only words that were understood

  std::optional<std::chrono::minutes> time;  // after midnight
  bool midnight = false;                     // which of two?
  std::optional<int> bare_hour;              // "friday 6"
};

// Empty: not understood as a whole.
std::optional<Phrase> phrase_in(std::string_view text);

}  // namespace avow::ledger
