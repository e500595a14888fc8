// The five words that the two read to each other last: after a pairing, or after a sync. One sealed item each.
#pragma once

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.h"
#include "log/lane.h"
#include "pairing/pairing_store.h"
#include "store/store.h"

namespace avow::app {

// The words compared last, and where the logs stood.
struct SpokenWords {
  noise::FiveWords words;
  Instant said_at{};
  std::vector<std::pair<log::LogRef, std::uint64_t>> sizes;  // empty after a pairing
};

Bytes encode_words(const SpokenWords& spoken);
// Empty: none yet. Error{damaged}.
Result<std::optional<SpokenWords>> load_words(store::Store& store, std::string_view key);

}  // namespace avow::app
