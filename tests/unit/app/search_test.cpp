// `avow search`: everything that stands is found, by both, and nothing that was taken back.
#include "app/search.h"

#include "app/searchable.h"
#include "base/limits.h"
#include "unit/app/looking_back.h"

using namespace avow;
using namespace avow::testing;
using namespace std::chrono_literals;
using ledger::RecordKind;

using Texts = std::vector<std::string>;

namespace {

Errc refused(const std::string& typed) {
  const auto query = app::parse_search(typed, "Europe/Berlin", ManualClock().now());
  return query.ok() ? Errc::interrupted : query.error().code;
}

}  // namespace

TEST_CASE("both find what either said, in its current wording, with what it is") {
  TwoPeople two(601);
  two.pair();
  const auto note = two.a.note("I was at the bank");
  const auto promise = two.b.offer("I will call the bank");
  REQUIRE(two.sync().ok());
  for (Person* person : {&two.a, &two.b}) CHECK(found(*person, "bank").size() == 2);
  const auto answers = ask(two.b, search_for("by:partner bank"));
  REQUIRE(answers->items.size() == 1);
  const auto hit = answers->at(0).getHit();
  CHECK(hit.getId() == note);
  CHECK(hit.getKind() == "note");
  CHECK(hit.getBy() == "partner");
  CHECK(hit.getState() == "shared");
  CHECK(hit.getSaidAt() == "2027-01-15T08:00:00Z");
  CHECK(hit.getText() == "I was at the bank");
  CHECK_FALSE(answers->result().getSearched().getMore());
  CHECK(answers->result().getSearched().getLeftOut() == 0);
  ask(two.a, correct_note(note, "I was at the office"));
  CHECK(found(two.a, "bank") == Texts{"I will call the bank"});
  CHECK(found(two.a, "office") == Texts{"I was at the office"});
  two.a.act("accept", promise);
  REQUIRE(two.sync().ok());
  CHECK(found(two.b, "bank office").empty());
  CHECK(found(two.b, "office") == Texts{"I was at the office"});
  const auto active = ask(two.a, search_for("kind:promise call"));
  CHECK(active->at(0).getHit().getState() == "active");
}

TEST_CASE("what is withdrawn is gone from the index, on both sides") {
  TwoPeople two(602);
  two.pair();
  const auto note = two.a.note("the secret word plover");
  const auto asked = say(two.a, {RecordKind::question_ask, "", "do you know the plover", {}, {}, {}, {}});
  const auto offer = two.a.offer("I will watch a plover");
  two.a.note("no bird here");
  REQUIRE(two.sync().ok());
  CHECK(found(two.a, "plover").size() == 3);
  CHECK(found(two.b, "plover").size() == 3);
  ask(two.a, withdraw_note(note));
  CHECK(found(two.a, "plover").size() == 2);
  two.a.act("withdraw", offer);
  say(two.a, {RecordKind::question_withdraw, asked, "", {}, {}, {}, {}});
  CHECK(found(two.a, "plover").empty());
  CHECK(found(two.b, "plover").size() == 3);
  REQUIRE(two.sync().ok());
  CHECK(found(two.b, "plover").empty());
  CHECK(found(two.b, "bird") == Texts{"no bird here"});
}

TEST_CASE("a withdrawal throws away what was held ready, and so does covering") {
  TwoPeople two(603);
  two.pair();
  const auto note = two.a.note("one");
  CHECK(found(two.a, "one").size() == 1);
  auto* const ready = *two.a.vault().searchable();
  CHECK(ready->bring_in(two.a.vault()).value());
  CHECK(ready->index().search({{"one"}, {}, std::nullopt, std::nullopt, 10})->hits.size() == 1);
  ask(two.a, withdraw_note(note));
  CHECK((*two.a.vault().searchable())->index().search({{"one"}, {}, std::nullopt, std::nullopt, 10})->hits.empty());
  two.a.note("two");
  CHECK(found(two.a, "two").size() == 1);
  two.a.vault().forget_searchable();
  CHECK((*two.a.vault().searchable())->index().search({{"two"}, {}, std::nullopt, std::nullopt, 10})->hits.empty());
}

