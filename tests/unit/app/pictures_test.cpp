// Pictures from two real vaults: that they count what the figures count, and that nothing is in them that was not shared.
#include "app/pictures.h"

#include <string>

#include "base/limits.h"
#include "unit/app/support.h"
#include "wire/message.h"

using namespace avow;
using namespace avow::testing;
using wire::view_of;

namespace {

struct Shown {
  std::string sentence;
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
  std::string drawing;

  std::string all() const {
    std::string out = sentence + "\n" + drawing + "\n";
    for (const auto& row : rows) {
      for (const auto& cell : row) out += cell + " | ";
    }
    return out;
  }
};

auto asking(const std::string& kind, const std::string& id = "", const std::string& form = "file", const std::string& since = "") {
  return [=](Request request) {
    auto query = request.initPicture();
    query.setKind(kind);
    query.setId(id);
    query.setForm(form);
    query.setSince(since);
  };
}

Shown picture_for(Person& person, const std::string& kind, const std::string& id = "", const std::string& form = "file",
                  const std::string& since = "") {
  const auto answers = ask(person, asking(kind, id, form, since));
  const auto picture = answers->result().getPicture();
  Shown out{std::string(view_of(picture.getSentence())), {}, {}, std::string(view_of(picture.getDrawing()))};
  for (const auto column : picture.getColumns()) out.columns.emplace_back(view_of(column));
  for (const auto row : picture.getRows()) {
    auto& cells = out.rows.emplace_back();
    for (const auto cell : row.getCells()) cells.emplace_back(view_of(cell));
  }
  return out;
}

struct Given {
  std::string key;
  std::string value;
  std::string sharing = "";
};
void answer(Person& person, const std::string& id, const std::vector<Given>& answers) {
  ask(person, [&](Request request) {
    auto given = request.initCheckinAnswer();
    given.setId(id);
    auto list = given.initAnswers(static_cast<unsigned>(answers.size()));
    for (unsigned i = 0; i < list.size(); ++i) {
      list[i].setKey(answers[i].key);
      list[i].setValue(answers[i].value);
      list[i].setSharing(answers[i].sharing);
    }
  });
}
std::string start(Person& person) {
  return ask(person, [](Request request) { request.initCheckinStart(); })->result().getCheckin().getId();
}
void syncs(TwoPeople& two) {
  for (int i = 0; i < 3; ++i) REQUIRE(two.sync().ok());
}
// Both answer it, and it opens on both sides.
void both_answer(TwoPeople& two, const std::vector<Given>& mine, const std::vector<Given>& theirs) {
  const std::string id = start(two.a);
  syncs(two);
  answer(two.a, id, mine);
  answer(two.b, id, theirs);
  syncs(two);
}

// Offered, accepted and reported: `outcomes` one a promise, all due in June.
void live(TwoPeople& two, Person& promiser, Person& other, const std::vector<std::string>& outcomes) {
  for (const std::string& outcome : outcomes) {
    const std::string id = promiser.offer("I will call when I leave work", "2099-06-01T18:00");
    syncs(two);
    other.act("accept", id);
    syncs(two);
    promiser.act("report", id, outcome);
    syncs(two);
  }
}

}  // namespace

TEST_CASE("by month: the same counts as the figures, and of the partner only what both kept together") {
  TwoPeople two(51);
  two.pair();
  live(two, two.a, two.b, {"kept", "kept", "kept", "partly", "missed"});
  live(two, two.b, two.a, {"missed", "kept"});
  const Shown mine = picture_for(two.a, "months");
  CHECK(mine.columns == std::vector<std::string>{"Month", "due", "kept", "partly", "missed", "together"});
  REQUIRE(mine.rows.size() == 1);
  CHECK(mine.rows[0] == std::vector<std::string>{"2099-06", "5", "3", "1", "1", "4 of 7"});
  const auto stats = ask(two.a, [](Request request) { request.initStats(); });
  const auto figures = stats->result().getStats().getMine();
  CHECK(std::to_string(figures.getDue()) == mine.rows[0][1]);
  CHECK(std::to_string(figures.getKept()) == mine.rows[0][2]);
  CHECK(picture_for(two.b, "months").rows[0] == std::vector<std::string>{"2099-06", "2", "1", "1", "4 of 7"});
  CHECK(picture_for(two.a, "trend").rows.size() == 1);
  CHECK(picture_for(two.b, "trend").rows.empty());  // too few to say
  CHECK(picture_for(two.a, "months", "", "", "2100-01-01").rows.empty());
}

TEST_CASE("one's own days: those of the partner are not among them") {
  TwoPeople two(52);
  two.pair();
  const auto due = [&](Person& promiser, Person& other, const std::string& outcome) {
    const std::string id = promiser.offer("I will call", ledger::date_text(ledger::utc_day(two.clock.now())) + "T23:59");
    syncs(two);
    other.act("accept", id);
    syncs(two);
    promiser.act("report", id, outcome);
    syncs(two);
  };
  due(two.a, two.b, "kept");
  due(two.b, two.a, "missed");
  const Shown mine = picture_for(two.a, "calendar");
  REQUIRE(mine.rows.size() == 1);
  CHECK(mine.rows[0][1] == "all kept");
  CHECK(mine.rows[0][2] == "1 of 1");
  CHECK(picture_for(two.b, "calendar").rows[0][1] == "not kept");
}

