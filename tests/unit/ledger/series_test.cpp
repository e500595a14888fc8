// Repeating, standing and conditional promises: their days, what stops them, and that nobody is bound by what crossed.
#include "ledger/series.h"

#include "unit/ledger/series_story.h"

using namespace avow;
using namespace avow::ledger;
using namespace avow::ledger::story;
using enum RecordKind;
using std::chrono::days;

TEST_CASE("an instance id is the hash of promise and day") {
  RecordId promise;
  promise.bytes.fill(1);
  CHECK(instance_id(promise, day_of_story(0)) == instance_id(promise, day_of_story(0)));
  CHECK(instance_id(promise, day_of_story(0)) != instance_id(promise, day_of_story(1)));
  CHECK(to_text(instance_id(promise, LocalDay(days(20'000)))) == "4q06takwyknkpck4dwhjtyma1m");
}

TEST_CASE("each day of a repeating promise has its own word") {
  Daily s;
  CHECK(s.state(s.id) == "active");
  s.now = days_on(3) + std::chrono::hours(12);
  s.on(s.anna, promise_report, 1, Outcome::kept);
  s.on(s.anna, promise_report, 2, Outcome::missed);
  s.sync();
  CHECK(s.state_on(1) == "reported");
  CHECK(s.state_on(2) == "missed");
  CHECK(s.state_on(0) == "none");
  s.on(s.ben, promise_confirm, 1);
  s.sync();
  CHECK(s.state_on(1) == "kept_late");  // done two days later than due, by the author's own word
  CHECK(s.state(s.id) == "active");
  CHECK_FALSE(s.try_on(s.anna, promise_report, 1, Outcome::kept).ok());
  CHECK_FALSE(s.try_on(s.ben, promise_report, 3, Outcome::kept).ok());
  CHECK(s.try_on(s.anna, promise_pause, 3).error().code == Errc::refused);
}

TEST_CASE("a day without a word counts once it has ended everywhere, and never as missed") {
  Daily s;
  s.now = Instant((day_of_story(2) + days(1)).time_since_epoch()) + std::chrono::hours(12) - std::chrono::milliseconds(1);
  CHECK(s.figures().unreported == 1);
  CHECK(s.state_on(2) == "active");
  s.now += std::chrono::milliseconds(1);
  CHECK(s.figures().unreported == 2);
  CHECK(s.state_on(2) == "unreported");
  CHECK(s.figures().missed == 0);
}

TEST_CASE("what a report carries decides lateness, not a zone table, and only within reason") {
  Daily s;
  s.now = days_on(2);
  Facts facts = Story::must(s.anna.ledger.check({promise_report, s.id, log::Author::me, s.now, Outcome::kept, s.now, {}, day_of_story(1)})).facts;
  facts.due_at += std::chrono::hours(20);  // a zone far away
  facts.grace_end_at += std::chrono::hours(20);
  facts.done_at = facts.due_at;
  s.write(s.anna, log::Lane::commitments, facts);
  s.sync();
  CHECK(s.state_on(1) == "reported");
  CHECK(s.figures().kept == 1);
  facts.day = day_of_story(2);
  facts.promise = instance_id(s.id, facts.day);
  facts.parent = facts.promise;
  facts.due_at += std::chrono::hours(24 + 7);  // no zone of the world
  facts.grace_end_at = facts.due_at;
  s.write(s.anna, log::Lane::commitments, facts);
  s.sync();
  CHECK(s.state_on(2) == "active");
}

TEST_CASE("pauses, ends, releases and new terms stop days that lie ahead and nothing behind") {
  Daily s;
  s.now = days_on(3);
  s.from(s.anna, promise_pause, 4, 6);
  s.sync();
  CHECK(s.state_on(3) == "active");
  CHECK(s.state_on(4) == "none");
  CHECK(s.state_on(5) == "none");
  CHECK(s.state_on(6) == "active");
  CHECK(s.state_on(2) == "active");
  s.now = days_on(7);
  CHECK(s.state(s.id) == "active");
  s.from(s.anna, promise_end, 1);  // the past is not ended
  s.sync();
  CHECK(s.state_on(5) == "none");
  CHECK(s.state_on(6) == "active");
  CHECK(s.state_on(8) == "none");
  CHECK(s.state(s.id) == "stepped_back");  // less than a day ahead
}

TEST_CASE("ended a day or more ahead is ended, not stepped back") {
  Daily s;
  s.from(s.anna, promise_end, 5);
  s.sync();
  CHECK(s.state(s.id) == "active");
  CHECK(s.state_on(4) == "active");
  CHECK(s.state_on(5) == "none");
  s.now = days_on(6);
  CHECK(s.state(s.id) == "ended");
  CHECK(s.figures().stepped_back == 0);
}

TEST_CASE("nobody ends a day after they said how it went") {
  Daily s;
  s.now = days_on(1);
  s.on(s.anna, promise_report, 1, Outcome::missed);
  s.from(s.anna, promise_end, 1);  // knows the report: the miss stays
  s.sync();
  CHECK(s.state_on(1) == "missed");
  CHECK(s.figures().missed == 1);
}

TEST_CASE("a report that crossed a release of the whole counts, and what was written knowing of it does not") {
  for (const bool bens_first : {true, false}) {
    Daily s;
    s.now = days_on(1) - std::chrono::hours(10);
    s.act(s.ben, promise_release, s.id);
    s.now = days_on(3);
    s.on(s.anna, promise_report, 1, Outcome::kept);
    s.on(s.anna, promise_report, 2, Outcome::missed);
    s.deliver(bens_first ? s.ben : s.anna);
    s.sync();
    CHECK(s.state(s.id) == "released");
    CHECK(s.state_on(1) == "reported");
    CHECK(s.state_on(2) == "missed");
    CHECK(s.state_on(3) == "none");
    CHECK(s.figures().due() == 2);
    CHECK_FALSE(s.try_on(s.anna, promise_report, 3, Outcome::kept).ok());
  }
}

TEST_CASE("letters about a day that nobody owes any more are told with the whole, as crossed or as inert") {
  Daily s;
  s.now = days_on(2);
  s.from(s.anna, promise_end, 3);
  const RecordId unaware = s.on(s.ben, promise_release, 4);
  const Facts facts = s.ben.written.back().facts;
  s.sync();
  CHECK(s.state_on(4) == "none");
  for (Person* person : {&s.anna, &s.ben}) CHECK(s.mark(*person, s.id, unaware) == "crossed");
  const RecordId again = s.write(s.ben, log::Lane::commitments, facts);
  s.sync();
  for (Person* person : {&s.anna, &s.ben}) CHECK(s.mark(*person, s.id, again) == "inert");
}

TEST_CASE("an end stands: what was proposed before it can no longer be accepted, what comes after it can") {
  Daily s;
  const RecordId change = s.act(s.anna, promise_change, s.id, {days_on(9)});
  s.from(s.anna, promise_end, 6);
  s.sync();
  CHECK(s.of(s.ben, s.id).pending.empty());
  CHECK_FALSE(s.refusal(s.ben, promise_accept, s.id).empty());
  const RecordId undone = s.write(s.ben, promise_accept_change, s.id, s.of(s.ben, s.id).head, Role::other, Outcome::none, change);
  s.sync();
  CHECK(s.mark(s.anna, s.id, undone) == "inert");
  CHECK(s.state(s.id) == "active");
  CHECK(s.of(s.anna, s.id).ends);
  s.act(s.anna, promise_change, s.id, {days_on(9)});
  s.sync();
  s.act(s.ben, promise_accept, s.id);
  s.sync();
  CHECK(s.state(s.id) == "renegotiated");
}

TEST_CASE("of two ends the earlier stands, with what it counts as") {
  Daily s;
  s.from(s.anna, promise_end, 1);  // less than a day ahead
  s.from(s.anna, promise_end, 20);
  s.sync();
  CHECK(s.of(s.ben, s.id).ends == Instant(day_of_story(1).time_since_epoch()));
  s.now = days_on(2);
  CHECK(s.state(s.id) == "stepped_back");
  CHECK(s.figures().stepped_back == 1);
  CHECK(s.state_on(5) == "none");

  Daily sooner;
  sooner.from(sooner.anna, promise_end, 20);
  sooner.from(sooner.anna, promise_end, 5);
  sooner.sync();
  CHECK(sooner.of(sooner.ben, sooner.id).ends == Instant(day_of_story(5).time_since_epoch()));
  sooner.now = days_on(6);
  CHECK(sooner.state(sooner.id) == "ended");
}

TEST_CASE("the day that a stop names decides where the clocks have changed since the first day") {
  const auto evening = [](int day, int hour) { return Instant(day_of_story(day).time_since_epoch()) + std::chrono::hours(hour); };
  for (const RecordKind kind : {promise_pause, promise_end, promise_release, promise_step_back}) {
    CAPTURE(name_of(kind));
    Daily passed;  // on the wall it was due at 17:00 UTC that day, nominally it is at 18:00
    passed.now = evening(3, 17);
    passed.from(kind == promise_release ? passed.ben : passed.anna, kind, 4);
    passed.sync();
    CHECK(passed.state_on(3) == "active");
    CHECK(passed.state_on(4) == "none");
    Daily ahead;  // … at 19:00 UTC
    ahead.now = evening(3, 18) + std::chrono::minutes(30);
    ahead.from(kind == promise_release ? ahead.ben : ahead.anna, kind, 3);
    ahead.sync();
    CHECK(ahead.state_on(3) == "none");
    CHECK(ahead.state_on(2) == "unreported");
  }
  Daily resumed;
  resumed.from(resumed.anna, promise_pause, 1);
  resumed.now = evening(3, 17);
  resumed.from(resumed.anna, promise_resume, 4);
  resumed.sync();
  CHECK(resumed.state_on(3) == "none");
  CHECK(resumed.state_on(4) == "active");
}

TEST_CASE("a standing promise has days that can be spoken of, and none that has to be") {
  Daily s(Shape::standing);
  s.now = days_on(10);
  CHECK(s.figures() == Figures{});
  s.on(s.anna, promise_report, 9, Outcome::missed);
  s.sync();
  CHECK(s.state_on(9) == "missed");
  CHECK(s.figures().missed == 1);
  CHECK(s.figures().due() == 1);
  CHECK(s.state(s.id) == "active");
  CHECK_FALSE(s.refusal(s.anna, promise_report, s.id).empty());
}

TEST_CASE("what did not come up counts nowhere, and only of a conditional promise") {
  Daily s(Shape::conditional);
  CHECK_FALSE(s.refusal(s.ben, promise_not_come_up, s.id).empty());
  s.act(s.anna, promise_not_come_up, s.id);
  s.sync();
  CHECK(s.state(s.id) == "not_due");
  CHECK(s.figures() == Figures{});
  Story plain;
  CHECK_FALSE(plain.refusal(plain.anna, promise_not_come_up, plain.active()).empty());
}

TEST_CASE("the partner writes nothing about a day that binds, reports or closes it") {
  Daily s;
  s.now = days_on(4);
  for (const RecordKind kind : {promise_report, promise_excuse, promise_step_back, promise_correct, promise_at_risk}) {
    CHECK_FALSE(s.try_on(s.ben, kind, 2, Outcome::missed).ok());
    Facts facts = Story::must(s.anna.ledger.check({promise_report, s.id, log::Author::me, s.now, Outcome::kept, s.now, {}, day_of_story(2)})).facts;
    facts.kind = kind;
    facts.outcome = Outcome::missed;
    for (const Role role : {Role::promiser, Role::other}) {
      facts.role = role;
      s.write(s.ben, log::Lane::commitments, facts);
    }
  }
  s.sync();
  CHECK(s.state_on(2) == "unreported");
  CHECK(s.figures().missed + s.figures().stepped_back == 0);
}

TEST_CASE("the figures keep their guards") {
  Figures figures;
  figures.kept = 4;
  CHECK(figures.why_no_ratio() == WhyNoRatio::too_few);
  CHECK_FALSE(figures.follow_through());
  figures.unreported = 1;
  CHECK(figures.why_no_ratio() == WhyNoRatio::none);  // 4 of 5 reported
  CHECK(*figures.follow_through() == Ratio{8, 8});
  figures.unreported = 2;
  CHECK(figures.why_no_ratio() == WhyNoRatio::too_little_reported);
  figures = {};
  figures.differed = 6;
  CHECK(figures.why_no_ratio() == WhyNoRatio::nothing_settled);
  CHECK_FALSE(figures.follow_through());
  figures.stepped_back = 1;
  CHECK(*figures.follow_through() == Ratio{0, 2});
  figures = {};
  figures.kept = 3;
  figures.late = 1;
  figures.partly = 1;
  figures.missed = 1;
  figures.stepped_back = 2;
  figures.forewarned = 1;
  CHECK(*figures.follow_through() == Ratio{9, 16});
  CHECK(*figures.on_time() == Ratio{3, 4});
  CHECK(*figures.forewarning() == Ratio{1, 3});
  CHECK(*figures.coverage() == Ratio{6, 6});
}

TEST_CASE("a miss dents the strength and nothing resets it") {
  std::vector<Counted> counted;
  Figures kept;
  kept.kept = 1;
  Figures missed;
  missed.missed = 1;
  for (int i = 0; i < 20; ++i) counted.push_back({day_of_story(i), {}, true, kept});
  const auto strength = [](const Accounts& accounts) { return accounts.months.rbegin()->second.strength; };
  CHECK(strength(add_up(counted)) == 1'000'000);
  counted.push_back({day_of_story(21), {}, true, missed});
  CHECK(strength(add_up(counted)) == 875'000);
  counted.push_back({day_of_story(22), {}, true, kept});
  CHECK(strength(add_up(counted)) == 890'625);
  counted.push_back({day_of_story(23), {}, false, missed});  // the other's
  CHECK(strength(add_up(counted)) == 890'625);
}
