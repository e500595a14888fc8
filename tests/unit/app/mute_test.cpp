// Caps and mutes: what is put before a person, and that nobody else learns of it.
#include "app/muting.h"

#include "app/settings.h"
#include "app/today.h"
#include "unit/app/outside.h"

using namespace avow;
using namespace avow::testing;
using namespace std::chrono_literals;

namespace {

auto mute(const std::string& what, const std::string& until = "") {
  return [=](Request request) {
    auto out = request.initMute();
    out.setWhat(what);
    out.setUntil(until);
  };
}

void set(Person& person, const std::string& key, const std::string& value) {
  ask(person, [&](Request request) {
    auto setting = request.initConfigSet();
    setting.setKey(key);
    setting.setValue(value);
  });
}

std::string note_of_kind(Person& person, const std::string& kind) {
  const auto answers = ask(person, [&](Request request) {
    auto note = request.initNoteAdd();
    note.setText("about " + kind);
    note.setKind(kind);
  });
  return answers->result().getRecord().getId();
}

std::unique_ptr<Answers> today(Person& person) {
  return ask(person, [](Request request) { request.setToday(); });
}

// "mine answers notes +more_mine +more_answers +more_notes"
std::string counts(Person& person) {
  const auto answers = today(person);
  const auto shown = answers->result().getToday();
  const auto text = [](std::uint64_t n) { return std::to_string(n) + " "; };
  return text(shown.getMine().size()) + text(shown.getAnswers().size()) + text(shown.getNotes().size()) + "+" +
         text(shown.getMoreMine()) + text(shown.getMoreAnswers()) + text(shown.getMoreNotes());
}

// Ana owes three today, is asked for four, and has five new notes.
void fill(TwoPeople& two) {
  for (int i = 0; i < 3; ++i) {
    const auto id = two.a.offer("mine " + std::to_string(i), "2027-01-15T18:00");
    REQUIRE(two.sync().ok());
    two.b.act("accept", id);
  }
  for (int i = 0; i < 4; ++i) two.b.offer("theirs " + std::to_string(i));
  for (const char* kind : {"telling", "money", "urge", "money", "gratitude"}) {
    two.clock.advance(1s);
    note_of_kind(two.b, kind);
  }
  REQUIRE(two.sync().ok());
}

}  // namespace

TEST_CASE("safety_21 today-cap holds over all sorts, own promises first, and the rest is counted") {
  TwoPeople two(431);
  two.pair();
  fill(two);
  CHECK(counts(two.a) == "3 4 3 +0 0 2 ");
  set(two.a, "today-cap", "8");
  CHECK(counts(two.a) == "3 4 1 +0 0 4 ");
  set(two.a, "today-cap", "4");
  CHECK(counts(two.a) == "3 1 0 +0 3 5 ");
  set(two.a, "today-cap", "1");
  CHECK(counts(two.a) == "1 0 0 +2 4 5 ");
  CHECK(notes_listed(two.a) == 5);
  CHECK(ask(two.a, [](Request request) { request.initPromiseList(); })->items.size() == 7);
  set(two.a, "today-cap", "50");  // the caps of each sort stay
  CHECK(counts(two.a) == "3 4 3 +0 0 2 ");
}

TEST_CASE("kinds of notes are muted until their time ends, lists show all") {
  TwoPeople two(432);
  two.pair();
  fill(two);
  ask(two.a, mute("money,urge", "2027-01-15T12:00"));
  CHECK(counts(two.a) == "3 4 2 +0 0 0 ");
  CHECK(std::string(today(two.a)->result().getToday().getMuted()).find("money,urge") != std::string::npos);
  CHECK(notes_listed(two.a) == 5);
  ask(two.a, mute("notes"));
  CHECK(counts(two.a) == "3 4 0 +0 0 0 ");
  ask(two.a, mute("all", "2027-01-15T12:00"));
  CHECK(counts(two.a) == "0 0 0 +0 0 0 ");
  CHECK(std::string(today(two.a)->result().getToday().getNext()).find("mute off") != std::string::npos);
  CHECK(notes_listed(two.a) == 5);
  two.clock.advance(3h);
  CHECK(counts(two.a) == "3 4 3 +0 0 2 ");
  CHECK(today(two.a)->result().getToday().getMuted() == "");
  ask(two.a, mute("plan-change"));
  CHECK(counts(two.a) == "3 4 3 +0 0 2 ");
  ask(two.a, mute("off"));
  CHECK(today(two.a)->result().getToday().getMuted() == "");
  CHECK(app::load_settings(two.a.vault())->mute == app::Mute{});
}

TEST_CASE("a mute is a setting of this device, written so that it can be read back") {
  for (const char* text : {"off", "all", "notes", "money,urge", "plan-change", "all until 2027-01-16T17:00:00Z",
                           "telling,gratitude until 2027-01-16T17:00:00Z"}) {
    CAPTURE(text);
    const auto read = app::mute_of(text);
    REQUIRE(read.has_value());
    CHECK(app::text_of_mute(*read) == text);
  }
  for (const char* text : {"", "everything", "money,", "money,money", "all until", "all until noon", "all until 2027-01-16",
                           "all, notes", "off until 2027-01-16T17:00:00Z"}) {
    CAPTURE(text);
    CHECK_FALSE(app::mute_of(text).has_value());
  }
  TwoPeople two(433);
  CHECK(refusal(two.a, mute("weather")) == Errc::usage);
  CHECK(refusal(two.a, mute("all", "2027-01-15T08:00")) == Errc::usage);
  CHECK(refusal(two.a, mute("off", "2027-01-16")) == Errc::usage);
  CHECK(refusal(two.a, mute("all until 2027-01-16T17:00:00Z")) == Errc::usage);
  const auto set_to = ask(two.a, mute("notes", "2027-01-16"));
  CHECK(set_to->result().getSetting().getKey() == "mute");
  CHECK(set_to->result().getSetting().getValue() == "notes until 2027-01-16T23:00:00Z");
}

TEST_CASE("the partner never learns of caps, mutes and hours: not one byte of an entry or of a sync differs") {
  const auto life_seen = [](bool quiet) {
    TwoPeople two(434);
    two.pair();
    fill(two);
    if (quiet) {
      ask(two.a, mute("all", "2027-02-15T12:00"));
      set(two.a, "today-cap", "1");
      set(two.a, "remind-within", "08:00-09:00,20:00-21:00");
      today(two.a);
    }
    return seen_from_outside(two);
  };
  const Outside quiet = life_seen(true);
  CHECK(quiet.line.size() + quiet.entries.size() > 10);
  CHECK(quiet == life_seen(false));
}

TEST_CASE("of very many muted notes only the newest are opened, what lies behind them is counted as it is") {
  TwoPeople two(436);
  two.pair();
  note_of_kind(two.b, "gratitude");
  for (std::size_t i = 0; i < app::kTodayNotesLookedAt + 10; ++i) {  // ten more than are looked at
    two.clock.advance(1s);
    note_of_kind(two.b, "money");
  }
  REQUIRE(two.sync().ok());
  ask(two.a, mute("money"));
  CHECK(counts(two.a) == "0 0 0 +0 0 11 ");
}
