// The drafts that stand before what was shared, in every list of notes, promises and threads.
#pragma once

#include <functional>

#include "app/terms.h"

namespace avow::app {

// Shows the newest of the drafts that are `wanted` and said at or after `since`, at most `left` of them, and takes them
// from `left`. Returns how many could not be read.
Result<std::size_t> show_drafts(Vault& vault, std::optional<Instant> since, std::size_t& left,
                                const std::function<bool(const Content&)>& wanted,
                                const std::function<Result<void>(const Draft&)>& show);

}  // namespace avow::app
