// Dates in words, wherever a command takes one: what was taken comes back, and why.
#include "app/terms.h"
#include "base/text_promises.h"
#include "unit/app/support.h"

using namespace avow;
using namespace avow::testing;

namespace {

// The clock of TwoPeople starts on Fri 15 Jan 2027 09:00 in Berlin.
auto offer(const std::string& due) {
  return [due](Request request) {
    auto terms = request.initPromiseOffer();
    terms.setText("call");
    terms.setDue(due);
  };
}
auto act(const std::string& verb, const std::string& id, const std::string& due, const std::string& done_at = "") {
  return [=](Request request) {
    auto said = request.initPromiseAct();
    said.setVerb(verb);
    said.setId(id);
    said.initTerms().setDue(due);
    said.setDoneAt(done_at);
    said.setOutcome(verb == "report" ? "kept" : "");
  };
}
schema::RecordState::Reader record(const std::unique_ptr<Answers>& answers) { return answers->result().getRecord(); }

}  // namespace

TEST_CASE("a due in words comes back as the instant, with the remark on what was chosen") {
  TwoPeople two(401);
  SUBCASE("a draft") {
    const auto said = ask(two.a, offer("tomorrow 6pm"));
    CHECK(record(said).getState() == "draft");
    CHECK(record(said).getDueLocal() == "Sat 16 Jan 2027 18:00 CET");
    CHECK(record(said).getRemark().size() == 0);
  }
  SUBCASE("an offer, a counter, a change") {
    two.pair();
    const auto offered = ask(two.a, offer("8:00"));
    CHECK(record(offered).getDueLocal() == "Sat 16 Jan 2027 08:00 CET");
    CHECK(record(offered).getRemark() == "That time has passed today: Sat 16 Jan 2027 was taken.");
    const std::string id = record(offered).getId();
    REQUIRE(two.sync().ok());
    const auto countered = ask(two.b, act("counter", id, "28 march 2:30am"));
    CHECK(record(countered).getRemark() ==
          "02:30 does not exist on that day in Europe/Berlin, because the clocks go forward: 03:30 was taken.");
    CHECK(record(countered).getDue() == "2027-03-28T01:30:00Z");
    REQUIRE(two.sync().ok());
    two.a.act("take", id);
    CHECK(record(ask(two.a, act("change", id, "friday 18:00"))).getRemark() == "Today is Friday, and today was taken.");
  }
}

TEST_CASE("what may mean two days is refused, and what has passed") {
  TwoPeople two(402);
  two.pair();
  CHECK(refusal(two.a, offer("friday")) == Errc::usage);
  CHECK(refusal(two.a, offer("midnight")) == Errc::usage);
  CHECK(refusal(two.a, offer("yesterday")) == Errc::refused);
}

TEST_CASE("done-at in words lies behind, and is said") {
  TwoPeople two(403);
  two.pair();
  const std::string id = record(ask(two.a, offer("2027-01-15T18:00"))).getId();
  REQUIRE(two.sync().ok());
  two.b.act("accept", id);
  REQUIRE(two.sync().ok());
  two.clock.advance(std::chrono::hours(48));  // Sunday 09:00
  CHECK(refusal(two.a, act("report", id, "", "sunday 18:00 Europe/Nowhere")) == Errc::usage);
  SUBCASE("a time") {
    const auto said = ask(two.a, act("report", id, "", "friday 18:30"));
    CHECK(record(said).getRemark() == "Done Fri 15 Jan 2027 18:30 CET. " + std::string(text::kCountsLate));
    CHECK(record(said).getState() == "reported");
  }
  SUBCASE("a time by a rule") {
    const auto said = ask(two.a, act("report", id, "", "18:00"));
    CHECK(record(said).getRemark() == "Done Sat 16 Jan 2027 18:00 CET. That time is still ahead today: Sat 16 Jan 2027 was taken. " + std::string(text::kCountsLate));
  }
  SUBCASE("a day") {
    CHECK(record(ask(two.a, act("report", id, "", "2 days ago"))).getRemark() == "Done Fri 15 Jan 2027.");
  }
}

TEST_CASE("since in words: a day means its first moment, also where the clocks changed on it") {
  TwoPeople two(404);
  two.a.note("before");
  two.clock.advance(std::chrono::hours(24));
  two.a.note("after");
  const auto listed = [&](const std::string& since) {
    return ask(two.a, [&](Request request) { request.initNoteList().setSince(since); })->items.size();
  };
  CHECK(listed("yesterday") == 2);
  CHECK(listed("friday 9:01") == 1);
  CHECK(listed("today") == 1);
  CHECK(listed("an hour ago") == 1);
  CHECK(listed("tomorrow") == 0);
  // Sunday 28 March 2027 has 23 hours.
  two.clock.advance(std::chrono::sys_days(std::chrono::year(2027) / 3 / 27) + std::chrono::minutes(22 * 60 + 30) - two.clock.now());
  two.a.note("half an hour before that day");
  two.clock.advance(std::chrono::hours(12));
  CHECK(listed("today") == 0);
  CHECK(listed("yesterday") == 1);
}

TEST_CASE("a grace that was agreed goes with a new due and a new rule, until another is typed") {
  using namespace std::chrono_literals;
  TwoPeople two(405);
  two.pair();
  const std::string id = record(ask(two.a, [](Request request) {
                           auto terms = request.initPromiseOffer();
                           terms.setText("call");
                           terms.setDue("2027-02-01T18:00");
                           terms.setGrace("2 hours");
                         })).getId();
  REQUIRE(two.sync().ok());
  const auto grace_after = [&](Person& person, const std::string& due, const std::string& every = "", const std::string& grace = "") {
    ask(person, [&](Request request) {
      auto said = request.initPromiseAct();
      said.setVerb("counter");
      said.setId(id);
      auto terms = said.initTerms();
      terms.setDue(due);
      terms.setEvery(every);
      terms.setGrace(grace);
    });
    REQUIRE(two.sync().ok());
    const auto promise = person.vault().ledger().promise(*person.vault().ledger().resolve(id), two.clock.now());
    REQUIRE(promise.ok());
    const auto terms = app::content_of(person.vault(), promise->terms);
    REQUIRE(terms.ok());
    return terms->facts.grace_end_at - terms->facts.due_at;
  };
  CHECK(grace_after(two.b, "2027-02-02T18:00") == 2h);
  CHECK(grace_after(two.a, "2027-02-03") == 2h);
  CHECK(grace_after(two.b, "2027-02-03T18:00", "day") == 2h);
  CHECK(grace_after(two.a, "2027-02-04T18:00", "day", "30 minutes") == 30min);
  CHECK(grace_after(two.b, "2027-02-05T18:00", "tuesday") == 30min);
}
