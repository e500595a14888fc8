#include "net/event_log.h"

#include <vector>

#include <doctest/doctest.h>

#include "fakes/manual_clock.h"

using namespace avow;

TEST_CASE("a flood of the same event is two lines") {
  testing::ManualClock clock;
  std::vector<std::string> lines;
  net::EventLog log([&lines](std::string_view line) { lines.emplace_back(line); }, clock);
  for (int i = 0; i < 300; ++i) log.note("a stranger");
  log.note("something else");
  CHECK(lines == std::vector<std::string>{"a stranger", "something else"});
  log.flush();
  log.flush();
  CHECK(lines == std::vector<std::string>{"a stranger", "something else", "a stranger (and 299 more times)"});
}

TEST_CASE("after a quiet time it is said again, with what was counted") {
  testing::ManualClock clock;
  std::vector<std::string> lines;
  net::EventLog log([&lines](std::string_view line) { lines.emplace_back(line); }, clock);
  log.note("a stranger");
  log.note("a stranger");
  clock.advance(std::chrono::seconds(10));
  log.note("a stranger");
  CHECK(lines == std::vector<std::string>{"a stranger", "a stranger (and 1 more times)"});
}

TEST_CASE("failures name their code and nothing else") {
  testing::ManualClock clock;
  std::vector<std::string> lines;
  net::EventLog log([&lines](std::string_view line) { lines.emplace_back(line); }, clock);
  log.note_failure(Error{Errc::forged, "secret words"}, false);
  log.note_failure(Error{Errc::closed, "secret words"}, true);
  CHECK(lines == std::vector<std::string>{"a conversation was refused: forged", "a conversation broke off: closed"});
}

TEST_CASE("silent about the partner: only what was forged or malformed is said") {
  testing::ManualClock clock;
  std::vector<std::string> lines;
  net::EventLog log([&lines](std::string_view line) { lines.emplace_back(line); }, clock);
  log.note_of_partner("another took its place");
  log.be_silent_about_partner();
  log.note_of_partner("and another");
  for (const Errc code : {Errc::closed, Errc::timed_out, Errc::unreachable}) log.note_failure(Error{code, ""}, true);
  log.note_failure(Error{Errc::closed, ""}, false);
  log.note_failure(Error{Errc::forged, ""}, true);
  CHECK(lines == std::vector<std::string>{"another took its place", "a conversation broke off: forged"});
}

TEST_CASE("no sink, no line") {
  testing::ManualClock clock;
  net::EventLog log(nullptr, clock);
  log.note("a stranger");
  log.flush();
}
