// `avow today`: few things, kindly, and cheaply however much there is.
#include "app/today.h"

#include "unit/app/support.h"

using namespace avow;
using namespace avow::testing;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view kZone = "Europe/Berlin";

// The clock of TwoPeople starts on Fri 15 Jan 2027 09:00 in Berlin.
std::unique_ptr<Answers> today(Person& person) {
  return ask(person, [](Request request) { request.setToday(); });
}

std::string accepted(TwoPeople& two, Person& promiser, Person& other, const std::string& text, const std::string& due) {
  const std::string id = ask(promiser, [&](Request request) {
                    auto terms = request.initPromiseOffer();
                    terms.setText(text);
                    terms.setDue(due);
                  })->result().getRecord().getId();
  const std::string out(id);
  REQUIRE(two.sync().ok());
  other.act("accept", out);
  REQUIRE(two.sync().ok());
  return out;
}

}  // namespace

TEST_CASE("with nothing to do, today says so, before pairing it names the next step") {
  TwoPeople two(241);
  CHECK(std::string(today(two.a)->result().getToday().getNext()).find("pair invite") != std::string::npos);
  two.meet();
  CHECK(std::string(today(two.a)->result().getToday().getNext()).find("pair confirm") != std::string::npos);
  REQUIRE(two.a.vault().set_confirmed().ok());
  REQUIRE(two.b.vault().set_confirmed().ok());
  const auto answers = today(two.a);
  const auto empty = answers->result().getToday();
  CHECK(empty.getDate() == "2027-01-15");
  CHECK(empty.getMine().size() + empty.getAnswers().size() + empty.getNotes().size() == 0);
  CHECK(empty.getUndelivered() == 0);
  CHECK(std::string(empty.getNext()).find("promise offer") != std::string::npos);
  two.a.note("hello");
  CHECK(today(two.a)->result().getToday().getUndelivered() == 1);
  CHECK(std::string(today(two.a)->result().getToday().getNext()).find("sync") != std::string::npos);
}

TEST_CASE("own promises: those due before the day ends at four, and those past due without a word") {
  TwoPeople two(242);
  two.pair();
  const auto late = accepted(two, two.a, two.b, "late tonight", "2027-01-16T03:59");
  const auto soon = accepted(two, two.a, two.b, "soon", "2027-01-15T18:00");
  accepted(two, two.a, two.b, "tomorrow", "2027-01-16T04:01");
  accepted(two, two.a, two.b, "some day", "");
  accepted(two, two.b, two.a, "not mine", "2027-01-15T18:00");
  const auto dated = accepted(two, two.a, two.b, "this day", "2027-01-15");
  const auto ids = [&] {
    std::vector<std::string> out;
    const auto answers = today(two.a);
    for (const auto promise : answers->result().getToday().getMine()) out.emplace_back(promise.getId());
    return out;
  };
  CHECK(ids() == std::vector<std::string>{soon, dated, late});
  two.clock.advance(9h + 30min);  // 18:30: the first is past due
  CHECK(ids() == std::vector<std::string>{dated, late, soon});
  const auto shown = today(two.a);
  CHECK(shown->result().getToday().getMine()[2].getState() == "unreported");
  CHECK(std::string(shown->result().getToday().getNext()).find("at-risk " + dated.substr(0, 8)) != std::string::npos);
  two.clock.advance(9h);  // 03:30: still the same day
  CHECK(today(two.a)->result().getToday().getDate() == "2027-01-15");
  two.clock.advance(30min);  // 04:00: another day, and what was due tomorrow is due today
  CHECK(today(two.a)->result().getToday().getDate() == "2027-01-16");
  CHECK(ids().size() == 4);
  for (const auto& id : {late, soon, dated}) two.a.act("report", id, "missed");
  CHECK(ids().size() == 1);
}

