#include "app/taking_back.h"

#include <algorithm>

#include <fmt/format.h>

#include "app/answers.h"
#include "app/finding.h"
#include "app/imported.h"
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
constexpr std::size_t kImportedAtOnce = 256;
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

// Has it words to take? Also those that are not here although no record takes them: the one that took them stood in another branch.
bool is_to_take(Vault& vault, const RecordId& id) {
  return vault.words_are(id) == Vault::WordsAre::not_here || has_words(vault.words_of(id));
}

// Adds the redaction of an own record.
Result<void> add_redaction(Vault& vault, const Asker& asker, const ledger::Place& place, Vault::Redactions& out) {
  AVOW_TRY(const auto content, content_of(vault, place.id));
  ledger::Facts facts;
  facts.kind = RecordKind::redaction;
  facts.said_at = vault.clock().now();
  facts.promise = place.subject;
  facts.takes_kind = place.kind;
  facts.takes = place.id;
  facts.takes_parent = content.facts.parent;
  AVOW_TRY(auto record, make_record(vault, asker, std::move(facts), ledger::Words{}));
  out.records.push_back(std::move(record));
  out.named.push_back(place.id);
  if (place.kind == RecordKind::checkin_open) out.checkins.push_back(place.subject);
  return {};
}

class Redaction final : public Operation {
 public:
  Redaction(Vault& vault, const Asker& asker, const ledger::Place& place, bool all, Replies& replies)
      : vault_(vault), zone_(asker.zone), clock_is_right_(asker.clock_is_right), place_(place), replies_(replies),
        subject_(whole_of(vault.ledger(), place.subject, vault.clock().now())), all_(all && !subject_.is_zero()),
        looked_at_all_(!all_), here_only_(vault.pairing_stage() == PairingStage::left) {
    if (looked_at_all_) take(place);
  }

  Result<Progress> step() override {
    if (!looked_at_all_) return look();
    if (found_.empty()) return refused(vault_.words_are(place_.id) == Vault::WordsAre::taken_back ? text::kTakenBackAlready : text::kNoWordsInIt);
    AVOW_CHECK(write());
    Changed changed{to_text(place_.id), "redacted", "", "", std::string(log::name_of(place_.lane)), ""};
    if (here_only_) changed = {to_text(place_.id), std::string(kErasedAfterLeaving), "", "", "private", ""};
    if (found_.size() > 1) changed.remark = fmt::format(text::kRedactedSeveral, found_.size());
    AVOW_CHECK(reply_changed(vault_, changed, replies_));
    return Progress::done;
  }

 private:
  static constexpr std::size_t kPage = 64;

  void take(const ledger::Place& place) {
    if (here_only_ ? has_words(vault_.words_of(place.id)) : is_to_take(vault_, place.id)) found_.push_back(place);
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
    if (!here_only_) AVOW_CHECK(check_may_say(vault_, asker));
    Vault::Redactions redactions;
    for (const auto& place : found_) AVOW_CHECK(add_redaction(vault_, asker, place, redactions));
    if (all_) {
      const auto copies = vault_.branch_copies_of(subject_);
      redactions.named.insert(redactions.named.end(), copies.begin(), copies.end());
    }
    return here_only_ ? vault_.erase_here(redactions) : vault_.redact(place_.lane, std::move(redactions));
  }

  Vault& vault_;
  const std::string zone_;
  const bool clock_is_right_;
  const ledger::Place place_;
  Replies& replies_;
  const RecordId subject_;
  const bool all_;
  bool looked_at_all_;
  const bool here_only_;  // after leaving
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

// ---- What was imported

// Of a note the whole note; of anything else that record (with one's own answers in a check-in that it begins), or, with `all`,
// all of what it belongs to.
class ImportedRedaction final : public Operation {
 public:
  ImportedRedaction(Vault& vault, std::string prefix, bool all, Replies& replies)
      : vault_(vault), replies_(replies), prefix_(std::move(prefix)), all_(all) {}

  Result<Progress> step() override {
    if (!std::exchange(listed_, true)) {
      AVOW_TRY(keys_, vault_.imported_keys());
      return Progress::more;
    }
    for (const std::size_t end = std::min(keys_.size(), next_ + kSlice); next_ < end; ++next_) {
      AVOW_TRY(const auto past, read_past(vault_, keys_[next_]));
      if (past) take(*past);
    }
    if (next_ < keys_.size()) return Progress::more;
    AVOW_CHECK(finish());
    return Progress::done;
  }

 private:
  static constexpr std::size_t kSlice = 256;
  struct One {
    RecordId id;
    RecordId subject;
    bool note = false;
    bool has_words = true;
    std::size_t key = 0;
  };

