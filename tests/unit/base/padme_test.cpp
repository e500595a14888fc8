#include "base/padme.h"

#include <doctest/doctest.h>

using namespace avow;

TEST_CASE("padme is never shorter, never 12 % longer, and a padded length stays") {
  for (std::uint64_t size = 0; size < 70'000; ++size) {
    const std::uint64_t padded = padme(size);
    REQUIRE(padded >= size);
    REQUIRE((padded - size) * 100 <= size * 12);
    REQUIRE(padme(padded) == padded);
    REQUIRE(padme(size + 1) >= padded);
  }
  CHECK(padme(1ULL << 63U) == 1ULL << 63U);
}
