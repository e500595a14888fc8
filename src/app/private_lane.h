// What a person does with the private lane: write, read, erase, and share one sentence of the forgiveness journal as an
// ordinary note. The partner cannot ask for it, nor see that it exists: apart from that note nothing here writes to a log.
#pragma once

#include "app/asker.h"
#include "app/replies.h"
#include "app/vault.h"

namespace avow::app {

// A boundary's log names a boundary of one's own, a session's note a session. Error{usage | not_found | refused}.
Result<void> private_write(Vault& vault, schema::PrivateWrite::Reader request, Replies& replies);
// Newest first.
Result<void> private_list(Vault& vault, schema::PrivateQuery::Reader query, Replies& replies);
Result<void> private_show(Vault& vault, schema::PrivateQuery::Reader query, Replies& replies);
// What was shared of a journal stays a note, with its own withdraw.
Result<void> private_erase(Vault& vault, schema::PrivateQuery::Reader query, Replies& replies);

// The same for an id alone, of whatever kind, the journal too.
Result<void> erase_private_record(Vault& vault, std::string_view typed, Replies& replies);

// Writes one sentence as a note, and remembers here which one it is. Error{refused}: one is shared already.
Result<void> journal_share(Vault& vault, const Asker& asker, schema::TextChange::Reader request, Replies& replies);
// Withdraws that note. Error{refused}: none is shared.
Result<void> journal_take_back(Vault& vault, const Asker& asker, std::string_view id, Replies& replies);

}  // namespace avow::app
