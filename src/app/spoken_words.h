// The five words that the two read to each other last: after a pairing, or after a sync. One sealed item each.
#pragma once

#include <optional>
#include <string>
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
  std::string said_on;  // the day, "2026-11-27", on the wall of whoever keeps them: a time would be a "last seen"
  std::vector<std::pair<log::LogRef, std::uint64_t>> sizes;  // empty after a pairing
};

Bytes encode_words(const SpokenWords& spoken);
// An earlier avow kept the moment: it reads as the day that it is in `zone`. Empty: none yet. Error{damaged}.
Result<std::optional<SpokenWords>> load_words(store::Store& store, std::string_view key, std::string_view zone);

}  // namespace avow::app
