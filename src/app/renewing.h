// Renewing the keys as a use case: both run it at one time and compare five words, as when they paired.
// protocol/README.md#rekey.
#pragma once

#include "app/link.h"
#include "app/operation.h"
#include "app/replies.h"
#include "app/vault.h"

namespace avow::app {

Result<std::unique_ptr<Operation>> rekey(Vault& vault, Link& link, schema::Rekey::Reader request, Replies& replies);
Result<void> rekey_drop(Vault& vault, Replies& replies);
// New keys wait for this person's word, and there are words for them.
Result<bool> renewal_waits(Vault& vault);
Result<void> renewal_confirm(Vault& vault, Replies& replies);

}  // namespace avow::app
