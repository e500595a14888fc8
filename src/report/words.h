// Dates, numbers and names as all drawings and tables write them. Pure functions.
#pragma once

#include <span>

#include "report/picture.h"

namespace avow::report {

std::string month_text(Month month);  // "2026-11"
std::string day_text(Day day);        // "2026-11-27"
unsigned percent_of(std::uint32_t parts_per_million);
std::string_view key_of(Mark mark);   // "stepped_back": as base/text_words.h has it
std::string words_of(Mark mark);
std::string_view words_of(DayMark mark);
std::string_view words_of(Who who);
std::string between_text(const Between& between);  // "6", "5 to 8"
std::uint32_t due_of(const Counts& counts);        // without what somebody stepped back from
std::string kept_of_due(const Counts& counts);     // "9 of 12"; "" when nothing was due

inline constexpr std::array<Mark, kMarks> kAllMarks{Mark::kept,         Mark::late,     Mark::partly,    Mark::missed,
                                                    Mark::stepped_back, Mark::differed, Mark::unreported};
inline constexpr std::array<DayMark, kDayMarks> kAllDayMarks{DayMark::kept, DayMark::partly, DayMark::not_kept, DayMark::open,
                                                             DayMark::nothing};
// Those that occur in a picture, in their order.
std::vector<Mark> marks_in(const Months& months);

}  // namespace avow::report
