// What a person can do with transparency notes.
#pragma once

#include "app/asker.h"
#include "app/operation.h"
#include "app/replies.h"
#include "app/vault.h"

namespace avow::app {

Result<void> note_add(Vault& vault, const Asker& asker, schema::NoteAdd::Reader request, Replies& replies);
Result<void> note_add_lines(Vault& vault, const Asker& asker, schema::NoteAddLines::Reader request, Replies& replies);
Result<void> note_share(Vault& vault, const Asker& asker, std::string_view id, Replies& replies);
Result<void> note_correct(Vault& vault, const Asker& asker, schema::TextChange::Reader request, Replies& replies);
Result<void> note_withdraw(Vault& vault, const Asker& asker, std::string_view id, Replies& replies);
Result<void> note_seen(Vault& vault, const Asker& asker, std::string_view id, Replies& replies);
// Drafts, then notes, the newest first, a page a step.
Result<std::unique_ptr<Operation>> note_list(Vault& vault, std::string_view zone, schema::ListQuery::Reader query,
                                             Replies& replies);
// With every wording that it had.
Result<void> note_show(Vault& vault, std::string_view id, Replies& replies);

// What a new note says. Views must outlive the call that it is given to.
struct NewNote {
  std::string_view text;
  std::string_view kind = {};                   // "" = simply telling
  std::vector<std::string> tags = {};
  std::optional<Instant> expires_at = {};
  RecordId reply_to = {};
};
// A note that is ready to be appended. Error{usage}: an empty text, an unknown kind, a tag that is none.
Result<NewRecord> new_note(Vault& vault, const Asker& asker, const NewNote& note);

// A note with its current words, without the older ones. False: they cannot be opened, and it says "damaged".
Result<bool> fill_note(schema::Note::Builder out, Vault& vault, const ledger::Note& note);

}  // namespace avow::app
