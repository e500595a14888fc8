// The use cases behind the local API: one request in, its answers out. protocol/api.capnp.
#pragma once

#include "app/link.h"
#include "app/replies.h"
#include "app/vault.h"

namespace avow::app {

// Error{usage} for an unset or unknown request; otherwise the use case's own.
Result<void> serve(Vault& vault, Link& link, schema::Request::Reader request, Replies& replies);

}  // namespace avow::app
