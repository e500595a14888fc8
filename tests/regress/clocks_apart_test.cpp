// Two people whose clocks differ: what one had seen comes before what they write then, whatever the clocks say.
#include "unit/ledger/thread_story.h"

using namespace avow;
using namespace avow::ledger;
using namespace avow::ledger::story;

TEST_CASE("a pause that was seen can be resumed by somebody whose clock is behind") {
  for (const auto behind : {std::chrono::minutes(0), std::chrono::minutes(50)}) {
    ThreadStory s;
    const RecordId repair = s.shared(s.ben, RecordKind::repair_raise);
    s.begin(s.ben, RecordKind::milestone_propose);  // ben's log is further than anna's
    s.go(s.ben, RecordKind::repair_pause, repair, from(days_on(2)));
    s.sync();
    CHECK(s.is(repair) == "paused");
    s.now -= behind;
    const RecordId resume = s.go(s.anna, RecordKind::repair_resume, repair);
    s.sync();
    s.now = kMonday;
    CHECK(s.is(repair) == "raised");
    CHECK(s.mark_in(s.ben, repair, resume) == "annotation");
  }
}
