// Questions, agreements, repair and the rest as two vaults live them: what is kept back before writing, what is linked,
// what is shown.
#include "app/threads.h"

#include "app/thread_rules.h"
#include "app/today.h"
#include "base/limits.h"
#include "unit/app/threads_support.h"

using namespace avow;
using namespace avow::testing;
using namespace std::chrono_literals;

namespace {

std::unique_ptr<Answers> today(Person& person) {
  return ask(person, [](Request request) { request.setToday(); });
}

}  // namespace

TEST_CASE("before pairing every thread is a draft, it goes out with the id that it had") {
  TwoPeople two(301);
  const std::vector<Begun> all{{"question"}, {"agreement"}, {"transparency"}, {"boundary"}, {"repair"}, {"attempt"},
                               {"session", "", "", "2027-03-01T17:00"}, {"milestone"}, {"sign"}};
  std::vector<std::string> ids;
  for (const auto& what : all) ids.push_back(begun(two.a, what));
  CHECK(list_threads(two.a, "")->items.size() == all.size());
  CHECK(list_threads(two.a, "repair")->items.size() == 2);
  CHECK(list_threads(two.a, "", 3)->items.size() == 3);
  CHECK(notes_listed(two.a) == 0);
  CHECK(thread_state(two.a, "agreement", ids[2]) == "draft");
  CHECK(refusal(two.a, act_in_thread({"boundary", ids[3], "revise", "x"})) == Errc::refused);
  CHECK(acted(two.a, {"boundary", ids[3], "retire"}) == "withdrawn");
  two.pair();
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto send = [&](Request request) {
      auto thread = request.initThreadBegin();
      thread.setKind(all[i].kind);
      thread.setDraft(ids[i]);
    };
    if (i == 3) CHECK(refusal(two.a, send) == Errc::not_found);
    else CHECK(std::string(ask(two.a, send)->result().getRecord().getId()) == ids[i]);
  }
  REQUIRE(two.sync().ok());
  CHECK(list_threads(two.b, "")->items.size() == all.size() - 1);
  CHECK(two.b.verified());
}

TEST_CASE("a draft of one noun is not sent as another, nor found there") {
  TwoPeople two(302);
  const auto draft = begun(two.a, {"milestone"});
  two.pair();
  const auto send = [&](Request request) {
    auto thread = request.initThreadBegin();
    thread.setKind("question");
    thread.setDraft(draft);
  };
  CHECK(refusal(two.a, send) == Errc::not_found);
  const auto shared = begun(two.a, {"milestone"});
  CHECK(refusal(two.a, act_in_thread({"agreement", shared, "end"})) == Errc::not_found);
  CHECK(refusal(two.a, act_in_thread({"milestone", shared, "sign"})) == Errc::usage);
  CHECK(refusal(two.a, act_in_thread({"letter", shared, "sign"})) == Errc::usage);
  CHECK(refusal(two.a, begin_thread({"letter"})) == Errc::usage);
}

TEST_CASE("what says nothing without words is not written without them") {
  TwoPeople two(303);
  two.pair();
  for (const std::string kind : {"question", "agreement", "transparency", "boundary", "repair", "milestone", "sign"}) {
    CAPTURE(kind);
    CHECK(refusal(two.a, begin_thread({kind, ""})) == Errc::usage);
    CHECK(refusal(two.a, begin_thread({kind, " \n"})) == Errc::usage);
  }
  CHECK(refusal(two.a, begin_thread({"attempt", ""})) == Errc::interrupted);
  const auto with_part = [](const std::string& heading) {
    return [heading](Request request) {
      auto thread = request.initThreadBegin();
      thread.setKind("repair");
      auto parts = thread.initParts(1);
      parts[0].setHeading(heading);
      parts[0].setText("I waited");
    };
  };
  CHECK(refusal(two.a, with_part("no_such")) == Errc::usage);
  const std::string id = ask(two.a, with_part("what_happened"))->result().getRecord().getId();
  const auto shown = show_thread(two.a, "repair", id);
  CHECK(shown->at(0).getThread().getParts()[0].getText() == "I waited");
}

TEST_CASE("at most three questions are open at a time") {
  TwoPeople two(304);
  two.pair();
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < limits::kOpenQuestionsMax; ++i) ids.push_back(begun(two.a, {"question"}));
  CHECK(refusal(two.a, begin_thread({"question"})) == Errc::refused);
  begun(two.b, {"question"});
  REQUIRE(two.sync().ok());
  CHECK(refusal(two.a, begin_thread({"question"})) == Errc::refused);
  CHECK(acted(two.b, {"question", ids[0], "answer", "", "", "", "", true}) == "in_session");
  REQUIRE(two.sync().ok());
  begun(two.a, {"question"});
  CHECK(refusal(two.a, begin_thread({"question"})) == Errc::refused);
  CHECK(acted(two.a, {"question", ids[1], "withdraw"}) == "withdrawn");
  begun(two.a, {"question"});
}

