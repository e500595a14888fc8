#include "app/taking_back.h"

#include <algorithm>

#include <fmt/format.h>

#include "app/answers.h"
#include "app/finding.h"
#include "app/notes.h"
#include "app/private_lane.h"
#include "app/said.h"
#include "app/settings.h"
#include "app/terms.h"
#include "app/writing.h"
#include "base/text_taking_back.h"
#include "wire/message.h"

namespace avow::app {
namespace {

using ledger::RecordKind;
using wire::view_of;

constexpr std::chrono::hours kLooksAgainAfter(1);
constexpr std::uint64_t kNotesAtOnce = 64;
constexpr std::uint64_t kNotesAtOpening = 4096;
constexpr std::string_view kAll = "all";

Error refused(std::string_view sentence) { return Error{Errc::refused, std::string(sentence)}; }

bool has_words(const Result<std::optional<Bytes>>& segment) {
  if (!segment.ok() || !*segment) return false;
  const auto words = ledger::decode_words(**segment);
  return !words.ok() || *words != ledger::Words{};
}

// A day of a repeating promise belongs to that promise.
RecordId whole_of(const ledger::Ledger& ledger, const RecordId& subject, Instant now) {
  if (ledger.find(subject)) return subject;
  const auto thing = thing_of(ledger, subject, now);
  return thing ? thing->id : subject;
}

// ---- Own words

class Redaction final : public Operation {
 public:
  Redaction(Vault& vault, const Asker& asker, const ledger::Place& place, bool all, Replies& replies)
      : vault_(vault), zone_(asker.zone), clock_is_right_(asker.clock_is_right), place_(place), replies_(replies),
        subject_(whole_of(vault.ledger(), place.subject, vault.clock().now())), all_(all && !subject_.is_zero()),
        looked_at_all_(!all_) {
    if (looked_at_all_) take(place);
  }

  Result<Progress> step() override {
    if (!looked_at_all_) return look();
    if (found_.empty()) return refused(vault_.words_are(place_.id) == Vault::WordsAre::taken_back ? text::kTakenBackAlready : text::kNoWordsInIt);
    AVOW_CHECK(write());
    Changed changed{to_text(place_.id), "redacted", "", "", std::string(log::name_of(place_.lane)), ""};
    if (found_.size() > 1) changed.remark = fmt::format(text::kRedactedSeveral, found_.size());
    AVOW_CHECK(reply_changed(vault_, changed, replies_));
    return Progress::done;
  }

 private:
  static constexpr std::size_t kPage = 64;

  // Words that are not here although no record takes them: the one that took them stood in another branch.
  void take(const ledger::Place& place) {
    const bool untold = vault_.words_are(place.id) == Vault::WordsAre::not_here;
    if (untold || has_words(vault_.words_of(place.id))) found_.push_back(place);
  }

  Result<Progress> look() {
    query_.limit = kPage;
    const Instant now = vault_.clock().now();
    const auto page = vault_.ledger().said(query_);
    for (const auto& place : page) {
      const bool belongs = place.by == log::Author::me && !place.subject.is_zero() && whole_of(vault_.ledger(), place.subject, now) == subject_;
      if (belongs) take(place);
    }
    looked_at_all_ = page.size() < kPage;
    if (!looked_at_all_) query_.before = page.back().id;
    return Progress::more;
  }

  Result<void> write() {
    const Asker asker{zone_, clock_is_right_};
    AVOW_CHECK(check_may_say(vault_, asker));
    Vault::Redactions redactions;
    for (const auto& place : found_) {
      AVOW_TRY(const auto content, content_of(vault_, place.id));
      ledger::Facts facts;
      facts.kind = RecordKind::redaction;
      facts.said_at = vault_.clock().now();
      facts.promise = place.subject;
      facts.takes_kind = place.kind;
      facts.takes = place.id;
      facts.takes_parent = content.facts.parent;
      AVOW_TRY(auto record, make_record(vault_, asker, std::move(facts), ledger::Words{}));
      redactions.records.push_back(std::move(record));
      redactions.named.push_back(place.id);
      if (place.kind == RecordKind::checkin_open) redactions.checkins.push_back(place.subject);
    }
    if (all_) {
      const auto copies = vault_.branch_copies_of(subject_);
      redactions.named.insert(redactions.named.end(), copies.begin(), copies.end());
    }
    return vault_.redact(place_.lane, std::move(redactions));
  }