TEST_CASE("what waits for my word: offers, requests, other terms, reports and proposals, not my own") {
  TwoPeople two(243);
  two.pair();
  const auto mine = two.a.offer("mine, for b to accept");
  const auto theirs = two.b.offer("theirs, for a to accept");
  const std::string asked = ask(two.b, [](Request request) {
                       auto terms = request.initPromiseOffer();
                       terms.setText("would you");
                       terms.setAsk(true);
                     })->result().getRecord().getId();
  const std::string request_id(asked);
  REQUIRE(two.sync().ok());
  const auto waits = [&](Person& person, const std::string& id) {
    const auto answers = today(person);
    for (const auto promise : answers->result().getToday().getAnswers()) {
      if (promise.getId() == id) return true;
    }
    return false;
  };
  CHECK_FALSE(waits(two.a, mine));
  CHECK(waits(two.b, mine));
  CHECK(waits(two.a, theirs));
  CHECK(waits(two.a, request_id));
  CHECK_FALSE(waits(two.b, request_id));
  two.a.act("accept", theirs);
  two.a.act("decline", request_id);
  CHECK_FALSE(waits(two.a, theirs));
  CHECK_FALSE(waits(two.a, request_id));
  REQUIRE(two.sync().ok());
  two.b.act("report", theirs, "kept");
  REQUIRE(two.sync().ok());
  CHECK(waits(two.a, theirs));
  two.clock.advance(8 * 24h);  // the asking is over
  CHECK_FALSE(waits(two.a, theirs));
  const auto changed = accepted(two, two.a, two.b, "to be changed", "2027-03-01T18:00");
  ask(two.b, [&](Request request) {
    auto act = request.initPromiseAct();
    act.setId(changed);
    act.setVerb("change");
    act.initTerms().setDue("2027-03-02T18:00");
  });
  REQUIRE(two.sync().ok());
  CHECK(waits(two.a, changed));
  CHECK_FALSE(waits(two.b, changed));
  two.a.act("accept", changed);
  CHECK_FALSE(waits(two.a, changed));
}

TEST_CASE("safety_21 today is capped, and the rest is a number") {
  TwoPeople two(244);
  two.pair();
  for (int i = 0; i < 7; ++i) accepted(two, two.a, two.b, "mine " + std::to_string(i), "2027-01-15T18:00");
  for (int i = 0; i < 8; ++i) two.b.offer("theirs " + std::to_string(i));
  std::vector<std::string> notes;
  for (int i = 0; i < 6; ++i) {
    two.clock.advance(1s);
    notes.push_back(two.b.note("note " + std::to_string(i)));
  }
  REQUIRE(two.sync().ok());
  const auto answers = today(two.a);
  const auto shown = answers->result().getToday();
  CHECK(shown.getMine().size() == app::kTodayMine);
  CHECK(shown.getMoreMine() == 2);
  CHECK(shown.getAnswers().size() == app::kTodayAnswers);
  CHECK(shown.getMoreAnswers() == 3);
  REQUIRE(shown.getNotes().size() == app::kTodayNotes);
  CHECK(shown.getMoreNotes() == 3);
  CHECK(shown.getNotes()[0].getId() == notes[5]);
  CHECK(shown.getNotes()[0].getText() == "note 5");
  CHECK(shown.getMine()[0].getHistory().size() == 0);
}

TEST_CASE("notes: the partner's, until they are marked as seen, corrected ones again, withdrawn ones never") {
  TwoPeople two(245);
  two.pair();
  two.a.note("my own");
  const auto first = two.b.note("first");
  two.clock.advance(1s);
  const auto second = two.b.note("second");
  REQUIRE(two.sync().ok());
  const auto shown = [&] {
    std::vector<std::string> out;
    const auto answers = today(two.a);
    const auto list = answers->result().getToday();
    for (const auto note : list.getNotes()) out.emplace_back(note.getId());
    CHECK(list.getMoreNotes() == 0);
    return out;
  };
  CHECK(shown() == std::vector<std::string>{second, first});
  const auto before = changes(two.a);
  today(two.a);
  CHECK(changes(two.a) == before);  // looking says nothing
  ask(two.a, see_note(second));
  CHECK(shown() == std::vector<std::string>{first});
  REQUIRE(two.sync().ok());
  ask(two.b, correct_note(second, "second, better"));
  ask(two.b, withdraw_note(first));
  REQUIRE(two.sync().ok());
  CHECK(shown() == std::vector<std::string>{second});
  two.a.close();
  two.a.open();
  CHECK(shown() == std::vector<std::string>{second});
}

TEST_CASE("the day and the due are those of the asker's wall") {
  TwoPeople two(246);
  two.pair();
  const auto in = [&](const char* zone) {
    return ask(two.a, [&](Request request) {
      request.setZone(zone);
      request.setToday();
    });
  };
  CHECK(in("Pacific/Kiritimati")->result().getToday().getDate() == "2027-01-15");  // 22:00
  CHECK(in("Pacific/Honolulu")->result().getToday().getDate() == "2027-01-14");    // 22:00 of the day before
  CHECK(in("Nowhere/Land")->result().getToday().getDate() == "2027-01-15");
  CHECK(kZone == "Europe/Berlin");
}
