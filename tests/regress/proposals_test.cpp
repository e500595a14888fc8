// Proposals: who takes one up, and who only names it.
#include "unit/ledger/story.h"

using namespace avow;
using namespace avow::ledger;
using namespace avow::ledger::story;

TEST_CASE("a pause that names a proposal does not take it up: saying no to it still counts") {
  Story s;
  const RecordId id = s.active();
  const RecordId change = s.act(s.ben, RecordKind::promise_change, id);
  s.sync();
  s.write(s.anna, RecordKind::promise_pause, id, s.of(s.anna, id).head, Role::promiser, Outcome::none, change);
  s.sync();
  CHECK(s.state(id) == "paused");
  const RecordId no = s.act(s.anna, RecordKind::promise_decline, id);
  s.sync();
  CHECK(s.of(s.ben, id).pending.empty());
  CHECK(s.mark(s.ben, id, no) == "counted");
}
