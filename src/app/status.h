// What `avow status` tells: this vault, the pairing, the logs, what the partner is not known to hold yet.
// Says nothing about where the partner is or when they were here.
#pragma once

#include "app/replies.h"
#include "app/vault.h"

namespace avow::app {

// Own entries that the partner has not been seen to hold.
std::uint32_t undelivered_entries(Vault& vault);

Result<void> status(Vault& vault, Replies& replies);

}  // namespace avow::app
