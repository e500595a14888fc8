// Bringing both copies level as a use case, and the words of the last time. protocol/README.md#one-sync.
#pragma once

#include "app/link.h"
#include "app/replies.h"
#include "app/vault.h"

namespace avow::app {

Result<void> sync_listen(Vault& vault, Link& link, schema::SyncListen::Reader request, Replies& replies);
Result<void> sync_dial(Vault& vault, Link& link, schema::SyncDial::Reader request, Replies& replies);
Result<void> words(Vault& vault, Replies& replies);

}  // namespace avow::app
