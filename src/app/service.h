// The use cases behind the local API: one request in, its answers out. protocol/api.capnp.
#pragma once

#include "app/link.h"
#include "app/operation.h"
#include "app/replies.h"
#include "app/vault.h"

namespace avow::app {

// Answers at once and gives nothing, or gives the operation that will answer. `request` is not read after that;
// vault, link and replies must outlive the operation. An Error is the answer: usage for an unset or unknown request,
// otherwise the use case's own.
Result<std::unique_ptr<Operation>> begin(Vault& vault, Link& link, schema::Request::Reader request, Replies& replies);

// May this be asked while the vault is covered? Only what shows no content.
bool shows_content(schema::Request::Reader request);

// Does it reach for the partner, or wait for them? What a pause ends.
bool talks_to_partner(schema::Request::Reader request);

}  // namespace avow::app
