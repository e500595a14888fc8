#include "base/text_pictures.h"

#include <algorithm>
#include <array>

namespace avow::text {
namespace {

struct MomentRow {
  std::string_view event;
  std::string_view words;
};
constexpr auto kMoments = std::to_array<MomentRow>({
    {"offer", "offered"},
    {"ask", "asked for"},
    {"take", "taken on"},
    {"accept", "accepted"},
    {"counter", "other terms named"},
    {"decline", "declined"},
    {"withdraw", "taken back"},
    {"at_risk", "said ahead that it is at risk"},
    {"change", "new terms proposed"},
    {"accept_change", "new terms accepted"},
    {"decline_proposal", "proposal declined"},
    {"withdraw_proposal", "proposal taken back"},
    {"report", "reported"},
    {"release", "released"},
    {"step_back", "stepped back"},
    {"excuse", "gave a reason"},
    {"confirm", "confirmed"},
    {"differ", "saw it differently"},
    {"settle", "proposed how it went"},
    {"take_back", "saw it the same way after all"},
    {"leave_open", "left open"},
    {"correct", "report corrected"},
    {"own_view", "said how it looked"},
    {"nudge", "asked how it stands"},
    {"end", "ended"},
    {"not_come_up", "did not come up"},
});

}  // namespace

std::string promise_moment(std::string_view event) {
  const auto row = std::find_if(kMoments.begin(), kMoments.end(), [event](const MomentRow& one) { return one.event == event; });
  std::string words(row == kMoments.end() ? event : row->words);
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

}  // namespace avow::text
