// Two vaults live through the main job: pair, promise, tell, sync, confirm, verify.
#include "fakes/two_people.h"

using namespace avow;
using namespace avow::testing;

TEST_CASE("before pairing everything is a draft and works alone") {
  TwoPeople two(1);
  const auto note = two.a.note("I saw her on Tuesday.");
  const auto promise = two.a.offer("I will call when I leave work", "2027-02-01T18:00");
  CHECK(two.a.note_state(note) == "draft");
  CHECK(two.a.promise_state(promise) == "draft");
  CHECK(two.a.verified());
}

TEST_CASE("a promise goes through offer, accept, report and confirm on both sides") {
  TwoPeople two(2);
  two.pair();
  const auto promise = two.a.offer("I will call when I leave work", "2027-02-01T18:00");
  const auto note = two.a.note("I saw her on Tuesday.");
  auto first = two.sync();
  REQUIRE(first.ok());
  CHECK(first->sent == 2);
  CHECK(first->level);
  CHECK(first->words.has_value());
  CHECK(two.b.promise_state(promise) == "offered");
  CHECK(two.b.note_state(note) == "shared");
  CHECK(two.b.act("accept", promise) == "active");
  REQUIRE(two.sync().ok());
  CHECK(two.a.promise_state(promise) == "active");
  CHECK(two.a.act("report", promise, "kept") == "reported");
  REQUIRE(two.sync().ok());
  CHECK(two.b.act("confirm", promise) == "kept");
  REQUIRE(two.sync().ok());
  CHECK(two.a.promise_state(promise) == "kept");
  CHECK(two.a.verified());
  CHECK(two.b.verified());
}

TEST_CASE("everything survives closing and opening the vault") {
  TwoPeople two(3);
  two.pair();
  const auto promise = two.a.offer("I will be home by six");
  for (int i = 0; i < 40; ++i) two.a.note("note " + std::to_string(i));
  REQUIRE(two.sync().ok());
  two.b.act("accept", promise);
  two.a.close();
  two.b.close();
  two.a.open();
  two.b.open();
  CHECK(two.b.promise_state(promise) == "active");
  const auto again = two.sync();
  REQUIRE(again.ok());
  CHECK(again->received == 1);
  CHECK(two.a.promise_state(promise) == "active");
  CHECK(two.a.verified());
  CHECK(two.b.verified());
}
