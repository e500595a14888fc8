// The rules of PRODUCT.md that no history may break, asked of what came out and of who wrote which record; nothing here uses
// the code of the fold.
#pragma once

#include "sim/lives_view.h"

namespace avow::testing::lives {

using Records = std::map<RecordId, ledger::Record>;  // as anna has them

// "", or what does not hold: who did what, who is bound by whom, whose word a miss or a no is, which branches count.
std::string broken_rule(const View& view, const Records& records, Instant now);
// What moved something and counts: once both have seen it, it does so for ever.
std::set<RecordId> settled(const View& view);
// Those that count or stand beside what does: without all others nothing may change.
std::set<RecordId> counting(const View& view, const Records& records);

}  // namespace avow::testing::lives
