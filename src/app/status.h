// What `avow status` tells: this vault, the pairing, the logs, what the partner is not known to hold yet.
// Says nothing about where the partner is or when they were here.
#pragma once

#include "app/link.h"
#include "app/replies.h"
#include "app/vault.h"

namespace avow::app {

Result<void> status(Vault& vault, const Link& link, std::string_view zone, Replies& replies);

}  // namespace avow::app
