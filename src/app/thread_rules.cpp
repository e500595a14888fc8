#include "app/thread_rules.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "app/writing.h"
#include "base/limits.h"
#include "base/text_app.h"
#include "base/text_threads.h"
#include "ledger/typed_when.h"
#include "wire/message.h"

namespace avow::app {
namespace {

using enum ledger::RecordKind;
using ledger::RecordKind;
using wire::view_of;

struct FirstKind {
  std::string_view name;
  RecordKind kind;
};
constexpr std::array kFirst{
    FirstKind{"question", question_ask},        FirstKind{"agreement", agreement_propose},
    FirstKind{"transparency", transparency_propose}, FirstKind{"boundary", boundary_state},
    FirstKind{"repair", repair_raise},          FirstKind{"attempt", repair_attempt},
    FirstKind{"session", session_add},          FirstKind{"milestone", milestone_propose},
    FirstKind{"sign", sign_share},
};

// Records that say nothing without words.
constexpr std::array kNeedWords{
    question_ask,   question_answer, agreement_propose, transparency_propose, boundary_state,
    boundary_revise, boundary_ask,   repair_raise,      repair_acknowledge,   repair_apologise,
    repair_need,    session_agenda,  session_outcome,   milestone_propose,    sign_share,
};

std::string date_after(Instant from, std::chrono::days days, std::string_view zone) {
  return ledger::days_after(ledger::day_of(from, zone).date, static_cast<int>(days.count()));
}

void add_remark(std::string& remarks, const std::string& remark) {
  if (!remark.empty()) remarks += (remarks.empty() ? "" : " ") + remark;
}

bool is_agreement(RecordKind kind) { return kind == agreement_propose || kind == transparency_propose; }

// The moment that is meant, ahead: of a date its beginning.
Result<Instant> moment_of(std::string_view typed, std::string_view zone, Instant now, std::string& remarks) {
  AVOW_TRY(const auto when, ledger::parse_typed_when(typed, zone, now));
  add_remark(remarks, when.remark);
  if (!when.date_only) return when.due;
  const auto begins = ledger::instant_on(when.wall, std::chrono::minutes(0), when.zone);
  AVOW_ASSERT(begins.has_value());
  return *begins;
}

// The end: required and near for transparency, free for other agreements.
Result<void> take_end(const Asker& asker, std::string_view until, ledger::Facts& facts, std::string& remarks) {
  std::string typed(until);
  const Instant start = std::max(facts.start_at, facts.said_at);
  if (typed.empty() && facts.kind == transparency_propose) typed = date_after(start, ledger::kTransparencyDefault, asker.zone);
  if (typed.empty()) return {};
  AVOW_TRY(const auto when, ledger::parse_typed_when(typed, asker.zone, facts.said_at));
  if (when.due <= start) return Error{Errc::usage, std::string(text::kEndsBeforeItBegins)};
  add_remark(remarks, when.remark);
  set_due(facts, when);
  return {};
}

// When both look at it again; what ends before needs none.
Result<void> take_review(const Asker& asker, std::string_view review, ledger::Facts& facts, std::string& remarks) {
  const bool typed = !review.empty();
  if (!typed && facts.kind == transparency_propose) return {};
  const Instant start = std::max(facts.start_at, facts.said_at);
  const std::string when = typed ? std::string(review) : date_after(start, ledger::kReviewAfterDefault, asker.zone);
  AVOW_TRY(facts.review_at, moment_of(when, asker.zone, facts.said_at, remarks));
  if (facts.review_at <= facts.said_at) return Error{Errc::usage, std::string(text::kReviewIsPast)};
  const bool ends_first = !facts.due_wall.empty() && facts.due_at <= facts.review_at;
  if (ends_first && typed) return Error{Errc::usage, std::string(text::kReviewAfterEnd)};
  if (ends_first) facts.review_at = {};
  return {};
}

}  // namespace

Result<RecordKind> first_kind_named(std::string_view name) {
  const auto found = std::find_if(kFirst.begin(), kFirst.end(), [name](const FirstKind& one) { return one.name == name; });
  if (found == kFirst.end()) return Error{Errc::usage, std::string(text::kUnknownRequest)};
  return found->kind;
}

Result<void> take_words(RecordKind kind, std::string_view text, capnp::List<schema::Headed>::Reader parts,
                        ledger::Words& words) {
  if (!text.empty()) {
    AVOW_CHECK(check_text(text, text::kTheText));
    words.text = std::string(text);
  }
  for (const auto part : parts) {
    const auto heading = ledger::heading_named(view_of(part.getHeading()));
    if (!heading) return Error{Errc::usage, std::string(text::kUnknownRequest)};
    AVOW_CHECK(check_text(view_of(part.getText()), text::kEachPart));
    std::erase_if(words.parts, [&heading](const ledger::Part& old) { return old.heading == *heading; });
    words.parts.push_back({*heading, std::string(view_of(part.getText()))});
  }
  const bool needed = std::find(kNeedWords.begin(), kNeedWords.end(), kind) != kNeedWords.end();
  if (needed && words.text.empty() && words.parts.empty()) return check_text("", text::kTheText);
  return {};
}

Result<std::string> take_times(const Asker& asker, schema::ThreadBegin::Reader request, ledger::Facts& facts) {
  std::string remarks;
  if (request.getStart().size() > 0) {
    AVOW_TRY(facts.start_at, moment_of(view_of(request.getStart()), asker.zone, facts.said_at, remarks));
  } else if (facts.kind == session_add) {
    return Error{Errc::usage, std::string(text::kSessionNeedsTime)};
  }
  if (!is_agreement(facts.kind)) return remarks;
  AVOW_CHECK(take_end(asker, view_of(request.getUntil()), facts, remarks));
  AVOW_CHECK(take_review(asker, view_of(request.getReview()), facts, remarks));
  return remarks;
}

Result<void> check_may_begin(Vault& vault, const ledger::Facts& facts) {
  if (facts.kind == transparency_propose && !ledger::is_bounded(facts)) {
    return Error{Errc::refused, fmt::format(text::kTransparencyTooLong, ledger::kTransparencyMax.count())};
  }
  if (is_agreement(facts.kind) && !facts.due_wall.empty() && facts.due_at <= facts.said_at) {
    return Error{Errc::refused, std::string(text::kEndHasPassed)};
  }
  if (facts.kind != question_ask) return {};
  const auto waiting = vault.ledger().waiting_threads(facts.said_at);
  const auto open = std::count_if(waiting.begin(), waiting.end(), [](const ledger::Thread& thread) {
    return thread.kind == ledger::ThreadKind::question && thread.by == log::Author::me;
  });
  if (static_cast<std::size_t>(open) < limits::kOpenQuestionsMax) return {};
  return Error{Errc::refused, fmt::format(text::kTooManyQuestions, limits::kOpenQuestionsMax)};
}

Result<RecordKind> kind_of_verb(const ledger::Thread& thread, schema::ThreadAct::Reader request, Instant now) {
  const auto verb = view_of(request.getVerb());
  if (thread.kind == ledger::ThreadKind::question && verb == "answer") {
    if (request.getInSession()) return question_in_session;
    return request.getWhen().size() > 0 ? question_answer_by : question_answer;
  }
  RecordKind found = none;
  for (const auto& row : ledger::thread_rows()) {
    if (row.thread != thread.kind || row.verb != verb || row.effect == ledger::Effect::first) continue;
    if (ledger::allows(row, thread, log::Author::me, now)) return row.kind;
    if (found == none || row.event == verb) found = row.kind;
  }
  if (found == none) return Error{Errc::usage, fmt::format(text::kNoSuchThreadVerb, verb)};
  return found;
}

Result<std::string> take_when(const Asker& asker, std::string_view when, ledger::Facts& facts) {
  std::string remark;
  if (facts.kind != repair_pause && facts.kind != session_move) return remark;
  if (when.empty()) return Error{Errc::usage, std::string(text::kSayWhen)};
  AVOW_TRY(facts.start_at, moment_of(when, asker.zone, facts.said_at, remark));
  const bool past = facts.kind == repair_pause && facts.start_at <= facts.said_at;
  if (past) return Error{Errc::refused, std::string(text::kPauseIsPast)};
  return remark;
}

}  // namespace avow::app
