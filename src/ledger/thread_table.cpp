#include "ledger/thread_table.h"

#include <algorithm>
#include <array>

namespace avow::ledger {
namespace {

using Kind = RecordKind;
using enum ThreadState;
using enum ThreadWho;

constexpr std::array<std::string_view, kThreadKindCount> kKindNames{
    "none", "question", "agreement", "boundary", "repair", "attempt", "session", "milestone", "sign"};

constexpr std::array<std::string_view, kThreadStateCount> kStateNames{
    "none",    "draft",    "open",         "answered",   "promised", "in_session", "proposed", "active",  "ended",
    "expired", "stated",   "revised",      "retired",    "raised",   "acknowledged", "apologised", "amends", "heard",
    "not_yet", "needs",    "settled",      "reopened",   "paused",   "offered",    "welcomed", "planned", "held",
    "cancelled", "pinned", "unpinned",     "shared",     "declined", "withdrawn"};

constexpr ThreadStates kUnanswered = states_of(open, promised, in_session, declined);
constexpr ThreadStates kHurtOpen = states_of(raised, reopened);
constexpr ThreadStates kRepliedTo = states_of(acknowledged, apologised, amends);
constexpr ThreadStates kHurtSaid = states_of(heard, not_yet, needs);
constexpr ThreadStates kRepairing = kHurtOpen | kRepliedTo | kHurtSaid;

// Rows of one thread stand together, its first record first.
constexpr std::array kRows{
    ThreadRow{ThreadKind::question, Kind::question_ask, "ask", 0, author, open, 0, Effect::first, "ask",
              "ask your partner a question; they are free to decline it", ""},
    ThreadRow{ThreadKind::question, Kind::question_withdraw, "withdraw", kUnanswered, author, withdrawn, 1, Effect::transition,
              "withdraw", "take your question back", "Only your own question can be withdrawn, before it is answered."},
    ThreadRow{ThreadKind::question, Kind::question_answer, "answer", kUnanswered, other, answered, 2, Effect::transition, "answer",
              "answer a question", "Only a question of your partner's that is still open can be answered."},
    ThreadRow{ThreadKind::question, Kind::question_answer_by, "promise to answer",
              states_of(open, promised, in_session, declined), other, promised, 3, Effect::transition, "answer",
              "say by when you will answer; that becomes a promise",
              "Only a question of your partner's that is still open can be answered."},
    ThreadRow{ThreadKind::question, Kind::question_in_session, "leave it for our session", states_of(open, promised, declined),
              other, in_session, 4, Effect::transition, "answer", "leave it for your next session",
              "Only a question of your partner's that is still open can be left for a session."},
    ThreadRow{ThreadKind::question, Kind::question_decline, "decline", states_of(open, promised, in_session), other, declined, 5,
              Effect::transition, "decline", "say no; no reason is needed",
              "Only a question of your partner's that is still open can be declined."},

    ThreadRow{ThreadKind::agreement, Kind::agreement_propose, "propose", 0, author, proposed, 0, Effect::first, "propose",
              "propose a rule for both of you", ""},
    ThreadRow{ThreadKind::agreement, Kind::transparency_propose, "propose transparency", 0, author, proposed, 0, Effect::first,
              "propose", "propose what you will both show each other, until when", ""},
    ThreadRow{ThreadKind::agreement, Kind::agreement_withdraw, "withdraw", states_of(proposed), author, withdrawn, 1,
              Effect::transition, "end", "take your proposal back",
              "Only your own proposal can be taken back, before it is signed."},
    ThreadRow{ThreadKind::agreement, Kind::agreement_end, "end", states_of(active), either, ended, 2, Effect::transition, "end",
              "end it at once; no reason is needed", "Only an agreement that you both signed can be ended."},
    ThreadRow{ThreadKind::agreement, Kind::agreement_decline, "decline", states_of(proposed), other, declined, 3,
              Effect::transition, "end", "say no; no reason is needed",
              "Only a proposal of your partner's can be declined."},
    ThreadRow{ThreadKind::agreement, Kind::agreement_sign, "sign", states_of(proposed), other, active, 4, Effect::transition,
              "sign", "sign what your partner proposed; from then on it holds",
              "Only a proposal of your partner's that still waits can be signed."},

    ThreadRow{ThreadKind::boundary, Kind::boundary_state, "state", 0, author, stated, 0, Effect::first, "state",
              "say what your own limit is and what you will do", ""},
    ThreadRow{ThreadKind::boundary, Kind::boundary_retire, "retire", states_of(stated, revised), author, retired, 1,
              Effect::transition, "retire", "let a boundary of yours go", "Only your own boundary can be retired."},
    ThreadRow{ThreadKind::boundary, Kind::boundary_revise, "revise", states_of(stated, revised), author, revised, 2,
              Effect::transition, "revise", "say your own boundary anew", "Only your own boundary can be revised."},
    ThreadRow{ThreadKind::boundary, Kind::boundary_understood, "understood", states_of(stated, revised), other,
              ThreadState::none, 0, Effect::annotation, "understood", "say that you understood it; that is no yes or no",
              "Only your partner's boundary can be marked as understood."},
    ThreadRow{ThreadKind::boundary, Kind::boundary_ask, "ask about it", states_of(stated, revised), other, ThreadState::none, 0,
              Effect::annotation, "ask", "ask what is meant", "Only about your partner's boundary can you ask."},

    ThreadRow{ThreadKind::repair, Kind::repair_raise, "raise", 0, author, raised, 0, Effect::first, "raise",
              "say what happened, how it landed, what you need", ""},
    ThreadRow{ThreadKind::repair, Kind::repair_withdraw, "withdraw", kRepairing, author, withdrawn, 1, Effect::transition,
              "withdraw", "take back what you raised", "Only the one who raised it can take it back."},
    ThreadRow{ThreadKind::repair, Kind::repair_settle, "settle", kRepairing, author, settled, 2, Effect::transition, "settle",
              "settle it, when it is so for you", "Only the one who was hurt can settle it."},
    ThreadRow{ThreadKind::repair, Kind::repair_reopen, "reopen", states_of(settled), author, reopened, 3, Effect::transition,
              "reopen", "open it again", "Only the one who was hurt can open it again, once it was settled."},
    ThreadRow{ThreadKind::repair, Kind::repair_apologise, "apologise", kRepairing, other, apologised, 4, Effect::transition,
              "apologise", "say your responsibility and how you will repair it",
              "Only the other person can apologise, while it is open."},
    ThreadRow{ThreadKind::repair, Kind::repair_acknowledge, "acknowledge",
              kHurtOpen | states_of(acknowledged) | kHurtSaid, other, acknowledged, 5,
              Effect::transition, "acknowledge", "say what you hear and what your part is",
              "Only the other person can acknowledge it, before an apology."},
    ThreadRow{ThreadKind::repair, Kind::repair_amends, "amends", kRepairing, other, amends, 6, Effect::transition, "amends",
              "link a promise that makes amends", "Only the other person can offer amends, while it is open."},
    ThreadRow{ThreadKind::repair, Kind::repair_heard, "heard", kRepliedTo | states_of(not_yet, needs), author, heard, 7,
              Effect::transition, "heard", "say that you feel heard",
              "Only the one who was hurt can say so, after an answer."},
    ThreadRow{ThreadKind::repair, Kind::repair_not_yet, "not yet", kRepliedTo | states_of(heard, needs), author, not_yet, 8,
              Effect::transition, "not-yet", "say that it is not there yet",
              "Only the one who was hurt can say so, after an answer."},
    ThreadRow{ThreadKind::repair, Kind::repair_need, "I need", kRepairing, author, needs, 9, Effect::transition, "need",
              "say what you still need", "Only the one who was hurt can say what they need."},
    ThreadRow{ThreadKind::repair, Kind::repair_pause, "pause", kRepairing, either, paused, 0, Effect::annotation, "pause",
              "pause it, and say when you will come back to it", "Only what is open can be paused."},
    ThreadRow{ThreadKind::repair, Kind::repair_resume, "resume", states_of(paused), either, ThreadState::none, 0,
              Effect::annotation, "resume", "come back to it", "Only what is paused can be gone on with."},

    ThreadRow{ThreadKind::attempt, Kind::repair_attempt, "can we start again?", 0, author, offered, 0, Effect::first, "attempt",
              "\"can we start again?\", in one step", ""},
    ThreadRow{ThreadKind::attempt, Kind::repair_attempt_withdraw, "withdraw", states_of(offered), author, withdrawn, 1,
              Effect::transition, "withdraw", "take it back", "Only your own attempt can be taken back, before it is taken up."},
    ThreadRow{ThreadKind::attempt, Kind::repair_attempt_welcome, "take it up", states_of(offered), other, welcomed, 2,
              Effect::transition, "attempt", "take your partner's attempt up",
              "Only an attempt of your partner's can be taken up."},

    ThreadRow{ThreadKind::session, Kind::session_add, "add", 0, author, planned, 0, Effect::first, "add",
              "note a session with a professional", ""},
    ThreadRow{ThreadKind::session, Kind::session_cancel, "cancel", states_of(planned), either, cancelled, 1, Effect::transition,
              "cancel", "note that it does not take place", "Only a session that is planned can be cancelled."},
    ThreadRow{ThreadKind::session, Kind::session_move, "move", states_of(planned), either, planned, 2, Effect::transition, "move",
              "note its new time", "Only a session that is planned can be moved."},
    ThreadRow{ThreadKind::session, Kind::session_agenda, "agenda", states_of(planned), either, ThreadState::none, 0,
              Effect::annotation, "agenda", "put something on its agenda", "Only a session that is planned has an agenda."},
    ThreadRow{ThreadKind::session, Kind::session_outcome, "outcome", states_of(planned, held), either, held, 0,
              Effect::annotation, "outcome", "note what came of it", "Only a session that was not cancelled has an outcome."},

    ThreadRow{ThreadKind::milestone, Kind::milestone_propose, "propose", 0, author, proposed, 0, Effect::first, "propose",
              "propose a milestone of the two of you", ""},
    ThreadRow{ThreadKind::milestone, Kind::milestone_withdraw, "withdraw", states_of(proposed), author, withdrawn, 1,
              Effect::transition, "withdraw", "take your proposal back",
              "Only your own proposal can be taken back, before it is pinned."},
    ThreadRow{ThreadKind::milestone, Kind::milestone_unpin, "unpin", states_of(pinned), either, unpinned, 2, Effect::transition,
              "unpin", "take it down; either of you can", "Only a pinned milestone can be taken down."},
    ThreadRow{ThreadKind::milestone, Kind::milestone_decline, "decline", states_of(proposed), other, declined, 3,
              Effect::transition, "decline", "say no; no reason is needed",
              "Only a proposal of your partner's can be declined."},
    ThreadRow{ThreadKind::milestone, Kind::milestone_pin, "pin", states_of(proposed), other, pinned, 4, Effect::transition, "pin",
              "pin what your partner proposed", "Only a proposal of your partner's can be pinned."},

    ThreadRow{ThreadKind::sign, Kind::sign_share, "share", 0, author, shared, 0, Effect::first, "share",
              "share a sign of trust that you noticed", ""},
    ThreadRow{ThreadKind::sign, Kind::sign_withdraw, "withdraw", states_of(shared), author, withdrawn, 1, Effect::transition,
              "withdraw", "take it back", "Only a sign that you shared can be taken back."},
};

std::string_view name_of(ThreadWho who) {
  switch (who) {
    case author: return "its author";
    case other: return "the other";
    case either: return "either";
  }
  AVOW_ASSERT(false);
}

std::string names_of(ThreadStates states) {
  std::string out;
  for (std::size_t i = 0; i < kThreadStateCount; ++i) {
    if (!contains(states, static_cast<ThreadState>(i))) continue;
    if (!out.empty()) out += " · ";
    out += kStateNames[i];
  }
  return out.empty() ? "–" : out;
}

}  // namespace

std::string_view name_of(ThreadKind kind) { return kKindNames[static_cast<std::size_t>(kind)]; }

std::optional<ThreadKind> thread_kind_named(std::string_view name) {
  const auto found = std::find(kKindNames.begin(), kKindNames.end(), name);
  if (found == kKindNames.end()) return std::nullopt;
  return static_cast<ThreadKind>(found - kKindNames.begin());
}

std::string_view name_of(ThreadState state) { return kStateNames[static_cast<std::size_t>(state)]; }

std::span<const ThreadRow> thread_rows() { return kRows; }

const ThreadRow* thread_row_of(RecordKind kind) {
  const auto found = std::find_if(kRows.begin(), kRows.end(), [kind](const ThreadRow& row) { return row.kind == kind; });
  return found == kRows.end() ? nullptr : &*found;
}

ThreadKind thread_of(RecordKind kind) {
  const ThreadRow* row = thread_row_of(kind);
  return row == nullptr ? ThreadKind::none : row->thread;
}

log::Lane lane_of(ThreadKind kind) {
  return kind == ThreadKind::agreement ? log::Lane::commitments : log::Lane::notes;
}

std::string thread_rows_markdown() {
  std::string out =
      "| thread | from | event | who | to | wins | verb | kind |\n"
      "|---|---|---|---|---|---|---|---|\n";
  for (const ThreadRow& row : kRows) {
    out += "| " + std::string(name_of(row.thread)) + " | " + names_of(row.from) + " | " + std::string(row.event) + " | " +
           std::string(name_of(row.who)) + " | " +
           (row.to == ThreadState::none ? "unchanged" : std::string(name_of(row.to))) + " | " +
           (row.rank == 0 ? "–" : std::to_string(row.rank)) + " | `" + std::string(row.verb) + "` | " +
           std::to_string(static_cast<unsigned>(row.kind)) + " |\n";
  }
  return out;
}

}  // namespace avow::ledger
