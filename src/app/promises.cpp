#include "app/promises.h"

#include <algorithm>

#include <fmt/format.h>

#include "app/answers.h"
#include "app/finding.h"
#include "app/writing.h"
#include "base/text_app.h"
#include "ledger/when.h"
#include "wire/message.h"

namespace avow::app {
namespace {

using ledger::RecordKind;
using wire::view_of;

constexpr log::Lane kLane = log::Lane::commitments;

// Facts and words of a record that is stored or drafted; words that do not parse are shown as none.
struct Content {
  ledger::Facts facts;
  ledger::Words words;
};

Result<Content> content_of(const std::optional<Bytes>& facts, const std::optional<Bytes>& words) {
  Content out;
  if (facts) {
    AVOW_TRY(out.facts, ledger::decode_facts(*facts));
  }
  if (words) {
    auto decoded = ledger::decode_words(*words);
    if (decoded.ok()) out.words = std::move(*decoded);
  }
  return out;
}

Result<Content> content_of(Vault& vault, const RecordId& id) {
  AVOW_TRY(const auto payload, vault.payload_of(id));
  const auto bytes_in = [](const std::optional<log::PayloadPart>& part) {
    return part ? std::optional<Bytes>(part->bytes) : std::nullopt;
  };
  return content_of(bytes_in(payload.facts), bytes_in(payload.words));
}

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
  if (verb == "settle" && outcome == "take-back") return RecordKind::promise_take_back;
  if (verb == "settle" && outcome == "leave-open") return RecordKind::promise_leave_open;
  for (const auto& row : ledger::transitions()) {
    if (row.verb == verb && row.kind != RecordKind::none) return row.kind;
  }
  return Error{Errc::usage, fmt::format(text::kNoSuchVerb, verb)};
}

bool takes_outcome(RecordKind kind) {
  return kind == RecordKind::promise_report || kind == RecordKind::promise_settle ||
         kind == RecordKind::promise_correct || kind == RecordKind::promise_own_view;
}

bool has_terms(RecordKind kind) { return kind == RecordKind::promise_counter || kind == RecordKind::promise_change; }

void set_due(ledger::Facts& facts, const ledger::When& when) {
  facts.due_wall = when.wall;
  facts.due_zone = when.zone;
  facts.due_at = when.due;
  facts.grace_end_at = when.grace_end;
  facts.flags = when.date_only ? facts.flags | ledger::kDueIsDate : facts.flags & ~ledger::kDueIsDate;
}

// What was typed goes over what stood before; "none" takes a due date away.
Result<void> apply_terms(std::string_view zone, schema::PromiseTerms::Reader terms, Content& content) {
  const auto take = [](capnp::Text::Reader typed, std::string& to) {
    if (typed.size() > 0) to = std::string(view_of(typed));
  };
  take(terms.getText(), content.words.text);
  take(terms.getDoneWhen(), content.words.done_when);
  take(terms.getIfThen(), content.words.if_then);
  take(terms.getLookAt(), content.words.look_at);
  AVOW_CHECK(check_text(content.words.text, text::kAPromise));
  for (const auto* part : {&content.words.done_when, &content.words.if_then, &content.words.look_at}) {
    if (!part->empty()) AVOW_CHECK(check_text(*part, text::kAPromisePart));
  }
  const auto due = view_of(terms.getDue());
  if (due == "none") {
    set_due(content.facts, ledger::When{});
  } else if (!due.empty()) {
    AVOW_TRY(const auto when, ledger::parse_when(due, zone));
    set_due(content.facts, when);
  }
  return {};
}

// The terms' fields of `from` in the facts that check() prepared.
void copy_terms(const ledger::Facts& from, ledger::Facts& to) {
  to.flags = from.flags;
  to.due_at = from.due_at;
  to.grace_end_at = from.grace_end_at;
  to.review = from.review;
  to.due_wall = from.due_wall;
  to.due_zone = from.due_zone;
  to.shape = from.shape;
}

// From the instant, never from the partner's text. A date means its whole day: its instant is the midnight at the end.
std::string due_local(std::optional<Instant> due, bool due_is_date, const ledger::Facts& terms) {
  if (!due) return "";
  if (due_is_date) return ledger::local_day(*due - std::chrono::milliseconds(1), terms.due_zone);
  return ledger::local_text(*due, terms.due_zone);
}

Result<void> reply_promise(Vault& vault, const RecordId& id, Replies& replies) {
  AVOW_TRY(const auto promise, vault.ledger().promise(id, vault.clock().now()));
  AVOW_TRY(const auto terms, content_of(vault, promise.terms));
  const Changed changed{to_text(id), std::string(ledger::name_of(promise.state)), text_of_instant(promise.due),
                        due_local(promise.due, promise.due_is_date, terms.facts), "commitments"};
  return reply_changed(vault, changed, replies);
}

Result<void> reply_draft(Vault& vault, const Draft& draft, Replies& replies) {
  AVOW_TRY(const auto content, content_of(draft.facts, draft.words));
  const bool due = !content.facts.due_wall.empty();
  const bool date = (content.facts.flags & ledger::kDueIsDate) != 0;
  const auto at = due ? std::optional(content.facts.due_at) : std::nullopt;
  return reply_changed(vault, Changed{to_text(draft.id), "draft", text_of_instant(at), due_local(at, date, content.facts), "private"},
                       replies);
}

// "report", "take_back", "accept_change": steady, for programs.
std::string event_name(RecordKind kind) {
  constexpr std::string_view kPrefix = "promise_";
  std::string_view name = ledger::name_of(kind);
  if (name.starts_with(kPrefix)) name.remove_prefix(kPrefix.size());
  return std::string(name);
}

void fill_history(schema::Promise::Builder out, Vault& vault, const ledger::Promise& promise, Instant now) {
  const auto history = vault.ledger().history(promise.id, now);
  auto events = out.initHistory(static_cast<unsigned>(history.size()));
  for (unsigned i = 0; i < events.size(); ++i) {
    const auto& item = history[i];
    events[i].setId(to_text(item.id));
    events[i].setEvent(event_name(item.kind));
    events[i].setBy(std::string(log::name_of(item.by)));
    events[i].setSaidAt(to_rfc3339(item.said_at));
    events[i].setReceivedAt(text_of_instant(vault.received_at(item.id)));
    events[i].setStanding(std::string(ledger::name_of(item.mark)));
    const auto content = content_of(vault, item.id);
    events[i].setText(content.ok() ? content->words.text : std::string());
    events[i].setOutcome(item.outcome == ledger::Outcome::none ? "" : std::string(ledger::name_of(item.outcome)));
  }
}

void fill_pending(schema::Promise::Builder out, Vault& vault, const ledger::Promise& promise) {
  auto pending = out.initPending(static_cast<unsigned>(promise.pending.size()));
  for (unsigned i = 0; i < pending.size(); ++i) {
    const auto& proposal = promise.pending[i];
    const auto content = content_of(vault, proposal.id);
    pending[i].setId(to_text(proposal.id));
    pending[i].setBy(std::string(log::name_of(proposal.by)));
    pending[i].setKind(proposal.kind == RecordKind::promise_change ? "terms" : "outcome");
    pending[i].setText(content.ok() ? content->words.text : std::string());
    const bool due = content.ok() && !content->facts.due_wall.empty();
    pending[i].setDue(due ? to_rfc3339(content->facts.due_at) : std::string());
    pending[i].setOutcome(proposal.outcome == ledger::Outcome::none ? "" : std::string(ledger::name_of(proposal.outcome)));
  }
}

void fill_words(schema::Promise::Builder out, const ledger::Words& words) {
  out.setText(words.text);
  out.setDoneWhen(words.done_when);
  out.setIfThen(words.if_then);
  out.setLookAt(words.look_at);
}

Result<void> reply_item(Vault& vault, const ledger::Promise& promise, Instant now, Replies& replies) {
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<schema::Item>().initPromise();
  AVOW_CHECK(fill_promise(out, vault, promise));
  fill_history(out, vault, promise, now);
  replies.item(message.getRoot<schema::Item>());
  return {};
}

Result<void> reply_draft_item(const Draft& draft, Replies& replies) {
  AVOW_TRY(const auto content, content_of(draft.facts, draft.words));
  const bool due = !content.facts.due_wall.empty();
  const bool date = (content.facts.flags & ledger::kDueIsDate) != 0;
  const auto at = due ? std::optional(content.facts.due_at) : std::nullopt;
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<schema::Item>().initPromise();
  out.setId(to_text(draft.id));
  out.setBy(content.facts.kind == RecordKind::promise_ask ? "partner" : "me");
  fill_words(out, content.words);
  out.setDue(text_of_instant(at));
  out.setDueLocal(due_local(at, date, content.facts));
  out.setState("draft");
  out.setOutcome("");
  out.setSuccessor("");
  out.setPredecessor("");
  out.initHistory(0);
  out.initPending(0);
  replies.item(message.getRoot<schema::Item>());
  return {};
}

// Drafts can be offered or thrown away, nothing else.
Result<void> act_on_draft(Vault& vault, const Draft& draft, std::string_view verb, Replies& replies) {
  if (verb != "withdraw") {
    return Error{Errc::refused, std::string(text::kStillDraft)};
  }
  AVOW_CHECK(vault.erase_draft(draft.id));
  return reply_changed(vault, Changed{to_text(draft.id), "withdrawn", "", "", "private"}, replies);
}

}  // namespace

