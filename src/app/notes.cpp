#include "app/notes.h"

#include <algorithm>

#include <fmt/format.h>

#include "app/answers.h"
#include "app/draft_list.h"
#include "app/finding.h"
#include "app/taking_back.h"
#include "app/writing.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/text_app.h"
#include "base/text_taking_back.h"
#include "ledger/when.h"
#include "wire/message.h"

namespace avow::app {
namespace {

using wire::view_of;

constexpr log::Lane kLane = log::Lane::notes;

ledger::Act act_on(Vault& vault, ledger::RecordKind kind, const RecordId& id = {}) {
  ledger::Act act;
  act.kind = kind;
  act.id = id;
  act.now = vault.clock().now();
  return act;
}

Result<void> reply_note(Vault& vault, const RecordId& id, Replies& replies) {
  AVOW_TRY(const auto note, vault.ledger().note(id, vault.clock().now()));
  return reply_changed(vault, Changed{to_text(id), std::string(name_of(note.state)), "", "", "notes", ""}, replies);
}

Result<ledger::NoteKind> note_kind_of(std::string_view name) {
  if (name.empty()) return ledger::NoteKind::telling;
  const auto named = ledger::note_kind_named(name);
  if (!named) return Error{Errc::usage, std::string(text::kNoNoteKind)};
  return *named;
}

Result<void> check_tags(const std::vector<std::string>& tags) {
  if (tags.size() > limits::kTagsMax) return Error{Errc::usage, fmt::format(text::kTooManyTags, limits::kTagsMax)};
  for (const auto& tag : tags) {
    const bool blank = tag.find_first_not_of(' ') == std::string::npos;
    const bool one_line = std::none_of(tag.begin(), tag.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; });
    if (blank || !one_line || tag.size() > limits::kTagBytesMax || !is_utf8(tag)) {
      return Error{Errc::usage, fmt::format(text::kTagTakes, limits::kTagBytesMax)};
    }
  }
  return {};
}

// The note that is answered: one that was shared, and whose text is still to be seen.
Result<RecordId> answered_note(Vault& vault, std::string_view typed) {
  if (typed.empty()) return RecordId{};
  AVOW_TRY(const auto found, find_record(vault, typed, ledger::Scope::notes));
  if (found.draft) return Error{Errc::refused, std::string(text::kAnswersShared)};
  AVOW_TRY(const auto note, vault.ledger().note(found.id, vault.clock().now()));
  if (ledger::is_gone(note.state)) return Error{Errc::refused, std::string(text::kAnswersShared)};
  return found.id;
}

Draft draft_of(Vault& vault, NewRecord record) {
  return Draft{vault.id_for(kLane, record.id_random), kLane, record.id_random, std::move(record.facts),
               std::move(record.words)};
}

Result<ledger::Words> words_in(const std::optional<Bytes>& segment) {
  if (!segment) return ledger::Words{};
  return ledger::decode_words(*segment);
}

enum class Versions { none, all };

void fill_more(schema::Note::Builder out, const ledger::Words& words, Instant expires_at, const RecordId& reply_to) {
  auto tags = out.initTags(static_cast<unsigned>(words.tags.size()));
  for (unsigned i = 0; i < tags.size(); ++i) tags.set(i, words.tags[i]);
  out.setExpiresAt(expires_at != Instant{} ? to_rfc3339(expires_at) : std::string());
  out.setReplyTo(reply_to.is_zero() ? std::string() : to_text(reply_to));
  out.initReplies(0);
}

void fill_replies(schema::Note::Builder out, Vault& vault, const RecordId& note) {
  const auto answers = vault.ledger().replies(note);
  auto replies = out.initReplies(static_cast<unsigned>(answers.size()));
  for (unsigned i = 0; i < replies.size(); ++i) replies.set(i, to_text(answers[i]));
}

// Every wording that is still there, the oldest first. Words that do not parse or cannot be opened are shown as
// none.
void fill_versions(schema::Note::Builder out, Vault& vault, const ledger::Note& note) {
  if (ledger::is_gone(note.state)) return;
  const auto places = vault.ledger().versions(note.id);
  auto versions = out.initVersions(static_cast<unsigned>(places.size()));
  for (unsigned i = 0; i < versions.size(); ++i) {
    const auto segment = vault.words_of(places[i].id);
    const auto words = segment.ok() ? words_in(*segment) : Result<ledger::Words>(segment.error());
    versions[i].setText(words.ok() ? words->text : std::string());
    versions[i].setSaidAt(to_rfc3339(places[i].said_at));
  }
}

// False: it could not be read, and is shown as damaged.
Result<bool> reply_item(Vault& vault, const ledger::Note& note, Versions versions, Replies& replies) {
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<schema::Item>().initNote();
  AVOW_TRY(const bool readable, fill_note(out, vault, note));
  if (versions == Versions::all) {
    fill_versions(out, vault, note);
    fill_replies(out, vault, note.id);
  }
  replies.item(message.getRoot<schema::Item>());
  return readable;
}

Result<void> reply_draft_item(const Draft& draft, Versions versions, Replies& replies) {
  AVOW_TRY(const auto facts, ledger::decode_facts(draft.facts));
  AVOW_TRY(const auto words, ledger::decode_words(draft.words));
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<schema::Item>().initNote();
  out.setId(to_text(draft.id));
  out.setBy("me");
  out.setKind(std::string(ledger::name_of(words.note_kind)));
  out.setText(words.text);
  out.setState("draft");
  out.setSaidAt(to_rfc3339(facts.said_at));
  out.setReceivedAt("");
  fill_more(out, words, facts.expires_at, facts.target);
  auto shown = out.initVersions(versions == Versions::all ? 1 : 0);
  if (versions == Versions::all) {
    shown[0].setText(words.text);
    shown[0].setSaidAt(to_rfc3339(facts.said_at));
  }
  replies.item(message.getRoot<schema::Item>());
  return {};
}

}  // namespace

