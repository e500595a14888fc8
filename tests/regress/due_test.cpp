// When a promise is due, when it was done, and how both are shown.
#include "unit/app/support.h"

using namespace avow;
using namespace avow::testing;

namespace {

// The clock of TwoPeople starts on Fri 15 Jan 2027 08:00 UTC.
constexpr const char* kNewYork = "America/New_York";

template <typename Fill>
std::unique_ptr<Answers> ask_from(const char* zone, Person& person, Fill fill) {
  return ask(person, [&](Request request) {
    fill(request);
    request.setZone(zone);
  });
}
auto offer(const std::string& due, const std::string& draft = "") {
  return [due, draft](Request request) {
    auto terms = request.initPromiseOffer();
    terms.setText(draft.empty() ? "call" : "");
    terms.setDue(due);
    terms.setDraft(draft);
  };
}
auto ask_for(const std::string& due) {
  return [due](Request request) {
    auto terms = request.initPromiseOffer();
    terms.setText("please call");
    terms.setAsk(true);
    terms.setDue(due);
  };
}
auto new_terms(const std::string& verb, const std::string& id, const std::string& due, const std::string& text = "") {
  return [=](Request request) {
    auto act = request.initPromiseAct();
    act.setVerb(verb);
    act.setId(id);
    act.initTerms().setDue(due);
    act.getTerms().setText(text);
  };
}
auto report_kept(const std::string& id, const std::string& done_at) {
  return [=](Request request) {
    auto act = request.initPromiseAct();
    act.setVerb("report");
    act.setId(id);
    act.setOutcome("kept");
    act.setDoneAt(done_at);
  };
}
schema::RecordState::Reader record(const std::unique_ptr<Answers>& answers) { return answers->result().getRecord(); }

std::string active(TwoPeople& two, const std::string& due) {
  const std::string id = record(ask(two.a, offer(due))).getId();
  REQUIRE(two.sync().ok());
  two.b.act("accept", id);
  REQUIRE(two.sync().ok());
  return id;
}
std::string outcome_of(Person& person, const std::string& id) {
  return ask(person, [&](Request request) { request.initPromiseShow().setId(id); })->at(0).getPromise().getOutcome();
}

}  // namespace

TEST_CASE("done_at_as_a_date_meant_the_midnight_after: today is not the future") {
  TwoPeople two(301);
  two.pair();
  const auto id = active(two, "2027-01-20");
  ask(two.a, report_kept(id, "2027-01-15"));
  CHECK(outcome_of(two.a, id) == "kept");
}

TEST_CASE("done_at_as_a_date_meant_the_midnight_after: done on the day of a timed due is in time") {
  TwoPeople two(302);
  two.pair();
  const auto timed = active(two, "2027-01-16T18:00");
  const auto dated = active(two, "2027-01-16");
  const auto before = active(two, "2027-01-15T18:00");
  two.clock.advance(std::chrono::hours(72));
  for (const auto& id : {timed, dated, before}) ask(two.a, report_kept(id, "2027-01-16"));
  CHECK(outcome_of(two.a, timed) == "kept");
  CHECK(outcome_of(two.a, dated) == "kept");
  CHECK(outcome_of(two.a, before) == "kept_late");
  const auto late = active(two, "2027-01-19");
  CHECK(refusal(two.a, report_kept(late, "2027-01-19")) == Errc::usage);
  CHECK(refusal(two.a, report_kept(late, "2027-01-18T23:00")) == Errc::usage);
}

