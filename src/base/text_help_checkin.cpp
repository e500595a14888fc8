#include <array>

#include "base/text_checkin.h"

namespace avow::text {
namespace {

constexpr auto kPages = std::to_array<HelpPage>({
    {"checkin start", "begin a check-in for the two of you",
     "Both answer the same few questions, and neither sees the other's answers before both are sealed. Without an option they "
     "are avow's own: a minute is enough. --set NAME takes your own from checkin-sets/NAME.json in your vault's folder. It ends "
     "after seven days unless you say otherwise; what was sealed alone by then is never shown.",
     "avow checkin start --expires friday", "`avow checkin answer ID`, and `avow sync`."},
    {"checkin answer", "answer it; your answers are sealed until both have",
     "Asks one question at a time; Enter alone skips one. With --answers they stand on the command line, and land in the history "
     "of your shell: that is for scripts. Behind an answer stands how it is shown, if not as the question says: exact, band (low, "
     "middle, high), trend (up, same or down against your last one) or private (kept on this device). Safety is private unless "
     "you say otherwise. Sealed answers cannot be changed.",
     "avow checkin answer 7k3q", "`avow sync`. It opens by itself when both have sealed."},
    {"checkin show", "show where a check-in stands, and both answers once they are open",
     "Shows your own answers and how each is shown; your partner's once both are open.", "avow checkin show 7k3q",
     "talk about it, if you both want to."},
    {"checkin withdraw", "withdraw it, as long as not both have sealed",
     "Ends the check-in for both, and erases your answers and your own questions here. Either of you may; no reason is needed. It does "
     "nothing once both have sealed: then it opens by itself.",
     "avow checkin withdraw 7k3q", "`avow sync`."},
    {"checkin list", "list the check-ins", "Shows all of them, the newest first.", "avow checkin list",
     "`avow checkin show ID` shows one."},
    {"checkin talk", "a weekly talk, part by part",
     "Shows an agenda for half an hour together, with a suggestion of minutes; at a terminal one part after the other. It writes "
     "nothing. `avow checkin start --talk` lets both think about it before.",
     "avow checkin talk", "`avow promise offer`, if there is one thing that you will do."},
});

}  // namespace

std::span<const HelpPage> checkin_help_pages() { return kPages; }

}  // namespace avow::text
