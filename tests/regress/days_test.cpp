// Days of repeating promises: what a long pause and a strange shape once did to them, and under which id they were told.
#include "unit/app/support.h"
#include "unit/ledger/series_story.h"

using namespace avow;
using namespace avow::testing;
using namespace avow::ledger;
using namespace avow::ledger::story;

TEST_CASE("the first day behind a long pause is found, however few are asked for") {
  Daily s;
  s.from(s.anna, RecordKind::promise_pause, 2, 102);
  s.sync();
  const auto next = s.anna.ledger.days(s.id, day_of_story(2), day_of_story(300), 1, s.now);
  REQUIRE(next.size() == 1);
  CHECK(next.front().due_day == day_of_story(102));
}

TEST_CASE("a day that was spoken of before its promise arrived is open once that is there") {
  Daily s;
  s.on(s.anna, RecordKind::promise_at_risk, 1);
  Ledger ledger;
  for (auto record = s.anna.written.rbegin(); record != s.anna.written.rend(); ++record) {
    ledger.add(*record);
    static_cast<void>(ledger.open_promises(s.now));
  }
  for (Record record : s.ben.written) {
    record.by = log::Author::partner;
    ledger.add(record);
  }
  CHECK(ledger.open_promises(s.now) == s.anna.ledger.open_promises(s.now));
}

TEST_CASE("days before a release, a step back or new terms can still be reported") {
  for (const RecordKind kind : {RecordKind::promise_release, RecordKind::promise_step_back, RecordKind::promise_change}) {
    CAPTURE(name_of(kind));
    Daily s;
    s.now = days_on(4);
    Person& who = kind == RecordKind::promise_release ? s.ben : s.anna;
    s.act(who, kind, s.id, kind == RecordKind::promise_change ? Terms{days_on(9)} : Terms{});
    s.sync();
    if (kind == RecordKind::promise_change) s.act(s.ben, RecordKind::promise_accept, s.id);
    s.sync();
    s.on(s.anna, RecordKind::promise_report, 2, Outcome::kept);
    s.sync();
    CHECK(s.state_on(2) == "reported");
  }
}

TEST_CASE("a shape that no avow knows is inert, whichever byte it is") {
  for (const unsigned shape : {4U, 7U, 8U, 33U, 255U}) {
    Story s;
    Facts facts = Story::must(s.anna.ledger.check({RecordKind::promise_offer, {}, log::Author::me, s.now, Outcome::none, {}, {}})).facts;
    facts.shape = static_cast<Shape>(shape);
    const RecordId id = s.write(s.anna, log::Lane::commitments, facts);
    s.sync();
    CHECK_FALSE(s.anna.ledger.promise(id, s.now).ok());
    CHECK_FALSE(s.ben.ledger.promise(id, s.now).ok());
  }
}

TEST_CASE("what today says next names an id that can be typed, also for one day of a promise") {
  TwoPeople two(711);
  two.pair();
  const std::string id = ask(two.a, [](Request request) {
                           auto terms = request.initPromiseOffer();
                           terms.setText("I will write");
                           terms.setEvery("day");
                         })->result().getRecord().getId();
  REQUIRE(two.sync().ok());
  two.b.act("accept", id);
  REQUIRE(two.sync().ok());
  two.a.act("report", id, "kept");
  REQUIRE(two.sync().ok());
  for (auto* person : {&two.a, &two.b}) {
    const auto answers = ask(*person, [](Request request) { request.setToday(); });
    const std::string next = answers->result().getToday().getNext();
    const bool waits = answers->result().getToday().getAnswers().size() == 1;
    CHECK(waits == (person == &two.b));
    if (waits) CHECK(next.find(id.substr(0, 8)) != std::string::npos);
  }
}
