// Operations in turns: nobody waits for somebody else's long work, and whoever goes away is forgotten.
#include "instance/turns.h"

#include <asio/io_context.hpp>
#include <doctest/doctest.h>

using namespace avow;
using app::Progress;

namespace {

// Counts down; then answers, fails, or waits to be told.
class Countdown final : public app::Operation {
 public:
  Countdown(int steps, std::vector<char>& trace, char name) : steps_(steps), trace_(trace), name_(name) {}
  Result<Progress> step() override {
    trace_.push_back(name_);
    if (--steps_ > 0) return waits ? Progress::waiting : Progress::more;
    if (fails) return Error{Errc::io, "no"};
    return Progress::done;
  }
  void tell() const { ready(); }
  bool waits = false;
  bool fails = false;

 private:
  int steps_;
  std::vector<char>& trace_;
  char name_;
};

}  // namespace

TEST_CASE("two long ones take turns, and both answer once") {
  asio::io_context loop(1);
  instance::Turns turns(loop);
  std::vector<char> trace;
  int ends = 0;
  const auto end = [&ends](const Result<void>& result) {
    CHECK(result.ok());
    ++ends;
  };
  const auto first = turns.add(std::make_unique<Countdown>(3, trace, 'a'), end);
  const auto second = turns.add(std::make_unique<Countdown>(3, trace, 'b'), end);
  loop.run();
  CHECK(ends == 2);
  REQUIRE(trace.size() == 6);
  CHECK(std::string(trace.begin(), trace.begin() + 2) != "aa");
}

TEST_CASE("a failure is the answer") {
  asio::io_context loop(1);
  instance::Turns turns(loop);
  std::vector<char> trace;
  auto failing = std::make_unique<Countdown>(1, trace, 'a');
  failing->fails = true;
  std::optional<Result<void>> end;
  const auto turn = turns.add(std::move(failing), [&end](Result<void> result) { end.emplace(std::move(result)); });
  loop.run();
  REQUIRE(end.has_value());
  CHECK(end->error().code == Errc::io);
}

TEST_CASE("who waits is not asked again before it is ready, who goes away is never asked again") {
  asio::io_context loop(1);
  instance::Turns turns(loop);
  std::vector<char> trace;
  auto waiting = std::make_unique<Countdown>(2, trace, 'a');
  waiting->waits = true;
  const auto* told = waiting.get();
  bool ended = false;
  auto turn = turns.add(std::move(waiting), [&ended](const Result<void>&) { ended = true; });
  loop.run();
  CHECK(trace.size() == 1);
  SUBCASE("told") {
    told->tell();
    loop.restart();
    loop.run();
    CHECK(trace.size() == 2);
    CHECK(ended);
  }
  SUBCASE("gone") {
    turn.reset();
    turns.nudge();
    loop.restart();
    loop.run();
    CHECK(trace.size() == 1);
    CHECK(!ended);
  }
}

TEST_CASE("who reads slowly is held back until it may go on") {
  asio::io_context loop(1);
  instance::Turns turns(loop);
  std::vector<char> trace;
  bool may = false;
  bool ended = false;
  const auto turn = turns.add(std::make_unique<Countdown>(2, trace, 'a'), [&ended](const Result<void>&) { ended = true; },
                              [&may] { return may; });
  loop.run();
  CHECK(trace.empty());
  may = true;
  turns.nudge();
  loop.restart();
  loop.run();
  CHECK(ended);
}
