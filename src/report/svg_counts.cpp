// Counts as they are drawn: a bar for each month, a square for each day.
#include <algorithm>

#include <fmt/format.h>

#include "base/assert.h"
#include "base/limits.h"
#include "base/text_pictures.h"
#include "report/svg.h"
#include "report/words.h"

namespace avow::report {
namespace {

// ---- Months
constexpr int kBarLeft = 64;
constexpr int kBarWidth = 212;
constexpr int kBarHeight = 16;
constexpr int kBarStep = 25;

void draw_bar(Svg& svg, const MonthBar& bar, std::uint32_t largest, int top) {
  const auto place = [largest](std::uint32_t count) { return kBarLeft + static_cast<int>(std::uint64_t{kBarWidth} * count / largest); };
  std::uint32_t before = 0;
  for (const Mark mark : kAllMarks) {
    const std::uint32_t count = count_of(bar.counts, mark);
    if (count == 0) continue;
    const int from = place(before);
    const int width = std::max(2, place(before += count) - from);
    svg.bar({from, top}, width, kBarHeight, mark);
    const std::string number = std::to_string(count);
    if (width >= 7 * static_cast<int>(number.size()) + 8) svg.number_on({from + width / 2, top + 12}, number, mark);
  }
}

// Two beside each other.
int draw_key(Svg& svg, const std::vector<Mark>& marks, int top) {
  for (std::size_t i = 0; i < marks.size(); ++i) {
    const int x = i % 2 == 0 ? 1 : Svg::kWidth / 2;
    const int y = top + static_cast<int>(i / 2) * kBarStep;
    svg.bar({x, y}, 22, kBarHeight - 2, marks[i]);
    svg.text({x + 30, y + 12}, Anchor::start, words_of(marks[i]));
  }
  return top + static_cast<int>((marks.size() + 1) / 2) * kBarStep;
}

// ---- Days
constexpr int kCell = 12;       // from one to the next
constexpr int kDaysLeft = 28;
constexpr int kDaysTop = 20;    // below the names of the months

Spot place_of(const Calendar& calendar, Day day, int top) {
  const auto since = static_cast<int>((day - calendar.first).count());
  return {kDaysLeft + since / 7 * kCell, top + kDaysTop + since % 7 * kCell};
}

// The five, each of its own shape: full square, half square, bare square, ring, dot.
void draw_cells(Svg& svg, DayMark mark, const std::vector<Spot>& at) {
  std::string full;
  std::string line;
  for (const auto [x, y] : at) {
    switch (mark) {
      case DayMark::nothing: full += fmt::format("M{} {}h2v2h-2z", x + 4, y + 4); break;
      case DayMark::kept: full += fmt::format("M{} {}h10v10h-10z", x, y); break;
      case DayMark::partly:
        full += fmt::format("M{} {}v9h9z", x, y);
        line += fmt::format("M{}.5 {}.5h9v9h-9z", x, y);
        break;
      case DayMark::not_kept: line += fmt::format("M{}.5 {}.5h9v9h-9z", x, y); break;
      case DayMark::open: line += fmt::format("M{} {}a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0z", x + 1, y + 5); break;
    }
  }
  if (!full.empty()) svg.filled(full);
  if (!line.empty()) svg.lines(line);
}

void draw_frame(Svg& svg, const Calendar& calendar, int top) {
  for (const int row : {0, 2, 4, 6}) svg.text({0, top + kDaysTop + row * kCell + 9}, Anchor::start, text::kWeekdays[row].substr(0, 2), true);
  int free_from = 0;
  for (Day week = calendar.first; week <= calendar.last; week += std::chrono::weeks(1)) {
    const std::chrono::year_month_day sunday{week + std::chrono::days(6)};
    const Spot at = place_of(calendar, week, top);
    if (static_cast<unsigned>(sunday.day()) > 7 || at.x < free_from) continue;
    svg.text({at.x, top + 12}, Anchor::start, text::kMonthNames[static_cast<unsigned>(sunday.month()) - 1], true);
    free_from = at.x + 26;
  }
}

std::vector<Spot> spots_of(const Calendar& calendar, DayMark mark, int top) {
  std::vector<Spot> spots;
  auto next = calendar.days.begin();
  for (Day day = calendar.first; day <= calendar.last; day += std::chrono::days(1)) {
    const bool here = next != calendar.days.end() && next->day == day;
    if ((here ? mark_of(next->counts) : DayMark::nothing) == mark) spots.push_back(place_of(calendar, day, top));
    if (here) ++next;
  }
  return spots;
}

}  // namespace

int draw(Svg& svg, const Months& months, int top) {
  AVOW_ASSERT(months.bars.size() <= limits::kPictureBarsMax);
  std::uint32_t largest = 1;
  for (const MonthBar& bar : months.bars) largest = std::max(largest, sum_of(bar.counts));
  for (const MonthBar& bar : months.bars) {
    svg.text({0, top + 13}, Anchor::start, month_text(bar.month));
    draw_bar(svg, bar, largest, top);
    const std::string kept = kept_of_due(bar.counts);
    if (!kept.empty()) svg.text({Svg::kWidth, top + 13}, Anchor::end, kept);
    top += kBarStep;
  }
  return std::max(top, 1) + (months.bars.empty() ? 0 : draw_key(svg, marks_in(months), top + 8) - top);
}

int draw(Svg& svg, const Calendar& calendar, int top) {
  const auto weeks = static_cast<std::size_t>((calendar.last - calendar.first).count() / 7 + 1);
  AVOW_ASSERT(weeks <= limits::kPictureWeeksMax);
  draw_frame(svg, calendar, top);
  for (const DayMark mark : kAllDayMarks) draw_cells(svg, mark, spots_of(calendar, mark, top));
  int y = top + kDaysTop + 7 * kCell + 12;
  for (std::size_t i = 0; i < kDayMarks; ++i) {
    const int x = i % 2 == 0 ? kDaysLeft : Svg::kWidth / 2;
    draw_cells(svg, kAllDayMarks[i], {{x, y}});
    svg.text({x + 18, y + 10}, Anchor::start, words_of(kAllDayMarks[i]));
    if (i % 2 == 1) y += 20;
  }
  return y + 20;
}

}  // namespace avow::report
