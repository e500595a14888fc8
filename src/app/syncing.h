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
// How long to wait for the partner. Error{usage}.
Result<std::chrono::seconds> window_of(std::uint32_t seconds);
// `at`, or without it where this device calls by itself and where the partner is known to be reached; perhaps none.
// Error{usage}. Precondition: keys().partner().
Result<std::vector<std::string>> addresses_to_call(Vault& vault, const Link& link, const std::string& at);

}  // namespace avow::app