Result<NewRecord> new_note(Vault& vault, const Asker& asker, const NewNote& note) {
  AVOW_CHECK(check_text(note.text, text::kANote));
  AVOW_CHECK(check_tags(note.tags));
  ledger::Words words;
  words.text = std::string(note.text);
  words.tags = note.tags;
  AVOW_TRY(words.note_kind, note_kind_of(note.kind));
  AVOW_TRY(auto answer, vault.ledger().check(act_on(vault, ledger::RecordKind::note)));
  answer.facts.expires_at = note.expires_at.value_or(Instant{});
  answer.facts.target = note.reply_to;
  return make_record(vault, asker, std::move(answer.facts), words);
}

Result<bool> fill_note(schema::Note::Builder out, Vault& vault, const ledger::Note& note) {
  const auto segment = vault.words_of(note.version);
  if (!segment.ok() && segment.error().code != Errc::damaged) return segment.error();
  // Why: a partner may have written words that do not parse; they are kept, and shown as nothing.
  const auto decoded = words_in(segment.ok() ? *segment : std::nullopt);
  const ledger::Words words = decoded.ok() ? *decoded : ledger::Words{};
  const bool withdrawn = note.state == ledger::NoteState::withdrawn;
  out.setId(to_text(note.id));
  out.setBy(std::string(log::name_of(note.by)));
  out.setKind(std::string(ledger::name_of(words.note_kind)));
  out.setText(words.text);
  out.setState(std::string(segment.ok() ? ledger::name_of(note.state) : kDamaged));
  out.setSaidAt(to_rfc3339(note.said_at));
  // Why nothing of a withdrawn one: its said_at is the withdrawal's, and would come after the note's arrival.
  out.setReceivedAt(withdrawn ? std::string() : text_of_instant(vault.received_at(note.id)));
  out.setCorrected(note.versions > 1);
  fill_more(out, words, note.expires_at.value_or(Instant{}), note.reply_to);
  out.setMissing(std::string(missing_name(vault, note.version)));
  out.setByFile(!withdrawn && vault.came_by_file(note.id));
  out.initVersions(0);
  return segment.ok();
}

