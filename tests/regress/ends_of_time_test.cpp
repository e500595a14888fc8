// Dates typed while a clock stands at an end of time: found by fuzz_typed_when.
#include <doctest/doctest.h>

#include "ledger/record.h"
#include "ledger/typed_when.h"

using namespace avow;
using namespace avow::ledger;

TEST_CASE("a date typed at either end of time is refused, whatever the wall shows there") {
  const auto refused = [](std::string_view typed, Instant now) {
    const auto when = parse_typed_when(typed, "Pacific/Kiritimati", now);
    return !when.ok() && when.error().code == Errc::usage;
  };
  CHECK(refused("in 290 minutes", from_millis(253'402'300'000'000)));  // the wall shows the year 10000
  CHECK(refused("in 90 minutes", from_millis(0)));                     // … 1969
  CHECK(refused("0             ", from_millis(253'402'300'000'000)));  // the day that it still is has no date
  CHECK(refused("friday 6pm", kLastInstant));
}
