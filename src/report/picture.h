// Pictures for people who rather look than read: what became of one's own promises, how steadily, on which days; how it was
// for both; what happened to one promise. One value of each, and from it the drawing for a page, a file or a terminal, a
// title, a sentence and a table that all say the same. Nothing relies on colour. Never the other person's own figures:
// whoever fills a picture has only what its owner may see, and this room only draws. Values; pure.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace avow::report {

using Day = std::chrono::local_days;
using Month = std::int32_t;  // year * 12 + month - 1

// What became of something that was due.
enum class Mark : std::uint8_t { kept, late, partly, missed, stepped_back, differed, unreported };
inline constexpr std::size_t kMarks = 7;
using Counts = std::array<std::uint32_t, kMarks>;
inline std::uint32_t count_of(const Counts& counts, Mark mark) { return counts[static_cast<std::size_t>(mark)]; }
std::uint32_t sum_of(const Counts& counts);

struct MonthBar {
  Month month = 0;
  Counts counts{};                // one's own
  std::uint32_t ours_kept = 0;    // of the two together
  std::uint32_t ours_due = 0;
};
struct Months {
  std::vector<MonthBar> bars;     // every month, the earliest first
  bool cut = false;               // there were earlier ones
};

struct TrendPoint {
  Month month = 0;
  std::uint32_t strength = 0;     // parts per million
};
struct Trend {
  std::vector<TrendPoint> points;  // the earliest first; months without a word are left out
  bool cut = false;
};

// What a day looks like. Open: a word is still missing, or the two see it differently.
enum class DayMark : std::uint8_t { nothing, kept, partly, not_kept, open };
inline constexpr std::size_t kDayMarks = 5;
DayMark mark_of(const Counts& counts);

struct CalendarDay {
  Day day{};
  Counts counts{};
};
struct Calendar {
  Day first{};                    // a Monday
  Day last{};
  std::vector<CalendarDay> days;  // on which something was due, the earliest first, within first and last
};

// Between what the two shared, as tenths of the scale. Whose is which is not in it.
struct Between {
  std::uint8_t low = 0;           // 0 … 10
  std::uint8_t high = 0;
};
struct PulseLine {
  std::string name;
  std::vector<std::optional<Between>> at;  // one for each of Pulse::days; empty: not shared by both
};
struct Pulse {
  std::vector<Day> days;          // of the check-ins, the earliest first
  std::vector<PulseLine> lines;
  bool cut = false;
};

enum class Who : std::uint8_t { me, partner, time };
struct TimelineMoment {
  Day day{};
  Who who = Who::time;
  std::string what;               // our own words
  bool beside = false;            // an annotation, or crossed in the post
};
struct Timeline {
  std::string promise;            // as a person wrote it
  std::string state;              // our own words
  std::vector<TimelineMoment> moments;  // in the order in which they count
  bool cut = false;
};

using Picture = std::variant<Months, Trend, Calendar, Pulse, Timeline>;

// "months", "trend", "calendar", "pulse", "timeline".
std::string_view name_of(const Picture& picture);
// The latest part of it that fits into base/limits.h.
Picture limited(Picture picture);

std::string_view title_of(const Picture& picture);
std::string sentence_of(const Picture& picture);
struct Table {
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;  // each as long as columns
};
Table table_of(const Picture& picture);

// For a page, which puts a title above it; or a file, where it stands alone with its title and, of a promise, the words.
enum class Alone : bool { no, yes };
// No script, no style, nothing from outside; classes for a page's own colours. Of a limited() picture.
std::string svg_of(const Picture& picture, Alone alone);
// Lines for a terminal of so many columns, each with its line feed.
std::string text_of(const Picture& picture, std::size_t columns);

}  // namespace avow::report