Result<void> note_add(Vault& vault, const Asker& asker, schema::NoteAdd::Reader request, Replies& replies) {
  NewNote note{view_of(request.getText()), view_of(request.getKind())};
  for (const auto tag : request.getTags()) note.tags.emplace_back(view_of(tag));
  AVOW_TRY(note.expires_at, parse_ahead(view_of(request.getExpires()), asker.zone, vault.clock().now()));
  AVOW_TRY(note.reply_to, answered_note(vault, view_of(request.getReplyTo())));
  AVOW_TRY(auto record, new_note(vault, asker, note));
  Changed changed{to_text(vault.id_for(kLane, record.id_random)), "draft", "", "", "private", ""};
  if (note.expires_at) {
    changed.expires = to_rfc3339(*note.expires_at);
    changed.expires_local = ledger::local_text(*note.expires_at, asker.zone);
  }
  if (request.getDraft() || !vault.keys().confirmed()) {
    AVOW_CHECK(vault.save_drafts({draft_of(vault, std::move(record))}));
    return reply_changed(vault, changed, replies);
  }
  AVOW_CHECK(check_may_say(vault, asker));
  AVOW_CHECK(vault.append(kLane, one(std::move(record))));
  changed.state = "shared";
  changed.lane = "notes";
  return reply_changed(vault, changed, replies);
}

Result<void> note_add_lines(Vault& vault, const Asker& asker, schema::NoteAddLines::Reader request, Replies& replies) {
  if (request.getTexts().size() > limits::kLinesPerRequestMax) {
    return Error{Errc::usage, fmt::format(text::kTooManyNotes, limits::kLinesPerRequestMax)};
  }
  if (vault.keys().confirmed()) AVOW_CHECK(check_may_say(vault, asker));
  std::vector<NewRecord> records;
  for (const auto said : request.getTexts()) {
    AVOW_TRY(auto record, new_note(vault, asker, {.text = view_of(said)}));
    records.push_back(std::move(record));
  }
  const std::size_t count = records.size();
  if (vault.keys().confirmed()) {
    if (count > 0) AVOW_CHECK(vault.append(kLane, std::move(records)));
  } else {
    std::vector<Draft> drafts;
    for (auto& record : records) {
      const auto place = static_cast<std::uint32_t>(drafts.size());
      drafts.push_back(draft_of(vault, std::move(record)));
      drafts.back().place = place;
    }
    AVOW_CHECK(vault.save_drafts(drafts));
  }
  reply_count(count, replies);
  return {};
}

Result<void> note_share(Vault& vault, const Asker& asker, std::string_view id, Replies& replies) {
  AVOW_TRY(const auto draft, find_draft(vault, id, kLane));
  AVOW_TRY(const auto released, release_draft(vault, asker, draft));
  return reply_note(vault, released, replies);
}

Result<void> note_correct(Vault& vault, const Asker& asker, schema::TextChange::Reader request, Replies& replies) {
  const auto said = view_of(request.getText());
  AVOW_CHECK(check_text(said, text::kANote));
  AVOW_TRY(auto found, find_record(vault, view_of(request.getId()), ledger::Scope::notes));
  if (found.draft) {
    AVOW_TRY(auto words, ledger::decode_words(found.draft->words));
    words.text = std::string(said);
    AVOW_TRY(found.draft->words, ledger::encode(words));
    AVOW_CHECK(vault.save_drafts({*found.draft}, Vault::Replace::yes));
    return reply_changed(vault, Changed{to_text(found.id), "draft", "", "", "private", ""}, replies);
  }
  AVOW_CHECK(check_may_say(vault, asker));
  AVOW_TRY(auto answer, vault.ledger().check(act_on(vault, ledger::RecordKind::note_correct, found.id)));
  AVOW_TRY(const auto note, vault.ledger().note(found.id, vault.clock().now()));
  AVOW_TRY(const auto segment, vault.words_of(note.version));
  AVOW_TRY(auto words, words_in(segment));
  words.text = std::string(said);
  AVOW_TRY(auto record, make_record(vault, asker, std::move(answer.facts), words));
  AVOW_CHECK(vault.append(kLane, one(std::move(record))));
  return reply_note(vault, found.id, replies);
}

