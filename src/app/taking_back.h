// Taking back what one has said, and what becomes of the copies: one's own go at once; of the partner's words that the
// partner takes back, this device's copy goes by this person's own choice, which the partner never learns. And how long
// this device keeps the partner's notes. protocol/README.md#taking-back.
#pragma once

#include <span>

#include "app/asker.h"
#include "app/operation.h"
#include "app/replies.h"
#include "app/vault.h"

namespace avow::app {

// What is due by this person's own rules: notes whose time has ended, copies of what was taken back, notes kept long
// enough; of imported history, too, and in a vault that is only read: no record says so. `Thorough::no`: a little at a time,
// and what looks at every note once an hour; Thorough::yes: all of it. Never an error: what cannot be done now (a full disk)
// is done next time.
enum class Thorough { no, yes };
void apply_own_rules(Vault& vault, Thorough thorough);
// Of these only the copies of what was taken back.
void erase_taken_back(Vault& vault);

// The state that an answer names when one's own words were erased here after leaving: no record says so.
inline constexpr std::string_view kErasedAfterLeaving = "erased_after_leaving";

// Error{refused}: not one's own, no words in it, or taken back already. A draft, and what is private, is erased; of
// what was imported, whoever wrote it, the words go from this device.
Result<std::unique_ptr<Operation>> redact(Vault& vault, const Asker& asker, schema::Redact::Reader request, Replies& replies);

// Writes `record`, which brings that promise, thread or check-in of one's own to "withdrawn", and with it a redaction of
// every own record of it that has words: in one transaction, so that nothing of them is sent once it is said. `own`: ids of
// records of it; those of the other person, and those without words, stay. Precondition: the rules allow that record.
Result<void> withdraw_whole(Vault& vault, const Asker& asker, log::Lane lane, NewRecord record, const RecordId& thing,
                            std::span<const RecordId> own);
// The ids that such a history names.
std::vector<RecordId> ids_of(std::span<const ledger::HistoryItem> history);

// What the partner took back and this device still holds: list, show, erase, keep.
Result<void> taken_back(Vault& vault, schema::TakenBackAct::Reader request, Replies& replies);
// So much of it waits for this person's word.
std::size_t taken_back_waiting(Vault& vault);

// Why the words of a record are not shown, as the API says it: "", "taken_back", "not_kept".
std::string_view missing_name(const Vault& vault, const RecordId& id);

}  // namespace avow::app
