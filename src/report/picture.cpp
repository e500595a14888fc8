#include "report/picture.h"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "base/limits.h"
#include "base/text_pictures.h"
#include "base/text_promises.h"
#include "report/words.h"

namespace avow::report {
namespace {

// True: something was left out.
template <typename List>
bool keep_latest(List& list, std::size_t max) {
  if (list.size() <= max) return false;
  list.erase(list.begin(), list.end() - static_cast<std::ptrdiff_t>(max));
  return true;
}

struct Limit {
  void operator()(Months& months) const { months.cut |= keep_latest(months.bars, limits::kPictureBarsMax); }
  void operator()(Trend& trend) const { trend.cut |= keep_latest(trend.points, limits::kPicturePointsMax); }
  void operator()(Calendar& calendar) const {
    const Day monday = calendar.last - (std::chrono::weekday(calendar.last) - std::chrono::Monday);
    const Day first = monday - std::chrono::weeks(limits::kPictureWeeksMax - 1);
    calendar.first = std::max(calendar.first, first);
    std::erase_if(calendar.days, [&](const CalendarDay& one) { return one.day < calendar.first || one.day > calendar.last; });
  }
  void operator()(Pulse& pulse) const {
    pulse.cut |= keep_latest(pulse.days, limits::kPicturePointsMax);
    for (PulseLine& line : pulse.lines) keep_latest(line.at, limits::kPicturePointsMax);
  }
  void operator()(Timeline& timeline) const { timeline.cut |= keep_latest(timeline.moments, limits::kPictureMomentsMax); }
};

std::string_view name_of(const Months&) { return "months"; }
std::string_view name_of(const Trend&) { return "trend"; }
std::string_view name_of(const Calendar&) { return "calendar"; }
std::string_view name_of(const Pulse&) { return "pulse"; }
std::string_view name_of(const Timeline&) { return "timeline"; }

std::string_view title_of(const Months&) { return text::kMonthsTitle; }
std::string_view title_of(const Trend&) { return text::kTrendTitle; }
std::string_view title_of(const Calendar&) { return text::kCalendarTitle; }
std::string_view title_of(const Pulse&) { return text::kPulseTitle; }
std::string_view title_of(const Timeline&) { return text::kTimelineTitle; }

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
  return count == 1 ? std::string(one) : fmt::format(fmt::runtime(many), count);
}

std::string with_cut(std::string sentence, bool cut) { return cut ? sentence + std::string(text::kPictureCut) : sentence; }

std::string sentence_of(const Months& months) {
  if (months.bars.empty()) return std::string(text::kMonthsEmpty);
  Counts sum{};
  for (const MonthBar& bar : months.bars) {
    for (std::size_t i = 0; i < kMarks; ++i) sum[i] += bar.counts[i];
  }
  std::vector<text::Counted> counts;
  for (const Mark mark : kAllMarks) counts.push_back({count_of(sum, mark), key_of(mark)});
  return with_cut(fmt::format(text::kMonthsSentence, month_text(months.bars.front().month), month_text(months.bars.back().month),
                              text::counted(due_of(sum), counts)),
                  months.cut);
}

std::string sentence_of(const Trend& trend) {
  if (trend.points.empty()) return std::string(text::kTrendEmpty);
  const TrendPoint& first = trend.points.front();
  const TrendPoint& last = trend.points.back();
  return with_cut(fmt::format(text::kTrendSentence, month_text(first.month), month_text(last.month), percent_of(first.strength),
                              percent_of(last.strength)),
                  trend.cut);
}

std::string sentence_of(const Calendar& calendar) {
  if (calendar.days.empty()) return fmt::format(text::kCalendarEmpty, day_text(calendar.first), day_text(calendar.last));
  const auto kept = std::count_if(calendar.days.begin(), calendar.days.end(),
                                  [](const CalendarDay& one) { return mark_of(one.counts) == DayMark::kept; });
  return fmt::format(text::kCalendarSentence, day_text(calendar.first), day_text(calendar.last),
                     counted(calendar.days.size(), text::kDaysOne, text::kDaysMany), kept);
}

std::string sentence_of(const Pulse& pulse) {
  if (pulse.days.empty()) return std::string(text::kPulseEmpty);
  return with_cut(fmt::format(text::kPulseSentence, counted(pulse.days.size(), text::kCheckinsOne, text::kCheckinsMany),
                              day_text(pulse.days.front()), day_text(pulse.days.back())),
                  pulse.cut);
}

std::string sentence_of(const Timeline& timeline) {
  if (timeline.moments.empty()) return std::string(text::kTimelineEmpty);
  const auto days = std::minmax_element(timeline.moments.begin(), timeline.moments.end(),
                                        [](const auto& a, const auto& b) { return a.day < b.day; });
  return with_cut(fmt::format(text::kTimelineSentence, counted(timeline.moments.size(), text::kTimelineOne, text::kTimelineMany),
                              day_text(days.first->day), day_text(days.second->day), timeline.state),
                  timeline.cut);
}

Table table_of(const Months& months) {
  const std::vector<Mark> marks = marks_in(months);
  Table table{{std::string(text::kColumnMonth), std::string(text::kColumnDue)}, {}};
  for (const Mark mark : marks) table.columns.emplace_back(words_of(mark));
  table.columns.emplace_back(text::kColumnTogether);
  for (const MonthBar& bar : months.bars) {
    auto& row = table.rows.emplace_back();
    row = {month_text(bar.month), std::to_string(due_of(bar.counts))};
    for (const Mark mark : marks) row.push_back(std::to_string(count_of(bar.counts, mark)));
    row.push_back(fmt::format(text::kCountOf, bar.ours_kept, bar.ours_due));
  }
  return table;
}

Table table_of(const Trend& trend) {
  Table table{{std::string(text::kColumnMonth), std::string(text::kColumnTrend)}, {}};
  for (const TrendPoint& point : trend.points) {
    table.rows.push_back({month_text(point.month), fmt::format("{} %", percent_of(point.strength))});
  }
  return table;
}

Table table_of(const Calendar& calendar) {
  Table table{{std::string(text::kColumnDay), std::string(text::kColumnHow), std::string(text::kColumnKept)}, {}};
  for (const CalendarDay& one : calendar.days) {
    table.rows.push_back({day_text(one.day), std::string(words_of(mark_of(one.counts))), kept_of_due(one.counts)});
  }
  return table;
}

Table table_of(const Pulse& pulse) {
  Table table{{std::string(text::kColumnDay)}, {}};
  for (const PulseLine& line : pulse.lines) table.columns.push_back(line.name);
  for (std::size_t i = 0; i < pulse.days.size(); ++i) {
    auto& row = table.rows.emplace_back();
    row.push_back(day_text(pulse.days[i]));
    for (const PulseLine& line : pulse.lines) row.push_back(line.at[i] ? between_text(*line.at[i]) : std::string());
  }
  return table;
}

Table table_of(const Timeline& timeline) {
  Table table{{std::string(text::kColumnDay), std::string(text::kColumnWho), std::string(text::kColumnWhat)}, {}};
  for (const TimelineMoment& one : timeline.moments) {
    table.rows.push_back({day_text(one.day), std::string(words_of(one.who)), one.what});
  }
  return table;
}

}  // namespace

std::uint32_t sum_of(const Counts& counts) { return std::accumulate(counts.begin(), counts.end(), 0U); }

DayMark mark_of(const Counts& counts) {
  const std::uint32_t all = sum_of(counts);
  const std::uint32_t kept = count_of(counts, Mark::kept) + count_of(counts, Mark::late);
  if (all == 0) return DayMark::nothing;
  if (count_of(counts, Mark::differed) + count_of(counts, Mark::unreported) > 0) return DayMark::open;
  if (kept == all) return DayMark::kept;
  return kept + count_of(counts, Mark::partly) > 0 ? DayMark::partly : DayMark::not_kept;
}

std::string_view name_of(const Picture& picture) {
  return std::visit([](const auto& one) { return name_of(one); }, picture);
}

Picture limited(Picture picture) {
  std::visit(Limit{}, picture);
  return picture;
}

std::string_view title_of(const Picture& picture) {
  return std::visit([](const auto& one) { return title_of(one); }, picture);
}

std::string sentence_of(const Picture& picture) {
  return std::visit([](const auto& one) { return sentence_of(one); }, picture);
}

Table table_of(const Picture& picture) {
  return std::visit([](const auto& one) { return table_of(one); }, picture);
}

}  // namespace avow::report