namespace {

// After leaving: the words of all its versions.
Result<void> erase_note_here(Vault& vault, const RecordId& note, const std::vector<ledger::Answer>& answers, Replies& replies) {
  Vault::Redactions redactions;
  bool has_words = false;
  for (const auto& answer : answers) {
    redactions.named.push_back(answer.facts.takes);
    has_words = has_words || vault.words_are(answer.facts.takes) == Vault::WordsAre::shown;
  }
  const auto copies = vault.branch_copies_of(note);
  if (!has_words && copies.empty()) return Error{Errc::refused, std::string(text::kNoWordsInIt)};
  redactions.named.insert(redactions.named.end(), copies.begin(), copies.end());
  AVOW_CHECK(vault.erase_here(redactions));
  return reply_changed(vault, Changed{to_text(note), std::string(kErasedAfterLeaving), "", "", "private", ""}, replies);
}

}  // namespace

Result<void> note_withdraw(Vault& vault, const Asker& asker, std::string_view id, Replies& replies) {
  AVOW_TRY(const auto found, find_record(vault, id, ledger::Scope::notes));
  if (found.draft) {
    AVOW_CHECK(vault.erase_draft(found.id));
    return reply_changed(vault, Changed{to_text(found.id), "withdrawn", "", "", "private", ""}, replies);
  }
  const bool left = vault.pairing_stage() == PairingStage::left;
  if (!left) AVOW_CHECK(check_may_say(vault, asker));
  AVOW_TRY(auto answers, vault.ledger().check_note_withdrawal(found.id, log::Author::me, vault.clock().now()));
  if (left) return erase_note_here(vault, found.id, answers, replies);
  std::vector<NewRecord> records;
  std::vector<RecordId> erase;
  for (auto& answer : answers) {
    erase.push_back(answer.facts.takes);
    AVOW_TRY(auto record, make_record(vault, asker, std::move(answer.facts), ledger::Words{}));
    records.push_back(std::move(record));
  }
  const auto copies = vault.branch_copies_of(found.id);
  erase.insert(erase.end(), copies.begin(), copies.end());
  AVOW_CHECK(vault.append(kLane, std::move(records), nullptr, erase));
  return reply_note(vault, found.id, replies);
}

Result<void> note_seen(Vault& vault, const Asker& asker, std::string_view id, Replies& replies) {
  AVOW_TRY(const auto found, find_record(vault, id, ledger::Scope::notes));
  if (found.draft) return Error{Errc::refused, std::string(text::kOwnDraft)};
  AVOW_CHECK(check_may_say(vault, asker));
  AVOW_TRY(auto answer, vault.ledger().check(act_on(vault, ledger::RecordKind::note_seen, found.id)));
  AVOW_TRY(auto record, make_record(vault, asker, std::move(answer.facts), ledger::Words{}));
  AVOW_CHECK(vault.append(kLane, one(std::move(record))));
  return reply_note(vault, found.id, replies);
}

namespace {

// Which notes are wanted, by their words.
struct NoteFilter {
  std::optional<ledger::NoteKind> kind;
  std::string tag;