Result<void> fill_promise(schema::Promise::Builder out, Vault& vault, const ledger::Promise& promise) {
  AVOW_TRY(const auto terms, content_of(vault, promise.terms));
  out.setId(to_text(promise.id));
  out.setBy(std::string(log::name_of(promise.promiser)));
  fill_words(out, terms.words);
  out.setDue(text_of_instant(promise.due));
  out.setDueLocal(due_local(promise.due, promise.due_is_date, terms.facts));
  out.setState(std::string(ledger::name_of(promise.state)));
  out.setOutcome(promise.outcome == ledger::Outcome::none ? "" : std::string(ledger::name_of(promise.outcome)));
  out.setSuccessor(promise.successor ? to_text(*promise.successor) : std::string());
  out.setPredecessor(promise.predecessor ? to_text(*promise.predecessor) : std::string());
  out.initHistory(0);
  fill_pending(out, vault, promise);
  return {};
}

Result<void> promise_offer(Vault& vault, const Asker& asker, schema::PromiseTerms::Reader terms, Replies& replies) {
  if (terms.getDraft().size() > 0) {
    AVOW_TRY(const auto draft, find_draft(vault, view_of(terms.getDraft()), kLane));
    AVOW_CHECK(release_draft(vault, asker, draft));
    return reply_promise(vault, draft.id, replies);
  }
  ledger::Act act;
  act.kind = terms.getAsk() ? RecordKind::promise_ask : RecordKind::promise_offer;
  act.now = vault.clock().now();
  AVOW_TRY(auto answer, vault.ledger().check(act));
  Content content{std::move(answer.facts), {}};
  AVOW_CHECK(apply_terms(asker.zone, terms, content));
  AVOW_TRY(auto record, make_record(vault, asker, std::move(content.facts), content.words));
  const RecordId id = vault.id_for(kLane, record.id_random);
  if (terms.getAsDraft() || !vault.keys().confirmed()) {
    const Draft draft{id, kLane, record.id_random, std::move(record.facts), std::move(record.words)};
    AVOW_CHECK(vault.save_drafts({draft}));
    return reply_draft(vault, draft, replies);
  }
  AVOW_CHECK(check_may_say(vault, asker));
  AVOW_CHECK(vault.append(kLane, one(std::move(record))));
  return reply_promise(vault, id, replies);
}

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
  if (takes_outcome(kind)) {
    AVOW_TRY(act.outcome, outcome_of(typed_outcome));
  }
  if (request.getDoneAt().size() > 0) {
    AVOW_TRY(const auto when, ledger::parse_when(view_of(request.getDoneAt()), asker.zone));
    act.done_at = when.due;
  }
  AVOW_TRY(auto answer, vault.ledger().check(act));
  Content content{std::move(answer.facts), {}};
  if (has_terms(kind)) {
    AVOW_TRY(const auto promise, vault.ledger().promise(found.id, act.now));
    AVOW_TRY(const auto terms, content_of(vault, promise.terms));
    content.words = terms.words;
    copy_terms(terms.facts, content.facts);
    AVOW_CHECK(apply_terms(asker.zone, request.getTerms(), content));
  } else if (request.getText().size() > 0) {
    AVOW_CHECK(check_text(view_of(request.getText()), text::kTheText));
    content.words.text = std::string(view_of(request.getText()));
  }
  AVOW_TRY(auto record, make_record(vault, asker, std::move(content.facts), content.words));
  AVOW_CHECK(vault.append(kLane, one(std::move(record))));
  return reply_promise(vault, found.id, replies);
}

