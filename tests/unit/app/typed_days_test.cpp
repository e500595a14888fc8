// Which of its days a command about a repeating promise means, as people name them; and what an end or a pause says back.
// The clock of TwoPeople starts on Fri 15 Jan 2027 09:00 in Berlin.
#include "unit/app/support.h"

using namespace avow;
using namespace avow::testing;

namespace {

auto every(const std::string& rule, const std::string& from = "", const std::string& due = "") {
  return [=](Request request) {
    auto terms = request.initPromiseOffer();
    terms.setText("write");
    terms.setEvery(rule);
    terms.setFrom(from);
    terms.setDue(due);
  };
}
auto about(const std::string& verb, const std::string& id, const std::string& on = "") {
  return [=](Request request) {
    auto said = request.initPromiseAct();
    said.setVerb(verb);
    said.setId(id);
    said.setOn(on);
    said.setOutcome(verb == "report" ? "kept" : "");
  };
}
auto range(const std::string& verb, const std::string& id, const std::string& from, const std::string& until = "") {
  return [=](Request request) {
    auto said = request.initPromiseAct();
    said.setVerb(verb);
    said.setId(id);
    said.setFrom(from);
    said.setUntil(until);
  };
}
schema::RecordState::Reader record(const std::unique_ptr<Answers>& answers) { return answers->result().getRecord(); }
std::string due(const std::unique_ptr<Answers>& answers) { return record(answers).getDueLocal(); }
std::string why(Person& person, const std::function<void(Request)>& fill) {
  const auto answers = try_ask(person, fill);
  return answers.ok() ? "answered" : said(answers.error());
}

// Ana promises, Ben accepts, and eight days pass: it is Saturday, 23 January.
struct Repeating {
  explicit Repeating(std::uint64_t seed, const std::string& rule) : two(seed) {
    two.pair();
    id = record(ask(two.a, every(rule))).getId();
    REQUIRE(two.sync().ok());
    two.b.act("accept", id);
    REQUIRE(two.sync().ok());
    two.clock.advance(std::chrono::hours(24 * 8));
  }
  TwoPeople two;
  std::string id;
};

}  // namespace

TEST_CASE("a weekday lies ahead for a forewarning and behind for a report") {
  Repeating its(421, "day");
  CHECK(due(ask(its.two.a, about("at-risk", its.id, "wednesday"))) == "Wed 27 Jan 2027");
  CHECK(due(ask(its.two.a, about("report", its.id, "wednesday"))) == "Wed 20 Jan 2027");
}

TEST_CASE("a weekday means the side on which it can be said, of two the dates are named") {
  Repeating its(422, "day");
  CHECK(why(its.two.a, about("excuse", its.id, "wednesday")) ==
        "usage: Several of its days fit; name one with --on: 2027-01-20, 2027-01-27");
  ask(its.two.a, about("report", its.id, "wednesday"));
  CHECK(due(ask(its.two.a, about("excuse", its.id, "wednesday"))) == "Wed 27 Jan 2027");
  CHECK(due(ask(its.two.a, about("step-back", its.id, "2027-01-28"))) == "Thu 28 Jan 2027");
  REQUIRE(its.two.sync().ok());
  CHECK(due(ask(its.two.b, about("release", its.id, "in 6 days"))) == "Fri 29 Jan 2027");
}

TEST_CASE("without a day a forewarning and an excuse mean the coming one, where none up to today waits") {
  Repeating its(423, "tuesday");
  CHECK(due(ask(its.two.a, about("at-risk", its.id))) == "Tue 26 Jan 2027");
  CHECK(due(ask(its.two.a, about("excuse", its.id))) == "Tue 19 Jan 2027");  // the one that still waits for a word
  CHECK(due(ask(its.two.a, about("excuse", its.id))) == "Tue 26 Jan 2027");
  CHECK(why(its.two.a, about("report", its.id)) == "refused: None of its days waits for that; name one with --on DATE.");
}

