#include "web/sessions.h"

#include <doctest/doctest.h>

#include <set>

#include "base/limits.h"
#include "fakes/seeded_random.h"

using namespace avow;
using namespace avow::web;

namespace {

struct House {
  testing::SeededRandom random{7};
  Sessions sessions{random};
  TimePoint now{};

  std::string enter() { return *sessions.exchange(sessions.issue_token(now), now); }
  bool knows(const std::string& session) { return sessions.recognise("Bearer " + session, now).has_value(); }
};

}  // namespace

TEST_CASE("a token opens one session, once") {
  House house;
  const std::string token = house.sessions.issue_token(house.now);
  CHECK(token.size() == 26);  // 128 bits
  CHECK_FALSE(house.sessions.exchange("", house.now).has_value());
  CHECK_FALSE(house.sessions.exchange(token.substr(1), house.now).has_value());
  const auto session = house.sessions.exchange(token, house.now);
  REQUIRE(session.has_value());
  CHECK(session->size() == 52);  // 256 bits
  CHECK_FALSE(house.sessions.exchange(token, house.now).has_value());
  CHECK(house.knows(*session));
}

TEST_CASE("a token lives for a minute") {
  House house;
  const std::string early = house.sessions.issue_token(house.now);
  const std::string late = house.sessions.issue_token(house.now);
  house.now += limits::kPageTokenLife - std::chrono::milliseconds(1);
  CHECK(house.sessions.exchange(early, house.now).has_value());
  house.now += std::chrono::milliseconds(1);
  CHECK_FALSE(house.sessions.exchange(late, house.now).has_value());
}

TEST_CASE("a session is named exactly, and ends by rest and by age") {
  House house;
  const std::string session = house.enter();
  for (const std::string& name : {session, "bearer " + session, "Bearer  " + session, "Bearer " + session + " ", "Basic " + session, std::string("Bearer "), std::string()}) {
    CAPTURE(name);
    CHECK_FALSE(house.sessions.recognise(name, house.now).has_value());
  }
  house.now += limits::kPageSessionIdle - std::chrono::milliseconds(1);
  CHECK(house.knows(session));
  house.now += limits::kPageSessionIdle;
  CHECK_FALSE(house.knows(session));

  const std::string used = house.enter();
  const auto begun = house.now;
  while (house.now + std::chrono::hours(6) < begun + limits::kPageSessionAge) {
    house.now += std::chrono::hours(6);
    CHECK(house.knows(used));
  }
  house.now = begun + limits::kPageSessionAge;
  CHECK_FALSE(house.knows(used));
}

TEST_CASE("tokens and sessions have their largest number, and the oldest goes") {
  House house;
  std::vector<std::string> tokens;
  for (std::size_t i = 0; i <= limits::kPageTokensMax; ++i) tokens.push_back(house.sessions.issue_token(house.now));
  CHECK(std::set<std::string>(tokens.begin(), tokens.end()).size() == tokens.size());
  CHECK_FALSE(house.sessions.exchange(tokens[0], house.now).has_value());
  CHECK(house.sessions.exchange(tokens[1], house.now).has_value());

  std::vector<std::string> sessions;
  for (std::size_t i = 0; i < limits::kPageSessionsMax; ++i) sessions.push_back(house.enter());
  CHECK(house.knows(sessions[0]));
  sessions.push_back(house.enter());
  CHECK_FALSE(house.knows(sessions[0]));
  CHECK(house.knows(sessions[1]));
  CHECK(house.knows(sessions.back()));
}

TEST_CASE("one session ends, or all of them and the tokens too") {
  House house;
  const std::string one = house.enter(), other = house.enter();
  house.sessions.end(*house.sessions.recognise("Bearer " + one, house.now));
  CHECK_FALSE(house.knows(one));
  CHECK(house.knows(other));
  const std::string token = house.sessions.issue_token(house.now);
  house.sessions.end_all();
  CHECK_FALSE(house.knows(other));
  CHECK_FALSE(house.sessions.exchange(token, house.now).has_value());
}

TEST_CASE("one page ends all others, and the addresses that nobody used yet") {
  House house;
  const std::string mine = house.enter(), other = house.enter(), third = house.enter();
  const std::string token = house.sessions.issue_token(house.now);
  CHECK(house.sessions.end_others(*house.sessions.recognise("Bearer " + mine, house.now), house.now) == 2);
  CHECK(house.knows(mine));
  CHECK_FALSE(house.knows(other));
  CHECK_FALSE(house.knows(third));
  CHECK_FALSE(house.sessions.exchange(token, house.now).has_value());
}

TEST_CASE("what is handed on lets the same pages in, and opens nothing by itself") {
  House before, after;
  const std::string session = before.enter();
  const auto kept = before.sessions.handed_on(before.now);
  REQUIRE(kept.size() == 1);
  after.sessions.take_over(kept[0], after.now);
  CHECK(after.knows(session));
  CHECK(after.sessions.holds(kept[0].hash, after.now));
  CHECK_FALSE(after.knows(std::string(text_of(kept[0].hash))));
}

TEST_CASE("a session that is handed on grows no younger, however often") {
  House before, after;
  const std::string session = before.enter();
  const TimePoint end = before.now + limits::kPageSessionAge;
  while (before.now + limits::kPageSessionIdle < end) {
    before.now += limits::kPageSessionIdle - std::chrono::minutes(1);
    REQUIRE(before.knows(session));
  }
  after.now = before.now;
  const auto kept = before.sessions.handed_on(before.now);
  REQUIRE(kept.size() == 1);
  after.sessions.take_over(kept[0], after.now);
  after.now = end - std::chrono::seconds(1);
  CHECK(after.knows(session));
  after.now = end;
  CHECK_FALSE(after.knows(session));
}

TEST_CASE("nobody hands on a session of more than its whole age") {
  House house;
  house.sessions.take_over({Hash{}, limits::kPageSessionAge * 100}, house.now);
  const auto kept = house.sessions.handed_on(house.now);
  REQUIRE(kept.size() == 1);
  CHECK(kept[0].left == limits::kPageSessionAge);
  CHECK_FALSE(House().sessions.holds(Hash{}, house.now));
}
