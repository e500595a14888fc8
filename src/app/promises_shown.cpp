#include <algorithm>
#include <array>

#include "app/answers.h"
#include "app/draft_list.h"
#include "app/finding.h"
#include "app/promises.h"
#include "app/rhythm.h"
#include "app/said.h"
#include "app/taking_back.h"
#include "app/terms.h"
#include "app/writing.h"
#include "base/text_promises.h"
#include "ledger/check.h"
#include "wire/message.h"

namespace avow::app {
namespace {

using ledger::RecordKind;
using wire::view_of;

constexpr ledger::StateSet kNotYetBinding =
    ledger::set_of(ledger::State::draft, ledger::State::asked, ledger::State::offered, ledger::State::countered);

void fill_history(schema::Promise::Builder out, Vault& vault, const ledger::Promise& promise, Instant now) {
  const auto history = vault.ledger().history(promise.id, now);
  auto events = out.initHistory(static_cast<unsigned>(history.size()));
  for (unsigned i = 0; i < events.size(); ++i) {
    const auto& item = history[i];
    events[i].setId(to_text(item.id));
    events[i].setEvent(std::string(said_event_of(item.kind)));
    events[i].setBy(std::string(log::name_of(item.by)));
    events[i].setSaidAt(to_rfc3339(item.said_at));
    events[i].setReceivedAt(text_of_instant(vault.received_at(item.id)));
    events[i].setStanding(std::string(ledger::name_of(item.mark)));
    const auto content = content_of(vault, item.id);
    events[i].setText(content.ok() ? content->words.text : std::string());
    events[i].setMissing(std::string(missing_name(vault, item.id)));
    events[i].setOutcome(item.outcome == ledger::Outcome::none ? "" : std::string(ledger::name_of(item.outcome)));
  }
}

std::string_view name_of_proposal(RecordKind kind) { return kind == RecordKind::promise_change ? "terms" : "outcome"; }

void fill_pending(schema::Promise::Builder out, Vault& vault, const ledger::Promise& promise) {
  auto pending = out.initPending(static_cast<unsigned>(promise.pending.size()));
  for (unsigned i = 0; i < pending.size(); ++i) {
    const auto& proposal = promise.pending[i];
    const auto content = content_of(vault, proposal.id);
    pending[i].setId(to_text(proposal.id));
    pending[i].setBy(std::string(log::name_of(proposal.by)));
    pending[i].setKind(std::string(name_of_proposal(proposal.kind)));
    if (proposal.kind == RecordKind::promise_change) fill_terms(pending[i], content.ok() ? *content : Content{});
    else pending[i].setText(content.ok() ? content->words.text : std::string());
    pending[i].setDue(content.ok() ? text_of_instant(due_of(content->facts)) : std::string());
    pending[i].setDueLocal(content.ok() ? due_local(content->facts) : std::string());
    pending[i].setOutcome(proposal.outcome == ledger::Outcome::none ? "" : std::string(ledger::name_of(proposal.outcome)));
  }
}

// Nobody is bound by what is past already.
bool would_bind_past(Vault& vault, const ledger::Promise& promise, const ledger::Possible& act, Instant now) {
  if (act.verb != "accept" && act.verb != "take") return false;
  const bool change = act.proposal == RecordKind::promise_change;
  for (const auto& proposal : promise.pending) {
    const auto terms = content_of(vault, proposal.id);
    if (change && proposal.kind == act.proposal && proposal.by == log::Author::partner && terms.ok()) return is_past(terms->facts, now);
  }
  const auto terms = content_of(vault, promise.terms);
  return terms.ok() && is_past(terms->facts, now);
}

void fill_can(schema::Promise::Builder out, Vault& vault, const ledger::Promise& promise, Instant now) {
  auto acts = vault.check_may_write().ok() ? ledger::possible_acts(promise, log::Author::me, now) : std::vector<ledger::Possible>();
  std::erase_if(acts, [&](const auto& act) { return would_bind_past(vault, promise, act, now); });
  auto can = out.initCan(static_cast<unsigned>(acts.size()));
  for (unsigned i = 0; i < can.size(); ++i) {
    const auto& act = acts[i];
    can[i].setVerb(std::string(act.verb));
    can[i].setProposal(act.proposal == RecordKind::none ? "" : std::string(name_of_proposal(act.proposal)));
    std::vector<std::string> outcomes;
    for (const auto outcome : act.outcomes) outcomes.push_back(typed_outcome(outcome));
    for (const auto end : act.ends) outcomes.emplace_back(end == RecordKind::promise_take_back ? kTakeBack : kLeaveOpen);
    auto named = can[i].initOutcomes(static_cast<unsigned>(outcomes.size()));
    for (unsigned j = 0; j < named.size(); ++j) named.set(j, outcomes[j]);
  }
}

// A draft can be sent, or erased.
void fill_can_of_draft(schema::Promise::Builder out) {
  auto can = out.initCan(2);
  can[0].setVerb("offer");
  can[1].setVerb("redact");
  for (auto one : can) one.initOutcomes(0);
}

// False: it could not be read, and is shown as damaged.
Result<bool> reply_item(Vault& vault, const ledger::Promise& promise, Instant now, Replies& replies) {
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<schema::Item>().initPromise();
  AVOW_TRY(const bool readable, fill_promise(out, vault, promise));
  fill_history(out, vault, promise, now);
  fill_days(out, vault, promise, now);
  replies.item(message.getRoot<schema::Item>());
  return readable;
}

Result<void> reply_draft_item(const Draft& draft, Replies& replies) {
  AVOW_TRY(const auto content, content_of(draft.facts, draft.words));
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<schema::Item>().initPromise();
  out.setId(to_text(draft.id));
  out.setBy(content.facts.kind == RecordKind::promise_ask ? "partner" : "me");
  fill_terms(out, content);
  out.setDue(text_of_instant(due_of(content.facts)));
  out.setDueLocal(due_local(content.facts));
  out.setState("draft");
  out.setOutcome("");
  out.setSuccessor("");
  out.setPredecessor("");
  fill_shape(out);
  out.initHistory(0);
  out.initPending(0);
  fill_can_of_draft(out);
  replies.item(message.getRoot<schema::Item>());
  return {};
}

}  // namespace

Result<bool> fill_promise(schema::Promise::Builder out, Vault& vault, const ledger::Promise& promise) {
  const auto terms = content_of(vault, promise.terms);
  if (!terms.ok() && terms.error().code != Errc::damaged) return terms.error();
  out.setId(to_text(typed_id_of(promise)));
  out.setBy(std::string(log::name_of(promise.promiser)));
  fill_terms(out, terms.ok() ? *terms : Content{});
  out.setDue(text_of_instant(promise.due));
  out.setDueLocal(terms.ok() && promise.due ? due_local(terms->facts) : std::string());
  out.setState(terms.ok() ? std::string(ledger::name_of(promise.state)) : std::string(kDamaged));
  out.setOutcome(promise.outcome == ledger::Outcome::none ? "" : std::string(ledger::name_of(promise.outcome)));
  out.setSuccessor(promise.successor ? to_text(*promise.successor) : std::string());
  out.setPredecessor(promise.predecessor ? to_text(*promise.predecessor) : std::string());
  fill_shape(out, vault, promise);
  out.setMissing(std::string(missing_name(vault, promise.terms)));
  out.initHistory(0);
  fill_pending(out, vault, promise);
  fill_can(out, vault, promise, vault.clock().now());
  return terms.ok();
}

namespace {

// Which of the promises a list shows.
enum class Which : std::uint8_t { all, open, asked, done };

bool is_of(Which which, ledger::State state) {
  switch (which) {
    case Which::all: return true;
    case Which::open: return !ledger::is_final(state);
    case Which::asked: return ledger::contains(kNotYetBinding, state);
    case Which::done: return ledger::is_final(state);
  }
  AVOW_ASSERT(false);
}

class PromiseList final : public Operation {
 public:
  PromiseList(Vault& vault, Which which, std::optional<Instant> since, std::size_t limit, Replies& replies)
      : vault_(vault), replies_(replies), which_(which), left_(limit), now_(vault.clock().now()) {
    query_.since = since;
    query_.limit = kPage;
  }