  bool takes_all() const { return !kind && tag.empty(); }
  bool takes(const ledger::Words& words) const {
    if (kind && words.note_kind != *kind) return false;
    return tag.empty() || std::find(words.tags.begin(), words.tags.end(), tag) != words.tags.end();
  }
};

class NoteList final : public Operation {
 public:
  NoteList(Vault& vault, std::optional<Instant> since, std::size_t limit, NoteFilter filter, Replies& replies)
      : vault_(vault), replies_(replies), filter_(std::move(filter)), left_(limit) {
    query_.since = since;
  }

  Result<Progress> step() override {
    if (!drafts_shown_) return begin();
    query_.limit = filter_.takes_all() ? std::min(kPage, left_) : kPage;
    const auto page = vault_.ledger().notes(query_, vault_.clock().now());
    for (const auto& note : page) {
      if (left_ > 0) AVOW_CHECK(show(note));
    }
    if (left_ > 0 && page.size() == kPage) {
      query_.before = page.back().id;
      return Progress::more;
    }
    reply_list_end(replies_, unreadable_);
    return Progress::done;
  }

 private:
  static constexpr std::size_t kPage = 32;

  Result<void> show(const ledger::Note& note) {
    AVOW_TRY(const bool wanted, is_wanted(note));
    if (!wanted) return {};
    AVOW_TRY(const bool readable, reply_item(vault_, note, Versions::none, replies_));
    if (!readable) ++unreadable_;
    --left_;
    return {};
  }

  // Why one that cannot be read is: nobody can say that it is not what was asked for.
  Result<bool> is_wanted(const ledger::Note& note) {
    if (filter_.takes_all()) return true;
    const auto segment = vault_.words_of(note.version);
    if (!segment.ok() && segment.error().code != Errc::damaged) return segment.error();
    if (!segment.ok()) return true;
    const auto words = words_in(*segment);
    return filter_.takes(words.ok() ? *words : ledger::Words{});
  }

  Result<Progress> begin() {
    drafts_shown_ = true;
    const auto wanted = [this](const Content& draft) {
      return draft.facts.kind == ledger::RecordKind::note && filter_.takes(draft.words);
    };
    AVOW_TRY(unreadable_, show_drafts(vault_, query_.since, left_, wanted, [this](const Draft& draft) {
               return reply_draft_item(draft, Versions::none, replies_);
             }));
    return Progress::more;
  }

  Vault& vault_;
  Replies& replies_;
  const NoteFilter filter_;
  ledger::NotesQuery query_;
  std::size_t left_;
  std::size_t unreadable_ = 0;
  bool drafts_shown_ = false;
};

}  // namespace

Result<std::unique_ptr<Operation>> note_list(Vault& vault, std::string_view zone, schema::ListQuery::Reader query,
                                             Replies& replies) {
  AVOW_TRY(const auto since, parse_since(view_of(query.getSince()), zone, vault.clock().now()));
  NoteFilter filter;
  if (query.getKind().size() > 0) {
    AVOW_TRY(filter.kind, note_kind_of(view_of(query.getKind())));
  }
  filter.tag = std::string(view_of(query.getTag()));
  const std::size_t limit = query.getLimit() > 0 ? query.getLimit() : SIZE_MAX;
  return std::unique_ptr<Operation>(std::make_unique<NoteList>(vault, since, limit, std::move(filter), replies));
}

Result<void> note_show(Vault& vault, std::string_view id, Replies& replies) {
  AVOW_TRY(const auto found, find_record(vault, id, ledger::Scope::notes));
  std::size_t unreadable = 0;
  if (found.draft) {
    AVOW_CHECK(reply_draft_item(*found.draft, Versions::all, replies));
  } else {
    AVOW_TRY(const auto note, vault.ledger().note(found.id, vault.clock().now()));
    AVOW_TRY(const bool readable, reply_item(vault, note, Versions::all, replies));
    if (!readable) unreadable = 1;
  }
  reply_list_end(replies, unreadable);
  return {};
}

}  // namespace avow::app
