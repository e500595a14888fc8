// `avow shared`: everything of mine that the partner's copy holds or will get, the latest first, each with the command
// that takes it back. Drafts and whatever else is private never stand here.
#pragma once

#include "app/operation.h"
#include "app/replies.h"
#include "app/vault.h"

namespace avow::app {

// Error{refused}: the id is a draft, or the partner's. Error{not_found | ambiguous}.
Result<std::unique_ptr<Operation>> shared(Vault& vault, schema::SharedQuery::Reader request, Replies& replies);

}  // namespace avow::app
