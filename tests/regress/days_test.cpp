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
    if (record == s.anna.written.rbegin()) CHECK(ledger.open_promises(s.now).empty());
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
    auto& who = kind == RecordKind::promise_release ? s.ben : s.anna;
    s.act(who, kind, s.id, kind == RecordKind::promise_change ? Terms{days_on(9)} : Terms{});
    s.sync();
    if (kind == RecordKind::promise_change) s.act(s.ben, RecordKind::promise_accept, s.id);
    s.sync();
    s.on(s.anna, RecordKind::promise_report, 2, Outcome::kept);
    s.sync();
    CHECK(s.state_on(2) == "reported");
  }
}

TEST_CASE("new terms that name one day as what they change leave that day as it is") {
  Daily s;
  s.on(s.ben, RecordKind::promise_release, 1);
  s.sync();
  const RecordId day = instance_id(s.id, day_of_story(1));
  for (auto* person : {&s.anna, &s.ben}) CHECK(s.of(*person, day).state == State::released);
  const RecordId change = s.write(s.ben, RecordKind::promise_change, day, day, Role::other);
  s.sync();
  for (auto* person : {&s.anna, &s.ben}) {
    CHECK_FALSE(person->ledger.promise(change, s.now).ok());
    CHECK(s.of(*person, day).state == State::released);
  }
}

TEST_CASE("days whose terms name other instants than any zone table can be reported all the same") {
  Story s;
  Facts facts = Story::must(s.ben.ledger.check({RecordKind::promise_ask, {}, log::Author::me, s.now, Outcome::none, {}, {}, {}})).facts;
  facts.shape = Shape::repeating;
  facts.repeats = {Recurrence{Frequency::daily, 1, 0, {}, {}, {}, {}, 0, {}}};
  facts.due_wall = date_text(day_of_story(1)) + "T18:00";
  facts.due_zone = "Europe/Berlin";
  facts.due_at = facts.grace_end_at = days_on(5);
  const RecordId id = s.write(s.ben, log::Lane::commitments, facts);
  s.sync();
  s.act(s.anna, RecordKind::promise_take, id);
  s.now = days_on(6);
  const Answer answer = Story::must(s.anna.ledger.check(
      {RecordKind::promise_report, id, log::Author::me, s.now, Outcome::kept, {}, {}, day_of_story(2)}));
  s.write(s.anna, answer.lane, answer.facts);
  s.sync();
  CHECK(Story::must(s.ben.ledger.day(id, day_of_story(2), s.now)).state == State::reported);
}

TEST_CASE("nothing that an ended promise once proposed waits for anybody") {
  Daily s;
  s.from(s.anna, RecordKind::promise_end, 3);
  s.act(s.anna, RecordKind::promise_change, s.id, {days_on(9)});
  s.sync();
  CHECK(s.of(s.ben, s.id).pending.size() == 1);
  s.now = days_on(4);
  CHECK(s.state(s.id) == "ended");
  CHECK(s.of(s.ben, s.id).pending.empty());
  const auto open = s.ben.ledger.open_promises(s.now);
  CHECK(std::none_of(open.begin(), open.end(), [&](const Promise& one) { return one.id == s.id; }));
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