TEST_CASE("an_offer_was_accepted_after_its_due: nobody is bound by what is past, and is told what is possible") {
  TwoPeople two(307);
  two.pair();
  const std::string offered = record(ask(two.a, offer("2027-01-16T18:00"))).getId();
  const std::string asked = record(ask(two.b, ask_for("2027-01-16T18:00"))).getId();
  REQUIRE(two.sync().ok());
  const auto id = active(two, "2027-01-30");
  ask(two.a, new_terms("change", id, "2027-01-16T18:00"));
  REQUIRE(two.sync().ok());
  two.clock.advance(std::chrono::hours(48));
  const auto answer = [](const std::string& verb, const std::string& which) {
    return [=](Request request) {
      auto act = request.initPromiseAct();
      act.setVerb(verb);
      act.setId(which);
    };
  };
  const auto why = [&](Person& person, const auto& fill) { return said(try_ask(person, fill).error()); };
  CHECK(why(two.b, answer("accept", offered)) ==
        "refused: Its time has passed: Sat 16 Jan 2027 18:00 CET. `avow promise counter` names another.");
  CHECK(why(two.a, answer("take", asked)).starts_with("refused: Its time has passed: Sat 16 Jan 2027"));
  CHECK(why(two.b, answer("accept", id)) ==
        "refused: The time of these new terms has passed: Sat 16 Jan 2027 18:00 CET. `avow promise change` names another.");
  CHECK(why(two.b, new_terms("counter", offered, "", "call us")) ==
        "refused: Its time has passed: Sat 16 Jan 2027 18:00 CET. Name another with --due; \"none\" leaves it open.");
  CHECK(record(ask(two.b, new_terms("counter", offered, "2027-01-20"))).getState() == "countered");
}

TEST_CASE("a_report_was_late_without_a_word: it says so, and when it was done can be corrected") {
  TwoPeople two(308);
  two.pair();
  const auto id = active(two, "2027-01-15T18:00");
  two.clock.advance(std::chrono::hours(24));
  CHECK(record(ask(two.a, report_kept(id, ""))).getRemark() ==
        "That counts as late. If it was done in time: `avow promise correct kept ID --done-at DATE`.");
  const auto corrected = ask(two.a, [&](Request request) {
    report_kept(id, "2027-01-15T17:00")(request);
    request.getPromiseAct().setVerb("correct");
  });
  CHECK(record(corrected).getRemark() ==
        "Done Fri 15 Jan 2027 17:00 CET. It counts once your partner confirms it; until then the first word stands.");
  CHECK(outcome_of(two.a, id) == "kept_late");
  REQUIRE(two.sync().ok());
  two.b.act("confirm", id);
  REQUIRE(two.sync().ok());
  CHECK(outcome_of(two.a, id) == "kept");
}

TEST_CASE("proposed_due_was_one_day_late: a proposal shows its due as a promise does, and that there is none") {
  TwoPeople two(303);
  two.pair();
  const auto id = active(two, "2027-01-20");
  const auto pending = [&] {
    return std::string(ask(two.a, [&](Request request) { request.initPromiseShow().setId(id); })
                           ->at(0).getPromise().getPending()[0].getDueLocal());
  };
  ask(two.a, new_terms("change", id, "2027-01-25"));
  CHECK(pending() == "Mon 25 Jan 2027");
  two.a.act("withdraw", id);
  ask(two.a, new_terms("change", id, "2027-01-25T18:00"));
  CHECK(pending() == "Mon 25 Jan 2027 18:00 CET");
  two.a.act("withdraw", id);
  ask(two.a, new_terms("change", id, "none"));
  CHECK(pending().empty());
}

