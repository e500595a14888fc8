// The steps that every written record shares: check the text, fill in the zone, encode, give it an id.
#pragma once

#include "app/asker.h"
#include "app/vault.h"

namespace avow::app {

// Why this device's clock looks wrong, as the beginning of a sentence: it stands before the day on which this avow was
// released, or more than a day before the last own record. Empty: it looks right.
std::optional<std::string> clock_doubt(Instant now, std::optional<Instant> last_said, std::string_view zone);

// May a record be said now? Error{read_only}, {not_paired}. Error{refused}: the clock stands before the day on which
// this avow was released, or more than a day before the last own record, and nobody said that it is right.
Result<void> check_may_say(Vault& vault, const Asker& asker);
// Error{usage}: empty, not UTF-8, or over limits::kTextBytesMax. `what` names it in the sentence ("A note").
Result<void> check_text(std::string_view said, std::string_view what);
// Encodes facts (zone filled in) and words, and draws the record's id.
Result<NewRecord> make_record(Vault& vault, const Asker& asker, ledger::Facts facts, const ledger::Words& words);
inline std::vector<NewRecord> one(NewRecord record) {
  std::vector<NewRecord> out;
  out.push_back(std::move(record));
  return out;
}
// Puts a draft into its log, said now. Gives its id there: the one that it always had, or another if it was imported, for an
// id belongs to a log.
Result<RecordId> release_draft(Vault& vault, const Asker& asker, const Draft& draft);
// "" or a time that lies ahead, as typed. Error{usage}.
Result<std::optional<Instant>> parse_ahead(std::string_view typed, std::string_view zone, Instant now);
// "" or as typed; a date means its first moment in `zone`.
Result<std::optional<Instant>> parse_since(std::string_view since, std::string_view zone, Instant now);

}  // namespace avow::app