  Result<Progress> step() override {
    if (!begun_) return begin();
    const auto page = next_page();
    for (const auto& promise : page) {
      if (left_ == 0 || !is_of(which_, promise.state)) continue;
      AVOW_TRY(const bool readable, reply_item(vault_, promise, now_, replies_));
      if (!readable) ++unreadable_;
      --left_;
    }
    if (left_ > 0 && page.size() == kPage) return Progress::more;
    reply_list_end(replies_, unreadable_);
    return Progress::done;
  }

 private:
  static constexpr std::size_t kPage = 16;

  Result<Progress> begin() {
    begun_ = true;
    if (which_ == Which::done) return Progress::more;
    if (which_ != Which::all) find_open();
    const auto wanted = [](const Content& draft) { return !ledger::transitions_of(draft.facts.kind).empty(); };
    AVOW_TRY(unreadable_, show_drafts(vault_, query_.since, left_, wanted,
                                      [this](const Draft& draft) { return reply_draft_item(draft, replies_); }));
    return Progress::more;
  }

  // Why not through all of them: after years few are open.
  void find_open() {
    open_ = vault_.ledger().open_promises(now_);
    std::erase_if(open_, [this](const ledger::Promise& one) {
      return one.chain == ledger::Chain::instance || (query_.since && one.said_at < *query_.since);
    });
    std::sort(open_.begin(), open_.end(), [](const auto& a, const auto& b) { return b.said_at < a.said_at; });
  }