namespace {

class PromiseList final : public Operation {
 public:
  PromiseList(Vault& vault, std::optional<Instant> since, std::size_t limit, Replies& replies)
      : vault_(vault), replies_(replies), since_(since), left_(limit), now_(vault.clock().now()) {}

  Result<Progress> step() override {
    if (!begun_) return begin();
    for (std::size_t shown = 0; shown < kPage && left_ > 0 && next_ < promises_.size(); ++next_) {
      if (since_ && promises_[next_].said_at < *since_) continue;
      AVOW_CHECK(reply_item(vault_, promises_[next_], now_, replies_));
      ++shown;
      --left_;
    }
    if (left_ > 0 && next_ < promises_.size()) return Progress::more;
    reply_list_end(replies_);
    return Progress::done;
  }

 private:
  static constexpr std::size_t kPage = 16;

  Result<Progress> begin() {
    begun_ = true;
    AVOW_TRY(const auto drafts, vault_.drafts());
    for (const auto& draft : drafts) {
      if (draft.lane != kLane || left_ == 0) continue;
      AVOW_TRY(const auto facts, ledger::decode_facts(draft.facts));
      if (since_ && facts.said_at < *since_) continue;
      AVOW_CHECK(reply_draft_item(draft, replies_));
      --left_;
    }
    promises_ = vault_.ledger().promises(now_);
    return Progress::more;
  }

