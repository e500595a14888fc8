#include "app/shared.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "app/answers.h"
#include "app/checkin_questions.h"
#include "app/finding.h"
#include "app/said.h"
#include "base/text_checkin.h"
#include "base/text_looking_back.h"
#include "wire/message.h"

namespace avow::app {
namespace {

using ledger::ThreadState;
using wire::view_of;

// The noun under which the commands of a kind stand.
std::string_view noun_of(std::string_view kind) {
  if (kind == "attempt") return "repair";
  return kind == "sign" ? "signs" : kind;
}

// The verb by which its author takes it back, or ends it; "": there is none now.
std::string_view verb_for(const ledger::Ledger& ledger, const Thing& thing, Instant now) {
  if (thing.kind == "note") return "withdraw";
  if (thing.kind == "checkin") {
    const auto checkin = ledger.checkin(thing.id, now);
    const bool open = checkin.ok() && check_checkin(*checkin, ledger::RecordKind::checkin_withdraw, log::Author::me, now).ok();
    return open ? std::string_view("withdraw") : std::string_view();
  }
  if (thing.kind == "promise") {
    const auto verbs = ledger.possible(thing.id, log::Author::me, now);
    for (const std::string_view verb : {"withdraw", "end", "step-back"}) {
      if (std::find(verbs.begin(), verbs.end(), verb) != verbs.end()) return verb;
    }
    return {};
  }
  constexpr auto kBack = ledger::states_of(ThreadState::withdrawn, ThreadState::ended, ThreadState::retired,
                                           ThreadState::cancelled, ThreadState::unpinned);
  for (const auto kind : ledger.possible_in_thread(thing.id, log::Author::me, now)) {
    const auto* row = ledger::thread_row_of(kind);
    if (row->to != ThreadState::none && ledger::contains(kBack, row->to)) return row->verb;
  }
  return {};
}

// A question as a line has room for it: those that come with avow by their names, others by what they ask.
std::string short_name(const ledger::CheckinAnswer& answer, const Questions& asked) {
  const auto* question = find_question(asked, answer.key);
  if (question == nullptr) return answer.key;
  for (const auto built_in : {text::pulse_questions(), text::talk_questions()}) {
    const bool is_it = std::any_of(built_in.begin(), built_in.end(),
                                   [&](const text::QuestionText& one) { return one.key == question->key && one.text == question->text; });
    if (!is_it) continue;
    std::string name = question->key;
    std::replace(name.begin(), name.end(), '_', ' ');
    return name;
  }
  return question->text;
}

// What a person sees of a record: its text, or the answers that it opened.
std::string shown_of(Vault& vault, const Thing& thing, const ledger::Words& words) {
  const auto answers = ledger::decode_answers(words.answers);
  if (!answers.ok()) return std::string(opening_of(words));
  const auto start = words_said(vault, thing.id);
  std::string out;
  for (const auto& answer : *answers) {
    const std::string name = short_name(answer, start.ok() ? start->questions : Questions());
    out += fmt::format("{}{}{} {}", out.empty() ? "" : " · ", name, name.ends_with('?') || name.ends_with('.') ? "" : ":", answer_text(answer));
  }
  return out;
}

class Shared final : public Operation {
 public:
  Shared(Vault& vault, std::string kind, std::optional<RecordId> only, std::size_t limit, Replies& replies)
      : vault_(vault), kind_(std::move(kind)), only_(only), left_(limit), replies_(replies), now_(vault.clock().now()) {}

  Result<Progress> step() override {
    query_.limit = kPage;
    const auto page = only_ ? one_place() : vault_.ledger().said(query_);
    for (const auto& place : page) {
      if (left_ == 0 || place.by != log::Author::me) continue;
      AVOW_TRY(const bool shown, reply(place));
      if (shown) --left_;
    }
    if (left_ > 0 && page.size() == kPage) {
      query_.before = page.back().id;
      return Progress::more;
    }
    reply_list_end(replies_, unreadable_);
    return Progress::done;
  }

