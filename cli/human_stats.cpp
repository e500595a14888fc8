// How a person reads figures: counts first, one ratio second, the months as bars, the trend as one line of blocks.
#include <array>
#include <cmath>

#include "base/text_pictures.h"
#include "base/text_promises.h"
#include "cli/human_words.h"
#include "cli/replies.h"

namespace avow::cli {
namespace {

using wire::view_of;

constexpr std::array<std::string_view, 8> kBlocks{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};

long percent(capnp::json::Value::Reader share) { return std::lround(share.getNumber() * 100); }

std::string counts(schema::Figures::Reader figures) {
  const text::Counted counts[] = {{figures.getKept(), "kept"},
                                  {figures.getLate(), "late"},
                                  {figures.getPartly(), "partly"},
                                  {figures.getMissed(), "missed"},
                                  {figures.getSteppedBack(), "stepped_back"},
                                  {figures.getRenegotiated(), "renegotiated"},
                                  {figures.getLateChanges(), "late_changes"}};
  return text::counted(figures.getDue(), counts);
}

std::string ratio(schema::Figures::Reader figures) {
  if (!figures.getFollowThrough().isNumber()) {
    const auto why = view_of(figures.getWhyNull());
    if (why == "nothing_settled") return std::string(text::kStatsUnsettled);
    return std::string(why == "too_little_reported" ? text::kStatsTooLittle : text::kStatsTooFew);
  }
  std::string out = fmt::format(text::kStatsFollowThrough, percent(figures.getFollowThrough()));
  if (figures.getOnTime().isNumber()) out += " · " + fmt::format(text::kStatsOnTime, percent(figures.getOnTime()));
  const std::uint32_t hard = figures.getMissed() + figures.getSteppedBack();
  if (hard > 0) out += " · " + fmt::format(text::kStatsForewarned, figures.getForewarned(), hard);
  return out;
}

std::string bar(std::uint32_t kept, std::uint32_t due) {
  constexpr std::uint32_t kColumns = 20;
  const std::uint32_t whole = std::min(due, kColumns);
  const std::uint32_t full = due == 0 ? 0 : (kept * whole + due / 2) / due;
  std::string out;
  for (std::uint32_t i = 0; i < whole; ++i) out += i < full ? "█" : "░";
  return out;
}

}  // namespace

void HumanReplies::stats(schema::Stats::Reader stats) {
  const auto mine = stats.getMine();
  output_.print(fmt::format("{}\n", output_.style().strong(text::kStatsTitle)));
  if (stats.getMonths().size() == 0) {
    output_.print(fmt::format("{}\n", text::kStatsNothing));
    return next(text::kStatsFirst);
  }
  output_.print_wrapped(counts(mine));
  output_.print_wrapped(ratio(mine));
  output_.print_wrapped(fmt::format(text::kStatsBeside, mine.getExcused(), mine.getExcusedAfterDue(), mine.getDiffered(), mine.getUnreported()));
  output_.print_wrapped(fmt::format(text::kStatsTogether, stats.getOurs().getKept(), stats.getOurs().getDue()));
  output_.print(fmt::format("\n{}\n", output_.style().strong(text::kStatsMonths)));
  std::string trend;
  for (const auto month : stats.getMonths()) {
    const auto figures = month.getMine();
    const std::uint32_t kept = figures.getKept() + figures.getLate();
    output_.print(fmt::format("  {}  {:>3}/{:<3} {}\n", safe(month.getMonth()), kept, figures.getDue(), bar(kept, figures.getDue())));
    if (!month.getStrength().isNumber()) continue;
    const double strength = std::clamp(month.getStrength().getNumber(), 0.0, 1.0);
    trend += kBlocks[static_cast<std::size_t>(strength * 7.99)];
  }
  if (!trend.empty()) output_.print_wrapped(fmt::format(text::kStatsTrend, trend));
  output_.print("\n");
  next(text::kStatsNext);
}

void HumanReplies::picture(schema::Picture::Reader picture) {
  output_.print(fmt::format("{}\n", output_.style().strong(safe(picture.getTitle()))));
  output_.print(neutralise(view_of(picture.getDrawing())));
  output_.print_wrapped(safe(picture.getSentence()));
  output_.print("\n");
  next(text::kPictureNext);
}

}  // namespace avow::cli
