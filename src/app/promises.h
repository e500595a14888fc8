// What a person can do with promises: their own and the partner's.
#pragma once

#include "app/asker.h"
#include "app/operation.h"
#include "app/replies.h"
#include "app/vault.h"

namespace avow::app {

// Offer, or ask the partner for, a promise; or release a draft of one.
Result<void> promise_offer(Vault& vault, const Asker& asker, schema::PromiseTerms::Reader terms, Replies& replies);
// Any other verb of ledger::transitions().
Result<void> promise_act(Vault& vault, const Asker& asker, schema::PromiseAct::Reader request, Replies& replies);
// Drafts, then promises, the newest first, a page a step.
Result<std::unique_ptr<Operation>> promise_list(Vault& vault, std::string_view zone, schema::ListQuery::Reader query,
                                                Replies& replies);
// A promise as it is now, or the day of it that was typed. Error{not_found, usage}.
Result<ledger::Promise> promise_shown(Vault& vault, const RecordId& id, std::string_view on, std::string_view zone);
Result<void> promise_show(Vault& vault, std::string_view zone, schema::PromiseRef::Reader request, Replies& replies);

// An outcome as it is typed: kept, cant-tell; and what "settle" takes instead of one.
inline std::string typed_outcome(ledger::Outcome outcome) {
  return outcome == ledger::Outcome::cannot_tell ? "cant-tell" : std::string(ledger::name_of(outcome));
}
inline constexpr std::string_view kTakeBack = "take-back";
inline constexpr std::string_view kLeaveOpen = "leave-open";

// The id that a person types: of one day of a repeating or standing promise that of the promise.
inline const RecordId& typed_id_of(const ledger::Promise& promise) {
  return promise.chain == ledger::Chain::instance ? promise.series : promise.id;
}
// Everything of it but its history, which stays empty. False: its words cannot be opened, and it says "damaged".
Result<bool> fill_promise(schema::Promise::Builder out, Vault& vault, const ledger::Promise& promise);

}  // namespace avow::app
