// Taking back what one has said, and what becomes of the copies: one's own go at once; of the partner's words that the
// partner takes back, this device's copy goes by this person's own choice, which the partner never learns. And how long
// this device keeps the partner's notes. protocol/README.md#taking-back.
#pragma once

#include "app/asker.h"
#include "app/operation.h"
#include "app/replies.h"
#include "app/vault.h"

namespace avow::app {

// What is due by this person's own rules: notes whose time has ended, copies of what was taken back, notes kept long
// enough. `Thorough::no`: a little at a time, and what looks at every note once an hour; Thorough::yes: all of it. Never
// an error: what cannot be done now (a full disk, a vault that is only read) is done next time.
enum class Thorough { no, yes };
void apply_own_rules(Vault& vault, Thorough thorough);
// Of these only the copies of what was taken back.
void erase_taken_back(Vault& vault);

// Error{refused}: not one's own, no words in it, or taken back already. A draft, and what is private, is erased.
Result<std::unique_ptr<Operation>> redact(Vault& vault, const Asker& asker, schema::Redact::Reader request, Replies& replies);

// What the partner took back and this device still holds: list, show, erase, keep.
Result<void> taken_back(Vault& vault, schema::TakenBackAct::Reader request, Replies& replies);
// So much of it waits for this person's word.
std::size_t taken_back_waiting(Vault& vault);

// Why the words of a record are not shown, as the API says it: "", "taken_back", "not_kept".
std::string_view missing_name(const Vault& vault, const RecordId& id);

}  // namespace avow::app