TEST_CASE("by when: a promise that does not name the question, both or neither") {
  TwoPeople two(305);
  two.pair();
  const auto question = begun(two.a, {"question", "What happened on Tuesday?"});
  REQUIRE(two.sync().ok());
  CHECK(refusal(two.b, act_in_thread({"question", question, "answer", "", "2027-01-14T10:00"})) == Errc::refused);
  CHECK(thread_state(two.b, "question", question) == "open");
  const auto answered = ask(two.b, act_in_thread({"question", question, "answer", "", "2027-01-20"}));
  const auto record = answered->result().getRecord();
  CHECK(record.getState() == "promised");
  CHECK(std::string(record.getDueLocal()) == "Wed 20 Jan 2027");
  const std::string promise = record.getPromise();
  CHECK(two.b.promise_state(promise) == "offered");
  two.b.close();
  two.b.open();
  REQUIRE(two.sync().ok());
  CHECK(two.a.promise_state(promise) == "offered");
  CHECK(std::string(show_thread(two.a, "question", question)->at(0).getThread().getTarget()) == promise);
  CHECK(two.a.act("accept", promise) == "active");
  CHECK(two.a.verified());
  CHECK(two.b.verified());
  for (const auto& signed_one : two.b.signed_bytes) {
    CHECK(std::string(signed_one.begin(), signed_one.end()).find("Tuesday") == std::string::npos);
  }
  CHECK(acted(two.b, {"question", question, "answer", "I was at work."}) == "answered");
}

