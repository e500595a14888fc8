#include "app/private_lane.h"

#include <algorithm>

#include "app/answers.h"
#include "app/finding.h"
#include "app/notes.h"
#include "app/writing.h"
#include "base/text_private.h"
#include "wire/message.h"

namespace avow::app {
namespace {

using wire::view_of;

// A sentence of it is shared, and was not taken back.
bool is_shared(Vault& vault, const PrivateRecord& record) {
  if (record.kind != PrivateKind::journal || record.subject.is_zero()) return false;
  const auto note = vault.ledger().note(record.subject, vault.clock().now());
  return note.ok() && !ledger::is_gone(note->state);
}

std::string_view state_of(Vault& vault, const PrivateRecord& record) {
  if (record.kind == PrivateKind::journal) return is_shared(vault, record) ? "shared" : "written";
  if (record.kind != PrivateKind::boundary_log) return "noted";
  return record.value == kBoundaryCrossed ? "crossed" : "held";
}

Result<void> reply_state(Vault& vault, const PrivateRecord& record, std::string_view state, Replies& replies) {
  return reply_changed(vault, Changed{to_text(record.id), std::string(state), "", "", "private", ""}, replies);
}

void reply_item(Vault& vault, const PrivateRecord& record, Replies& replies) {
  const bool journal = record.kind == PrivateKind::journal;
  const bool about = journal ? is_shared(vault, record) : !record.subject.is_zero();
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<schema::Item>().initPrivateRecord();
  out.setId(to_text(record.id));
  out.setKind(std::string(name_of(record.kind)));
  out.setText(record.words.text);
  out.setState(std::string(state_of(vault, record)));
  out.setAbout(about ? to_text(record.subject) : std::string());
  out.setSaidAt(journal ? std::string() : to_rfc3339(record.said_at));
  replies.item(message.getRoot<schema::Item>());
}

// "" = every kind but the journal: whoever leaves through the rest does not come upon it.
Result<bool> is_of(const PrivateRecord& record, std::string_view kind) {
  if (kind.empty()) return record.kind != PrivateKind::journal;
  const auto named = private_kind_named(kind);
  if (!named) return Error{Errc::usage, std::string(text::kNoPrivateKind)};
  return record.kind == *named;
}

Result<PrivateRecord> find_private(Vault& vault, std::string_view typed, std::string_view kind) {
  const auto prefix = normal_id_prefix(typed);
  if (!prefix.ok()) return Error{Errc::usage, prefix.error().context};
  AVOW_TRY(auto list, vault.private_records());
  std::optional<PrivateRecord> found;
  std::string ids;
  for (auto& record : list.records) {
    AVOW_TRY(const bool fits, is_of(record, kind));
    if (!fits || !to_text(record.id).starts_with(*prefix)) continue;
    ids += (ids.empty() ? "" : " ") + to_text(record.id);
    if (found) return Error{Errc::ambiguous, ids};
    found = std::move(record);
  }
  if (!found) return Error{Errc::not_found, std::string(typed)};
  return std::move(*found);
}

// The boundary or session that is meant, shared or still a draft.
Result<RecordId> find_subject(Vault& vault, std::string_view typed, PrivateKind kind) {
  const bool boundary = kind == PrivateKind::boundary_log;
  const auto wanted = boundary ? ledger::ThreadKind::boundary : ledger::ThreadKind::session;
  AVOW_TRY(const auto found, find_record(vault, typed, ledger::Scope::threads));
  bool fits = found.draft && ledger::thread_of(kind_of(*found.draft)) == wanted;
  if (!found.draft) {
    AVOW_TRY(const auto thread, vault.ledger().thread(found.id, vault.clock().now()));
    fits = thread.kind == wanted && (!boundary || thread.by == log::Author::me);
  }
  if (!fits) return Error{Errc::refused, std::string(boundary ? text::kNotOwnBoundary : text::kNoSession)};
  return found.id;
}

// A word of the short list stands for its sentence.
std::string sign_said(std::string_view said) {
  const auto signs = text::signs_of_trust();
  const auto known = std::find_if(signs.begin(), signs.end(), [said](const auto& sign) { return sign.name == said; });
  return std::string(known == signs.end() ? said : known->sentence);
}

Result<void> check_one_line(std::string_view said, std::string_view what) {
  AVOW_CHECK(check_text(said, what));
  if (said.find('\n') == std::string_view::npos) return {};
  return Error{Errc::usage, std::string(text::kOneSentence)};
}

Result<std::uint8_t> boundary_value(std::string_view value) {
  if (value == "held") return kBoundaryHeld;
  if (value == "crossed") return kBoundaryCrossed;
  return Error{Errc::usage, std::string(text::kHeldOrCrossed)};
}

}  // namespace

Result<void> private_write(Vault& vault, schema::PrivateWrite::Reader request, Replies& replies) {
  const auto kind = private_kind_named(view_of(request.getKind()));
  if (!kind || *kind == PrivateKind::other) return Error{Errc::usage, std::string(text::kNoPrivateKind)};
  const auto said = view_of(request.getText());
  PrivateRecord record;
  record.kind = *kind;
  record.words.text = std::string(said);
  switch (*kind) {
    case PrivateKind::journal: AVOW_CHECK(check_text(said, text::kAnEntry)); break;
    case PrivateKind::boundary_log: {
      if (!said.empty()) AVOW_CHECK(check_text(said, text::kAnEntry));
      AVOW_TRY(record.value, boundary_value(view_of(request.getValue())));
      AVOW_TRY(record.subject, find_subject(vault, view_of(request.getAbout()), *kind));
      break;
    }
    case PrivateKind::sign_tick:
      AVOW_CHECK(check_one_line(said, text::kASign));
      record.words.text = sign_said(said);
      break;
    case PrivateKind::agenda_item: {
      AVOW_CHECK(check_text(said, text::kAnEntry));
      AVOW_TRY(record.subject, find_subject(vault, view_of(request.getAbout()), *kind));
      break;
    }
    case PrivateKind::other: break;
  }
  record.said_at = vault.clock().now();
  record.id.bytes = vault.random().bytes<16>();
  AVOW_CHECK(vault.keep_private(record));
  return reply_state(vault, record, state_of(vault, record), replies);
}

Result<void> private_list(Vault& vault, schema::PrivateQuery::Reader query, Replies& replies) {
  std::optional<std::string> about;
  if (query.getAbout().size() > 0) {
    const auto prefix = normal_id_prefix(view_of(query.getAbout()));
    if (!prefix.ok()) return Error{Errc::usage, prefix.error().context};
    about = *prefix;
  }
  AVOW_TRY(const auto list, vault.private_records());
  std::size_t left = query.getLimit() > 0 ? query.getLimit() : SIZE_MAX;
  // Why not read again for each: a request that came over the socket can only be read so often (wire/message.h).
  const std::string kind(view_of(query.getKind()));
  for (const auto& record : list.records) {
    AVOW_TRY(const bool fits, is_of(record, kind));
    if (!fits || left == 0 || (about && !to_text(record.subject).starts_with(*about))) continue;
    reply_item(vault, record, replies);
    --left;
  }
  reply_list_end(replies, list.unreadable);
  return {};
}

Result<void> private_show(Vault& vault, schema::PrivateQuery::Reader query, Replies& replies) {
  AVOW_TRY(const auto record, find_private(vault, view_of(query.getId()), view_of(query.getKind())));
  reply_item(vault, record, replies);
  reply_list_end(replies);
  return {};
}

Result<void> erase_private_record(Vault& vault, std::string_view typed, Replies& replies) {
  auto record = find_private(vault, typed, "");
  if (!record.ok() && record.error().code == Errc::not_found) record = find_private(vault, typed, name_of(PrivateKind::journal));
  if (!record.ok()) return record.error();
  AVOW_CHECK(vault.erase_private(record->id));
  return reply_state(vault, *record, "erased", replies);
}

Result<void> private_erase(Vault& vault, schema::PrivateQuery::Reader query, Replies& replies) {
  AVOW_TRY(const auto record, find_private(vault, view_of(query.getId()), view_of(query.getKind())));
  AVOW_CHECK(vault.erase_private(record.id));
  return reply_state(vault, record, "erased", replies);
}

Result<void> journal_share(Vault& vault, const Asker& asker, schema::TextChange::Reader request, Replies& replies) {
  const auto sentence = view_of(request.getText());
  AVOW_CHECK(check_one_line(sentence, text::kASentence));
  AVOW_TRY(auto record, find_private(vault, view_of(request.getId()), name_of(PrivateKind::journal)));
  if (is_shared(vault, record)) return Error{Errc::refused, std::string(text::kJournalSharedAlready)};
  AVOW_CHECK(check_may_say(vault, asker));
  AVOW_TRY(auto note, new_note(vault, asker, {.text = sentence}));
  // Why first: if it stops here, the link leads nowhere and says nothing; the other way round it would be lost.
  record.subject = vault.id_for(log::Lane::notes, note.id_random);
  AVOW_CHECK(vault.keep_private(record, Vault::Replace::yes));
  AVOW_CHECK(vault.append(log::Lane::notes, one(std::move(note))));
  return reply_changed(vault, Changed{to_text(record.subject), "shared", "", "", "notes", ""}, replies);
}

Result<void> journal_take_back(Vault& vault, const Asker& asker, std::string_view id, Replies& replies) {
  AVOW_TRY(const auto record, find_private(vault, id, name_of(PrivateKind::journal)));
  if (!is_shared(vault, record)) return Error{Errc::refused, std::string(text::kJournalNotShared)};
  return note_withdraw(vault, asker, to_text(record.subject), replies);
}

}  // namespace avow::app