TEST_CASE("due_was_read_in_the_others_zone: the promiser's wall counts, and the echo names it") {
  TwoPeople two(304);
  two.pair();
  const auto offered = std::string(record(ask_from(kNewYork, two.a, offer("2027-01-20T18:00"))).getId());
  REQUIRE(two.sync().ok());
  SUBCASE("counter") {
    const auto said = ask(two.b, new_terms("counter", offered, "2027-01-21T18:00"));
    CHECK(record(said).getDue() == "2027-01-21T23:00:00Z");
    CHECK(record(said).getDueLocal() == "Thu 21 Jan 2027 18:00 EST (America/New_York)");
  }
  SUBCASE("change: the echo is of the new terms") {
    two.b.act("accept", offered);
    const auto said = ask(two.b, new_terms("change", offered, "2027-01-22"));
    CHECK(record(said).getDue() == "2027-01-23T05:00:00Z");
    CHECK(record(said).getDueLocal() == "Fri 22 Jan 2027 (America/New_York)");
  }
  SUBCASE("ask: the zone of their latest record") {
    const auto said = ask(two.b, ask_for("2027-01-22T09:00"));
    CHECK(record(said).getDue() == "2027-01-22T14:00:00Z");
  }
  SUBCASE("a zone that was typed stays") {
    const auto said = ask(two.b, new_terms("counter", offered, "2027-01-21T18:00 Asia/Tokyo"));
    CHECK(record(said).getDue() == "2027-01-21T09:00:00Z");
  }
  SUBCASE("the promiser's own terms are read where the promiser is now") {
    ask(two.b, new_terms("counter", offered, "2027-01-21T18:00"));
    REQUIRE(two.sync().ok());
    const auto said = ask(two.a, new_terms("counter", offered, "2027-01-21T18:00"));
    CHECK(record(said).getDue() == "2027-01-21T17:00:00Z");
    CHECK(record(said).getDueLocal() == "Thu 21 Jan 2027 18:00 CET");
  }
}

TEST_CASE("due_in_an_ask_before_anything_was_heard: the own zone") {
  TwoPeople two(305);
  two.pair();
  CHECK(record(ask(two.b, ask_for("2027-01-22T09:00"))).getDue() == "2027-01-22T08:00:00Z");
}

TEST_CASE("due_in_the_past_was_accepted: it is refused wherever it is typed, and a draft may have it until it is sent") {
  TwoPeople two(306);
  const auto draft = std::string(record(ask(two.a, offer("2027-01-14"))).getId());
  two.pair();
  CHECK(refusal(two.a, offer("2027-01-14")) == Errc::refused);
  CHECK(refusal(two.a, offer("2027-01-15T08:59")) == Errc::refused);
  CHECK(refusal(two.a, offer("", draft)) == Errc::refused);
  CHECK(refusal(two.b, ask_for("2027-01-14")) == Errc::refused);
  const auto id = two.a.offer("call", "2027-01-15");
  REQUIRE(two.sync().ok());
  CHECK(refusal(two.b, new_terms("counter", id, "2027-01-14")) == Errc::refused);
  two.b.act("accept", id);
  CHECK(refusal(two.b, new_terms("change", id, "2027-01-14T12:00")) == Errc::refused);
  two.clock.advance(std::chrono::hours(48));
  CHECK(refusal(two.b, new_terms("change", id, "", "another wording")) == Errc::refused);  // nobody could accept it
  ask(two.b, new_terms("change", id, "2027-01-20", "another wording"));
}

TEST_CASE("accepting_a_change_did_not_name_the_successor") {
  TwoPeople two(307);
  two.pair();
  const auto id = active(two, "2027-01-20");
  const auto offered = two.a.offer("another");
  CHECK(record(ask(two.a, new_terms("change", id, "2027-01-25"))).getSuccessor().size() == 0);
  REQUIRE(two.sync().ok());
  const auto said = ask(two.b, [&](Request request) {
    auto act = request.initPromiseAct();
    act.setVerb("accept");
    act.setId(id);
  });
  CHECK(record(said).getState() == "renegotiated");
  CHECK(two.b.promise_state(record(said).getSuccessor()) == "active");
}

TEST_CASE("a_promise_past_due_could_be_paused: only an active one can") {
  TwoPeople two(308);
  two.pair();
  const auto id = active(two, "2027-01-15T18:00");
  two.clock.advance(std::chrono::hours(24));
  CHECK(two.a.try_act("pause", id).error().code == Errc::refused);
  CHECK(two.a.promise_state(id) == "unreported");
}
