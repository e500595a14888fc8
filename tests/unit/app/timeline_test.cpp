// `avow timeline`, `avow us` and `avow shared`: what was said and what stands, told once and without anything taken back.
#include "app/timeline.h"

#include "base/text_looking_back.h"
#include "unit/app/looking_back.h"

using namespace avow;
using namespace avow::testing;
using ledger::RecordKind;

namespace {

using Lines = std::vector<std::string>;

std::unique_ptr<Answers> timeline(Person& person, const std::string& kind = "", bool year_ago = false, std::uint32_t limit = 0) {
  return ask(person, [&](Request request) {
    auto query = request.initTimeline();
    query.setKind(kind);
    query.setYearAgo(year_ago);
    query.setLimit(limit);
  });
}

// "me offer promise: text"
Lines told(const std::unique_ptr<Answers>& answers) {
  Lines out;
  for (std::size_t i = 0; i < answers->items.size(); ++i) {
    const auto moment = answers->at(i).getMoment();
    out.push_back(std::string(moment.getBy()) + " " + std::string(moment.getEvent()) + " " + std::string(moment.getKind()) + ": " +
                  std::string(moment.getText()));
  }
  return out;
}

std::unique_ptr<Answers> shared(Person& person, const std::string& kind = "", const std::string& id = "") {
  return ask(person, [&](Request request) {
    auto query = request.initShared();
    query.setKind(kind);
    query.setId(id);
  });
}

}  // namespace

TEST_CASE("the timeline tells what was said and what became of it, the latest first, the same to both") {
  TwoPeople two(621);
  two.pair();
  const auto next = [&] { two.clock.advance(std::chrono::minutes(1)); };
  const auto promise = two.a.offer("I will call", "2027-02-01T18:00");
  next();
  const auto note = two.a.note("hello");
  next();
  const auto agreement = say(two.a, {RecordKind::agreement_propose, "", "we eat at seven", {}, {}, {}, {}});
  REQUIRE(two.sync().ok());
  next();
  two.b.act("accept", promise);
  next();
  say(two.b, {RecordKind::agreement_sign, agreement, "", {}, {}, {}, {}});
  ask(two.b, see_note(note));
  REQUIRE(two.sync().ok());
  next();
  two.a.act("report", promise, "kept");
  next();
  ask(two.a, correct_note(note, "hello again"));
  CHECK(told(timeline(two.a)) == Lines{"me correct note: hello again", "me report promise: I will call", "partner sign agreement: we eat at seven",
                                       "partner accept promise: I will call", "me propose agreement: we eat at seven", "me share note: hello",
                                       "me offer promise: I will call"});
  CHECK(timeline(two.a)->at(1).getMoment().getState() == "reported");
  CHECK(told(timeline(two.a, "agreement")).size() == 2);
  CHECK(told(timeline(two.a, "", false, 3)).size() == 3);
  REQUIRE(two.sync().ok());
  CHECK(told(timeline(two.b)).front() == "partner correct note: hello again");
  CHECK(told(timeline(two.b)).size() == 7);
  ask(two.a, withdraw_note(note));
  CHECK(told(timeline(two.a, "note")).empty());
  REQUIRE(two.sync().ok());
  CHECK(told(timeline(two.b, "note")).empty());
  CHECK(refusal(two.a, [](Request request) { request.initTimeline().setKind("letter"); }) == Errc::usage);
}

TEST_CASE("what crossed in the post binds nobody and is not told") {
  TwoPeople two(622);
  two.pair();
  const auto promise = two.a.offer("I will call", "2027-02-01T18:00");
  REQUIRE(two.sync().ok());
  two.clock.advance(std::chrono::minutes(1));
  two.a.act("withdraw", promise);
  two.b.act("accept", promise);
  CHECK(told(timeline(two.b)).size() == 2);
  REQUIRE(two.sync().ok());
  CHECK(told(timeline(two.a)).empty());
  CHECK(told(timeline(two.b)).empty());
}

