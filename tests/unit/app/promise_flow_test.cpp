// Every verb of the table can be reached as the command line reaches it, and what the table forbids is refused with
// a sentence that names what is possible instead.
#include <set>

#include "ledger/transitions.h"
#include "unit/app/support.h"

using namespace avow;
using namespace avow::testing;
using namespace std::chrono_literals;

namespace {

// Two people who do things to promises; notes which verbs were used and which kinds of records that wrote.
class Flow {
 public:
  explicit Flow(std::uint64_t seed) : two(seed) { two.pair(); }

  std::string offer(const std::string& due = "2027-02-01T18:00") {
    verbs.insert("offer");
    const auto id = two.a.offer("I will call when I leave work", due);
    level();
    return id;
  }
  std::string ask_for() {
    verbs.insert("ask");
    const auto answer = ask(two.b, [](Request request) {
      auto terms = request.initPromiseOffer();
      terms.setText("call when you leave work");
      terms.setAsk(true);
    });
    level();
    return answer->result().getRecord().getId();
  }
  // One that stands until it is ended, or that depends on something.
  std::string active_of(bool standing) {
    const auto answer = ask(two.a, [standing](Request request) {
      auto terms = request.initPromiseOffer();
      terms.setText("I will say so before I leave");
      terms.setStanding(standing);
      if (!standing) terms.setCondition("the train is late");
    });
    level();
    const std::string id = answer->result().getRecord().getId();
    CHECK(b("accept", id) == "active");
    return id;
  }
  std::string active(const std::string& due = "2027-02-01T18:00") {
    const auto id = offer(due);
    CHECK(b("accept", id) == "active");
    return id;
  }
  std::string reported(const std::string& outcome) {
    const auto id = active();
    CHECK(a("report", id, outcome) == (outcome == "missed" ? "missed" : "reported"));
    return id;
  }
  std::string disputed() {
    const auto id = reported("kept");
    CHECK(b("differ", id) == "disputed");
    return id;
  }
  std::string a(const std::string& verb, const std::string& id, const std::string& outcome = "") { return act(two.a, verb, id, outcome); }
  std::string b(const std::string& verb, const std::string& id, const std::string& outcome = "") { return act(two.b, verb, id, outcome); }
  // Both see the same state.
  std::string state(const std::string& id) {
    CHECK(two.a.promise_state(id) == two.b.promise_state(id));
    return two.a.promise_state(id);
  }
  void level() { REQUIRE(two.sync().ok()); }

  TwoPeople two;
  std::set<std::string> verbs;

 private:
  std::string act(Person& person, const std::string& verb, const std::string& id, const std::string& outcome) {
    verbs.insert(verb);
    two.clock.advance(1min);
    const auto answer = ask(person, [&](Request request) {
      auto wanted = request.initPromiseAct();
      wanted.setVerb(verb);
      wanted.setId(id);
      wanted.setOutcome(outcome);
      if (verb == "counter" || verb == "change") wanted.initTerms().setText("I will write when I leave work");
      if (verb == "differ") wanted.setText("it was an hour later");
    });
    level();
    const std::string result = answer->result().getRecord().getState();
    CHECK(state(id) == result);
    return result;
  }
};

}  // namespace

TEST_CASE("every verb of the table is reachable and leaves both with the same state") {
  Flow flow(91);
  const auto asked = flow.ask_for();
  CHECK(flow.a("take", asked) == "active");
  CHECK(flow.a("at-risk", asked) == "active");
  CHECK(flow.a("pause", asked) == "paused");
  CHECK(flow.a("resume", asked) == "active");
  CHECK(flow.b("release", asked) == "released");

  const auto countered = flow.offer();
  CHECK(flow.b("counter", countered) == "countered");
  CHECK(flow.a("counter", countered) == "offered");
  CHECK(flow.b("decline", countered) == "declined");
  CHECK(flow.a("withdraw", flow.offer()) == "withdrawn");
  CHECK(flow.a("step-back", flow.active()) == "stepped_back");
  CHECK(flow.a("excuse", flow.active()) == "excused");

  const auto changed = flow.active();
  CHECK(flow.b("change", changed) == "active");
  CHECK(flow.a("decline", changed) == "active");
  CHECK(flow.a("change", changed) == "active");
  CHECK(flow.a("withdraw", changed) == "active");
  CHECK(flow.a("change", changed) == "active");
  CHECK(flow.b("accept", changed) == "renegotiated");
  const auto shown = ask(flow.two.b, [&](Request request) { request.initPromiseShow().setId(changed); });
  const std::string successor = shown->at(0).getPromise().getSuccessor();
  CHECK(flow.state(successor) == "active");

  CHECK(flow.b("confirm", flow.reported("kept")) == "kept");
  CHECK(flow.b("confirm", flow.reported("partly")) == "partly");
  const auto corrected = flow.reported("kept");
  CHECK(flow.a("correct", corrected, "missed") == "missed");
  CHECK(flow.a("correct", corrected, "kept") == "missed");  // upward: waits
  CHECK(flow.b("confirm", corrected) == "kept");

  const auto settled = flow.disputed();
  CHECK(flow.a("settle", settled, "partly") == "disputed");
  CHECK(flow.b("settle", settled, "partly") == "partly");
  CHECK(flow.b("settle", flow.disputed(), "take-back") == "kept_own_word");
  CHECK(flow.b("settle", flow.disputed(), "leave-open") == "left_open");

  CHECK(flow.a("not-come-up", flow.active_of(false)) == "not_due");
  const auto standing = flow.active_of(true);
  CHECK(flow.a("end", standing) == "active");
  CHECK(flow.state(standing) == "active");

  const auto overdue = flow.active("2027-01-16T18:00");
  flow.two.clock.advance(7 * 24h);
  CHECK(flow.state(overdue) == "unreported");
  CHECK(flow.b("nudge", overdue) == "unreported");
  CHECK(flow.b("view", overdue, "cant-tell") == "unreported");
  CHECK(flow.a("report", overdue, "missed") == "missed");
  CHECK(flow.state(standing) == "ended");

  std::set<std::string> all;
  for (const auto& row : ledger::transitions()) all.insert(std::string(row.verb));
  CHECK(flow.verbs == all);
  CHECK(flow.two.a.verified());
  CHECK(flow.two.b.verified());
}

TEST_CASE("what the table forbids is refused with a sentence, and writes nothing") {
  Flow flow(92);
  const auto promise = flow.active();
  const auto before = changes(flow.two.b);
  for (const std::string& verb : std::vector<std::string>{"report", "take", "at-risk", "step-back", "excuse", "pause", "resume", "confirm", "differ",
                                 "correct", "nudge", "view", "withdraw", "decline", "counter", "accept"}) {
    const auto refused = flow.two.b.try_act(verb, promise, verb == "report" || verb == "correct" || verb == "view" ? "missed" : "");
    REQUIRE_MESSAGE(!refused.ok(), verb);
    CHECK_MESSAGE(refused.error().code == Errc::refused, verb);
    CHECK_MESSAGE(refused.error().context.find("It is active; you can: ") != std::string::npos, verb);
  }
  CHECK(changes(flow.two.b) == before);
  CHECK(flow.two.b.try_act("dance", promise).error().code == Errc::usage);
  CHECK(flow.two.b.try_act("offer", promise).error().code == Errc::usage);
  CHECK(flow.two.a.try_act("report", promise, "brilliantly").error().code == Errc::usage);
  CHECK(flow.two.a.try_act("report", promise, "").error().code == Errc::usage);
  CHECK(flow.two.a.try_act("report", "0000", "kept").error().code == Errc::not_found);
}
