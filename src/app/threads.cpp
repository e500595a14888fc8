#include "app/threads.h"

#include <fmt/format.h>

#include "app/answers.h"
#include "app/finding.h"
#include "app/said.h"
#include "app/taking_back.h"
#include "app/thread_rules.h"
#include "app/writing.h"
#include "base/text_app.h"
#include "base/text_threads.h"
#include "wire/message.h"

namespace avow::app {
namespace {

using ledger::RecordKind;
using ledger::ThreadKind;
using wire::view_of;

// What the answer echoes: the end of an agreement, the time of a session, the return from a pause.
struct Echo {
  std::optional<Instant> at;
  std::string local;
  std::string remark;
};

Echo echo_of(const ledger::Facts& facts, std::string_view zone, const std::string& remark = {}) {
  if (due_of(facts)) return {facts.due_at, due_local(facts, zone), remark};
  if (to_millis(facts.start_at) == 0) return {{}, {}, remark};
  return {facts.start_at, moment_local(facts.start_at, facts.zone.empty() ? zone : facts.zone, zone), remark};
}

Changed changed_of(const RecordId& id, std::string_view state, const Echo& echo, log::Lane lane) {
  return {to_text(id), std::string(state), text_of_instant(echo.at), echo.local, std::string(log::name_of(lane)), "", echo.remark};
}

// A signature sets no time: what is echoed is the end of what was signed.
bool is_signature(RecordKind kind) { return kind == RecordKind::agreement_sign; }

std::string holds_from(const ledger::Thread& agreement, const ledger::Facts& terms, std::string_view zone, Instant now) {
  if (!agreement.starts || *agreement.starts <= now) return std::string(text::kHoldsNow);
  return fmt::format(text::kHoldsFrom, moment_local(*agreement.starts, terms.zone, zone));
}

// What was written along with a record: a promise that was offered, a session that was planned. Zero: none.
struct Along {
  RecordId promise;
  RecordId next;
};

Result<void> reply_thread(Vault& vault, const RecordId& id, const Echo& echo, const Along& along, Replies& replies) {
  AVOW_TRY(const auto thread, vault.ledger().thread(id, vault.clock().now()));
  Changed changed = changed_of(id, ledger::name_of(thread.state), echo, ledger::lane_of(thread.kind));
  if (!along.promise.is_zero()) changed.promise = to_text(along.promise);
  if (!along.next.is_zero()) changed.next = to_text(along.next);
  return reply_changed(vault, changed, replies);
}

Result<void> reply_draft(Vault& vault, const RecordId& id, std::string_view state, const Echo& echo, Replies& replies) {
  Changed changed = changed_of(id, state, echo, log::Lane::notes);
  changed.lane = "private";
  return reply_changed(vault, changed, replies);
}

Result<void> send_draft(Vault& vault, const Asker& asker, schema::ThreadBegin::Reader request, Replies& replies) {
  AVOW_TRY(const auto kind, first_kind_named(view_of(request.getKind())));
  AVOW_TRY(const auto found, find_record(vault, view_of(request.getDraft()), ledger::Scope::threads));
  if (!found.draft) return Error{Errc::refused, std::string(text::kSharedAlready)};
  AVOW_TRY(auto facts, ledger::decode_facts(found.draft->facts));
  if (ledger::thread_of(facts.kind) != ledger::thread_of(kind)) {
    return Error{Errc::not_found, std::string(view_of(request.getDraft()))};
  }
  facts.said_at = vault.clock().now();
  AVOW_CHECK(check_may_begin(vault, facts));
  AVOW_TRY(const auto id, release_draft(vault, asker, *found.draft));
  return reply_thread(vault, id, echo_of(facts, asker.zone), {}, replies);
}

// A fresh proposal in the place of an older one, in its words unless there are others.
Result<void> take_renewed(Vault& vault, std::string_view typed, RecordKind& kind, Content& content) {
  AVOW_TRY(const auto old, find_record(vault, typed, ledger::Scope::threads));
  AVOW_TRY(const auto thread, vault.ledger().thread(old.id, vault.clock().now()));
  if (thread.kind != ThreadKind::agreement) return Error{Errc::not_found, std::string(typed)};
  AVOW_TRY(auto words, content_of(vault, thread.words));
  kind = thread.first_kind;
  content.facts.target = thread.id;
  content.words = std::move(words.words);
  return {};
}

// `remark`: on the dates that were typed.
Result<Content> first_content(Vault& vault, const Asker& asker, schema::ThreadBegin::Reader request, std::string& remark) {
  AVOW_TRY(auto kind, first_kind_named(view_of(request.getKind())));
  Content content;
  if (request.getRenews().size() > 0) AVOW_CHECK(take_renewed(vault, view_of(request.getRenews()), kind, content));
  AVOW_TRY(auto answer, vault.ledger().check_thread(kind, {}, log::Author::me, vault.clock().now()));
  answer.facts.target = content.facts.target;
  content.facts = std::move(answer.facts);
  AVOW_CHECK(take_words(kind, view_of(request.getText()), request.getParts(), content.words));
  AVOW_TRY(remark, take_times(asker, request, content.facts));
  return content;
}

// ---- Acting

bool takes_back(std::string_view verb) {
  return verb == "withdraw" || verb == "end" || verb == "retire" || verb == "cancel";
}

Result<void> act_on_draft(Vault& vault, const Draft& draft, std::string_view verb, Replies& replies) {
  if (!takes_back(verb)) return Error{Errc::refused, std::string(text::kThreadStillDraft)};
  AVOW_CHECK(vault.erase_draft(draft.id));
  return reply_draft(vault, draft.id, "withdrawn", {}, replies);
}

// A promise that goes out together with the record that names it.
struct Offered {
  NewRecord record;
  RecordId id;
  ledger::Facts facts;
  std::string remark;
};
Result<Offered> offered_with(Vault& vault, const Asker& asker, std::string_view text, std::string_view due) {
  capnp::MallocMessageBuilder message;
  auto terms = message.initRoot<schema::PromiseTerms>();
  terms.setText(std::string(text));
  terms.setDue(std::string(due));
  ledger::Act act;
  act.kind = RecordKind::promise_offer;
  act.now = vault.clock().now();
  AVOW_TRY(auto answer, vault.ledger().check(act));
  Content content{std::move(answer.facts), {}};
  AVOW_TRY(auto remark, apply_terms(asker.zone, act.now, terms, content));
  AVOW_CHECK(check_still_ahead(content.facts, act.now, asker.zone));
  AVOW_TRY(auto record, make_record(vault, asker, content.facts, content.words));
  const RecordId id = vault.id_for(log::Lane::commitments, record.id_random);
  return Offered{std::move(record), id, std::move(content.facts), std::move(remark)};
}

// What a record links: a promise that is there, one that is offered now, or none.
struct Linked {
  RecordId promise;
  std::optional<Offered> offered;
};

Result<RecordId> find_promise(Vault& vault, std::string_view typed, bool own) {
  AVOW_TRY(const auto found, find_record(vault, typed, ledger::Scope::promises));
  if (found.draft) return Error{Errc::refused, std::string(text::kStillDraft)};
  AVOW_TRY(const auto promise, vault.ledger().promise(found.id, vault.clock().now()));
  if (own && promise.promiser != log::Author::me) return Error{Errc::refused, std::string(text::kOwnPromiseOnly)};
  return promise.id;
}

// Another promise to answer only once the one before is over: two would both be due.
Result<void> check_promised_no_more(Vault& vault, const ledger::Thread& question) {
  if (question.state != ledger::ThreadState::promised) return {};
  const auto before = vault.ledger().promise(question.target, vault.clock().now());
  if (!before.ok() || ledger::is_final(before->state)) return {};
  return Error{Errc::refused, text::with_id(text::kAnswerPromised, to_text(before->id).substr(0, 8))};
}

Result<Linked> link_of(Vault& vault, const Asker& asker, schema::ThreadAct::Reader request, const ledger::Thread& thread,
                       RecordKind kind) {
  Linked out;
  if (kind == RecordKind::question_answer_by) {
    AVOW_CHECK(check_promised_no_more(vault, thread));
    AVOW_TRY(out.offered, offered_with(vault, asker, text::kAnswerPromise, view_of(request.getWhen())));
  } else if (kind == RecordKind::repair_amends || kind == RecordKind::session_outcome) {
    const auto offer = request.getOffer();
    const bool names = request.getPromise().size() > 0;
    if (names && offer.getText().size() > 0) return Error{Errc::usage, std::string(text::kLinkOrOffer)};
    if (names) {
      AVOW_TRY(out.promise, find_promise(vault, view_of(request.getPromise()), kind == RecordKind::repair_amends));
    } else if (offer.getText().size() > 0) {
      AVOW_TRY(out.offered, offered_with(vault, asker, view_of(offer.getText()), view_of(offer.getDue())));
    } else if (kind == RecordKind::repair_amends) {
      return Error{Errc::usage, std::string(text::kAmendsNeedPromise)};
    }
  }
  if (out.offered) out.promise = out.offered->id;
  return out;
}

// The session that an outcome plans along with it: another time under the same words.
struct Next {
  NewRecord record;
  ledger::Facts facts;
  std::string remark;
};
Result<std::optional<Next>> next_session(Vault& vault, const Asker& asker, std::string_view when, const RecordId& words) {
  AVOW_TRY(const auto said, words_said(vault, words));
  capnp::MallocMessageBuilder message;
  auto begin = message.initRoot<schema::ThreadBegin>();
  begin.setKind(std::string(ledger::name_of(ThreadKind::session)));
  begin.setText(said.text);
  begin.setStart(std::string(when));
  std::string remark;
  AVOW_TRY(auto content, first_content(vault, asker, begin, remark));
  AVOW_TRY(auto record, make_record(vault, asker, content.facts, content.words));
  return std::optional<Next>(Next{std::move(record), std::move(content.facts), std::move(remark)});
}

}  // namespace

ThreadKind noun_of(ThreadKind kind) { return kind == ThreadKind::attempt ? ThreadKind::repair : kind; }

Result<void> thread_begin(Vault& vault, const Asker& asker, schema::ThreadBegin::Reader request, Replies& replies) {
  if (request.getDraft().size() > 0) return send_draft(vault, asker, request, replies);
  std::string remark;
  AVOW_TRY(const auto content, first_content(vault, asker, request, remark));
  const Echo echo = echo_of(content.facts, asker.zone, remark);
  const log::Lane lane = ledger::lane_of(ledger::thread_of(content.facts.kind));
  AVOW_TRY(auto record, make_record(vault, asker, content.facts, content.words));
  const RecordId id = vault.id_for(lane, record.id_random);
  if (request.getAsDraft() || !vault.keys().confirmed()) {
    AVOW_CHECK(vault.save_drafts({Draft{id, lane, record.id_random, std::move(record.facts), std::move(record.words)}}));
    return reply_draft(vault, id, "draft", echo, replies);
  }
  AVOW_CHECK(check_may_say(vault, asker));
  AVOW_CHECK(check_may_begin(vault, content.facts));
  AVOW_CHECK(vault.append(lane, one(std::move(record))));
  return reply_thread(vault, id, echo, {}, replies);
}

Result<void> thread_act(Vault& vault, const Asker& asker, schema::ThreadAct::Reader request, Replies& replies) {
  const auto noun = ledger::thread_kind_named(view_of(request.getKind()));
  if (!noun) return Error{Errc::usage, std::string(text::kUnknownRequest)};
  AVOW_TRY(const auto found, find_thread(vault, view_of(request.getId()), *noun));
  if (found.draft) return act_on_draft(vault, *found.draft, view_of(request.getVerb()), replies);
  AVOW_CHECK(check_may_say(vault, asker));
  const Instant now = vault.clock().now();
  AVOW_TRY(const auto thread, vault.ledger().thread(found.id, now));
  AVOW_TRY(const auto kind, kind_of_verb(thread, request, now));
  AVOW_TRY(auto answer, vault.ledger().check_thread(kind, thread.id, log::Author::me, now));
  Content content{std::move(answer.facts), {}};
  AVOW_CHECK(take_words(kind, view_of(request.getText()), request.getParts(), content.words));
  AVOW_TRY(const auto remark, take_when(asker, view_of(request.getWhen()), content.facts));
  AVOW_TRY(auto link, link_of(vault, asker, request, thread, kind));
  content.facts.target = link.promise;
  AVOW_TRY(auto record, make_record(vault, asker, content.facts, content.words));
  std::optional<Next> next;
  if (kind == RecordKind::session_outcome && request.getWhen().size() > 0) {
    AVOW_TRY(next, next_session(vault, asker, view_of(request.getWhen()), thread.words));
  }
  if (!link.offered && !next) {
    if (ledger::thread_row_of(kind)->to == ledger::ThreadState::withdrawn) {
      AVOW_CHECK(withdraw_whole(vault, asker, answer.lane, std::move(record), thread.id, ids_of(vault.ledger().thread_history(thread.id, now))));
    } else {
      AVOW_CHECK(vault.append(answer.lane, one(std::move(record))));
    }
    if (!is_signature(kind)) return reply_thread(vault, thread.id, echo_of(content.facts, asker.zone, remark), {}, replies);
    AVOW_TRY(const auto signed_terms, content_of(vault, thread.words));
    const std::string holds = holds_from(thread, signed_terms.facts, asker.zone, now);
    return reply_thread(vault, thread.id, echo_of(signed_terms.facts, asker.zone, holds), {}, replies);
  }
  Along along;
  Echo echo;
  std::vector<NewRecord> promises;
  auto notes = one(std::move(record));
  if (next) {
    along.next = vault.id_for(log::Lane::notes, next->record.id_random);
    echo = echo_of(next->facts, asker.zone, next->remark);
    notes.push_back(std::move(next->record));
  }
  if (link.offered) {
    along.promise = link.promise;
    echo = echo_of(link.offered->facts, asker.zone, link.offered->remark);
    promises.push_back(std::move(link.offered->record));
  }
  AVOW_CHECK(vault.append_linked(std::move(promises), std::move(notes)));
  return reply_thread(vault, thread.id, echo, along, replies);
}

}  // namespace avow::app
