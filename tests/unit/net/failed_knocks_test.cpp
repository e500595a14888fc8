// Counting strangers by where they come from.
#include "net/failed_knocks.h"

#include <doctest/doctest.h>

using namespace avow;
using net::FailedKnocks;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {
Bytes place(const std::string& address) { return FailedKnocks::source_of(address).value(); }
}  // namespace

TEST_CASE("a place is an IPv4 address or an IPv6 /64, and never this device itself") {
  CHECK(place("203.0.113.5").size() == 4);
  CHECK(place("203.0.113.5") != place("203.0.113.6"));
  CHECK(place("::ffff:203.0.113.5") == place("203.0.113.5"));
  CHECK(place("2001:db8:1:2:3:4:5:6") == place("2001:db8:1:2::9"));
  CHECK(place("2001:db8:1:2::9") != place("2001:db8:1:3::9"));
  for (const char* own : {"127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", "", "no address"}) {
    CHECK(!FailedKnocks::source_of(own));
  }
}

TEST_CASE("a bucket is full at its limit and not before, and one is forgiven at a time") {
  FailedKnocks knocks;
  const Bytes here = place("203.0.113.5");
  TimePoint now{seconds(1'000)};
  for (int i = 1; i < limits::kFailedKnocksMax; ++i) knocks.add(here, now);
  CHECK(!knocks.is_full(here, now));
  knocks.add(here, now);
  CHECK(knocks.is_full(here, now));
  CHECK(!knocks.is_full(place("203.0.113.6"), now));
  for (int i = 0; i < 1'000; ++i) knocks.add(here, now);  // no more than full
  now += limits::kFailedKnockForgiven - milliseconds(1);
  CHECK(knocks.is_full(here, now));
  now += milliseconds(1);
  CHECK(!knocks.is_full(here, now));
  knocks.add(here, now);
  CHECK(knocks.is_full(here, now));
}

TEST_CASE("so many places are remembered and no more, those that are forgiven go") {
  FailedKnocks knocks;
  TimePoint now{seconds(1'000)};
  const auto many = [](std::size_t i) { return Bytes{1, static_cast<std::uint8_t>(i >> 8U), static_cast<std::uint8_t>(i), 0}; };
  for (int i = 0; i < limits::kFailedKnocksMax; ++i) knocks.add(place("203.0.113.5"), now);
  for (std::size_t i = 1; i < limits::kKnockSourcesMax; ++i) knocks.add(many(i), now);
  CHECK(knocks.size() == limits::kKnockSourcesMax);
  knocks.add(many(limits::kKnockSourcesMax), now);
  CHECK(knocks.size() == limits::kKnockSourcesMax);
  CHECK(knocks.is_full(place("203.0.113.5"), now));
  now += limits::kFailedKnocksMax * limits::kFailedKnockForgiven;
  knocks.add(many(0), now);
  CHECK(knocks.size() == 1);
}