  void take(const Past& past) {
    One one;
    one.key = next_;
    if (const auto* day = std::get_if<PastDay>(&past)) {
      one.id = one.subject = day->id;
    } else if (const auto* answers = std::get_if<PastAnswers>(&past)) {
      one.id = one.subject = answers->checkin;
    } else {
      const auto& record = std::get<PastRecord>(past);
      const auto facts = record.facts ? ledger::decode_facts(*record.facts) : Result<ledger::Facts>(ledger::Facts{});
      one.id = record.id;
      one.subject = facts.ok() && !facts->promise.is_zero() ? facts->promise : record.id;
      one.note = facts.ok() && said_kind_of(facts->kind) == "note";
      one.has_words = record.words.has_value() && has_words(std::optional(*record.words));
    }
    if (to_text(one.id).starts_with(prefix_)) matches_[one.id] = one;
    all_of_them_.push_back(one);
  }

  Result<void> finish() {
    if (matches_.empty()) return Error{Errc::not_found, prefix_};
    std::vector<RecordId> ids;
    for (const auto& [id, one] : matches_) ids.push_back(id);
    if (ids.size() > 1) return ambiguous(ids);
    const One& meant = matches_.begin()->second;
    std::vector<Bytes> keys;
    for (const One& one : all_of_them_) {
      const bool belongs = all_ || meant.note ? one.subject == meant.subject : one.id == meant.id;
      if (belongs && one.has_words) keys.push_back(keys_[one.key]);
    }
    if (keys.empty()) return refused(text::kNoWordsInIt);
    AVOW_CHECK(vault_.erase_imported(keys));
    Changed changed{to_text(meant.id), "erased_imported", "", "", "private", ""};
    if (keys.size() > 1) changed.remark = fmt::format(text::kRedactedSeveral, keys.size());
    return reply_changed(vault_, changed, replies_);
  }

  Vault& vault_;
  Replies& replies_;
  const std::string prefix_;
  const bool all_;
  bool listed_ = false;
  std::vector<Bytes> keys_;
  std::size_t next_ = 0;
  std::map<RecordId, One> matches_;
  std::vector<One> all_of_them_;
};

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

void tidy_imported(Vault& vault, std::optional<Instant> notes_until, Thorough thorough) {
  for (;;) {
    const auto done = vault.tidy_imported(notes_until, kImportedAtOnce);
    if (!done.ok() || *done || thorough == Thorough::no) return;
  }
}

}  // namespace

std::vector<RecordId> ids_of(std::span<const ledger::HistoryItem> history) {
  std::vector<RecordId> out;
  for (const auto& item : history) out.push_back(item.id);
  return out;
}

Result<void> withdraw_whole(Vault& vault, const Asker& asker, log::Lane lane, NewRecord record, const RecordId& thing,
                            std::span<const RecordId> own) {
  Vault::Redactions redactions;
  redactions.records.push_back(std::move(record));
  std::set<RecordId> ids(own.begin(), own.end());
  ids.insert(thing);
  for (const RecordId& id : ids) {
    const auto place = vault.ledger().find(id);
    const bool is_own = place && place->by == log::Author::me && place->lane == lane;
    if (is_own && is_to_take(vault, id)) AVOW_CHECK(add_redaction(vault, asker, *place, redactions));
  }
  // Why whatever kind it is: only of a check-in something is kept under its id.
  redactions.checkins.push_back(thing);
  const auto copies = vault.branch_copies_of(thing);
  redactions.named.insert(redactions.named.end(), copies.begin(), copies.end());
  return vault.redact(lane, std::move(redactions));
}

void erase_taken_back(Vault& vault) {
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
  vault.let_expire();
  tidy_imported(vault, std::nullopt, thorough);
  erase_taken_back(vault);
  if (thorough == Thorough::no && !vault.is_time_to_look(kLooksAgainAfter)) return;
  const auto settings = load_settings(vault);
  if (!settings.ok() || !settings->keep_notes_for) return;
  forget_old_notes(vault, *settings->keep_notes_for, thorough);
  tidy_imported(vault, vault.clock().now() - *settings->keep_notes_for, thorough);
}

Result<std::unique_ptr<Operation>> redact(Vault& vault, const Asker& asker, schema::Redact::Reader request, Replies& replies) {
  const auto typed = view_of(request.getId());
  const auto found = find_record(vault, typed, ledger::Scope::any);
  if (!found.ok() && found.error().code != Errc::not_found) return found.error();
  AVOW_TRY(const auto prefix, normal_id_prefix(typed));
  auto copies = copies_like(vault, prefix);
  if (!found.ok()) {
    if (copies.size() > 1) return ambiguous(copies);
    if (!copies.empty()) {
      AVOW_CHECK(redact_copy(vault, copies.front(), request.getAll(), replies));
      return std::unique_ptr<Operation>();
    }
    AVOW_CHECK(check_not_set_apart(vault, prefix));
    const auto erased = erase_private_record(vault, typed, replies);
    if (erased.ok()) return std::unique_ptr<Operation>();
    if (erased.error().code != Errc::not_found) return erased.error();
    return std::unique_ptr<Operation>(std::make_unique<ImportedRedaction>(vault, prefix, request.getAll(), replies));
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
