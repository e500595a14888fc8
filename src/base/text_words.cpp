#include "base/text_words.h"

#include <algorithm>
#include <array>

#include "base/text_bundle.h"
#include "base/text_daily.h"
#include "base/text_epoch.h"
#include "base/text_leaving.h"

namespace avow::text {
namespace {

using enum Group;

constexpr std::string_view kDraft = "Draft, only here";
constexpr std::string_view kTakenBack = "Taken back";
constexpr std::string_view kOver = "Its time is over";
constexpr std::string_view kUnreadableState = "Cannot be read";
constexpr std::string_view kImported = "Imported";  // from elsewhere: history, in no log

constexpr std::array<std::string_view, kGroupCount> kNames{
    "promiseStates", "threadStates", "noteStates",  "checkinStates", "ownStates", "setApart",     "outcomes",     "promiseEvents",
    "threadEvents",  "noteEvents",   "checkinEvents", "standings",   "headings",  "kinds",        "noteKinds",    "privateKinds",
    "promiseParts",  "counts",       "localFacts",  "lanes",         "missing",   "safety",       "sentences"};

constexpr auto kRows = std::to_array<Row>({
    {promise_state, "draft", kDraft},
    {promise_state, "asked", "Asked; free to say no"},
    {promise_state, "lapsed", "Nobody answered; it counts nowhere"},
    {promise_state, "offered", "Offered"},
    {promise_state, "countered", "Other terms are on the table"},
    {promise_state, "declined", "Declined"},
    {promise_state, "withdrawn", kTakenBack},
    {promise_state, "active", "Holds"},
    {promise_state, "unreported", "Past its time, no word yet"},
    {promise_state, "paused", "Paused"},
    {promise_state, "reported", "Reported"},
    {promise_state, "kept", "Kept"},
    {promise_state, "kept_late", "Kept, late"},
    {promise_state, "partly", "Partly kept"},
    {promise_state, "kept_own_word", "Kept (own word)"},
    {promise_state, "partly_own_word", "Partly kept (own word)"},
    {promise_state, "missed", "Missed (by the promiser's own word)"},
    {promise_state, "disputed", "Seen differently"},
    {promise_state, "left_open", "Closed, seen differently"},
    {promise_state, "released", "Released"},
    {promise_state, "stepped_back", "Stepped back"},
    {promise_state, "excused", "Excused"},
    {promise_state, "renegotiated", "Goes on with new terms"},
    {promise_state, "ended", "Ended"},
    {promise_state, "not_due", "Did not come up"},
    {promise_state, "damaged", kUnreadableState},
    {promise_state, "imported", kImported},

    {thread_state, "draft", kDraft},
    {thread_state, "open", "Open"},
    {thread_state, "promised", "An answer is promised"},
    {thread_state, "in_session", "For your next session"},
    {thread_state, "answered", "Answered"},
    {thread_state, "declined", "Declined"},
    {thread_state, "withdrawn", kTakenBack},
    {thread_state, "proposed", "Proposed"},
    {thread_state, "active", "Holds"},
    {thread_state, "ended", "Ended"},
    {thread_state, "expired", kOver},
    {thread_state, "stated", "Stated"},
    {thread_state, "revised", "Said anew"},
    {thread_state, "retired", "Let go"},
    {thread_state, "raised", "Raised"},
    {thread_state, "acknowledged", "Acknowledged"},
    {thread_state, "apologised", "An apology was said"},
    {thread_state, "amends", "Amends are on their way"},
    {thread_state, "heard", "Heard"},
    {thread_state, "not_yet", "Not there yet"},
    {thread_state, "needs", "Something is needed"},
    {thread_state, "settled", "Settled"},
    {thread_state, "reopened", "Open again"},
    {thread_state, "paused", "Paused"},
    {thread_state, "offered", "Offered"},
    {thread_state, "welcomed", "Taken up"},
    {thread_state, "planned", "Planned"},
    {thread_state, "held", "Took place"},
    {thread_state, "cancelled", "Does not take place"},
    {thread_state, "pinned", "Pinned by both"},
    {thread_state, "unpinned", "Taken down"},
    {thread_state, "shared", "Shared"},
    {thread_state, "damaged", kUnreadableState},
    {thread_state, "imported", kImported},

    {note_state, "draft", kDraft},
    {note_state, "shared", "Shared"},
    {note_state, "seen", "Marked as seen"},
    {note_state, "corrected", "Corrected"},
    {note_state, "withdrawn", kTakenBack},
    {note_state, "expired", kOver},
    {note_state, "damaged", kUnreadableState},
    {note_state, "imported", kImported},

    {checkin_state, "open", "Nobody has answered yet"},
    {checkin_state, "sealed_by_me", "Yours is sealed; it opens together with your partner's"},
    {checkin_state, "sealed_by_partner", "Your partner's is sealed; yours opens together with it"},
    {checkin_state, "both_sealed", "Both are sealed; it opens by itself"},
    {checkin_state, "opened_by_me", "Both are sealed; your partner's comes with the next sync"},
    {checkin_state, "opened_by_partner", "Both are sealed; yours is not open"},
    {checkin_state, "revealed", "Open to both"},
    {checkin_state, "withdrawn", kTakenBack},
    {checkin_state, "expired", "Its time is over; what was sealed stays closed"},
    {checkin_state, "damaged", kUnreadableState},
    {checkin_state, "imported", kImported},

    {own_state, "written", "Written"},
    {own_state, "noted", "Noted"},
    {own_state, "held", "I held it"},
    {own_state, "crossed", "It was crossed"},
    {own_state, "shared", "A sentence of it is shared"},
    {own_state, "erased", "Erased"},
    {own_state, "erased_here", "Erased here"},
    {own_state, "erased_after_leaving", "Erased here"},
    {own_state, "erased_imported", "Erased here"},
    {own_state, "redacted", "Its words are gone"},

    {set_apart, "waiting", "Waits for your word"},
    {set_apart, "kept", "Kept here"},
    {set_apart, "not_mine", "You said that you did not write it"},
    {set_apart, "not_theirs", "Your partner says that they did not write it"},
    {set_apart, "other_branch", "From a history that does not go on"},

    {outcome, "kept", "Kept"},
    {outcome, "kept_late", "Kept, late"},
    {outcome, "partly", "Partly"},
    {outcome, "missed", "Missed"},
    {outcome, "cannot_tell", "Can't tell"},

    {promise_event, "ask", "asked for it"},
    {promise_event, "offer", "offered it"},
    {promise_event, "take", "took it on"},
    {promise_event, "accept", "accepted it"},
    {promise_event, "counter", "answered with other terms"},
    {promise_event, "decline", "declined"},
    {promise_event, "withdraw", "took it back"},
    {promise_event, "at_risk", "said that it may not work out"},
    {promise_event, "change", "proposed new terms"},
    {promise_event, "accept_change", "accepted the new terms"},
    {promise_event, "decline_proposal", "left it as it was"},
    {promise_event, "withdraw_proposal", "took the proposal back"},
    {promise_event, "report", "reported"},
    {promise_event, "release", "let the other off"},
    {promise_event, "step_back", "stepped back"},
    {promise_event, "excuse", "excused it"},
    {promise_event, "pause", "paused it"},
    {promise_event, "resume", "resumed it"},
    {promise_event, "confirm", "confirmed"},
    {promise_event, "differ", "saw it differently"},
    {promise_event, "settle", "named an outcome"},
    {promise_event, "take_back", "took that back"},
    {promise_event, "leave_open", "left it open"},
    {promise_event, "correct", "corrected the report"},
    {promise_event, "own_view", "added a view"},
    {promise_event, "nudge", "asked how it went"},
    {promise_event, "end", "ended it"},
    {promise_event, "not_come_up", "said that it did not come up"},
    {promise_event, "done", "did it"},

    {thread_event, "ask", "asked"},
    {thread_event, "answer", "answered"},
    {thread_event, "answer_by", "promised an answer"},
    {thread_event, "in_session", "left it for the session"},
    {thread_event, "decline", "declined"},
    {thread_event, "withdraw", "took it back"},
    {thread_event, "propose", "proposed it"},
    {thread_event, "sign", "signed it"},
    {thread_event, "end", "ended it"},
    {thread_event, "state", "stated it"},
    {thread_event, "revise", "said it anew"},
    {thread_event, "retire", "let it go"},
    {thread_event, "understood", "understood it"},
    {thread_event, "raise", "raised it"},
    {thread_event, "acknowledge", "acknowledged it"},
    {thread_event, "apologise", "apologised"},
    {thread_event, "amends", "made amends"},
    {thread_event, "heard", "said: I feel heard"},
    {thread_event, "not_yet", "said: not yet"},
    {thread_event, "need", "said what is needed"},
    {thread_event, "settle", "settled it"},
    {thread_event, "reopen", "opened it again"},
    {thread_event, "pause", "paused it"},
    {thread_event, "resume", "went on with it"},
    {thread_event, "attempt", "asked: can we start again?"},
    {thread_event, "attempt_welcome", "took it up"},
    {thread_event, "attempt_withdraw", "took it back"},
    {thread_event, "add", "noted it"},
    {thread_event, "move", "moved it"},
    {thread_event, "agenda", "put something on the agenda"},
    {thread_event, "outcome", "noted what came of it"},
    {thread_event, "cancel", "cancelled it"},
    {thread_event, "pin", "pinned it"},
    {thread_event, "unpin", "took it down"},
    {thread_event, "share", "shared it"},
    {thread_event, "write", "wrote it"},  // something that a newer avow wrote

    {note_event, "share", "shared it"},
    {note_event, "seen", "marked it as seen"},
    {note_event, "correct", "corrected it"},
    {note_event, "withdraw", "took it back"},
    {note_event, "expire", "gave it a time to go"},

    {checkin_event, "start", "began it"},
    {checkin_event, "seal", "sealed the answers"},
    {checkin_event, "open", "opened by itself, once both were sealed"},  // nobody did that, so nobody is named
    {checkin_event, "withdraw", "took it back"},

    {standing, "counted", ""},
    {standing, "annotation", ""},
    {standing, "crossed", "crossed in the post"},
    {standing, "inert", "has no effect"},
    {standing, "waiting", "waits for something that has not arrived"},

    {heading, "condition", "If it comes up that"},
    {heading, "why", "Why"},
    {heading, "not_included", "What it does not include"},
    {heading, "what_happened", "What happened"},
    {heading, "how_it_landed", "How it landed"},
    {heading, "what_i_need", "What I need"},
    {heading, "i_hear", "What I hear"},
    {heading, "my_part", "My part"},
    {heading, "my_responsibility", "My responsibility"},
    {heading, "how_i_will_repair", "How I will repair it"},
    {heading, "regret", "What I regret"},
    {heading, "what_went_wrong", "What went wrong"},
    {heading, "what_will_be_different", "What will be different"},
    {heading, "when", "When … happens"},
    {heading, "i_will", "I will …"},
    {heading, "i_need", "I need …"},
    {heading, "agenda", "On the agenda"},
    {heading, "outcome", "What came of it"},
    {heading, "thanks", "Thanks"},

    {kind, "note", "Note"},
    {kind, "promise", "Promise"},
    {kind, "question", "Question"},
    {kind, "agreement", "Agreement"},
    {kind, "transparency", "Transparency agreement"},
    {kind, "boundary", "Boundary"},
    {kind, "repair", "Repair"},
    {kind, "attempt", "Starting again"},
    {kind, "session", "Session"},
    {kind, "milestone", "Milestone"},
    {kind, "sign", "Sign of trust"},
    {kind, "checkin", "Check-in"},
    {kind, "disown", "About another entry"},
    {kind, "newer", "Written by a newer avow"},

    {note_kind, "telling", "Simply telling"},
    {note_kind, "plan_change", "A change of plan"},
    {note_kind, "contact", "A contact or an encounter"},
    {note_kind, "money", "Money"},
    {note_kind, "urge", "An urge or a trigger"},
    {note_kind, "answer", "An answer"},
    {note_kind, "gratitude", "Thanks"},

    {private_kind, "journal", "Journal"},
    {private_kind, "boundary", "Boundary log"},
    {private_kind, "sign", "Signs of trust"},
    {private_kind, "session", "For a session"},
    {private_kind, "other", "Other"},

    {promise_part, "done_when", "Done when"},
    {promise_part, "if_then", "If it gets difficult"},
    {promise_part, "look_at", "What we look at"},
    {promise_part, "condition", "If it comes up that"},
    {promise_part, "due_local", "Due"},
    {promise_part, "from", "From"},
    {promise_part, "every", "How often"},
    {promise_part, "ends", "Ends"},
    {promise_part, "grace", "Still on time after that"},
    {promise_part, "review", "A report can be answered for"},

    {count, "kept", "Kept"},
    {count, "late", "Kept late"},
    {count, "partly", "Partly"},
    {count, "missed", "Missed"},
    {count, "excused", "Excused"},
    {count, "excused_after_due", "Excused afterwards"},
    {count, "renegotiated", "Renegotiated in good time"},
    {count, "late_changes", "Changed late"},
    {count, "stepped_back", "Stepped back"},
    {count, "differed", "Seen differently"},
    {count, "unreported", "Without a word yet"},

    {local_fact, "made", "Vault made"},
    {local_fact, "unlocked", "Opened"},
    {local_fact, "failed-unlock", "A wrong passphrase"},
    {local_fact, "failed-list-damaged", "The list of wrong passphrases was damaged, or somebody changed it"},
    {local_fact, "paired", "Paired"},
    {local_fact, "confirmed", "Words confirmed"},
    {local_fact, "exported", "Exported"},
    {local_fact, "locked", "Locked"},
    {local_fact, "backed-up", "Backup made"},
    {local_fact, "page-opened", "A page in a browser opened"},

    {lane, "commitments", "Signed: either of you can later prove it to a third person."},
    {lane, "notes", "For the two of you: your partner can be sure that you wrote it, nobody can prove it to anyone else."},
    {lane, "private", "Private: it never leaves this device unless you share it yourself, and it is counted nowhere."},

    {missing, "taken_back", "Its words were taken back."},
    {missing, "withdrawn", "Its words were taken back."},
    {missing, "not_kept", "Its words are not kept on this device."},
    {missing, "expired", "Its time is over."},

    {safety, "who",
     "avow is for two people who both want this and are both free to stop. Do not use it if you are afraid of the "
     "other person, if saying no has consequences, or if somebody set this up for you or insists on it. Then please "
     "talk to someone outside first: a person you trust, a doctor, or a local help line."},
    {safety, "nobody",
     "Nobody has a right to your passphrase. avow never reports where you are, when you read or whether you are "
     "online. It is not therapy and not crisis help, and it promises no reconciliation."},
    {safety, "shared",
     "What you have shared can be withdrawn, but may already have been read. Promises that you both signed can be proved later."},

    {sentence, "failed", "That did not work."},
    {sentence, "allArrived", "All that you shared has arrived"},
    {sentence, "answersToday", kTodayAnswers},
    {sentence, "nothingRestored", kRestoredNone},
    {sentence, "byFile", kByFile},
    {sentence, "tracesLeft", kTracesLeft},
});

constexpr bool is_small(char c) { return c >= 'a' && c <= 'z'; }

}  // namespace

std::string_view name_of(Group group) { return kNames[static_cast<std::size_t>(group)]; }

std::span<const Row> rows() { return kRows; }

std::string_view words(Group group, std::string_view key) {
  const auto* found = std::find_if(kRows.begin(), kRows.end(), [&](const Row& row) { return row.group == group && row.key == key; });
  return found == kRows.end() ? std::string_view() : found->words;
}

std::string_view state_words(std::string_view thing, std::string_view state) {
  if (thing == "promise") return words(promise_state, state);
  if (thing == "note") return words(note_state, state);
  return words(thing == "checkin" ? checkin_state : thread_state, state);
}

std::string_view event_words(std::string_view thing, std::string_view event) {
  if (thing == "promise") return words(promise_event, event);
  if (thing == "note") return words(note_event, event);
  return words(thing == "checkin" ? checkin_event : thread_event, event);
}

std::string_view kind_words(std::string_view name) {
  const auto whole = words(kind, name);
  return whole.empty() ? words(kind, name.substr(0, name.find('_'))) : whole;
}

std::string in_line(std::string_view row) {
  std::string out(row);
  const bool is_i = out.starts_with('I') && (out.size() == 1 || !is_small(out[1]));
  if (!is_i && !out.empty() && out[0] >= 'A' && out[0] <= 'Z') out[0] = static_cast<char>(out[0] - 'A' + 'a');
  return out;
}

}  // namespace avow::text
