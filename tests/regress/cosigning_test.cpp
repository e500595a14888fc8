// What a device signs about the other's log, when its clock was wrong.
#include "unit/app/support.h"

using namespace avow;
using namespace avow::testing;

TEST_CASE("a clock that was years ahead once does not stop cosigning until that day") {
  TwoPeople two(1401);
  two.pair();
  const Instant today = two.clock.now();
  const log::LogRef hers{log::Lane::notes, log::Author::partner, 0};
  const auto cosigned = [&] { return *two.b.vault().store().state().find(hers)->cosignature; };
  two.a.note("1");
  two.clock.set_wall(today + std::chrono::days(3650));
  REQUIRE(two.sync().ok());
  const auto first = cosigned();
  two.clock.set_wall(today + std::chrono::hours(1));
  two.a.note("2");
  REQUIRE(two.sync().ok());
  CHECK(cosigned().checkpoint.size == first.checkpoint.size + 1);
  CHECK_MESSAGE(cosigned().time_seconds == first.time_seconds, "times never fall");
  CHECK(two.a.vault().store().state().find({log::Lane::notes, log::Author::me, 0})->cosignature->checkpoint.size == first.checkpoint.size + 1);
}