TEST_CASE("parts, later words, tags and the words around a promise are looked in too") {
  TwoPeople two(604);
  two.pair();
  const auto repair = say(two.a, {RecordKind::repair_raise, "", "",
                                  {{ledger::Heading::what_happened, "you came late"}, {ledger::Heading::what_i_need, "a call ahead"}},
                                  {"Late Evening"}, {}, {}});
  const auto boundary = say(two.a, {RecordKind::boundary_state, "", "no shouting", {}, {}, {}, {}});
  say(two.a, {RecordKind::boundary_revise, boundary, "no loud voices", {}, {}, {}, {}});
  const std::string id = ask(two.a, [](Request request) {
                         auto terms = request.initPromiseOffer();
                         terms.setText("I will call");
                         terms.setDoneWhen("we spoke");
                         terms.setIfThen("if the tram fails, then I will walk");
                       })->result().getRecord().getId();
  REQUIRE(two.sync().ok());
  say(two.b, {RecordKind::repair_acknowledge, repair, "", {{ledger::Heading::i_hear, "that waiting hurt"}}, {}, {}, {}});
  two.b.act("accept", id);
  REQUIRE(two.sync().ok());
  ask(two.a, [&](Request request) {
    auto act = request.initPromiseAct();
    act.setId(id);
    act.setVerb("report");
    act.setOutcome("kept");
    act.setText("it was easy");
  });
  CHECK(found(two.a, "ahead").size() == 1);
  CHECK(found(two.a, "waiting") == Texts{"that waiting hurt"});
  CHECK(found(two.a, "shouting").empty());
  CHECK(found(two.a, "voices") == Texts{"no loud voices"});
  CHECK(found(two.a, "tram").size() == 1);
  CHECK(found(two.a, "easy") == Texts{"it was easy"});
  CHECK(ask(two.a, search_for("easy"))->at(0).getHit().getId() == id);
  CHECK(found(two.a, "kind:repair").size() == 2);
  CHECK(found(two.a, "kind:repair by:partner").size() == 1);
  CHECK(found(two.a, "kind:boundary no").size() == 1);
  CHECK(ask(two.a, search_for("waiting"))->at(0).getHit().getState() == "acknowledged");
}

TEST_CASE("a promise goes on in the one that took its place") {
  TwoPeople two(605);
  two.pair();
  const auto promise = two.a.offer("I will call at noon", "2027-02-01T18:00");
  REQUIRE(two.sync().ok());
  two.b.act("accept", promise);
  REQUIRE(two.sync().ok());
  CHECK(found(two.b, "noon").size() == 1);
  ask(two.a, [&](Request request) {
    auto act = request.initPromiseAct();
    act.setId(promise);
    act.setVerb("change");
    act.initTerms().setText("I will call at dusk");
  });
  CHECK(found(two.a, "dusk").empty());  // nobody took it on
  REQUIRE(two.sync().ok());
  two.b.act("accept", promise);
  CHECK(found(two.b, "dusk") == Texts{"I will call at dusk"});
  REQUIRE(two.sync().ok());
  CHECK(found(two.a, "dusk") == Texts{"I will call at dusk"});
}

TEST_CASE("own drafts are found first, and only by their author") {
  TwoPeople two(606);
  two.a.note("a draft about the bank");
  CHECK(found(two.a, "bank") == Texts{"a draft about the bank"});
  CHECK(ask(two.a, search_for("kind:note bank"))->at(0).getHit().getState() == "draft");
  two.pair();
  two.a.note("shared about the bank");
  CHECK(found(two.a, "bank") == Texts{"a draft about the bank", "shared about the bank"});
  REQUIRE(two.sync().ok());
  CHECK(found(two.b, "bank") == Texts{"shared about the bank"});
  CHECK(found(two.a, "bank", 1) == Texts{"a draft about the bank"});
}

