// The steady names of kinds, outcomes, headings: what programs read and people type.
#include "ledger/record.h"

#include <algorithm>
#include <array>

namespace avow::ledger {
namespace {

struct KindName {
  RecordKind kind;
  std::string_view name;
};
constexpr std::array kKindNames{
    KindName{RecordKind::none, "none"},
    KindName{RecordKind::promise_offer, "promise_offer"},
    KindName{RecordKind::promise_ask, "promise_ask"},
    KindName{RecordKind::promise_take, "promise_take"},
    KindName{RecordKind::promise_accept, "promise_accept"},
    KindName{RecordKind::promise_counter, "promise_counter"},
    KindName{RecordKind::promise_decline, "promise_decline"},
    KindName{RecordKind::promise_withdraw, "promise_withdraw"},
    KindName{RecordKind::promise_at_risk, "promise_at_risk"},
    KindName{RecordKind::promise_change, "promise_change"},
    KindName{RecordKind::promise_accept_change, "promise_accept_change"},
    KindName{RecordKind::promise_decline_proposal, "promise_decline_proposal"},
    KindName{RecordKind::promise_withdraw_proposal, "promise_withdraw_proposal"},
    KindName{RecordKind::promise_report, "promise_report"},
    KindName{RecordKind::promise_release, "promise_release"},
    KindName{RecordKind::promise_step_back, "promise_step_back"},
    KindName{RecordKind::promise_excuse, "promise_excuse"},
    KindName{RecordKind::promise_pause, "promise_pause"},
    KindName{RecordKind::promise_resume, "promise_resume"},
    KindName{RecordKind::promise_confirm, "promise_confirm"},
    KindName{RecordKind::promise_differ, "promise_differ"},
    KindName{RecordKind::promise_settle, "promise_settle"},
    KindName{RecordKind::promise_take_back, "promise_take_back"},
    KindName{RecordKind::promise_leave_open, "promise_leave_open"},
    KindName{RecordKind::promise_correct, "promise_correct"},
    KindName{RecordKind::promise_own_view, "promise_own_view"},
    KindName{RecordKind::promise_nudge, "promise_nudge"},
    KindName{RecordKind::promise_end, "promise_end"},
    KindName{RecordKind::promise_not_come_up, "promise_not_come_up"},
    KindName{RecordKind::agreement_propose, "agreement_propose"},
    KindName{RecordKind::transparency_propose, "transparency_propose"},
    KindName{RecordKind::agreement_sign, "agreement_sign"},
    KindName{RecordKind::agreement_decline, "agreement_decline"},
    KindName{RecordKind::agreement_withdraw, "agreement_withdraw"},
    KindName{RecordKind::agreement_end, "agreement_end"},
    KindName{RecordKind::epoch_begin, "epoch_begin"},
    KindName{RecordKind::disown, "disown"},
    KindName{RecordKind::renewal, "renewal"},
    KindName{RecordKind::redaction, "redaction"},
    KindName{RecordKind::note, "note"},
    KindName{RecordKind::note_seen, "note_seen"},
    KindName{RecordKind::note_correct, "note_correct"},
    KindName{RecordKind::note_withdraw, "note_withdraw"},
    KindName{RecordKind::note_expire, "note_expire"},
    KindName{RecordKind::question_ask, "question_ask"},
    KindName{RecordKind::question_answer, "question_answer"},
    KindName{RecordKind::question_answer_by, "question_answer_by"},
    KindName{RecordKind::question_in_session, "question_in_session"},
    KindName{RecordKind::question_decline, "question_decline"},
    KindName{RecordKind::question_withdraw, "question_withdraw"},
    KindName{RecordKind::boundary_state, "boundary_state"},
    KindName{RecordKind::boundary_revise, "boundary_revise"},
    KindName{RecordKind::boundary_retire, "boundary_retire"},
    KindName{RecordKind::boundary_understood, "boundary_understood"},
    KindName{RecordKind::boundary_ask, "boundary_ask"},
    KindName{RecordKind::checkin_start, "checkin_start"},
    KindName{RecordKind::checkin_seal, "checkin_seal"},
    KindName{RecordKind::checkin_open, "checkin_open"},
    KindName{RecordKind::checkin_withdraw, "checkin_withdraw"},
    KindName{RecordKind::repair_raise, "repair_raise"},
    KindName{RecordKind::repair_acknowledge, "repair_acknowledge"},
    KindName{RecordKind::repair_apologise, "repair_apologise"},
    KindName{RecordKind::repair_amends, "repair_amends"},
    KindName{RecordKind::repair_heard, "repair_heard"},
    KindName{RecordKind::repair_not_yet, "repair_not_yet"},
    KindName{RecordKind::repair_need, "repair_need"},
    KindName{RecordKind::repair_settle, "repair_settle"},
    KindName{RecordKind::repair_reopen, "repair_reopen"},
    KindName{RecordKind::repair_pause, "repair_pause"},
    KindName{RecordKind::repair_resume, "repair_resume"},
    KindName{RecordKind::repair_withdraw, "repair_withdraw"},
    KindName{RecordKind::repair_attempt, "repair_attempt"},
    KindName{RecordKind::repair_attempt_welcome, "repair_attempt_welcome"},
    KindName{RecordKind::repair_attempt_withdraw, "repair_attempt_withdraw"},
    KindName{RecordKind::session_add, "session_add"},
    KindName{RecordKind::session_move, "session_move"},
    KindName{RecordKind::session_agenda, "session_agenda"},
    KindName{RecordKind::session_outcome, "session_outcome"},
    KindName{RecordKind::session_cancel, "session_cancel"},
    KindName{RecordKind::milestone_propose, "milestone_propose"},
    KindName{RecordKind::milestone_pin, "milestone_pin"},
    KindName{RecordKind::milestone_decline, "milestone_decline"},
    KindName{RecordKind::milestone_withdraw, "milestone_withdraw"},
    KindName{RecordKind::milestone_unpin, "milestone_unpin"},
    KindName{RecordKind::sign_share, "sign_share"},
    KindName{RecordKind::sign_withdraw, "sign_withdraw"},
};

struct HeadingName {
  Heading heading;
  std::string_view name;
};
constexpr std::array kHeadingNames{
    HeadingName{Heading::none, "none"},
    HeadingName{Heading::condition, "condition"},
    HeadingName{Heading::why, "why"},
    HeadingName{Heading::not_included, "not_included"},
    HeadingName{Heading::what_happened, "what_happened"},
    HeadingName{Heading::how_it_landed, "how_it_landed"},
    HeadingName{Heading::what_i_need, "what_i_need"},
    HeadingName{Heading::i_hear, "i_hear"},
    HeadingName{Heading::my_part, "my_part"},
    HeadingName{Heading::my_responsibility, "my_responsibility"},
    HeadingName{Heading::how_i_will_repair, "how_i_will_repair"},
    HeadingName{Heading::regret, "regret"},
    HeadingName{Heading::what_went_wrong, "what_went_wrong"},
    HeadingName{Heading::what_will_be_different, "what_will_be_different"},
    HeadingName{Heading::when, "when"},
    HeadingName{Heading::i_will, "i_will"},
    HeadingName{Heading::i_need, "i_need"},
    HeadingName{Heading::agenda, "agenda"},
    HeadingName{Heading::outcome, "outcome"},
    HeadingName{Heading::thanks, "thanks"},
};
constexpr std::array<std::string_view, 6> kOutcomeNames{"none", "kept", "partly", "missed", "kept_late", "cannot_tell"};
constexpr std::array<std::string_view, 7> kNoteKindNames{"telling", "plan_change", "contact",  "money",
                                                        "urge",    "answer",      "gratitude"};

constexpr std::array<std::string_view, 4> kSharingNames{"exact", "band", "trend", "private"};

template <typename Enum, std::size_t N>
std::optional<Enum> named(const std::array<std::string_view, N>& names, std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Enum>(found - names.begin());
}

}  // namespace

std::string_view name_of(RecordKind kind) {
  const auto found =
      std::find_if(kKindNames.begin(), kKindNames.end(), [kind](const KindName& one) { return one.kind == kind; });
  return found == kKindNames.end() ? "unknown" : found->name;
}

std::optional<RecordKind> record_kind_named(std::string_view name) {
  const auto found = std::find_if(kKindNames.begin(), kKindNames.end(), [name](const KindName& one) { return one.name == name; });
  if (found == kKindNames.end()) return std::nullopt;
  return found->kind;
}

std::string_view name_of(Outcome outcome) {
  const auto at = static_cast<std::size_t>(outcome);
  return at < kOutcomeNames.size() ? kOutcomeNames[at] : "none";
}
std::optional<Outcome> outcome_named(std::string_view name) { return named<Outcome>(kOutcomeNames, name); }

std::string_view name_of(NoteKind kind) {
  const auto at = static_cast<std::size_t>(kind);
  return at < kNoteKindNames.size() ? kNoteKindNames[at] : kNoteKindNames[0];
}
std::optional<NoteKind> note_kind_named(std::string_view name) { return named<NoteKind>(kNoteKindNames, name); }

std::string_view name_of(Heading heading) {
  const auto found = std::find_if(kHeadingNames.begin(), kHeadingNames.end(),
                                  [heading](const HeadingName& one) { return one.heading == heading; });
  return found == kHeadingNames.end() ? "none" : found->name;
}
std::optional<Heading> heading_named(std::string_view name) {
  const auto found = std::find_if(kHeadingNames.begin(), kHeadingNames.end(),
                                  [name](const HeadingName& one) { return one.name == name; });
  if (found == kHeadingNames.end()) return std::nullopt;
  return found->heading;
}

bool is_newer(const Facts& facts) {
  const bool named = std::any_of(kKindNames.begin(), kKindNames.end(), [&](const KindName& one) { return one.kind == facts.kind; });
  return !named || facts.shape > Shape::conditional || (facts.flags & ~kKnownFlags) != 0;
}

std::string_view name_of(Sharing sharing) {
  const auto at = static_cast<std::size_t>(sharing);
  return at < kSharingNames.size() ? kSharingNames[at] : kSharingNames.back();
}
std::optional<Sharing> sharing_named(std::string_view name) { return named<Sharing>(kSharingNames, name); }

std::string_view Words::part(Heading heading) const {
  const auto found = std::find_if(parts.begin(), parts.end(), [heading](const Part& one) { return one.heading == heading; });
  return found == parts.end() ? std::string_view() : std::string_view(found->text);
}

}  // namespace avow::ledger
