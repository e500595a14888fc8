// What a person can do with transparency notes.
#pragma once

#include "app/replies.h"
#include "app/vault.h"

namespace avow::app {

Result<void> note_add(Vault& vault, std::string_view zone, schema::NoteAdd::Reader request, Replies& replies);
Result<void> note_add_lines(Vault& vault, std::string_view zone, schema::NoteAddLines::Reader request, Replies& replies);
Result<void> note_share(Vault& vault, std::string_view zone, std::string_view id, Replies& replies);
Result<void> note_correct(Vault& vault, std::string_view zone, schema::TextChange::Reader request, Replies& replies);
Result<void> note_withdraw(Vault& vault, std::string_view zone, std::string_view id, Replies& replies);
Result<void> note_seen(Vault& vault, std::string_view zone, std::string_view id, Replies& replies);
Result<void> note_list(Vault& vault, std::string_view zone, schema::ListQuery::Reader query, Replies& replies);
Result<void> note_show(Vault& vault, std::string_view id, Replies& replies);

}  // namespace avow::app
