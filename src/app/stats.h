// What became of the promises, in counts: one's own, and those of the two together. The other's own ratio is shown to the
// other only. PRODUCT.md, "Fair measurement".
#pragma once

#include "app/replies.h"
#include "app/vault.h"

namespace avow::app {

Result<void> stats(Vault& vault, std::string_view zone, schema::StatsQuery::Reader query, Replies& replies);

}  // namespace avow::app
