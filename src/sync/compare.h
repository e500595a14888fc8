// What a HELLO says of the logs: made of what is held here, and compared with it. A session and a sealed file share it.
#pragma once

#include "sync/logs.h"
#include "sync/partner.h"

namespace avow::sync {

// My HELLO, without addresses; `logs` learns what it shows. Own heads are published first, unless the vault is only read:
// a restored one does not know what it wrote, and a head made now could deny it.
Result<Hello> make_hello(log::LogStore& store, Logs& logs);
// The keys of later epochs in the partner's HELLO: heads are checked with them.
Result<void> take_epochs(log::LogStore& store, const Hello& theirs);
// Does the partner show other keys for that epoch than those that are held here, and stay?
bool has_other_keys(const LogStatus& status, const log::LogPosition& held);
// Precondition: the store has that log.
log::LogPosition position_now(log::LogStore& store, const log::LogRef& ref);
// Is the head that the partner shows of my log one of that log's past? Error{forged}: I did not make it, and it is kept
// as evidence. Precondition: status.head.
Result<bool> knows_own_head(const Pair& pair, log::LogStore& store, const LogStatus& status, const Outgoing& log);
// My cosignature of what is held of that log, made now or the last one; empty: there is none, or its author is known to
// hold it.
Result<std::optional<Cosign>> next_cosignature(log::LogStore& store, Incoming& log, Instant now);

}  // namespace avow::sync
