// `avow bundle`: a sync in a sealed file, for two who are never there at the same time or do not want to show each other
// their addresses. Whoever asks reads and writes the file. protocol/README.md#sealed-file.
#pragma once

#include "app/operation.h"
#include "app/replies.h"
#include "app/vault.h"

namespace avow::app {

// Error{not_paired | unreachable | refused}: as check_may_sync().
Result<std::unique_ptr<Operation>> bundle_export(Vault& vault, Replies& replies);
// Errors: the same; usage: a piece out of turn, or too large; those of sync::BundleReader. What came before stays.
Result<void> bundle_take(Vault& vault, schema::BundlePiece::Reader request, Replies& replies);

}  // namespace avow::app
