// Pictures as lines of a terminal. Only characters that a fixed-width font has, one column each.
#include <algorithm>

#include <fmt/format.h>

#include "base/assert.h"
#include "base/text_pictures.h"
#include "report/words.h"

namespace avow::report {
namespace {

constexpr std::size_t kColumnsMin = 40;

std::string_view sign_of(Mark mark) {
  switch (mark) {
    case Mark::kept: return "█";
    case Mark::late: return "▓";
    case Mark::partly: return "▒";
    case Mark::missed: return "░";
    case Mark::stepped_back: return "×";
    case Mark::differed: return "≠";
    case Mark::unreported: return "·";
  }
  AVOW_ASSERT(false);
}

std::string_view sign_of(DayMark mark) {
  switch (mark) {
    case DayMark::nothing: return "·";
    case DayMark::kept: return "█";
    case DayMark::partly: return "▄";
    case DayMark::not_kept: return "□";
    case DayMark::open: return "○";
  }
  AVOW_ASSERT(false);
}

std::string_view sign_of(Who who) {
  switch (who) {
    case Who::me: return "●";
    case Who::partner: return "■";
    case Who::time: return "◆";
  }
  AVOW_ASSERT(false);
}

std::string repeated(std::string_view sign, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += sign;
  return out;
}

// Broken between two of them where the line would be too long. Their names are ASCII: a byte is a column.
template <typename Marks>
std::string key_of(const Marks& marks, std::size_t columns) {
  std::string out;
  std::size_t used = columns;
  for (const auto mark : marks) {
    const std::size_t more = 3 + 2 + words_of(mark).size();
    const bool fits = used + more <= columns;
    if (!fits && !out.empty()) out += "\n";
    out += fmt::format("{}{} {}", fits ? "   " : "  ", sign_of(mark), words_of(mark));
    used = fits ? used + more : more - 1;
  }
  return out + "\n";
}

// Columns before a month in a line of the trend: its gap, or a mark for a long one.
std::string gap_before(const Trend& trend, std::size_t index) {
  if (index == 0) return {};
  const auto gap = static_cast<std::size_t>(trend.points[index].month - trend.points[index - 1].month - 1);
  return gap <= 3 ? std::string(gap, ' ') : " … ";
}
std::size_t gap_columns(const Trend& trend, std::size_t index) {
  const std::string gap = gap_before(trend, index);
  return gap.size() > 3 ? 3 : gap.size();
}

std::string drawn(const Months& months, std::size_t columns) {
  constexpr std::size_t kBeside = 2 + 7 + 2 + 2 + 12;  // the month, what was kept, the gaps
  std::size_t largest = 1;
  for (const MonthBar& bar : months.bars) largest = std::max<std::size_t>(largest, sum_of(bar.counts));
  const std::size_t room = std::min(largest, columns - kBeside);
  std::string out;
  for (const MonthBar& bar : months.bars) {
    std::size_t before = 0;
    std::string signs;
    for (const Mark mark : kAllMarks) {
      const std::size_t after = before + count_of(bar.counts, mark);
      signs += repeated(sign_of(mark), after * room / largest - before * room / largest);
      before = after;
    }
    signs += repeated(" ", room - before * room / largest);
    out += fmt::format("  {}  {}  {}\n", month_text(bar.month), signs, kept_of_due(bar.counts));
  }
  return months.bars.empty() ? out : out + key_of(marks_in(months), columns);
}

// As many months as fit, up to the last one.
std::string drawn(const Trend& trend, std::size_t columns) {
  constexpr std::array<std::string_view, 8> kBlocks{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  constexpr std::size_t kBeside = 2 + 7 + 1 + 1 + 7;  // both months, the gaps
  if (trend.points.empty()) return {};
  std::size_t first = trend.points.size() - 1;
  std::size_t used = 1;
  while (first > 0 && kBeside + used + gap_columns(trend, first) + 1 <= columns) used += gap_columns(trend, first--) + 1;
  std::string signs;
  for (std::size_t i = first; i < trend.points.size(); ++i) {
    if (i > first) signs += gap_before(trend, i);
    signs += kBlocks[std::min<std::size_t>(7, std::size_t{trend.points[i].strength} * 8 / 1'000'000)];
  }
  return fmt::format("  {} {} {}\n", month_text(trend.points[first].month), signs, month_text(trend.points.back().month));
}

std::string drawn(const Calendar& calendar, std::size_t columns) {
  const auto days = static_cast<std::size_t>((calendar.last - calendar.first).count() + 1);
  std::vector<DayMark> marks(days, DayMark::nothing);
  for (const CalendarDay& one : calendar.days) marks[static_cast<std::size_t>((one.day - calendar.first).count())] = mark_of(one.counts);
  std::string out;
  for (std::size_t row = 0; row < 7; ++row) {
    out += fmt::format("  {} ", text::kWeekdays[row]);
    for (std::size_t at = row; at < days; at += 7) out += sign_of(marks[at]);
    out += "\n";
  }
  return out + fmt::format("  {} … {}\n", day_text(calendar.first), day_text(calendar.last)) + key_of(kAllDayMarks, columns);
}

std::string drawn(const Pulse& pulse, std::size_t) {
  constexpr std::size_t kShown = 12;
  std::string out;
  const std::size_t first = pulse.days.size() - std::min(kShown, pulse.days.size());
  for (const PulseLine& line : pulse.lines) {
    if (pulse.days.empty()) break;
    out += fmt::format("  {}\n", line.name);
    for (std::size_t i = first; i < pulse.days.size(); ++i) {
      if (!line.at[i]) continue;
      const std::size_t low = line.at[i]->low;
      const std::size_t high = line.at[i]->high;
      out += fmt::format("  {}  {}{}{}  {}\n", day_text(pulse.days[i]), repeated("·", low), repeated("█", high - low + 1),
                         repeated("·", 10 - high), between_text(*line.at[i]));
    }
  }
  return out;
}

std::string drawn(const Timeline& timeline, std::size_t) {
  std::string out;
  for (const TimelineMoment& one : timeline.moments) {
    const std::string_view sign = one.beside ? "○" : sign_of(one.who);
    const std::string what = one.who == Who::time ? one.what : fmt::format("{}: {}", words_of(one.who), one.what);
    out += fmt::format("  {} {}  {}\n", sign, day_text(one.day), what);
  }
  return out;
}

}  // namespace

std::string text_of(const Picture& picture, std::size_t columns) {
  return std::visit([columns](const auto& one) { return drawn(one, std::max(columns, kColumnsMin)); }, picture);
}

}  // namespace avow::report