TEST_CASE("filters: a time, a tag, a kind, a person, what is no filter is words") {
  TwoPeople two(607);
  two.pair();
  two.a.note("first bank");
  two.clock.advance(std::chrono::days(2));
  two.a.note("second bank");
  say(two.a, {RecordKind::milestone_propose, "", "a year of the bank", {}, {"Money"}, {}, {}});
  CHECK(found(two.a, "bank before:2027-01-16") == Texts{"first bank"});
  CHECK(found(two.a, "after:2027-01-16 bank kind:note") == Texts{"second bank"});
  CHECK(found(two.a, "tag:money") == Texts{"a year of the bank"});
  CHECK(found(two.a, "tag:MONEY kind:note").empty());
  CHECK(found(two.a, "by:me bank").size() == 3);
  CHECK(found(two.a, "by:partner bank").empty());
  CHECK(found(two.a, "zz:the bank").empty());
  CHECK(found(two.a, "bank", 2).size() == 2);
  CHECK(ask(two.a, search_for("bank", 2))->result().getSearched().getMore());
  for (const std::string typed : {"kind:", "kind:notes bank", "by:him", "by:", "tag:", "before:", "after:soon", "", "  ", "before:2027-01-16"}) {
    CAPTURE(typed);
    CHECK(refused(typed) == Errc::usage);
  }
  CHECK(app::parse_search("kind:letter", "UTC", ManualClock().now()).error().context.find("milestone") != std::string::npos);
}

TEST_CASE("words, bytes and hits at their most, and one past it") {
  const auto words = [](std::size_t count) {
    std::string typed;
    for (std::size_t i = 0; i < count; ++i) typed += "a ";
    return typed;
  };
  CHECK(refused(words(limits::kSearchWordsMax)) == Errc::interrupted);
  CHECK(refused(words(limits::kSearchWordsMax + 1)) == Errc::usage);
  CHECK(refused(std::string(limits::kSearchBytesMax, 'a')) == Errc::interrupted);
  CHECK(refused(std::string(limits::kSearchBytesMax + 1, 'a')) == Errc::usage);
  CHECK(refused("\xFF") == Errc::usage);
  TwoPeople two(608);
  CHECK(refusal(two.a, search_for("a", limits::kSearchHitsMax)) == Errc::interrupted);
  CHECK(refusal(two.a, search_for("a", limits::kSearchHitsMax + 1)) == Errc::usage);
  for (std::size_t i = 0; i <= limits::kSearchHitsDefault; ++i) two.a.note("a note");
  CHECK(found(two.a, "note").size() == limits::kSearchHitsDefault);
}

TEST_CASE("an excerpt is short, and what one person writes too much of takes nothing from the other") {
  TwoPeople two(609);
  two.pair();
  std::string text(limits::kTextBytesMax - 5, 'x');
  text += " bank";
  two.b.note(text);
  two.a.note("my bank");
  REQUIRE(two.sync().ok());
  CHECK(found(two.a, "x").empty());  // one letter is no beginning
  for (const auto& shown : found(two.a, "bank")) CHECK(shown.size() <= limits::kExcerptBytesMax + 8);
  CHECK(found(two.a, "bank").size() == 2);
  for (const std::size_t most : {limits::kTextBytesMax, limits::kTextBytesMax - 1}) {
    auto small = app::Searchable::create(most).value();
    while (!*small->bring_in(two.a.vault())) {}
    const auto hits = small->index().search({{"bank"}, {}, std::nullopt, std::nullopt, 10})->hits;
    CHECK(hits.size() == (most == limits::kTextBytesMax ? 2 : 1));
    CHECK(small->left_out() == (most == limits::kTextBytesMax ? 0 : 1));
  }
}

TEST_CASE("a search leaves no plaintext on the disk") {
  TwoPeople two(610);
  two.pair();
  for (int i = 0; i < 300; ++i) two.a.note("the word plover, time and again " + std::to_string(i));
  CHECK(found(two.a, "plover", 300).size() == 300);
  CHECK(files_with(two.folder.path(), "plover").empty());
  two.a.close();
  CHECK(files_with(two.folder.path(), "plover").empty());
}
