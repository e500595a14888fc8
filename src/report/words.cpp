#include "report/words.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/assert.h"
#include "base/text_pictures.h"
#include "base/text_words.h"

namespace avow::report {

std::string month_text(Month month) { return fmt::format("{:04}-{:02}", month / 12, month % 12 + 1); }

std::string day_text(Day day) {
  const std::chrono::year_month_day date{day};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

unsigned percent_of(std::uint32_t parts_per_million) { return (parts_per_million + 5'000) / 10'000; }

std::string_view key_of(Mark mark) {
  switch (mark) {
    case Mark::kept: return "kept";
    case Mark::late: return "late";
    case Mark::partly: return "partly";
    case Mark::missed: return "missed";
    case Mark::stepped_back: return "stepped_back";
    case Mark::differed: return "differed";
    case Mark::unreported: return "unreported";
  }
  AVOW_ASSERT(false);
}

std::string words_of(Mark mark) { return text::in_line(text::words(text::Group::count, key_of(mark))); }

std::string_view words_of(DayMark mark) {
  switch (mark) {
    case DayMark::nothing: return text::kDayNothing;
    case DayMark::kept: return text::kDayKept;
    case DayMark::partly: return text::kDayPartly;
    case DayMark::not_kept: return text::kDayNotKept;
    case DayMark::open: return text::kDayOpen;
  }
  AVOW_ASSERT(false);
}

std::string_view words_of(Who who) {
  switch (who) {
    case Who::me: return text::kWhoMe;
    case Who::partner: return text::kWhoPartner;
    case Who::time: return text::kWhoTime;
  }
  AVOW_ASSERT(false);
}

std::string between_text(const Between& between) {
  if (between.low == between.high) return std::to_string(between.low);
  return fmt::format(text::kPulseRange, between.low, between.high);
}

std::uint32_t due_of(const Counts& counts) { return sum_of(counts) - count_of(counts, Mark::stepped_back); }

std::string kept_of_due(const Counts& counts) {
  const std::uint32_t due = due_of(counts);
  return due == 0 ? "" : fmt::format(text::kCountOf, count_of(counts, Mark::kept) + count_of(counts, Mark::late), due);
}

std::vector<Mark> marks_in(const Months& months) {
  std::vector<Mark> marks;
  for (const Mark mark : kAllMarks) {
    const auto has = [mark](const MonthBar& bar) { return count_of(bar.counts, mark) > 0; };
    if (std::any_of(months.bars.begin(), months.bars.end(), has)) marks.push_back(mark);
  }
  return marks;
}

}  // namespace avow::report
