#include <array>

#include "base/text_help.h"

namespace avow::text {
namespace {

constexpr auto kPages = std::to_array<HelpPage>({
    {"promise offer", "offer a promise of your own",
     "Offers one sentence about your own acts. It counts once your partner accepts it. TEXT on the command line lands "
     "in the history of your shell; without it avow asks. Until you are paired it is kept as a draft.",
     "avow promise offer --due 2026-11-27T18:00", "`avow sync`; your partner accepts, counters or declines."},
    {"promise ask", "ask your partner for a promise; they are free to say no",
     "A request. Your partner is free to say no, without a reason, and it counts nowhere.", "avow promise ask",
     "`avow sync`; your partner takes it on, counters or declines."},
    {"promise counter", "answer with terms of your own",
     "Proposes other terms for an offer or a request. Only the promiser can take them on; what you leave out stays "
     "as it is.",
     "avow promise counter 7k3q --due 2026-11-29", "`avow sync`; the promiser takes them on or not."},
    {"promise take", "take on what was asked of you", "Makes it your promise: only you can bind yourself.",
     "avow promise take 7k3q", "`avow sync`."},
    {"promise accept", "accept your partner's offer or change", "Accepts what your partner offers or proposes.",
     "avow promise accept 7k3q", "`avow sync`."},
    {"promise decline", "say no; no reason is needed",
     "Declines an offer, a request or new terms. No reason is needed.", "avow promise decline 7k3q", "`avow sync`."},
    {"promise withdraw", "take your own offer, ask or proposal back",
     "Takes back what you put forward and what has not been agreed to yet. Your words in it are hidden on both sides and erased "
     "here; a copy may already have been read. Of a promise that holds already it takes back only new terms; their words stay.",
     "avow promise withdraw 7k3q",
     "`avow sync`."},
    {"promise at-risk", "forewarn that it may not work out; shown as a plus",
     "An early word, with its time. It always counts for you.",
     "avow promise at-risk 7k3q --because \"the train is late\"",
     "`avow promise change ID` if other terms would help."},
    {"promise change", "propose new terms; the old ones stand until they are accepted",
     "Proposes a new wording or due time. The old terms stand until both agree. A day or more ahead it counts as in "
     "good time.",
     "avow promise change 7k3q --due 2026-11-30", "`avow sync`; the other accepts or declines."},
    {"promise report", "say how it went: kept, partly or missed",
     "Your own word: kept, partly or missed. A miss that you report yourself is believed and always looks better "
     "than a silent one.",
     "avow promise report kept 7k3q", "`avow sync`; your partner may confirm."},
    {"promise release", "let your partner off a promise", "Your partner no longer owes this promise.",
     "avow promise release 7k3q", "`avow sync`."},
    {"promise step-back", "step back from your promise; no reason is needed",
     "Ends it by your own choice. No reason is needed.", "avow promise step-back 7k3q", "`avow sync`."},
    {"promise excuse", "excuse yourself: illness, emergency", "Takes the promise out of the figures.",
     "avow promise excuse 7k3q", "`avow sync`."},
    {"promise end", "end your standing or repeating promise, from a day on",
     "Ends it from a day on: the day after tomorrow unless you name one with --from. Less than a day ahead it counts as "
     "stepping back. No reason is needed; what was due before stays as it is. An earlier day can be named later on.",
     "avow promise end 7k3q --from friday", "`avow sync`."},
    {"promise not-come-up", "say that the condition did not come up; it counts nowhere",
     "For a conditional promise: what it waits for did not happen.", "avow promise not-come-up 7k3q", "`avow sync`."},
    {"promise pause", "pause your promise; it is not due until you resume it",
     "Pauses it until you resume it, or until the day that you name. Of a repeating promise the days between are not due.",
     "avow promise pause 7k3q --until 2026-12-27", "`avow promise resume ID`."},
    {"promise resume", "resume your paused promise", "Makes it active again.", "avow promise resume 7k3q",
     "`avow sync`."},
    {"promise confirm", "confirm your partner's report; may carry thanks", "Says that you see it the same way.",
     "avow promise confirm 7k3q --thanks \"that helped\"", "`avow sync`."},
    {"promise differ", "say that you see your partner's report differently",
     "Says that you see it differently, and in which point. Both views stay side by side until you agree.",
     "avow promise differ 7k3q --because \"the call was on Saturday\"", "`avow promise settle` when you have talked."},
    {"promise settle", "settle a dispute: agree on an outcome, take it back or leave it open",
     "Proposes an outcome; it counts when both name the same one. The one who differed may take it back; either may "
     "leave it open.",
     "avow promise settle partly 7k3q", "`avow sync`; the other settles with the same word."},
    {"promise correct", "correct your own report; the first one stays visible",
     "Corrects your own word, or with --done-at when it was done. The first one stays visible. What is better for you counts "
     "once your partner confirms it.",
     "avow promise correct partly 7k3q", "`avow sync`."},
    {"promise view", "add your own view beside your partner's word",
     "When a promise to you is past due and not reported, your view stands beside it. It changes no state.",
     "avow promise view cant-tell 7k3q", "`avow sync`."},
    {"promise nudge", "ask once how it went",
     "Reminds your partner of a promise that is past due. One for each promise.", "avow promise nudge 7k3q",
     "`avow sync`."},
    {"promise list", "list the promises of both of you", "Shows drafts and promises, and where each of them stands.",
     "avow promise list --state open", "`avow promise show ID` shows one with its history."},
    {"promise show", "show one promise and its history", "The start of the id is enough.", "avow promise show 7k3q",
     "`avow promise --help` lists what can be done with it."},
});

}  // namespace

std::span<const HelpPage> promise_help_pages() { return kPages; }

}  // namespace avow::text
