// Bringing both copies level as a use case, and the words of the last time. protocol/README.md#one-sync.
#pragma once

#include "app/link.h"
#include "app/operation.h"
#include "app/replies.h"
#include "app/vault.h"

namespace avow::app {

Result<std::unique_ptr<Operation>> sync_listen(Vault& vault, Link& link, schema::SyncListen::Reader request,
                                               Replies& replies);
// Without an address: where the two met last, else over the line that is open already.
Result<std::unique_ptr<Operation>> sync_dial(Vault& vault, Link& link, schema::SyncDial::Reader request,
                                             Replies& replies);
Result<void> words(Vault& vault, Replies& replies);

// Lanes are open: Error{not_paired}; {unreachable}: the words are not confirmed here.
Result<void> check_may_sync(Vault& vault);

}  // namespace avow::app
