#include "base/time.h"

#include <limits>

#include <doctest/doctest.h>

#include "fakes/manual_clock.h"

using namespace avow;

TEST_CASE("instants in RFC 3339, whole seconds of UTC") {
  CHECK(to_rfc3339(from_millis(0)) == "1970-01-01T00:00:00Z");
  CHECK(to_rfc3339(from_millis(999)) == "1970-01-01T00:00:00Z");
  CHECK(to_rfc3339(from_millis(-1)) == "1969-12-31T23:59:59Z");
  CHECK(to_rfc3339(from_millis(951'782'399'000)) == "2000-02-28T23:59:59Z");
  CHECK(to_rfc3339(from_millis(951'782'400'000)) == "2000-02-29T00:00:00Z");
  CHECK(to_rfc3339(from_millis(1'795'370'400'000)) == "2026-11-22T18:00:00Z");
  CHECK(to_rfc3339(from_millis(4'107'542'400'000)) == "2100-03-01T00:00:00Z");  // 2100 is no leap year
}

TEST_CASE("years beyond 0000 to 9999 are shown as the nearest of them") {
  CHECK(to_rfc3339(from_millis(-62'167'219'200'000)) == "0000-01-01T00:00:00Z");
  CHECK(to_rfc3339(from_millis(-62'167'219'200'001)) == "0000-01-01T00:00:00Z");
  CHECK(to_rfc3339(from_millis(253'402'300'799'999)) == "9999-12-31T23:59:59Z");
  CHECK(to_rfc3339(from_millis(253'402'300'800'000)) == "9999-12-31T23:59:59Z");
  CHECK(to_rfc3339(from_millis(std::numeric_limits<std::int64_t>::max())) == "9999-12-31T23:59:59Z");
  CHECK(to_rfc3339(from_millis(std::numeric_limits<std::int64_t>::min())) == "0000-01-01T00:00:00Z");
}

TEST_CASE("the tests' clock: the wall may jump, the stopwatch only runs on") {
  testing::ManualClock clock;
  const auto wall = clock.now();
  const auto start = clock.monotonic_now();
  clock.advance(std::chrono::minutes(5));
  CHECK(clock.now() - wall == std::chrono::minutes(5));
  CHECK(clock.monotonic_now() - start == std::chrono::minutes(5));
  clock.set_wall(wall);
  CHECK(clock.now() == wall);
  CHECK(clock.monotonic_now() - start == std::chrono::minutes(5));
}
