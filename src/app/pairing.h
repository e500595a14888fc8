// Pairing as a use case: inviting, joining, confirming. protocol/README.md#pairing.
#pragma once

#include "app/link.h"
#include "app/operation.h"
#include "app/replies.h"
#include "app/vault.h"

namespace avow::app {

Result<std::unique_ptr<Operation>> pair_invite(Vault& vault, Link& link, schema::PairInvite::Reader request,
                                               Replies& replies);
Result<std::unique_ptr<Operation>> pair_join(Vault& vault, Link& link, schema::PairJoin::Reader request,
                                             Replies& replies);
Result<void> pair_confirm(Vault& vault, Replies& replies);
Result<void> pair_words(Vault& vault, Replies& replies);

}  // namespace avow::app
