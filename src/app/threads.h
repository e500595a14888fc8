// Use cases of questions, agreements, boundaries, repair, sessions, milestones and signs of trust: begin one, act on
// it, list, show. What may be done is the ledger's table; what is kept back before writing stands in thread_rules.h.
// What two people see of each other's is the same; what is withdrawn shows no text on either side.
#pragma once

#include <memory>

#include "app/asker.h"
#include "app/operation.h"
#include "app/replies.h"
#include "app/vault.h"

namespace avow::app {

// A draft before pairing or when asked for; else written and shown to the partner with the next sync.
Result<void> thread_begin(Vault& vault, const Asker& asker, schema::ThreadBegin::Reader request, Replies& replies);
// Error{refused}: the ledger's rule, or one of thread_rules.h. A draft can only be taken back.
Result<void> thread_act(Vault& vault, const Asker& asker, schema::ThreadAct::Reader request, Replies& replies);
Result<std::unique_ptr<Operation>> thread_list(Vault& vault, std::string_view zone, schema::ThreadQuery::Reader query,
                                               Replies& replies);
Result<void> thread_show(Vault& vault, std::string_view zone, schema::ThreadRef::Reader request, Replies& replies);

// Without history. False: its words cannot be opened; the state then is kDamaged. `zone`: the reader's.
Result<bool> fill_thread(schema::Thread::Builder out, Vault& vault, const ledger::Thread& thread, std::string_view zone);

// The noun under which people find it: attempts stand beside repair.
ledger::ThreadKind noun_of(ledger::ThreadKind kind);

}  // namespace avow::app
