#include "base/text_checkin.h"

#include <algorithm>
#include <array>

namespace avow::text {
namespace {

constexpr auto kPulse = std::to_array<QuestionText>({
    {"connection", "How close did you feel to each other these days? 0: far apart, 10: very close."},
    {"reliance", "How much could you count on each other? 0: not at all, 10: fully."},
    {"calm", "How calm did you feel when you thought of the two of you? 0: not calm, 10: very calm."},
    {"note", "Is there one thing that you want the other to know?", true},
    {"safety", "How safe do you feel at home and with each other? 0: not safe, 10: safe. This stays with you unless you "
               "say otherwise."},
});

constexpr auto kTalkQuestions = std::to_array<QuestionText>({
    {"appreciations", "Five things, small ones too, that you were glad of this week.", true},
    {"went_well", "What went well between you?", true},
    {"issue", "The one issue that you want to talk about.", true},
    {"next_week", "One thing that you could do next week.", true},
});

constexpr auto kParts = std::to_array<TalkPart>({
    {"Five appreciations each",
     "By turns, each of you names five things that you were glad of this week. The other listens and says thank you.", 5},
    {"What went well", "Together: what worked this week, and what made it work?", 5},
    {"One issue, by turns",
     "One issue only. One of you speaks, the other says back what they heard and asks whether that is right. Then you change "
     "places. Nothing has to be solved today.",
     15},
    {"One thing to do next week",
     "Each of you picks one thing of your own to do. If you like, make it a promise.", 5},
});

struct NextText {
  std::string_view state;
  std::string_view next;
};

constexpr auto kNextRows = std::to_array<NextText>({
    {"open", "`avow checkin answer {id}`, when you have a quiet minute."},
    {"sealed_by_me", "`avow sync` brings your seal to your partner."},
    {"sealed_by_partner", "`avow checkin answer {id}`, when you have a quiet minute."},
    {"both_sealed", "`avow sync`, and it opens."},
    {"opened_by_me", "`avow sync`, and it opens."},
    {"opened_by_partner", "`avow checkin start` begins a new one."},
    {"revealed", "talk about it, if you both want to; `avow checkin talk` suggests how."},
    {"withdrawn", "`avow checkin start` begins a new one, whenever you both like."},
    {"expired", "`avow checkin start` begins a new one, whenever you both like."},
    {"damaged", "`avow verify` says what is affected."},
});

}  // namespace

std::span<const QuestionText> pulse_questions() { return kPulse; }
std::span<const QuestionText> talk_questions() { return kTalkQuestions; }
std::span<const TalkPart> talk_parts() { return kParts; }

std::string_view checkin_next(std::string_view state) {
  const auto* row = std::find_if(kNextRows.begin(), kNextRows.end(), [&](const NextText& one) { return one.state == state; });
  return row == kNextRows.end() ? std::string_view("`avow checkin list` shows all of them.") : row->next;
}

}  // namespace avow::text
