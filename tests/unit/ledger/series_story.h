// Anna's promise for every day (or one of another shape), in the words of story.h.
#pragma once

#include "ledger/series.h"
#include "unit/ledger/story.h"

namespace avow::ledger::story {

inline LocalDay day_of_story(int number) {
  return LocalDay(std::chrono::floor<std::chrono::days>(kMonday).time_since_epoch()) + std::chrono::days(number);
}

// Anna promises something for every day, at six in the evening UTC; ben accepts.
struct Daily : Story {
  RecordId id;

  explicit Daily(Shape shape = Shape::repeating, const Recurrence& rule = {Frequency::daily, 1, 0, {}, {}, {}, {}, 0, {}}) {
    Facts facts = must(anna.ledger.check({RecordKind::promise_offer, {}, log::Author::me, now, Outcome::none, {}, {}})).facts;
    facts.shape = shape;
    facts.zone = "Etc/UTC";
    if (shape == Shape::repeating) {
      facts.repeats = {rule};
      facts.due_wall = date_text(day_of_story(1)) + "T18:00";
      facts.due_zone = "Etc/UTC";
      facts.due_at = Instant(day_of_story(1).time_since_epoch()) + std::chrono::hours(18);
      facts.grace_end_at = facts.due_at;
    }
    id = write(anna, log::Lane::commitments, facts);
    sync();
    act(ben, RecordKind::promise_accept, id);
    sync();
  }

  Result<RecordId> try_on(Person& person, RecordKind kind, int number, Outcome outcome = Outcome::none) {
    Act wanted{kind, id, {}, {}, outcome, {}, {}, day_of_story(number)};
    if (kind == RecordKind::promise_report) wanted.done_at = now;
    return try_act_with_day(person, wanted);
  }
  // try_act() keeps what check() filled in: the instants of the day.
  Result<RecordId> try_act_with_day(Person& person, Act wanted) {
    wanted.by = log::Author::me;
    wanted.now = now;
    AVOW_TRY(Answer answer, person.ledger.check(wanted));
    return write(person, answer.lane, answer.facts);
  }
  RecordId on(Person& person, RecordKind kind, int number, Outcome outcome = Outcome::none) {
    return must(try_on(person, kind, number, outcome));
  }
  // What a whole series gets: the day from which it holds.
  RecordId from(Person& person, RecordKind kind, int first, int until = 0) {
    Facts facts = must(person.ledger.check({kind, id, log::Author::me, now, Outcome::none, {}, {}})).facts;
    facts.day = day_of_story(first);
    if (until > 0) facts.until_day = day_of_story(until);
    if (kind == RecordKind::promise_end) {
      facts.due_wall = date_text(facts.day);
      facts.due_at = Instant(facts.day.time_since_epoch());
      facts.grace_end_at = facts.due_at;
    }
    return write(person, log::Lane::commitments, facts);
  }
  std::string state_on(int number) {
    const auto here = anna.ledger.day(id, day_of_story(number), now);
    const auto there = ben.ledger.day(id, day_of_story(number), now);
    REQUIRE(here.ok() == there.ok());
    if (!here.ok()) return "none";
    CHECK(same_but_for_side(*here, *there));
    return std::string(name_of(here->state));
  }
  Figures figures() {
    const Accounts here = anna.ledger.accounts(log::Author::me, {}, now);
    const Accounts there = ben.ledger.accounts(log::Author::partner, {}, now);
    CHECK(here == there);
    return here.by[0];
  }
};

}  // namespace avow::ledger::story
