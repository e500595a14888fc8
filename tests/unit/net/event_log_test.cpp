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

TEST_CASE("no sink, no line") {
  testing::ManualClock clock;
  net::EventLog log(nullptr, clock);
  log.note("a stranger");
  log.flush();
}