TEST_CASE("a day on which nothing is due is named, with the ones beside it") {
  Repeating its(424, "tuesday");
  CHECK(why(its.two.a, about("at-risk", its.id, "2027-01-28")) ==
        "refused: It is not due on Thu 28 Jan 2027. The days nearest to it: 2027-01-26, 2027-02-02");
  CHECK(why(its.two.a, [&](Request request) {
          auto shown = request.initPromiseShow();
          shown.setId(its.id);
          shown.setOn("2027-01-20");
        }) == "refused: It is not due on Wed 20 Jan 2027. The days nearest to it: 2027-01-19, 2027-01-26");
  CHECK(why(its.two.a, about("at-risk", its.id, "2020-01-01")) ==
        "refused: It is not due on Wed 01 Jan 2020; `avow promise show` names its days.");
}

TEST_CASE("nobody forewarns of a day that has come") {
  Repeating its(427, "friday");  // yesterday was one
  const auto said_of_friday = why(its.two.a, about("at-risk", its.id, "2027-01-22"));
  CHECK(said_of_friday == "refused: Its time has come: there is nothing left to forewarn of.");
  CHECK(due(ask(its.two.a, about("at-risk", its.id))) == "Fri 29 Jan 2027");
}

TEST_CASE("what is resumed is due again, also before the day that the pause named") {
  Repeating its(428, "day");
  ask(its.two.a, range("pause", its.id, "tomorrow", "in 6 days"));
  CHECK(record(ask(its.two.a, about("resume", its.id))).getDueLocal() == "Sat 23 Jan 2027");
  its.two.clock.advance(std::chrono::hours(24));
  CHECK(due(ask(its.two.a, about("report", its.id, "today"))) == "Sun 24 Jan 2027");
  REQUIRE(its.two.sync().ok());
  CHECK(its.two.b.promise_state(its.id) == "active");
  ask(its.two.a, range("pause", its.id, "today", "in 6 days"));
  its.two.clock.advance(std::chrono::hours(48));
  ask(its.two.a, about("resume", its.id));
  CHECK(why(its.two.a, about("report", its.id, "yesterday")).starts_with("refused: It is not due on Mon 25 Jan 2027."));
  CHECK(due(ask(its.two.a, about("report", its.id, "today"))) == "Tue 26 Jan 2027");
  CHECK(why(its.two.a, range("pause", its.id, "yesterday")) == "usage: It can pause from today on; what was due before stays.");
}

TEST_CASE("letting go of the whole says so, and shows no due") {
  Repeating its(429, "day");
  const auto stepped = ask(its.two.a, about("step-back", its.id));
  CHECK(record(stepped).getDue().size() == 0);
  CHECK(record(stepped).getRemark() == "That is the whole promise, from now on. One day alone: `--on DATE`.");
}

TEST_CASE("of every other friday the coming one is the first") {
  TwoPeople two(431);
  CHECK(due(ask(two.a, every("every other tuesday"))) == "Tue 19 Jan 2027");
  two.clock.advance(std::chrono::hours(24));  // Saturday
  CHECK(due(ask(two.a, every("every other friday"))) == "Fri 22 Jan 2027");
  CHECK(due(ask(two.a, every("FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=15"))) == "Mon 15 Feb 2027");
}

TEST_CASE("an end and a pause say from which day they hold, and show no due") {
  Repeating its(425, "day");
  const auto paused = ask(its.two.a, range("pause", its.id, "monday", "thursday"));
  CHECK(record(paused).getDue().size() == 0);
  CHECK(record(paused).getRemark() == "Not due from Mon 25 Jan 2027 on; due again on Thu 28 Jan 2027 or after.");
  ask(its.two.a, about("resume", its.id));
  CHECK(record(ask(its.two.a, range("pause", its.id, "tomorrow"))).getRemark() ==
        "Not due from Sun 24 Jan 2027 on, until you resume it.");
  ask(its.two.a, about("resume", its.id));
  const auto ended = ask(its.two.a, range("end", its.id, "friday"));
  CHECK(record(ended).getDue().size() == 0);
  CHECK(record(ended).getRemark() == "From Fri 29 Jan 2027 on it holds no more.");
  Repeating other(430, "day");
  CHECK(record(ask(other.two.a, range("end", other.id, "tomorrow"))).getRemark() ==
        "From Sun 24 Jan 2027 on it holds no more. That is less than a day ahead, so it counts as stepping back.");
}