TEST_CASE("a long timeline comes in pages, with a time from and a time before") {
  TwoPeople two(623);
  two.pair();
  for (int i = 0; i < 150; ++i) {
    two.a.note("note " + std::to_string(i));
    if (i % 50 == 49) two.clock.advance(std::chrono::days(1));
  }
  const auto all = told(timeline(two.a));
  REQUIRE(all.size() == 150);
  CHECK(all.front() == "me share note: note 149");
  CHECK(all.back() == "me share note: note 0");
  const auto middle = ask(two.a, [](Request request) {
    request.initTimeline().setSince("2027-01-16");
    request.getTimeline().setBefore("2027-01-17");
  });
  CHECK(told(middle).size() == 50);
  CHECK(told(middle).front() == "me share note: note 99");
}

TEST_CASE("a year ago: the days around this one, and only when asked") {
  TwoPeople two(624);
  two.pair();
  two.a.note("long before");
  two.clock.advance(std::chrono::days(30));
  two.a.note("a year ago");
  two.clock.advance(std::chrono::days(4));
  two.a.note("four days later");
  two.clock.advance(std::chrono::days(361));
  two.a.note("now");
  CHECK(told(timeline(two.a, "", true)) == Lines{"me share note: a year ago"});
}

TEST_CASE("us: milestones, what holds, boundaries, open repair, the next session") {
  TwoPeople two(625);
  two.pair();
  const auto us = [](Person& person) { return ask(person, [](Request request) { request.setUs(); }); };
  CHECK(us(two.a)->result().getUs().getSince().size() == 0);
  CHECK(us(two.a)->result().getUs().getTogether().size() == 0);
  const Instant now = two.clock.now();
  const auto milestone = say(two.a, {RecordKind::milestone_propose, "", "first walk", {}, {}, {}, {}});
  const auto agreement =
      say(two.a, {RecordKind::agreement_propose, "", "we eat at seven", {}, {}, {}, now + std::chrono::days(90)});
  say(two.a, {RecordKind::boundary_state, "", "",
              {{ledger::Heading::when, "When voices get loud"}, {ledger::Heading::i_will, "I leave"}}, {}, {}, {}});
  say(two.a, {RecordKind::session_add, "", "past", {}, {}, now + std::chrono::hours(1), {}});
  say(two.a, {RecordKind::session_add, "", "far", {}, {}, now + std::chrono::days(80), {}});
  say(two.a, {RecordKind::session_add, "", "soon", {}, {}, now + std::chrono::days(73), {}});
  REQUIRE(two.sync().ok());
  say(two.b, {RecordKind::milestone_pin, milestone, "", {}, {}, {}, {}});
  say(two.b, {RecordKind::agreement_sign, agreement, "", {}, {}, {}, {}});
  say(two.b, {RecordKind::boundary_state, "", "no calls at night", {}, {}, {}, {}});
  const auto repair = say(two.b, {RecordKind::repair_raise, "", "you came late", {}, {}, {}, {}});
  REQUIRE(two.sync().ok());
  two.clock.advance(std::chrono::days(70));
  const auto answers = us(two.a);
  const auto shown = answers->result().getUs();
  CHECK(shown.getSince() == "2027-01-15T08:00:00Z");
  CHECK(shown.getTogether() == "in the third month");
  REQUIRE(shown.getMilestones().size() == 1);
  CHECK(shown.getMilestones()[0].getText() == "first walk");
  REQUIRE(shown.getAgreements().size() == 1);
  CHECK(shown.getAgreements()[0].getAt() == to_rfc3339(now + std::chrono::days(90)));
  REQUIRE(shown.getBoundaries().size() == 2);
  CHECK(shown.getBoundaries()[0].getText() == "When voices get loud");
  CHECK(shown.getBoundaries()[1].getBy() == "partner");
  REQUIRE(shown.getSessions().size() == 2);
  CHECK(shown.getSessions()[0].getText() == "soon");
  CHECK(shown.getOpenRepairs() == 1);
  say(two.b, {RecordKind::repair_settle, repair, "", {}, {}, {}, {}});
  CHECK(us(two.b)->result().getUs().getOpenRepairs() == 0);
  two.clock.advance(std::chrono::days(30));
  CHECK(us(two.b)->result().getUs().getAgreements().size() == 0);
}