  Vault& vault_;
  Replies& replies_;
  const std::optional<Instant> since_;
  std::size_t left_;
  const Instant now_;
  bool begun_ = false;
  std::vector<ledger::Promise> promises_;
  std::size_t next_ = 0;
};

}  // namespace

Result<std::unique_ptr<Operation>> promise_list(Vault& vault, std::string_view zone, schema::ListQuery::Reader query,
                                                Replies& replies) {
  AVOW_TRY(const auto since, parse_since(view_of(query.getSince()), zone));
  const std::size_t limit = query.getLimit() > 0 ? query.getLimit() : SIZE_MAX;
  return std::unique_ptr<Operation>(std::make_unique<PromiseList>(vault, since, limit, replies));
}

Result<void> promise_show(Vault& vault, std::string_view id, Replies& replies) {
  AVOW_TRY(const auto found, find_record(vault, id, ledger::Scope::promises));
  if (found.draft) {
    AVOW_CHECK(reply_draft_item(*found.draft, replies));
  } else {
    const Instant now = vault.clock().now();
    AVOW_TRY(const auto promise, vault.ledger().promise(found.id, now));
    AVOW_CHECK(reply_item(vault, promise, now, replies));
  }
  reply_list_end(replies);
  return {};
}

}  // namespace avow::app
