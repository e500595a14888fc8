// Days of repeating promises: what a long pause and a strange shape once did to them.
#include "unit/ledger/series_story.h"

using namespace avow;
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
