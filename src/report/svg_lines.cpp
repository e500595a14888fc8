// What changes with time, as it is drawn: the trend as a line, the pulse as bands, one promise as a list along a line.
#include <algorithm>

#include <fmt/format.h>

#include "base/assert.h"
#include "base/limits.h"
#include "base/text_pictures.h"
#include "report/svg.h"
#include "report/words.h"

namespace avow::report {
namespace {

constexpr int kLeft = 8;
constexpr int kRight = Svg::kWidth - 8;

// Of `count` things beside each other the one at `index`; a single one in the middle.
int column(std::size_t index, std::size_t count) {
  if (count < 2) return (kLeft + kRight) / 2;
  return kLeft + static_cast<int>(index * static_cast<std::size_t>(kRight - kLeft) / (count - 1));
}

void draw_ends(Svg& svg, int y, const std::string& first, const std::string& last) {
  svg.text({0, y}, Anchor::start, first, true);
  if (first != last) svg.text({Svg::kWidth, y}, Anchor::end, last, true);
}

std::string dot(int x, int y) { return fmt::format("M{} {}a3 3 0 1 0 6 0a3 3 0 1 0-6 0z", x - 3, y); }

constexpr int kTrendHeight = 100;
constexpr int kBandHeight = 50;  // ten tenths of five each

// A band where neighbours have one, and an upright line at each check-in, so that a single one shows too.
void draw_line(Svg& svg, const PulseLine& line, int top) {
  const auto y_of = [top](int tenths) { return top + kBandHeight - tenths * kBandHeight / 10; };
  std::string bands;
  std::string uprights;
  for (std::size_t i = 0; i < line.at.size(); ++i) {
    if (!line.at[i]) continue;
    const int x = column(i, line.at.size());
    uprights += fmt::format("M{} {}V{}", x, y_of(line.at[i]->low) + 1, y_of(line.at[i]->high) - 1);
    if (i == 0 || !line.at[i - 1]) continue;
    const Between& before = *line.at[i - 1];
    bands += fmt::format("M{} {}L{} {}V{}L{} {}z", column(i - 1, line.at.size()), y_of(before.low), x, y_of(line.at[i]->low),
                         y_of(line.at[i]->high), column(i - 1, line.at.size()), y_of(before.high));
  }
  svg.lines(fmt::format("M0 {}H{}M0 {}H{}", top, Svg::kWidth, top + kBandHeight, Svg::kWidth), " stroke-opacity=\".35\"");
  if (!bands.empty()) svg.filled(bands, " fill-opacity=\".25\" stroke=\"currentColor\" stroke-width=\".75\"");
  if (!uprights.empty()) svg.lines(uprights, " stroke-width=\"4\" stroke-linecap=\"round\"");
}

constexpr int kMomentStep = 40;      // of one whose words take one line
constexpr std::size_t kLineBytes = 40;  // of our own words: ASCII
constexpr int kSpine = 9;

// Me a disc, the partner a square, the time a diamond; what stands beside is bare.
std::string shape_of(Who who, int y) {
  switch (who) {
    case Who::me: return fmt::format("M{} {}a6 6 0 1 0 12 0a6 6 0 1 0-12 0z", kSpine - 6, y);
    case Who::partner: return fmt::format("M{} {}h11v11h-11z", kSpine - 5, y - 5);
    case Who::time: return fmt::format("M{} {}l7 7l-7 7l-7-7z", kSpine, y - 7);
  }
  AVOW_ASSERT(false);
}

void draw_shape(Svg& svg, Who who, bool beside, int y) {
  if (beside) svg.filled(shape_of(who, y), " class=\"bare\" fill-opacity=\"0\" stroke=\"currentColor\" stroke-dasharray=\"2 2\"");
  else svg.filled(shape_of(who, y));
}

// Broken at spaces.
std::vector<std::string_view> lines_of(std::string_view words) {
  std::vector<std::string_view> lines;
  while (words.size() > kLineBytes) {
    const auto space = words.rfind(' ', kLineBytes);
    if (space == words.npos || space == 0) break;
    lines.push_back(words.substr(0, space));
    words.remove_prefix(space + 1);
  }
  lines.push_back(words);
  return lines;
}

// The height that it takes.
int draw_moment(Svg& svg, const TimelineMoment& one, int y) {
  draw_shape(svg, one.who, one.beside, y);
  const std::string_view who = one.who == Who::time ? std::string_view() : words_of(one.who);
  svg.text({26, y - 3}, Anchor::start, fmt::format("{}{}{}", day_text(one.day), who.empty() ? "" : " · ", who), true);
  int line = y + 13;
  for (const std::string_view words : lines_of(one.what)) {
    svg.text({26, line}, Anchor::start, escaped(words));
    line += Svg::kLine;
  }
  return line - y - 13 - Svg::kLine + kMomentStep;
}

int draw_key(Svg& svg, const Timeline& timeline, int top) {
  const auto draw_one = [&svg](int x, int y, std::string_view words) { svg.text({x, y + 4}, Anchor::start, words, true); };
  int y = top;
  for (const Who who : {Who::me, Who::partner, Who::time}) {
    const auto is = [who](const TimelineMoment& one) { return one.who == who; };
    if (std::none_of(timeline.moments.begin(), timeline.moments.end(), is)) continue;
    draw_shape(svg, who, false, y);
    draw_one(26, y, words_of(who));
    y += Svg::kLine;
  }
  const auto is_beside = [](const TimelineMoment& one) { return one.beside; };
  if (std::any_of(timeline.moments.begin(), timeline.moments.end(), is_beside)) {
    draw_shape(svg, Who::me, true, y);
    draw_one(26, y, text::kMomentBeside);
    y += Svg::kLine;
  }
  return y;
}

}  // namespace

int draw(Svg& svg, const Trend& trend, int top) {
  AVOW_ASSERT(trend.points.size() <= limits::kPicturePointsMax);
  if (trend.points.empty()) return top + 1;
  const Month first = trend.points.front().month;
  const auto span = static_cast<std::size_t>(trend.points.back().month - first) + 1;
  top += Svg::kLine;
  svg.text({0, top - 5}, Anchor::start, text::kTrendTop, true);
  std::string path;
  std::string dots;
  for (const TrendPoint& point : trend.points) {
    const int x = column(static_cast<std::size_t>(point.month - first), span);
    const int y = top + kTrendHeight - static_cast<int>(std::uint64_t{point.strength} * kTrendHeight / 1'000'000);
    path += fmt::format("{}{} {}", path.empty() ? "M" : "L", x, y);
    dots += dot(x, y);
  }
  svg.lines(fmt::format("M0 {}H{}M0 {}H{}", top, Svg::kWidth, top + kTrendHeight, Svg::kWidth), " stroke-opacity=\".35\"");
  svg.lines(fmt::format("M0 {}H{}", top + kTrendHeight / 2, Svg::kWidth), " stroke-opacity=\".35\" stroke-dasharray=\"3 3\"");
  svg.lines(path, " stroke-width=\"2\"");
  svg.filled(dots);
  svg.text({0, top + kTrendHeight + 13}, Anchor::start, text::kTrendBottom, true);
  draw_ends(svg, top + kTrendHeight + 30, month_text(first), month_text(trend.points.back().month));
  return top + kTrendHeight + 36;
}

int draw(Svg& svg, const Pulse& pulse, int top) {
  AVOW_ASSERT(pulse.days.size() <= limits::kPicturePointsMax);
  if (pulse.days.empty()) return top + 1;
  for (const PulseLine& line : pulse.lines) {
    AVOW_ASSERT(line.at.size() == pulse.days.size());
    svg.text({0, top + 14}, Anchor::start, escaped(line.name));
    svg.text({Svg::kWidth, top + 14}, Anchor::end, text::kPulseScale, true);
    draw_line(svg, line, top + 22);
    top += kBandHeight + 34;
  }
  draw_ends(svg, top, day_text(pulse.days.front()), day_text(pulse.days.back()));
  return top + 6;
}

int draw(Svg& svg, const Timeline& timeline, int top) {
  AVOW_ASSERT(timeline.moments.size() <= limits::kPictureMomentsMax);
  top += 16;
  std::string spine;  // stops short of each mark, so that nothing shines through what is bare
  for (const TimelineMoment& one : timeline.moments) {
    const int before = top;
    top += draw_moment(svg, one, top);
    if (&one != &timeline.moments.back()) spine += fmt::format("M{} {}V{}", kSpine, before + 9, top - 9);
  }
  if (!spine.empty()) svg.lines(spine, " stroke-opacity=\".5\"");
  return timeline.moments.empty() ? top : draw_key(svg, timeline, top + 2);
}

}  // namespace avow::report