  Vault& vault_;
  const std::string zone_;
  const bool clock_is_right_;
  const ledger::Place place_;
  Replies& replies_;
  const RecordId subject_;
  const bool all_;
  bool looked_at_all_;
  ledger::SaidQuery query_;
  std::vector<ledger::Place> found_;
};

// ---- Own words in a history that is not continued

std::vector<RecordId> copies_like(const Vault& vault, std::string_view prefix) {
  auto out = vault.branch_copies();
  std::erase_if(out, [prefix](const RecordId& id) { return !to_text(id).starts_with(prefix); });
  return out;
}

// What came back and was not said to be one's own is not in the ledger. Error: why it stays.
Result<void> check_not_set_apart(const Vault& vault, std::string_view prefix) {
  for (const SetApart& one : vault.set_apart()) {
    if (!to_text(one.id).starts_with(prefix)) continue;
    return refused(one.state == ApartState::waiting ? text::kRedactSayMineFirst : text::kRedactOwnOnly);
  }
  return {};
}

Result<void> redact_copy(Vault& vault, const RecordId& id, bool all, Replies& replies) {
  std::vector<RecordId> ids{id};
  if (all) ids = vault.branch_copies_of(vault.subject_of_copy(id));
  AVOW_CHECK(vault.erase_branch_copies(ids));
  Changed changed{to_text(id), "erased_here", "", "", "private", ""};
  if (ids.size() > 1) changed.remark = fmt::format(text::kRedactedSeveral, ids.size());
  return reply_changed(vault, changed, replies);
}

// ---- Copies of the partner's words

enum class Choice { ask, always, never };

Result<Choice> choice_of(Vault& vault) {
  AVOW_TRY(const auto settings, load_settings(vault));
  if (!settings.erase_taken_back) return Choice::ask;
  return *settings.erase_taken_back ? Choice::always : Choice::never;
}

struct Held {
  ledger::Place place;
  bool kept = false;
};

// The last said first.
Result<std::vector<Held>> held_copies(Vault& vault) {
  AVOW_TRY(const auto choice, choice_of(vault));
  AVOW_TRY(const auto kept, vault.kept_taken());
  std::vector<Held> out;
  for (const auto& id : vault.held_though_taken(log::Author::partner)) {
    const auto place = vault.ledger().find(id);
    if (place) out.push_back({*place, choice == Choice::never || kept.contains(id)});
  }
  std::sort(out.begin(), out.end(), [](const Held& a, const Held& b) {
    return std::tie(a.place.said_at, a.place.index) > std::tie(b.place.said_at, b.place.index);
  });
  return out;
}

// Those whose own id, or the id of what they belong to, begins so.
Result<std::vector<Held>> find_held(Vault& vault, std::string_view typed, bool may_be_all) {
  AVOW_TRY(auto held, held_copies(vault));
  if (may_be_all && typed == kAll) return held;
  const auto prefix = normal_id_prefix(typed);
  if (!prefix.ok()) return Error{Errc::usage, prefix.error().context};
  std::erase_if(held, [&](const Held& one) {
    return !to_text(one.place.id).starts_with(*prefix) && !to_text(one.place.subject).starts_with(*prefix);
  });
  if (held.empty()) return Error{Errc::not_found, std::string(typed)};
  return held;
}

std::vector<RecordId> ids_of(const std::vector<Held>& held) {
  std::vector<RecordId> out;
  for (const Held& one : held) out.push_back(one.place.id);
  return out;
}

Result<void> reply_held(Vault& vault, const Held& held, bool with_text, Replies& replies) {
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<schema::Item>().initTakenBack();
  out.setId(to_text(held.place.id));
  out.setKind(std::string(said_kind_of(held.place.kind)));
  out.setEvent(std::string(said_event_of(held.place.kind)));
  out.setSaidAt(to_rfc3339(held.place.said_at));
  out.setState(held.kept ? "kept" : "waiting");
  out.setText("");
  if (with_text) {
    AVOW_TRY(const auto payload, vault.held_payload(held.place.id));
    const auto words = ledger::decode_words(payload.words ? ByteView(payload.words->bytes) : ByteView());
    if (words.ok()) out.setText(all_text_of(*words));
  }
  replies.item(message.getRoot<schema::Item>());
  return {};
}

void forget_old_notes(Vault& vault, std::chrono::days kept_for, Thorough thorough) {
  const Instant until = vault.clock().now() - kept_for;
  const bool all = thorough == Thorough::yes;
  for (;;) {
    const auto done = vault.forget_notes(until, all ? kNotesAtOpening : kNotesAtOnce);
    if (!done.ok() || *done || !all) return;
  }
}

}  // namespace

void erase_taken_back(Vault& vault) {
  if (vault.read_only()) return;
  const auto own = vault.held_though_taken(log::Author::me);
  if (!own.empty()) static_cast<void>(vault.destroy_taken(own));
  auto theirs = vault.held_though_taken(log::Author::partner);
  if (theirs.empty()) return;
  const auto choice = choice_of(vault);
  const auto kept = vault.kept_taken();
  if (!choice.ok() || *choice != Choice::always || !kept.ok()) return;
  std::erase_if(theirs, [&](const RecordId& id) { return kept->contains(id); });
  if (!theirs.empty()) static_cast<void>(vault.destroy_taken(theirs));
}

void apply_own_rules(Vault& vault, Thorough thorough) {
  if (vault.read_only()) return;
  vault.let_expire();
  erase_taken_back(vault);
  if (thorough == Thorough::no && !vault.is_time_to_look(kLooksAgainAfter)) return;
  const auto settings = load_settings(vault);
  if (settings.ok() && settings->keep_notes_for) forget_old_notes(vault, *settings->keep_notes_for, thorough);
}

Result<std::unique_ptr<Operation>> redact(Vault& vault, const Asker& asker, schema::Redact::Reader request, Replies& replies) {
  const auto typed = view_of(request.getId());
  const auto found = find_record(vault, typed, ledger::Scope::any);
  if (!found.ok() && found.error().code != Errc::not_found) return found.error();
  AVOW_TRY(const auto prefix, normal_id_prefix(typed));
  auto copies = copies_like(vault, prefix);
  if (!found.ok()) {
    if (copies.size() > 1) return ambiguous(copies);
    if (copies.empty()) AVOW_CHECK(check_not_set_apart(vault, prefix));
    AVOW_CHECK(copies.empty() ? erase_private_record(vault, typed, replies)
                              : redact_copy(vault, copies.front(), request.getAll(), replies));
    return std::unique_ptr<Operation>();
  }
  std::erase(copies, found->id);
  if (!copies.empty()) {
    copies.push_back(found->id);
    return ambiguous(copies);
  }
  if (found->draft) {
    AVOW_CHECK(vault.erase_draft(found->id));
    AVOW_CHECK(reply_changed(vault, Changed{to_text(found->id), "withdrawn", "", "", "private", ""}, replies));
    return std::unique_ptr<Operation>();
  }
  const auto place = vault.ledger().find(found->id);
  AVOW_ASSERT(place);
  if (place->by != log::Author::me && !request.getAll()) return refused(text::kRedactOwnOnly);
  if (place->by == log::Author::me && said_kind_of(place->kind) == "note") {
    AVOW_CHECK(note_withdraw(vault, asker, to_text(place->subject), replies));
    return std::unique_ptr<Operation>();
  }
  return std::unique_ptr<Operation>(std::make_unique<Redaction>(vault, asker, *place, request.getAll(), replies));
}

Result<void> taken_back(Vault& vault, schema::TakenBackAct::Reader request, Replies& replies) {
  const auto verb = view_of(request.getVerb());
  const auto typed = view_of(request.getId());
  if (verb == "list" || verb == "show") {
    AVOW_TRY(const auto held, verb == "list" ? held_copies(vault) : find_held(vault, typed, false));
    for (const Held& one : held) AVOW_CHECK(reply_held(vault, one, verb == "show", replies));
    reply_list_end(replies);
    return {};
  }
  AVOW_TRY(const auto held, find_held(vault, typed, true));
  AVOW_CHECK(verb == "keep" ? vault.keep_taken(ids_of(held)) : vault.destroy_taken(ids_of(held)));
  reply_count(held.size(), replies);
  return {};
}

std::size_t taken_back_waiting(Vault& vault) {
  const auto held = held_copies(vault);
  if (!held.ok()) return 0;
  return static_cast<std::size_t>(std::count_if(held->begin(), held->end(), [](const Held& one) { return !one.kept; }));
}

std::string_view missing_name(const Vault& vault, const RecordId& id) {
  switch (vault.words_are(id)) {
    case Vault::WordsAre::shown: return "";
    case Vault::WordsAre::taken_back: return "taken_back";
    case Vault::WordsAre::not_here: return "not_kept";
  }
  AVOW_ASSERT(false);
}

}  // namespace avow::app