  std::vector<ledger::Promise> next_page() {
    if (which_ == Which::open || which_ == Which::asked) {
      const auto begin = open_.begin() + static_cast<std::ptrdiff_t>(next_);
      next_ = std::min(next_ + kPage, open_.size());
      return {begin, open_.begin() + static_cast<std::ptrdiff_t>(next_)};
    }
    auto page = vault_.ledger().promises(query_, now_);
    if (!page.empty()) query_.before = page.back().id;
    return page;
  }

  Vault& vault_;
  Replies& replies_;
  const Which which_;
  ledger::PromisesQuery query_;
  std::vector<ledger::Promise> open_;
  std::size_t next_ = 0;
  std::size_t left_;
  const Instant now_;
  bool begun_ = false;
  std::size_t unreadable_ = 0;
};

Result<Which> which_named(std::string_view typed) {
  constexpr std::array<std::string_view, 4> kNames{"", "open", "asked", "done"};
  const auto found = std::find(kNames.begin(), kNames.end(), typed);
  if (found == kNames.end()) return Error{Errc::usage, std::string(text::kNoSuchPart)};
  return static_cast<Which>(found - kNames.begin());
}

}  // namespace

Result<std::unique_ptr<Operation>> promise_list(Vault& vault, std::string_view zone, schema::ListQuery::Reader query,
                                                Replies& replies) {
  AVOW_TRY(const auto since, parse_since(view_of(query.getSince()), zone, vault.clock().now()));
  AVOW_TRY(const auto which, which_named(view_of(query.getState())));
  const std::size_t limit = query.getLimit() > 0 ? query.getLimit() : SIZE_MAX;
  return std::unique_ptr<Operation>(std::make_unique<PromiseList>(vault, which, since, limit, replies));
}

Result<ledger::Promise> promise_shown(Vault& vault, const RecordId& id, std::string_view on, std::string_view zone) {
  const Instant now = vault.clock().now();
  AVOW_TRY(const auto promise, vault.ledger().promise(id, now));
  AVOW_TRY(const auto day, day_shown(vault, promise, on, zone, now));
  return day == ledger::LocalDay{} ? promise : vault.ledger().day(id, day, now);
}

Result<void> promise_show(Vault& vault, std::string_view zone, schema::PromiseRef::Reader request, Replies& replies) {
  AVOW_TRY(const auto found, find_record(vault, view_of(request.getId()), ledger::Scope::promises));
  std::size_t unreadable = 0;
  if (found.draft) {
    AVOW_CHECK(reply_draft_item(*found.draft, replies));
  } else {
    AVOW_TRY(const auto promise, promise_shown(vault, found.id, view_of(request.getOn()), zone));
    AVOW_TRY(const bool readable, reply_item(vault, promise, vault.clock().now(), replies));
    if (!readable) unreadable = 1;
  }
  reply_list_end(replies, unreadable);
  return {};
}

}  // namespace avow::app
