#include "base/text_threads.h"

#include <algorithm>
#include <array>

namespace avow::text {
namespace {

constexpr std::string_view kKept = "Kept as a draft on this device. Your partner does not see it.";
constexpr std::string_view kHidden = "Withdrawn: hidden on both sides, and erased here. A copy may already have been read.";

constexpr auto kAfter = std::to_array<AfterRow>({
    {"ask", "draft", {kKept, "`avow ask --draft {id}` asks it, once you are paired."}},
    {"ask", "", {"Asked. Your partner is free to answer, to name a time, or to decline.", kNextSync}},
    {"answer", "promised",
     {"You have said by when. It stands among your promises too.", "`avow answer {id}` whenever you are ready."}},
    {"answer", "in_session", {"Left for your next session.", "`avow answer {id}` any time before, if you like."}},
    {"answer", "", {"Answered.", kNextSync}},
    {"decline", "", {"Declined. No reason is needed, and you may still answer one day.", kNextSync}},
    {"question withdraw", "", {kHidden, kNextSync}},
    {"agreement propose", "draft", {kKept, "`avow agreement propose --draft {id}` proposes it, once you are paired."}},
    {"agreement propose", "", {"Proposed. It holds once your partner has signed it too.", kNextSync}},
    {"agreement sign", "", {"Signed by both. Either of you can end it, at once.", kNextSync}},
    {"agreement end", "withdrawn", {"Taken back, and erased here. It binds nobody. A copy may already have been read.", kNextSync}},
    {"agreement end", "declined", {"Declined. No reason is needed.", kNextSync}},
    {"agreement end", "", {"Ended, at once. No reason is needed.", kNextSync}},
    {"boundary state", "draft", {kKept, "`avow boundary state --draft {id}` shares it, once you are paired."}},
    {"boundary state", "", {"Stated. It is yours: nobody has to accept it.", kNextSync}},
    {"boundary revise", "", {"Said anew. The older wording stays in `avow boundary show {id}`.", kNextSync}},
    {"boundary retire", "", {"You have let it go.", kNextSync}},
    {"boundary understood", "", {"Said that you understood it. That is no yes and no no.", kNextSync}},
    {"boundary ask", "", {"Asked what is meant.", kNextSync}},
    {"repair raise", "draft", {kKept, "`avow repair raise --draft {id}` shares it, once you are paired."}},
    {"repair raise", "", {"Raised.", kNextSync}},
    {"repair acknowledge", "", {"Said what you hear.", kNextSync}},
    {"repair apologise", "", {"Said. It asks for nothing in return.", "`avow repair amends {id}` links a promise to it."}},
    {"repair amends", "", {"A promise stands beside it now.", kNextSync}},
    {"repair heard", "", {"Said that you feel heard.", kNextSync}},
    {"repair not-yet", "", {"Said that it is not there yet. There is no hurry.", kNextSync}},
    {"repair need", "", {"Said what you need.", kNextSync}},
    {"repair settle", "", {"Settled, by your word.", "`avow repair reopen {id}` if it comes back."}},
    {"repair reopen", "", {"Open again.", kNextSync}},
    {"repair pause", "", {"Paused. Either of you can come back to it earlier.", "`avow repair resume {id}` goes on."}},
    {"repair resume", "", {"Gone on with.", kNextSync}},
    {"repair withdraw", "", {kHidden, kNextSync}},
    {"repair attempt", "draft", {kKept, "`avow repair attempt --draft {id}` sends it, once you are paired."}},
    {"repair attempt", "welcomed", {"Taken up. You can start again.", kNextSync}},
    {"repair attempt", "", {"\"Can we start again?\" is on its way.", kNextSync}},
    {"session add", "draft", {kKept, "`avow session add --draft {id}` shares it, once you are paired."}},
    {"session add", "", {"Noted for both of you.", "`avow session agenda {id}` puts something on its agenda."}},
    {"session move", "", {"Moved.", kNextSync}},
    {"session agenda", "", {"It is on the agenda.", kNextSync}},
    {"session outcome", "", {"Noted what came of it.", "`avow session add` notes the next one."}},
    {"session cancel", "", {"Noted that it does not take place.", kNextSync}},
    {"milestone propose", "draft", {kKept, "`avow milestone propose --draft {id}` proposes it, once you are paired."}},
    {"milestone propose", "", {"Proposed. It is pinned once your partner pins it too.", kNextSync}},
    {"milestone pin", "", {"Pinned by both of you.", kNextSync}},
    {"milestone decline", "", {"Declined. No reason is needed.", kNextSync}},
    {"milestone withdraw", "", {kHidden, kNextSync}},
    {"milestone unpin", "", {"Taken down.", kNextSync}},
    {"signs share", "draft", {kKept, "`avow signs share --draft {id}` shares it, once you are paired."}},
    {"signs share", "", {"Shared.", kNextSync}},
    {"signs withdraw", "", {kHidden, kNextSync}},
});

struct KindText {
  std::string_view kind;
  std::string_view asked;
  std::string_view next;
};
constexpr auto kKinds = std::to_array<KindText>({
    {"question", "a question; you are free to decline it",
     "`avow answer {id}`, `avow answer {id} --by WHEN`, `--in-session`, or `avow decline {id}`."},
    {"agreement", "an agreement is proposed", "`avow agreement show {id}`; then `avow agreement sign {id}` or `end {id}`."},
    {"repair", "something hurt; it waits for a word of yours", "`avow repair show {id}`, when you have a quiet moment."},
    {"attempt", "\"Can we start again?\"", "`avow repair attempt {id}` takes it up."},
    {"milestone", "a milestone is proposed", "`avow milestone pin {id}` or `avow milestone decline {id}`."},
});

const KindText* find_kind(std::string_view kind) {
  const auto* found = std::find_if(kKinds.begin(), kKinds.end(), [kind](const KindText& row) { return row.kind == kind; });
  return found == kKinds.end() ? nullptr : found;
}

}  // namespace

std::span<const AfterRow> thread_after_rows() { return kAfter; }

std::string_view asked_by_thread(std::string_view kind) {
  const auto* found = find_kind(kind);
  return found == nullptr ? "" : found->asked;
}

std::string_view next_for_thread(std::string_view kind) {
  const auto* found = find_kind(kind);
  return found == nullptr ? "" : found->next;
}

}  // namespace avow::text
