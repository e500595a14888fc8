// Finds what a person means by a typed id: among the drafts and everything that was shared.
#pragma once

#include <variant>

#include "app/vault.h"

namespace avow::app {

// A shared record's id, or a draft.
struct Found {
  RecordId id;
  std::optional<Draft> draft;
};

// Error{ambiguous}: the ids, separated by spaces.
Error ambiguous(const std::vector<RecordId>& ids);
// What a draft will be; none: its facts do not parse.
ledger::RecordKind kind_of(const Draft& draft);

// Error{usage}: no id at all. Error{not_found}. Error{ambiguous}: context lists the ids, separated by spaces.
Result<Found> find_record(Vault& vault, std::string_view typed, ledger::Scope scope);
// Among those of one noun (an attempt counts as repair).
Result<Found> find_thread(Vault& vault, std::string_view typed, ledger::ThreadKind noun);
// Error{not_found} also for something that was shared already.
Result<Draft> find_draft(Vault& vault, std::string_view typed, log::Lane lane);

}  // namespace avow::app