TEST_CASE("shared: all that is mine, whether it was delivered, and what takes it back, nothing private") {
  TwoPeople two(626);
  two.a.note("only a draft");
  two.pair();
  const auto note = two.a.note("hello");
  const auto promise = two.a.offer("I will call");
  const auto boundary = say(two.a, {RecordKind::boundary_state, "", "no shouting", {}, {}, {}, {}});
  const auto asked = say(two.b, {RecordKind::question_ask, "", "where were you", {}, {}, {}, {}});
  REQUIRE(two.sync().ok());
  two.clock.advance(std::chrono::minutes(1));
  say(two.a, {RecordKind::question_answer, asked, "at the bank", {}, {}, {}, {}});
  two.a.note("later");
  const auto answers = shared(two.a);
  REQUIRE(answers->items.size() == 5);
  std::map<std::string, std::pair<bool, std::string>> by_text;
  for (std::size_t i = 0; i < 5; ++i) {
    const auto item = answers->at(i).getShared();
    by_text[item.getText()] = {item.getDelivered(), item.getWithdraw()};
  }
  CHECK(answers->at(0).getShared().getText() == "later");
  CHECK(by_text.at("hello") == std::pair(true, "avow note withdraw " + note.substr(0, 8)));
  CHECK_FALSE(by_text.at("later").first);
  CHECK(by_text.at("I will call") == std::pair(true, "avow promise withdraw " + promise.substr(0, 8)));
  CHECK(by_text.at("no shouting") == std::pair(true, "avow boundary retire " + boundary.substr(0, 8)));
  CHECK_FALSE(by_text.at("at the bank").first);
  const std::string redact = by_text.at("at the bank").second;  // nothing withdraws an answer; its words can be taken back
  CHECK(redact.starts_with("avow redact "));
  CHECK(shared(two.a, "note")->items.size() == 2);
  CHECK(shared(two.a, "", note.substr(0, 10))->items.size() == 1);
  ask(two.a, withdraw_note(note));
  CHECK(shared(two.a, "note")->items.size() == 1);
  two.a.act("withdraw", promise);
  const auto gone = shared(two.a, "promise");
  CHECK(gone->at(0).getShared().getState() == "withdrawn");
  CHECK(std::string(gone->at(0).getShared().getWithdraw()).empty());  // its words are gone with it
  const std::string answer = redact.substr(redact.rfind(' ') + 1);
  ask(two.a, [&](Request request) { request.initRedact().setId(answer); });
  const auto left = shared(two.a);
  REQUIRE(left->items.size() > 2);
  for (std::size_t i = 0; i < left->items.size(); ++i) CHECK(std::string(left->at(i).getShared().getText()) != "at the bank");
  CHECK(refusal(two.a, [&](Request request) { request.initShared().setId(asked); }) == Errc::refused);
  CHECK(refusal(two.a, [](Request request) { request.initShared().setId("zzzzzz"); }) == Errc::not_found);
}

TEST_CASE("time is told backwards, in days, months and years") {
  const auto ago = [](int days) { return text::ago(std::chrono::days(days)); };
  CHECK(ago(-3) == "today");
  CHECK(ago(0) == "today");
  CHECK(ago(1) == "yesterday");
  CHECK(ago(2) == "2 days ago");
  CHECK(ago(13) == "13 days ago");
  CHECK(ago(14) == "2 weeks ago");
  CHECK(ago(59) == "8 weeks ago");
  CHECK(ago(62) == "2 months ago");
  CHECK(ago(729) == "23 months ago");
  CHECK(ago(731) == "2 years ago");
  const auto which = [](int days) { return text::in_which(std::chrono::days(days)); };
  CHECK(which(-1) == "in the first month");
  CHECK(which(0) == "in the first month");
  CHECK(which(31) == "in the second month");
  CHECK(which(364) == "in the twelfth month");
  CHECK(which(366) == "in the second year");
  CHECK(which(365 * 21) == "in the 21st year");
  CHECK(which(365 * 13 + 20) == "in the 14th year");
}
