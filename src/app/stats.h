// What became of the promises, in counts: one's own, and those of the two together. The other's own ratio is shown to the
// other only. PRODUCT.md, "Fair measurement".
#pragma once

#include "app/asker.h"
#include "app/replies.h"
#include "app/vault.h"

namespace avow::app {

Result<void> stats(Vault& vault, std::string_view zone, schema::StatsQuery::Reader query, Replies& replies);
// The day from which on is counted; day 0: from the first. `since` as typed.
Result<ledger::LocalDay> first_day_counted(Vault& vault, std::string_view since, std::string_view zone);
// What the two kept of what was due.
void fill_together(schema::Together::Builder out, const std::array<ledger::Figures, 2>& by);
// One's own figures as they are now, in words, as a note to the partner: it can be withdrawn like any other. A draft
// before pairing. Error{refused}: nothing was due yet.
Result<void> stats_share(Vault& vault, const Asker& asker, schema::StatsQuery::Reader query, Replies& replies);

}  // namespace avow::app