TEST_CASE("the pulse: a band between what both shared, and the same on both sides") {
  TwoPeople two(53);
  two.pair();
  CHECK(picture_for(two.a, "pulse").rows.empty());
  both_answer(two, {{"connection", "7"}, {"reliance", "2", "band"}, {"calm", "9"}}, {{"connection", "3"}, {"reliance", "8"}, {"calm", "9"}});
  const Shown mine = picture_for(two.a, "pulse");
  REQUIRE(mine.rows.size() == 1);
  CHECK(std::vector<std::string>(mine.rows[0].begin() + 1, mine.rows[0].end()) == std::vector<std::string>{"3 to 7", "0 to 8", "9"});
  const Shown theirs = picture_for(two.b, "pulse");
  CHECK(theirs.rows == mine.rows);
  CHECK(theirs.drawing == mine.drawing);  // whose is whose is not in it
}

TEST_CASE("safety_02 what was not shared is in no picture") {
  TwoPeople two(54);
  two.pair();
  // Private, a direction only, answered by one, and safety even where both shared it.
  both_answer(two, {{"connection", "7", "private"}, {"reliance", "6", "trend"}, {"calm", "1"}, {"safety", "3", "exact"}},
              {{"connection", "4"}, {"reliance", "5"}, {"safety", "8", "exact"}});
  for (Person* person : {&two.a, &two.b}) {
    const Shown pulse = picture_for(*person, "pulse");
    CHECK(pulse.rows.empty());
    CHECK(pulse.all().find("safe") == std::string::npos);
  }
  // Sealed by one, and never opened.
  const std::string id = start(two.a);
  answer(two.a, id, {{"connection", "6"}});
  syncs(two);
  CHECK(picture_for(two.a, "pulse").rows.empty());
  CHECK(picture_for(two.b, "pulse").rows.empty());
  // Drafts and the journal are in none.
  two.a.note("a note that nobody draws");
  ask(two.a, [](Request request) {
    auto write = request.initPrivateWrite();
    write.setKind("journal");
    write.setText("words of the journal");
  });
  for (const std::string kind : {"months", "trend", "calendar", "pulse"}) {
    CHECK(picture_for(two.a, kind).all().find("journal") == std::string::npos);
  }
}

TEST_CASE("the course of one promise, with words of the partner that would be markup elsewhere") {
  TwoPeople two(55);
  two.pair();
  const std::string id = two.b.offer("</desc><script>alert(1)</script>", "2099-06-01T18:00");
  syncs(two);
  two.a.act("accept", id);
  const Shown shown = picture_for(two.a, "timeline", id);
  REQUIRE(shown.rows.size() == 3);
  CHECK(shown.rows[0][1] == "your partner");
  CHECK(shown.rows[0][2] == "offered it");
  CHECK(shown.rows[1][2] == "accepted it");
  CHECK(shown.rows[2] == std::vector<std::string>{"2099-06-01", "the time", "due"});
  CHECK(shown.drawing.find("<script") == std::string::npos);
  CHECK(shown.drawing.find("&lt;script") != std::string::npos);
  CHECK(picture_for(two.a, "timeline", id, "text").drawing.find("script") == std::string::npos);
}

TEST_CASE("a picture that is not one of them is refused in words") {
  TwoPeople two(56);
  two.pair();
  CHECK(refusal(two.a, asking("pie")) == Errc::usage);
  CHECK(refusal(two.a, asking("timeline")) == Errc::usage);
  CHECK(refusal(two.a, asking("timeline", "zzzz")) == Errc::not_found);
  CHECK(refusal(two.a, asking("months", "", "png")) == Errc::usage);
  CHECK(picture_for(two.a, "months", "", "").drawing.empty());
  const std::string draft = ask(two.a, [](Request request) {
    auto terms = request.initPromiseOffer();
    terms.setText("I will think about it");
    terms.setAsDraft(true);
  })->result().getRecord().getId();
  CHECK(refusal(two.a, asking("timeline", draft)) == Errc::refused);
}

TEST_CASE("a pulse has a place for each check-in, the earliest first") {
  TwoPeople two(57);
  two.pair();
  for (const std::string value : {"1", "5", "9"}) {
    both_answer(two, {{"calm", value}}, {{"calm", value}});
    two.clock.advance(std::chrono::hours(48));
  }
  const Shown shown = picture_for(two.a, "pulse");
  REQUIRE(shown.rows.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) CHECK(shown.rows[i][3] == std::to_string(1 + 4 * i));
  CHECK(shown.rows[0][0] < shown.rows[2][0]);
}