TEST_CASE("an end can be brought forward and not put off") {
  Repeating its(432, "day");
  ask(its.two.a, range("end", its.id, "friday"));
  CHECK(why(its.two.a, range("end", its.id, "2027-02-10")) ==
        "refused: It ends already from Fri 29 Jan 2027 on; only an earlier day can take that one's place.");
  CHECK(record(ask(its.two.a, range("end", its.id, "thursday"))).getRemark() == "From Thu 28 Jan 2027 on it holds no more.");
}

TEST_CASE("a day whose due has passed on the wall stays, whatever stops the promise and whatever the clocks have done") {
  for (const char* verb : {"pause", "end", "step-back", "release"}) {
    CAPTURE(verb);
    TwoPeople two(433);
    two.pair();
    const std::string id = record(ask(two.a, every("day", "", "18:00"))).getId();
    REQUIRE(two.sync().ok());
    two.b.act("accept", id);
    two.clock.advance(std::chrono::hours(24 * 167 + 8) + std::chrono::minutes(30));  // Thu 1 July, 18:30 in Berlin
    REQUIRE(two.sync().ok());
    const std::string wanted(verb);
    const bool ranged = wanted == "pause" || wanted == "end";
    ask(wanted == "release" ? two.b : two.a, ranged ? range(wanted, id, "today") : range(wanted, id, ""));
    REQUIRE(two.sync().ok());
    CHECK(why(two.a, about("report", id, "2027-07-02")).starts_with("refused: It is not due on Fri 02 Jul 2027."));
    CHECK(due(ask(two.a, about("report", id, "2027-07-01"))) == "Thu 01 Jul 2027 18:00 CEST");
  }
}

TEST_CASE("a first day in a gap of the clock moves alone: the days behind it have the time that was typed") {
  TwoPeople two(434);
  two.pair();
  const auto first = ask(two.a, every("day", "", "2027-03-28T02:30"));
  CHECK(due(first) == "Sun 28 Mar 2027 03:30 CEST");
  REQUIRE(two.sync().ok());
  two.b.act("accept", record(first).getId());
  REQUIRE(two.sync().ok());
  two.clock.advance(std::chrono::hours(24 * 72 + 4));
  CHECK(due(ask(two.a, about("at-risk", record(first).getId()))) == "Mon 29 Mar 2027 02:30 CEST");
}

TEST_CASE("with a rule and without a due, from is the first day, with a due it is a window, and is said") {
  TwoPeople two(426);
  two.pair();
  const auto first = ask(two.a, every("day", "monday"));
  CHECK(due(first) == "Mon 18 Jan 2027");
  CHECK(record(first).getRemark() == "Due every day.");
  CHECK(due(ask(two.a, every("tuesday", "2027-02-01"))) == "Tue 02 Feb 2027");
  CHECK(refusal(two.a, every("day", "monday 18:00")) == Errc::usage);
  CHECK(refusal(two.a, every("day", "2027-01-14")) == Errc::usage);
  const auto window = ask(two.a, every("day", "monday 17:00", "monday 18:00"));
  CHECK(due(window) == "Mon 18 Jan 2027 18:00 CET");
  CHECK(record(window).getRemark() == "Due every day. It may be kept from Mon 18 Jan 2027 17:00 CET on.");
}

TEST_CASE("a rule comes back in words, with what it passes over and a due that is none of its days") {
  TwoPeople two(427);
  two.pair();
  const auto remark = [&](const std::string& rule, const std::string& due) {
    return std::string(record(ask(two.a, every(rule, "", due))).getRemark());
  };
  const std::string passed = " A month without such a day is passed over; `--every \"month on the last day\"` passes over none.";
  CHECK(remark("month", "2027-01-31") == "Due every month on the 31st." + passed);
  CHECK(remark("month", "2027-01-28") == "Due every month on the 28th.");
  CHECK(remark("month on the last day", "") == "Due every month on the last day.");
  CHECK(remark("FREQ=MONTHLY;BYMONTH=1,3;BYMONTHDAY=31", "2027-01-31").find("passed over") == std::string::npos);
  CHECK(remark("monday", "2027-01-19T18:00") == "Due every Monday. Tue 19 Jan 2027 is none of its days; the first is Mon 25 Jan 2027.");
  CHECK(remark("monday", "2027-01-18T18:00") == "Due every Monday.");
  CHECK(remark("monday", "") == "Due every Monday.");
}