 private:
  static constexpr std::size_t kPage = 64;

  // Where nothing ends or hides it (any more), its words can still be taken back.
  static void fill_way_back(schema::SharedItem::Builder out, const Thing& thing, std::string_view verb,
                            const ledger::Place& place, const Result<ledger::Words>& words) {
    const auto short_of = [](const RecordId& id) { return to_text(id).substr(0, 8); };
    const bool has_words = words.ok() && *words != ledger::Words{};
    out.setRecord(to_text(place.id));
    if (!verb.empty()) {
      out.setWithdraw(fmt::format("avow {} {} {}", noun_of(thing.kind), verb, short_of(thing.id)));
      out.setVerb(std::string(verb));
    } else if (has_words) {
      out.setWithdraw(fmt::format("avow redact {}", short_of(place.id)));
      out.setVerb("redact");
    }
  }

  std::vector<ledger::Place> one_place() const { return {*vault_.ledger().find(*only_)}; }

  // What begins something, and whatever else has words. Not: a note that was withdrawn, and its older wordings.
  Result<bool> reply(const ledger::Place& place) {
    const auto thing = thing_of(vault_.ledger(), place.subject, now_);
    if (!thing || (!kind_.empty() && thing->kind != kind_)) return false;
    const bool begins = place.id == thing->id;
    if (thing->kind == "note" && (thing->gone || !begins)) return false;
    auto words = words_said(vault_, begins && !thing->gone ? thing->words : place.id);
    if (!words.ok() && words.error().code != Errc::damaged) return words.error();
    const std::string shown = words.ok() ? shown_of(vault_, *thing, *words) : std::string();
    if (!begins && words.ok() && shown.empty()) return false;
    if (!words.ok()) ++unreadable_;
    capnp::MallocMessageBuilder message;
    auto out = message.initRoot<schema::Item>().initShared();
    out.setId(to_text(thing->id));
    out.setKind(std::string(thing->kind));
    out.setEvent(std::string(said_event_of(place.kind)));
    out.setSaidAt(to_rfc3339(place.said_at));
    out.setText(shown);
    out.setState(std::string(words.ok() ? thing->state : kDamaged));
    out.setDelivered(place.index < vault_.delivered_size(log::LogRef{place.lane, place.by, place.epoch}));
    const auto verb = begins ? verb_for(vault_.ledger(), *thing, now_) : std::string_view();
    fill_way_back(out, *thing, verb, place, words);
    replies_.item(message.getRoot<schema::Item>());
    return true;
  }

  Vault& vault_;
  const std::string kind_;
  const std::optional<RecordId> only_;
  std::size_t left_;
  Replies& replies_;
  const Instant now_;
  ledger::SaidQuery query_;
  std::size_t unreadable_ = 0;
};

Result<RecordId> find_own(Vault& vault, std::string_view typed) {
  AVOW_TRY(const auto found, find_record(vault, typed, ledger::Scope::any));
  if (found.draft) return Error{Errc::refused, std::string(text::kOnlyDraft)};
  const auto place = vault.ledger().find(found.id);
  AVOW_ASSERT(place);
  if (place->by != log::Author::me) return Error{Errc::refused, std::string(text::kNotYours)};
  return said_kind_of(place->kind) == "note" ? place->subject : found.id;
}

}  // namespace

Result<std::unique_ptr<Operation>> shared(Vault& vault, schema::SharedQuery::Reader request, Replies& replies) {
  std::string kind(view_of(request.getKind()));
  if (!kind.empty()) AVOW_CHECK(check_said_kind(kind));
  std::optional<RecordId> only;
  if (request.getId().size() > 0) {
    AVOW_TRY(only, find_own(vault, view_of(request.getId())));
  }
  const std::size_t limit = request.getLimit() > 0 ? request.getLimit() : SIZE_MAX;
  return std::unique_ptr<Operation>(std::make_unique<Shared>(vault, std::move(kind), only, limit, replies));
}

}  // namespace avow::app
