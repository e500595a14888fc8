#include "base/text_catalogue.h"

#include <array>
#include <span>

#include <fmt/format.h>

#include "base/text_private.h"
#include "base/text_taking_back.h"
#include "base/text_threads.h"
#include "base/text_words.h"

namespace avow::text {
namespace {

constexpr std::string_view kNextShow = "`avow promise show {id}` shows all of it; `avow sync` tells your partner.";

constexpr auto kAfter = std::to_array<AfterRow>({
    {"note add",
     "draft",
     {"Kept as a draft on this device. Your partner does not see it.",
      "`avow note share {id}` sends it, once you are paired."}},
    {"note add", "", {"Shared with your partner.", kNextSync}},
    {"note share", "", {"Shared with your partner.", kNextSync}},
    {"note correct", "draft", {"The draft is changed.", "`avow note share {id}` sends it."}},
    {"note correct", "", {"Corrected. `avow note show {id}` shows the older wording beside it.", kNextSync}},
    {"note withdraw", "erased_after_leaving", kErasedAfterLeaving},
    {"note withdraw",
     "",
     {"Withdrawn: hidden on both sides, and erased here. A copy may already have been read.", kNextSync}},
    {"note seen", "", {"Marked as seen by you.", "`avow sync` tells your partner."}},
    {"promise offer",
     "draft",
     {"Kept as a draft on this device. It binds nobody yet.",
      "`avow promise offer --draft {id}` offers it, once you are paired."}},
    {"promise offer", "", {"Offered. It counts once your partner accepts it.", kNextSync}},
    {"promise ask",
     "draft",
     {"Kept as a draft on this device.", "`avow promise ask --draft {id}` sends it, once you are paired."}},
    {"promise ask", "", {"Asked. Your partner is free to say no, without a reason.", kNextSync}},
    {"promise counter", "", {"Answered with other terms. They count only if the promiser takes them on.", kNextSync}},
    {"promise take", "", {"You have taken it on.", kNextSync}},
    {"promise accept", "", {"Accepted.", kNextSync}},
    {"promise decline", "", {"Declined. No reason is needed.", kNextSync}},
    {"promise withdraw", "", {"Withdrawn: hidden on both sides, and erased here. A copy may already have been read.", kNextSync}},
    {"promise at-risk", "", {"Said in time that it is at risk. That counts for you.", kNextShow}},
    {"promise change", "", {"New terms proposed. The old ones stand until both agree.", kNextSync}},
    {"promise report", "", {"Reported. An honest word counts, whatever it says.", kNextSync}},
    {"promise release", "", {"Released: your partner no longer owes this.", kNextSync}},
    {"promise step-back", "", {"You have stepped back from it.", kNextSync}},
    {"promise end", "", {"It ends from that day on. What was due before stays as it is.", kNextSync}},
    {"promise not-come-up", "", {"Noted that it did not come up. It counts nowhere.", kNextSync}},
    {"promise excuse", "", {"Excused. It is left out of the figures.", kNextSync}},
    {"promise pause", "", {"Paused.", "`avow promise resume {id}` takes it up again."}},
    {"promise resume", "", {"Taken up again.", kNextSync}},
    {"promise confirm", "", {"Confirmed.", kNextSync}},
    {"promise differ",
     "",
     {"Noted that you see it differently. Both views stay side by side.", "`avow promise settle` when you agree."}},
    {"promise settle", "disputed", {"Your proposal is noted. It holds once your partner says the same.", kNextShow}},
    {"promise settle", "left_open", {"Left open. Both views stay side by side.", kNextSync}},
    {"promise settle", "", {"Settled.", kNextSync}},
    {"promise correct", "", {"Corrected. The first report stays visible.", kNextSync}},
    {"promise view", "", {"Your own view stands beside your partner's word.", kNextSync}},
    {"promise nudge", "", {"One gentle reminder will be shown. There is only one for each promise.", kNextSync}},
});

}  // namespace

After after(std::string_view command, std::string_view state) {
  for (const std::span<const AfterRow> table : {std::span<const AfterRow>(kAfter), private_after_rows(), thread_after_rows(),
                                               taking_back_after_rows()}) {
    for (const AfterRow& row : table) {
      if (row.command == command && (row.state.empty() || row.state == state)) return row.after;
    }
  }
  return {"Done.", kNextSync};
}

std::string with_id(std::string_view text, std::string_view id) {
  constexpr std::string_view kMark = "{id}";
  std::string out(text);
  for (auto at = out.find(kMark); at != std::string::npos; at = out.find(kMark, at + id.size())) {
    out.replace(at, kMark.size(), id);
  }
  return out;
}

std::string safety_page() {
  constexpr std::string_view kPage =
      "Before you pair, a page for you alone. Nothing of it is stored or sent.\n"
      "\n"
      "{}\n"
      "\n"
      "{}\n"
      "\n"
      "You may stop at any time, without a reason: `avow pause`, or `avow leave quiet`, which forgets your partner's "
      "keys and addresses and tells nobody. {}\n"
      "\n"
      "A direct connection shows each side the other's IP address, and with it a rough place. Two ways without that: a proxy such as "
      "Tor, set before you pair (`avow config set proxy 127.0.0.1:9050`); or pair side by side in one network, and from then on "
      "exchange sealed files only (`avow bundle export FILE`).\n";
  return fmt::format(kPage, words(Group::safety, "who"), words(Group::safety, "nobody"), words(Group::safety, "shared"));
}

}  // namespace avow::text
