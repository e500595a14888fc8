#include "app/promises.h"

#include <algorithm>

#include <fmt/format.h>

#include "app/answers.h"
#include "app/finding.h"
#include "app/rhythm.h"
#include "app/taking_back.h"
#include "app/terms.h"
#include "app/writing.h"
#include "base/text_app.h"
#include "base/text_promises.h"
#include "ledger/series.h"
#include "wire/message.h"

namespace avow::app {
namespace {

using ledger::RecordKind;
using wire::view_of;

constexpr log::Lane kLane = log::Lane::commitments;

Result<ledger::Outcome> outcome_of(std::string_view typed) {
  std::string name(typed);
  std::replace(name.begin(), name.end(), '-', '_');
  if (name == "cant_tell") name = "cannot_tell";
  const auto outcome = ledger::outcome_named(name);
  if (!outcome || *outcome == ledger::Outcome::none) return Error{Errc::usage, std::string(text::kSayOutcome)};
  return *outcome;
}

// The kind of record that a verb of the command line writes. check() may turn it into the answer to a proposal.
Result<RecordKind> kind_of(std::string_view verb, std::string_view outcome) {
  if (verb == "settle" && outcome == kTakeBack) return RecordKind::promise_take_back;
  if (verb == "settle" && outcome == kLeaveOpen) return RecordKind::promise_leave_open;
  for (const auto& row : ledger::transitions()) {
    if (row.verb == verb && row.kind != RecordKind::none) return row.kind;
  }
  return Error{Errc::usage, fmt::format(text::kNoSuchVerb, verb)};
}

bool has_terms(RecordKind kind) { return kind == RecordKind::promise_counter || kind == RecordKind::promise_change; }

// What a command on a promise leaves to say: the terms that were just proposed (without them the promise's own), and the
// remark on a date that was typed.
struct Said {
  const ledger::Facts* terms = nullptr;
  std::string remark;
  bool has_due = true;
};

// The due that holds now: of what a promise became, or of the day that comes next.
Result<void> echo_due(Vault& vault, const Asker& asker, const ledger::Promise& said, Changed& changed) {
  const Instant now = vault.clock().now();
  AVOW_TRY(const auto promise, vault.ledger().promise(said.successor.value_or(said.id), now));
  if (const auto next = next_due(vault, promise, now)) {
    changed.due = to_rfc3339(next->due);
    changed.due_local = next->local;
  } else if (!rests(promise)) {
    AVOW_TRY(const auto terms, content_of(vault, promise.terms));
    changed.due = text_of_instant(due_of(terms.facts));
    changed.due_local = due_local(terms.facts, asker.zone);
  }
  return {};
}

Result<void> reply_promise(Vault& vault, const Asker& asker, const RecordId& id, Replies& replies, const Said& said = {}) {
  AVOW_TRY(const auto promise, vault.ledger().promise(id, vault.clock().now()));
  Changed changed{to_text(id), std::string(ledger::name_of(promise.state)), "", "", "commitments", "", said.remark};
  if (promise.successor) changed.successor = to_text(*promise.successor);
  if (said.terms != nullptr) {
    changed.due = text_of_instant(due_of(*said.terms));
    changed.due_local = due_local(*said.terms, asker.zone);
  } else if (said.has_due) {
    AVOW_CHECK(echo_due(vault, asker, promise, changed));
  }
  return reply_changed(vault, changed, replies);
}

Result<void> reply_draft(Vault& vault, const Asker& asker, const Draft& draft, const std::string& remark, Replies& replies) {
  AVOW_TRY(const auto content, content_of(draft.facts, draft.words));
  const Changed changed{to_text(draft.id), "draft", text_of_instant(due_of(content.facts)),
                        due_local(content.facts, asker.zone), "private", "", remark};
  return reply_changed(vault, changed, replies);
}

// Drafts can be offered or thrown away, nothing else.
Result<void> act_on_draft(Vault& vault, const Draft& draft, std::string_view verb, Replies& replies) {
  if (verb != "withdraw") {
    return Error{Errc::refused, std::string(text::kStillDraft)};
  }
  AVOW_CHECK(vault.erase_draft(draft.id));
  return reply_changed(vault, Changed{to_text(draft.id), "withdrawn", "", "", "private", ""}, replies);
}

}  // namespace

namespace {

// A window is easily typed where something else was meant: it is said out loud.
void add_window(const ledger::Facts& facts, std::string_view zone, std::string& remark) {
  if (facts.start_at == Instant{}) return;
  const auto begins = fmt::format(text::kWindowIs, moment_local(facts.start_at, facts.due_zone, zone));
  remark += (remark.empty() ? "" : " ") + begins;
}

// What was typed over the terms that stand in `content`. Returns the remarks.
Result<std::string> take_terms(std::string_view zone, const Asker& asker, Instant now, schema::PromiseTerms::Reader typed,
                               Content& content) {
  AVOW_TRY(auto remark, apply_terms(zone, now, typed, content));
  const std::string due = typed.getDue().size() > 0 ? content.facts.due_wall : std::string();
  AVOW_CHECK(apply_shape(zone, now, typed, content));
  if (typed.getEvery().size() > 0) remark += (remark.empty() ? "" : " ") + remark_on_rule(content.facts, due);
  add_window(content.facts, asker.zone, remark);
  return remark;
}

// A repeating promise that lay here for some days begins with the next one that its rule names.
Result<void> begin_on_next_day(Draft& draft, Instant now) {
  AVOW_TRY(auto facts, ledger::decode_facts(draft.facts));
  if (facts.shape != ledger::Shape::repeating || facts.repeats.empty() || facts.grace_end_at > now) return {};
  const auto first = ledger::local_day_in(facts.due_wall);
  const auto today = ledger::local_day_in(ledger::local_wall(now, facts.due_zone));
  if (!first || !today) return {};
  const std::string time = facts.due_wall.size() > 10 ? facts.due_wall.substr(10) : std::string();
  // Why two: today's time may have passed.
  for (const auto day : ledger::days_of(facts.repeats.front(), *first, *today, ledger::kLastDay, 2)) {
    AVOW_TRY(const auto when, ledger::parse_when(ledger::date_text(day) + time, facts.due_zone));
    const ledger::Facts before = facts;
    move_due(facts, when);
    if (before.start_at != Instant{}) facts.start_at = when.due - (before.due_at - before.start_at);
    if (facts.grace_end_at > now) break;
    facts = before;
  }
  AVOW_TRY(draft.facts, ledger::encode(facts));
  return {};
}

}  // namespace

Result<void> promise_offer(Vault& vault, const Asker& asker, schema::PromiseTerms::Reader terms, Replies& replies) {
  if (terms.getDraft().size() > 0) {
    AVOW_TRY(auto draft, find_draft(vault, view_of(terms.getDraft()), kLane));
    AVOW_CHECK(begin_on_next_day(draft, vault.clock().now()));
    AVOW_TRY(const auto content, content_of(draft.facts, draft.words));
    AVOW_CHECK(check_still_ahead(content.facts, vault.clock().now(), asker.zone));
    AVOW_TRY(const auto id, release_draft(vault, asker, draft));
    return reply_promise(vault, asker, id, replies);
  }
  ledger::Act act;
  act.kind = terms.getAsk() ? RecordKind::promise_ask : RecordKind::promise_offer;
  act.now = vault.clock().now();
  AVOW_TRY(auto answer, vault.ledger().check(act));
  Content content{std::move(answer.facts), {}};
  const auto promiser = terms.getAsk() ? log::Author::partner : log::Author::me;
  const std::string zone = zone_for_due(vault, promiser, {}, asker.zone);
  AVOW_TRY(const auto remark, take_terms(zone, asker, act.now, terms, content));
  const ledger::Facts said = content.facts;
  AVOW_TRY(auto record, make_record(vault, asker, std::move(content.facts), content.words));
  const RecordId id = vault.id_for(kLane, record.id_random);
  if (terms.getAsDraft() || !vault.keys().confirmed()) {
    const Draft draft{id, kLane, record.id_random, std::move(record.facts), std::move(record.words)};
    AVOW_CHECK(vault.save_drafts({draft}));
    return reply_draft(vault, asker, draft, remark, replies);
  }
  AVOW_CHECK(check_may_say(vault, asker));
  AVOW_CHECK(check_still_ahead(said, act.now, asker.zone));
  AVOW_CHECK(vault.append(kLane, one(std::move(record))));
  return reply_promise(vault, asker, id, replies, {nullptr, remark});
}

namespace {

// For a counter and a change: what was typed over the terms that stand. Returns the remark on the due.
Result<std::string> take_new_terms(Vault& vault, const Asker& asker, const ledger::Promise& promise,
                            schema::PromiseTerms::Reader typed, Content& content) {
  AVOW_TRY(const auto terms, content_of(vault, promise.terms));
  content.words = terms.words;
  copy_terms(terms.facts, content.facts);
  const Instant now = vault.clock().now();
  const std::string zone = zone_for_due(vault, promise.promiser, promise.id, asker.zone);
  AVOW_TRY(auto remark, take_terms(zone, asker, now, typed, content));
  if (typed.getDue().size() > 0) AVOW_CHECK(check_still_ahead(content.facts, now, asker.zone));
  if (is_past(content.facts, now)) return Error{Errc::refused, fmt::format(text::kSayNewDue, due_local(content.facts, asker.zone))};
  return remark;
}

// Nobody is bound by what is past already. `act`: an answer to an offer, an ask or a change; nothing else is looked at.
Result<void> check_binds_ahead(Vault& vault, const Asker& asker, const ledger::Promise& promise, const ledger::Facts& act) {
  const bool change = act.kind == RecordKind::promise_accept_change;
  if (!change && act.kind != RecordKind::promise_accept && act.kind != RecordKind::promise_take) return {};
  AVOW_TRY(const auto terms, content_of(vault, change ? act.proposal : promise.terms));
  if (!is_past(terms.facts, act.said_at)) return {};
  const std::string due = due_local(terms.facts, asker.zone);
  return Error{Errc::refused, change ? fmt::format(text::kTooLateToChange, due) : fmt::format(text::kTooLateToTake, due)};
}

// When it was done, where a command says so. Of a day that is over it is that day unless something else is typed.
Result<std::string> take_done_at(Vault& vault, const Asker& asker, const ledger::Promise& promise,
                                 schema::PromiseAct::Reader request, ledger::Act& act) {
  const bool typed = request.getDoneAt().size() > 0;
  if (act.day == ledger::LocalDay{}) {
    if (!typed) return std::string();
    AVOW_TRY(auto done, parse_done_at(view_of(request.getDoneAt()), asker.zone, promise, act.now));
    act.done_at = done.at;
    return std::move(done.remark);
  }
  AVOW_TRY(auto day, vault.ledger().day(promise.id, act.day, act.now));
  day.due = ledger::times_of(promise.days.front(), act.day).due;
  if (!typed) {
    if (act.kind == RecordKind::promise_report) act.done_at = std::min(*day.due, act.now);
    return std::string();
  }
  AVOW_TRY(auto done, parse_done_at(view_of(request.getDoneAt()), asker.zone, day, act.now));
  act.done_at = done.at;
  return std::move(done.remark);
}

// What an end or a pause says of its days: it has no due.
std::string remark_on_range(const ledger::Facts& facts, const ledger::Promise& after) {
  const std::string from = ledger::day_text(facts.day);
  if (facts.kind == RecordKind::promise_end) {
    return fmt::format(text::kEndsFrom, from) + (after.ended_short ? " " + std::string(text::kEndsShort) : "");
  }
  const bool back = facts.until_day != ledger::LocalDay{};
  const std::string until = back ? ledger::day_text(facts.until_day) : std::string();
  if (facts.day == ledger::LocalDay{}) return back ? fmt::format(text::kPausedUntil, until) : std::string();
  return back ? fmt::format(text::kPausedRange, from, until) : fmt::format(text::kPausedFrom, from);
}

bool is_range(RecordKind kind) { return kind == RecordKind::promise_end || kind == RecordKind::promise_pause; }

// Of a report or a correction: that it waits for the other's word, or that it counts as late.
void add_on_word(Vault& vault, const ledger::Act& act, std::string& remark) {
  const bool day = act.day != ledger::LocalDay{};
  const auto after = day ? vault.ledger().day(act.id, act.day, act.now) : vault.ledger().promise(act.id, act.now);
  const auto own = [](const ledger::Proposal& one) { return one.by == log::Author::me && one.kind == RecordKind::promise_correct; };
  if (!after.ok()) return;
  const bool waits = std::any_of(after->pending.begin(), after->pending.end(), own);
  if (!waits && after->outcome != ledger::Outcome::kept_late) return;
  remark += (remark.empty() ? "" : " ") + std::string(waits ? text::kCorrectionWaits : text::kCountsLate);
}

Result<void> reply_day(Vault& vault, const Asker& asker, const RecordId& series, const ledger::Facts& said,
                       const std::string& remark, Replies& replies) {
  AVOW_TRY(const auto day, vault.ledger().day(series, said.day, vault.clock().now()));
  ledger::Facts shown = said;
  shown.flags = day.due_is_date ? ledger::kDueIsDate : 0;
  return reply_changed(vault, Changed{to_text(series), std::string(ledger::name_of(day.state)), to_rfc3339(said.due_at),
                                      due_local(shown, asker.zone), "commitments", "", remark}, replies);
}

}  // namespace

Result<void> promise_act(Vault& vault, const Asker& asker, schema::PromiseAct::Reader request, Replies& replies) {
  const auto verb = view_of(request.getVerb());
  const auto typed_outcome = view_of(request.getOutcome());
  AVOW_TRY(const auto kind, kind_of(verb, typed_outcome));
  AVOW_TRY(const auto found, find_record(vault, view_of(request.getId()), ledger::Scope::promises));
  if (found.draft) return act_on_draft(vault, *found.draft, verb, replies);
  AVOW_CHECK(check_may_say(vault, asker));
  ledger::Act act;
  act.kind = kind;
  act.id = found.id;
  act.now = vault.clock().now();
  if (ledger::names_outcome(kind)) {
    AVOW_TRY(act.outcome, outcome_of(typed_outcome));
  }
  AVOW_TRY(const auto promise, vault.ledger().promise(found.id, act.now));
  AVOW_TRY(act.day, day_meant(vault, promise, kind, view_of(request.getOn()), asker.zone, act.now));
  AVOW_TRY(auto remark, take_done_at(vault, asker, promise, request, act));
  AVOW_TRY(auto answer, vault.ledger().check(act));
  Content content{std::move(answer.facts), {}};
  AVOW_CHECK(check_binds_ahead(vault, asker, promise, content.facts));
  AVOW_CHECK(apply_range(promise, request, asker.zone, act.now, content.facts));
  if (has_terms(kind)) {
    AVOW_TRY(remark, take_new_terms(vault, asker, promise, request.getTerms(), content));
  } else if (request.getText().size() > 0) {
    AVOW_CHECK(check_text(view_of(request.getText()), text::kTheText));
    content.words.text = std::string(view_of(request.getText()));
  }
  AVOW_TRY(auto record, make_record(vault, asker, content.facts, content.words));
  // Why by the kind that check() gave: taking a proposal back leaves the promise as it is, and its words.
  if (content.facts.kind == RecordKind::promise_withdraw) {
    AVOW_CHECK(withdraw_whole(vault, asker, kLane, std::move(record), promise.id, ids_of(vault.ledger().history(promise.id, act.now))));
  } else {
    AVOW_CHECK(vault.append(kLane, one(std::move(record))));
  }
  if (kind == RecordKind::promise_report || kind == RecordKind::promise_correct) add_on_word(vault, act, remark);
  if (act.day != ledger::LocalDay{}) return reply_day(vault, asker, promise.id, content.facts, remark, replies);
  const bool whole_ended = kind == RecordKind::promise_release || kind == RecordKind::promise_step_back;
  if (whole_ended && !promise.days.empty()) remark = text::kWholeFromNow;
  if (is_range(kind)) {
    AVOW_TRY(const auto after, vault.ledger().promise(found.id, act.now));
    return reply_promise(vault, asker, found.id, replies, {nullptr, remark_on_range(content.facts, after), false});
  }
  return reply_promise(vault, asker, found.id, replies, {has_terms(kind) ? &content.facts : nullptr, remark});
}

}  // namespace avow::app
