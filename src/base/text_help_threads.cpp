#include <array>

#include "base/text_help.h"

namespace avow::text {
namespace {

constexpr auto kPages = std::to_array<HelpPage>({
    {"ask", "ask your partner a question; they are free to decline it",
     "Asks one question. Your partner may answer, say by when, leave it for your next session, or decline without a "
     "reason. At most three of your questions are open at a time. Without TEXT avow asks for it; on the command line it "
     "lands in the history of your shell.",
     "avow ask", "`avow sync`; `avow question list` shows what came back."},
    {"answer", "answer a question of your partner's",
     "Answers with a text, or says by when (that becomes a promise that does not name the question), or leaves it for "
     "your next session. All of these can be followed by an answer later.",
     "avow answer 7k3q --by 2026-11-29", "`avow sync`."},
    {"decline", "decline a question; no reason is needed", "Says no to a question. You may still answer it one day.",
     "avow decline 7k3q", "`avow sync`."},
    {"question list", "list the questions of both of you", "Shows drafts, then questions, the newest first.",
     "avow question list", "`avow question show ID` shows one with its answer."},
    {"question show", "show a question and its answer", "Shows one question and what was said to it.",
     "avow question show 7k3q", "`avow answer ID` or `avow decline ID`, if it waits for you."},
    {"question withdraw", "take your question back",
     "Takes back a question that was not answered yet. Its text is hidden on both sides and erased here; a copy may "
     "already have been read.",
     "avow question withdraw 7k3q", "`avow sync`."},

    {"agreement propose", "propose an agreement for both of you",
     "Proposes a rule for both. It holds only once your partner has signed it too, and either of you can end it at once. "
     "With --transparency it says what you will show each other: that always has an end, 30 days ahead unless told, at "
     "most 90; the others have a day on which you look at it again, 90 days ahead unless told.",
     "avow agreement propose --transparency --until 2026-12-20", "`avow sync`; your partner signs it or not."},
    {"agreement sign", "sign what your partner proposed", "Signs it. From then on it holds for both of you.",
     "avow agreement sign 7k3q", "`avow sync`."},
    {"agreement end", "end it, decline it or take it back; no reason is needed",
     "Ends an agreement at once, for both of you. Of what is only proposed it declines your partner's proposal, or takes "
     "your own back.",
     "avow agreement end 7k3q", "`avow sync`."},
    {"agreement list", "list your agreements", "Shows drafts, then agreements, the newest first.", "avow agreement list",
     "`avow agreement show ID` shows one."},
    {"agreement show", "show one agreement", "Shows its words, its end and what happened to it.", "avow agreement show 7k3q",
     "`avow agreement sign ID` or `avow agreement end ID`."},

    {"boundary state", "say what your own limit is and what you will do",
     "A boundary is about your own acts: when something happens, I will …; I need …. Your partner can say that it is "
     "understood, or ask; there is nothing to accept or refuse.",
     "avow boundary state --when \"it gets loud\" --i-will \"leave the room for an hour\"", "`avow sync`."},
    {"boundary revise", "say your own boundary anew", "Adds a new wording. The older one stays in `avow boundary show`.",
     "avow boundary revise 7k3q", "`avow sync`."},
    {"boundary retire", "let a boundary of yours go", "Says that it does not hold any more.", "avow boundary retire 7k3q",
     "`avow sync`."},
    {"boundary understood", "say that you understood a boundary",
     "Says that you understood what is meant. That is no yes and no no.", "avow boundary understood 7k3q", "`avow sync`."},
    {"boundary ask", "ask what is meant by a boundary", "Asks about a boundary of your partner's.", "avow boundary ask 7k3q",
     "`avow sync`."},
    {"boundary list", "list the boundaries of both of you", "Shows drafts, then boundaries, the newest first.",
     "avow boundary list", "`avow boundary show ID` shows one."},
    {"boundary show", "show one boundary", "Shows its words, older wordings too, and what was asked.",
     "avow boundary show 7k3q", "`avow boundary understood ID`, if you want to say so."},

    {"repair raise", "say what happened, how it landed, what you need",
     "Raises something that hurt. TEXT alone is enough; without one avow asks for what happened, how it landed and what "
     "you need. What you raise is yours: only you can settle it.",
     "avow repair raise", "`avow sync`; your partner acknowledges it."},
    {"repair acknowledge", "say what you hear and what your part is",
     "Answers what your partner raised: what you hear, and your part in it.", "avow repair acknowledge 7k3q",
     "`avow repair apologise ID`, when you are ready."},
    {"repair apologise", "take responsibility, and say how you will repair it",
     "Asks first for your responsibility and for how you will repair it, then for regret, what went wrong and what will be "
     "different. Each may be left out. An apology asks for nothing back.",
     "avow repair apologise 7k3q", "`avow repair amends ID` links a promise to it."},
    {"repair amends", "link a promise that makes amends",
     "Names a promise of yours, or offers a new one. The promise itself does not say what it is for.",
     "avow repair amends 7k3q --offer \"I will call before I am late.\" --due 2026-12-01", "`avow sync`."},
    {"repair heard", "say that you feel heard", "Only the one who raised it can say so.", "avow repair heard 7k3q",
     "`avow repair settle ID`, if and when it is settled for you."},
    {"repair not-yet", "say that it is not there yet", "Only the one who raised it can say so. There is no hurry.",
     "avow repair not-yet 7k3q", "`avow repair need ID` says what is missing."},
    {"repair need", "say what you still need", "Only the one who raised it can say so.", "avow repair need 7k3q",
     "`avow sync`."},
    {"repair settle", "settle it, when it is so for you", "Only the one who raised it can settle it, and may open it again.",
     "avow repair settle 7k3q", "`avow sync`."},
    {"repair reopen", "open it again", "Opens again what you had settled.", "avow repair reopen 7k3q", "`avow sync`."},
    {"repair pause", "pause it, and say when you will come back to it",
     "Either of you may pause, with a time to come back. Whatever was possible stays possible.",
     "avow repair pause 7k3q --until 2026-11-29T10:00", "`avow repair resume ID` comes back to it earlier."},
    {"repair resume", "come back to what is paused", "Ends the pause.", "avow repair resume 7k3q", "`avow sync`."},
    {"repair withdraw", "take back what you raised",
     "Hides it on both sides and erases your words in it here. A copy may already have been read; what your partner wrote in it "
     "stays theirs. It takes an attempt of yours back too.",
     "avow repair withdraw 7k3q", "`avow sync`."},
    {"repair attempt", "\"can we start again?\", in one step",
     "Without ID it offers to start again; with the ID of your partner's attempt it takes that up. Nobody has to.",
     "avow repair attempt", "`avow sync`."},
    {"repair list", "list what was raised, and attempts", "Shows drafts, then repair and attempts, the newest first.",
     "avow repair list", "`avow repair show ID` shows one."},
    {"repair show", "show one with all that was said", "Shows what was raised and what was said to it.",
     "avow repair show 7k3q", "whatever feels right; nothing has to be done at once."},

    {"session add", "note a session with a professional",
     "Notes its time for both of you; TEXT may say with whom or where.", "avow session add --at 2026-12-03T17:00",
     "`avow session agenda ID` puts something on its agenda."},
    {"session move", "note a session's new time", "Either of you can.", "avow session move 7k3q --to 2026-12-04T17:00",
     "`avow sync`."},
    {"session agenda", "put something on a session's agenda", "Your partner sees it. What is only for you can be a draft: `avow note add --as-draft`.",
     "avow session agenda 7k3q", "`avow sync`."},
    {"session outcome", "note what came of a session",
     "Notes it for both. It can name a promise, or offer a new one of yours.", "avow session outcome 7k3q",
     "`avow session add` notes the next one."},
    {"session cancel", "note that a session does not take place", "Either of you can.", "avow session cancel 7k3q",
     "`avow sync`."},
    {"session list", "list your sessions", "Shows drafts, then sessions, the newest first.", "avow session list",
     "`avow session show ID` shows one."},
    {"session show", "show a session with its agenda", "Shows its time, its agenda and what came of it.",
     "avow session show 7k3q", "`avow session agenda ID`."},

    {"milestone propose", "propose a milestone of the two of you",
     "Proposes something that you both may pin.", "avow milestone propose", "`avow sync`; your partner pins it or not."},
    {"milestone pin", "pin what your partner proposed", "Pins it for both of you.", "avow milestone pin 7k3q", "`avow sync`."},
    {"milestone decline", "decline a milestone; no reason is needed", "Says no to a proposal.", "avow milestone decline 7k3q",
     "`avow sync`."},
    {"milestone withdraw", "take your proposal back", "Takes it back before it is pinned, and erases your words here.",
     "avow milestone withdraw 7k3q",
     "`avow sync`."},
    {"milestone unpin", "take a milestone down", "Either of you can.", "avow milestone unpin 7k3q", "`avow sync`."},
    {"milestone list", "list your milestones", "Shows drafts, then milestones, the newest first.", "avow milestone list",
     "`avow milestone show ID` shows one."},
    {"milestone show", "show one milestone", "Shows its words and what happened to it.", "avow milestone show 7k3q",
     "nothing has to be done."},

    {"signs share", "share a sign of trust that you noticed",
     "Something small: talk is easier, there is more openness, less suspicion. You choose what you share, and can take it "
     "back.",
     "avow signs share", "`avow sync`."},
    {"signs withdraw", "take a sign back",
     "Hides it on both sides and erases it here. A copy may already have been read.", "avow signs withdraw 7k3q", "`avow sync`."},
    {"signs list", "list the signs that you both shared", "Shows drafts, then signs, the newest first.", "avow signs list",
     "`avow signs share`, when you notice another."},
    {"signs show", "show one sign", "Shows its words.", "avow signs show 7k3q", "nothing has to be done."},
});

constexpr std::string_view kOwnWords = "in your own words; - reads standard input; left out: avow asks";
constexpr std::string_view kFewWords = "a few words to it, if you like";

constexpr auto kOptions = std::to_array<OptionRow>({
    {"", "text", kOwnWords},
    {"", "draft", "send the draft with this id"},
    {"", "promise", "the id of the promise that is meant"},
    {"", "offer", "offer this new promise along with it: \"I will …\""},
    {"answer", "by", "by when you will answer: \"friday 6pm\", \"in 3 days\", 2026-11-27"},
    {"answer", "in-session", "leave it for your next session"},
    {"agreement propose", "transparency", "about what you will show each other; it always has an end"},
    {"agreement propose", "until", "when it ends: \"in 30 days\", 2026-12-20"},
    {"agreement propose", "start", "from when it holds, if not from both signatures on"},
    {"agreement propose", "review", "when you both look at it again"},
    {"agreement propose", "why", "why it is good for both of you"},
    {"agreement propose", "not-included", "what it does not include"},
    {"agreement propose", "renews", "the id of an agreement in whose place this one comes; without TEXT in the same words"},
    {"", "when", "when … happens"},
    {"", "i-will", "what you will do then: your own act"},
    {"", "i-need", "what you need"},
    {"repair raise", "happened", "what happened"},
    {"repair raise", "landed", "how it landed with you"},
    {"repair raise", "need", "what you need"},
    {"repair acknowledge", "i-hear", "what you hear"},
    {"repair acknowledge", "my-part", "your part in it"},
    {"repair apologise", "responsibility", "what you take responsibility for"},
    {"repair apologise", "how", "how you will repair it"},
    {"repair apologise", "regret", "what you regret"},
    {"repair apologise", "wrong", "what went wrong"},
    {"repair apologise", "different", "what will be different"},
    {"repair amends", "promise", "the id of a promise of yours"},
    {"repair amends", "text", kFewWords},
    {"repair heard", "text", kFewWords},
    {"repair not-yet", "text", kFewWords},
    {"repair settle", "text", kFewWords},
    {"repair pause", "until", "when you will come back to it: \"tomorrow 10am\", \"in 2 days\", 2026-11-29T10:00"},
    {"repair attempt", "id", "the id of your partner's attempt, to take it up; left out: offer one"},
    {"session add", "text", "with whom, or where, if you like"},
    {"session add", "at", "when: \"3 dec 17:00\", 2026-12-03T17:00, or the day alone"},
    {"session move", "to", "its new time"},
    {"session outcome", "next", "when the next session is: it is planned along with it"},
    {"milestone propose", "on", "the day that it belongs to"},
});

}  // namespace

std::span<const HelpPage> thread_help_pages() { return kPages; }
std::span<const OptionRow> thread_option_rows() { return kOptions; }

}  // namespace avow::text