TEST_CASE("linked records complete a chunk of the projection, and are there after opening again") {
  TwoPeople two(306);
  two.pair();
  ask(two.a, [](Request request) {
    auto texts = request.initNoteAddLines().initTexts(1'010);
    for (unsigned i = 0; i < texts.size(); ++i) texts.set(i, "a note");
  });
  const auto repair = begun(two.b, {"repair"});
  REQUIRE(two.sync().ok());
  for (int i = 0; i < 40; ++i) CHECK(acted(two.a, {"repair", repair, "amends", "", "", "", "I will call"}) == "amends");
  CHECK(log_of(two.a, log::Lane::commitments, log::Author::me).size == 40);
  CHECK(log_of(two.a, log::Lane::notes, log::Author::me).size == 1'050);
  two.a.close();
  two.a.open();
  CHECK(two.a.verified());
  REQUIRE(two.sync().ok());
  CHECK(show_thread(two.b, "repair", repair)->at(0).getThread().getHistory().size() == 41);
}

TEST_CASE("an agreement has an end or a review, and its standard values are days") {
  TwoPeople two(307);
  two.pair();
  const auto times = [&two](const Begun& what) {
    const auto id = begun(two.a, what);
    const auto answers = show_thread(two.a, "agreement", id);
    const auto thread = answers->at(0).getThread();
    return std::string(thread.getEndsLocal()) + "|" + std::string(thread.getReviewLocal());
  };
  CHECK(times({"transparency"}) == "Sun 14 Feb 2027|");
  CHECK(times({"agreement"}) == "|Thu 15 Apr 2027");
  CHECK(times({"agreement", "x", "2027-02-01"}) == "Mon 01 Feb 2027|");
  CHECK(times({"agreement", "x", "", "", "2027-03-01"}) == "|Mon 01 Mar 2027");
  CHECK(times({"transparency", "x", "2027-04-15"}) == "Thu 15 Apr 2027|");  // the 90th day, whole
  CHECK(refusal(two.a, begin_thread({"transparency", "x", "2027-04-16"})) == Errc::refused);
  CHECK(times({"transparency", "x", "2027-04-16", "2027-01-16"}) == "Fri 16 Apr 2027|");
  CHECK(refusal(two.a, begin_thread({"agreement", "x", "2027-01-14"})) == Errc::usage);
  CHECK(refusal(two.a, begin_thread({"agreement", "x", "2027-02-01", "2027-02-03"})) == Errc::usage);
  CHECK(refusal(two.a, begin_thread({"agreement", "x", "", "", "2027-01-14"})) == Errc::usage);
  CHECK(refusal(two.a, begin_thread({"session", "x"})) == Errc::usage);
}

TEST_CASE("a draft whose end has passed is not proposed") {
  TwoPeople two(308);
  two.pair();
  const auto draft = begun(two.a, {"transparency", "x", "2027-01-20", "", "", "", true});
  two.clock.advance(std::chrono::days(10));
  const auto send = [&](Request request) {
    auto thread = request.initThreadBegin();
    thread.setKind("transparency");
    thread.setDraft(draft);
  };
  CHECK(refusal(two.a, send) == Errc::refused);
  CHECK(thread_state(two.a, "agreement", draft) == "draft");
}

TEST_CASE("safety_07 both see an agreement end at the same moment, and its renewal needs both again") {
  TwoPeople two(309);
  two.pair();
  const auto id = begun(two.a, {"transparency", "our calendars", "2027-01-20"});
  REQUIRE(two.sync().ok());
  CHECK(acted(two.b, {"agreement", id, "sign"}) == "active");
  REQUIRE(two.sync().ok());
  two.clock.advance(std::chrono::days(10));
  for (auto* person : {&two.a, &two.b}) CHECK(thread_state(*person, "agreement", id) == "expired");
  CHECK(refusal(two.b, act_in_thread({"agreement", id, "end"})) == Errc::refused);
  const auto fresh = begun(two.b, {"agreement", "", "", "", "", id});
  REQUIRE(two.sync().ok());
  const auto shown = show_thread(two.a, "agreement", fresh);
  const auto thread = shown->at(0).getThread();
  CHECK(thread.getState() == "proposed");
  CHECK(thread.getTransparency());
  CHECK(thread.getText() == "our calendars");
  CHECK(std::string(thread.getTarget()) == id);
  CHECK(thread.getWaitsForMe());
  CHECK(acted(two.a, {"agreement", fresh, "end"}) == "declined");
  CHECK(refusal(two.a, begin_thread({"agreement", "", "", "", "", begun(two.a, {"milestone"})})) == Errc::not_found);
}

TEST_CASE("amends are a promise of one's own") {
  TwoPeople two(310);
  two.pair();
  const auto repair = begun(two.a, {"repair"});
  const auto hers = two.a.offer("I will be there");
  REQUIRE(two.sync().ok());
  const auto his = two.b.offer("I will call");
  CHECK(refusal(two.b, act_in_thread({"repair", repair, "amends"})) == Errc::usage);
  CHECK(refusal(two.b, act_in_thread({"repair", repair, "amends", "", "", hers})) == Errc::refused);
  CHECK(refusal(two.b, act_in_thread({"repair", repair, "amends", "", "", his, "and another"})) == Errc::usage);
  CHECK(acted(two.b, {"repair", repair, "amends", "", "", his}) == "amends");
  CHECK(refusal(two.a, act_in_thread({"repair", repair, "pause", "", "2027-01-14"})) == Errc::refused);
  CHECK(refusal(two.a, act_in_thread({"repair", repair, "pause"})) == Errc::usage);
  // What came of a session may be a promise of either.
  const auto session = begun(two.a, {"session", "", "", "2027-02-01"});
  CHECK(acted(two.a, {"session", session, "outcome", "we talked", "", hers}) == "held");
}

TEST_CASE("safety_08 of what is withdrawn nobody is shown a word, nor what was said to it") {
  TwoPeople two(311);
  two.pair();
  const auto repair = begun(two.a, {"repair", "a heavy word"});
  REQUIRE(two.sync().ok());
  CHECK(acted(two.b, {"repair", repair, "acknowledge", "the same heavy word"}) == "acknowledged");
  REQUIRE(two.sync().ok());
  CHECK(acted(two.a, {"repair", repair, "withdraw"}) == "withdrawn");
  REQUIRE(two.sync().ok());
  for (auto* person : {&two.a, &two.b}) {
    const auto answers = show_thread(*person, "repair", repair);
    const auto thread = answers->at(0).getThread();
    CHECK(thread.getState() == "withdrawn");
    CHECK(thread.getText().size() + thread.getParts().size() == 0);
    REQUIRE(thread.getHistory().size() == 3);
    for (const auto event : thread.getHistory()) CHECK(event.getText().size() + event.getParts().size() == 0);
  }
}

TEST_CASE("today puts at most three answers before a person, questions only on their day, and repair that waits") {
  TwoPeople two(312);  // a Friday
  two.pair();
  const auto repair = begun(two.a, {"repair"});
  two.clock.advance(1min);
  for (int i = 0; i < 3; ++i) begun(two.a, {"question"});
  two.clock.advance(1min);
  begun(two.a, {"agreement"});
  begun(two.a, {"boundary"});
  begun(two.a, {"sign"});
  REQUIRE(two.sync().ok());
  const auto shown = today(two.b);
  CHECK(shown->result().getToday().getThreads().size() == app::kTodayThreads);
  CHECK(shown->result().getToday().getMoreThreads() == 2);
  CHECK(std::string(shown->result().getToday().getThreads()[0].getId()) == repair);
  CHECK(std::string(shown->result().getToday().getNext()).find("repair show " + repair.substr(0, 8)) != std::string::npos);
  CHECK(today(two.a)->result().getToday().getThreads().size() == 0);
  const auto set_day = [&](const std::string& day) {
    ask(two.b, [&](Request request) {
      auto setting = request.initConfigSet();
      setting.setKey("questions-day");
      setting.setValue(day);
    });
  };
  set_day("saturday");
  CHECK(today(two.b)->result().getToday().getThreads().size() == 2);
  CHECK(today(two.b)->result().getToday().getMoreThreads() == 0);
  CHECK(list_threads(two.b, "question")->items.size() == 3);
  CHECK(list_threads(two.b, "question")->at(0).getThread().getWaitsForMe());
  const auto synced = two.sync();
  REQUIRE(synced.ok());
  CHECK(synced->sent + synced->received == 0);  // nobody learns of the choice
  set_day("friday");
  CHECK(today(two.b)->result().getToday().getMoreThreads() == 2);
  two.clock.advance(18h);  // 04:00 of Saturday has not come yet
  CHECK(today(two.b)->result().getToday().getMoreThreads() == 2);
  two.clock.advance(1h);
  CHECK(today(two.b)->result().getToday().getThreads().size() == 2);
}

TEST_CASE("a session's time is shown as its author's wall shows it, a day as a day") {
  TwoPeople two(313);
  two.pair();
  const auto id = begun(two.a, {"session", "", "", "2027-02-01T17:00"});
  REQUIRE(two.sync().ok());
  const auto starts = [&](Person& person, const std::string& zone) {
    capnp::MallocMessageBuilder message;
    auto request = message.initRoot<schema::Request>();
    request.setZone(zone);
    auto show = request.initThreadShow();
    show.setKind("session");
    show.setId(id);
    Answers answers;
    REQUIRE(person.ask(request.asReader(), answers).ok());
    return std::string(answers.at(0).getThread().getStartsLocal());
  };
  CHECK(starts(two.a, "Europe/Berlin") == "Mon 01 Feb 2027 17:00 CET");
  CHECK(starts(two.b, "America/New_York") == "Mon 01 Feb 2027 17:00 CET (Europe/Berlin)");
  CHECK(acted(two.b, {"session", id, "move", "", "2027-02-03"}) == "planned");
  CHECK(starts(two.b, "Europe/Berlin") == "Wed 03 Feb 2027");
}

TEST_CASE("a question can be promised anew once the promise before is over, and not before") {
  TwoPeople two(321);
  two.pair();
  const auto question = begun(two.a, {"question", "Why?"});
  REQUIRE(two.sync().ok());
  const auto by = [&](const std::string& when) { return act_in_thread({"question", question, "answer", "", when}); };
  const std::string first = ask(two.b, by("2027-01-20"))->result().getRecord().getPromise();
  CHECK(refusal(two.b, by("2027-01-21")) == Errc::refused);
  REQUIRE(two.sync().ok());
  CHECK(two.a.act("decline", first) == "declined");
  REQUIRE(two.sync().ok());
  const auto again = ask(two.b, by("2027-01-21"));
  const std::string second = again->result().getRecord().getPromise();
  CHECK(again->result().getRecord().getState() == "promised");
  CHECK(second != first);
  REQUIRE(two.sync().ok());
  CHECK(std::string(show_thread(two.a, "question", question)->at(0).getThread().getTarget()) == second);
  CHECK(two.a.promise_state(second) == "offered");
}

TEST_CASE("a signed agreement says from when on it holds, and is not among what holds before") {
  TwoPeople two(322);
  two.pair();
  const auto now = begun(two.a, {"agreement", "we eat at seven"});
  const auto later = begun(two.a, {"agreement", "no phones at table", "", "2027-01-17"});
  REQUIRE(two.sync().ok());
  const auto sign = [&](const std::string& id) { return std::string(ask(two.b, act_in_thread({"agreement", id, "sign"}))->result().getRecord().getRemark()); };
  CHECK(sign(now) == "From now on it holds.");
  CHECK(sign(later) == "It holds from Sun 17 Jan 2027 on.");
  const auto holding = [&] { return ask(two.b, [](Request request) { request.setUs(); })->result().getUs().getAgreements().size(); };
  CHECK(holding() == 1);
  two.clock.advance(48h);
  CHECK(holding() == 2);
}
