// Notes with a time: hidden on both sides from then on, their text gone from their author's disk, and still accounted
// for. And what else a note may say: tags, kinds, the note that it answers.
#include "store/transaction.h"
#include "unit/app/support.h"

using namespace avow;
using namespace avow::testing;
using namespace std::chrono_literals;

namespace {

// The clock of TwoPeople starts on Fri 15 Jan 2027 09:00 in Berlin.
std::size_t payloads_left(Person& person, const std::vector<std::string>& payloads) {
  return static_cast<std::size_t>(std::count_if(payloads.begin(), payloads.end(), [&](const std::string& payload) {
    return !files_with(person.place().vault, payload).empty();
  }));
}

std::vector<std::string> sealed_payloads(Person& person) {
  person.close();
  auto payloads = Rows(person.place().vault).blobs("SELECT payload FROM entry WHERE payload IS NOT NULL ORDER BY rowid");
  person.open();
  return payloads;
}

schema::Note::Reader shown(const Answers& answers) { return answers.at(0).getNote(); }

std::unique_ptr<Answers> show(Person& person, const std::string& id) {
  return ask(person, [&](Request request) { request.initNoteShow().setId(id); });
}

bool whole(const log::Entry& entry) { return entry.payload.facts.has_value() && entry.payload.words.has_value(); }

}  // namespace

TEST_CASE("a note's time ends: hidden on both sides, its words gone from its author's disk, all verified and level") {
  TwoPeople two(421);
  two.pair();
  const auto note = note_until(two.a, "the code of the gate is 4711", "2027-01-15T18:00");
  ask(two.a, correct_note(note, "the code of the gate is 4712"));
  two.a.note("stays");
  REQUIRE(two.sync().ok());
  CHECK(text_of_note(two.b, note) == "the code of the gate is 4712");
  CHECK(std::string(shown(*show(two.b, note)).getExpiresAt()) == "2027-01-15T17:00:00Z");
  const auto mine = sealed_payloads(two.a);
  REQUIRE(mine.size() == 3);
  two.clock.advance(9h);
  CHECK(two.b.note_state(note) == "expired");
  CHECK(text_of_note(two.b, note).empty());
  CHECK(shown(*show(two.b, note)).getVersions().size() == 0);
  CHECK(notes_listed(two.b) == 1);
  const auto before = log_of(two.a, log::Lane::notes, log::Author::me).size;
  CHECK(two.a.note_state(note) == "expired");  // asking for it is when its author's instance notices
  CHECK(payloads_left(two.a, mine) == 1);
  CHECK(log_of(two.a, log::Lane::notes, log::Author::me).size == before);  // no record says when it was noticed
  CHECK(refusal(two.b, see_note(note)) == Errc::refused);
  CHECK(refusal(two.a, correct_note(note, "x")) == Errc::refused);
  const auto synced = two.sync();
  REQUIRE(synced.ok());
  CHECK(synced->level);
  two.a.close();
  two.a.open();
  two.b.close();
  two.b.open();
  for (Person* person : {&two.a, &two.b}) {
    CHECK(person->note_state(note) == "expired");
    CHECK(person->verified());
    CHECK(notes_listed(*person) == 1);
  }
  ask(two.a, withdraw_note(note));
  REQUIRE(two.sync().ok());
  CHECK(two.b.note_state(note) == "withdrawn");
  CHECK(two.a.verified());
}

TEST_CASE("a note whose time ended before it was synced is served without its words, and the partner still acknowledges") {
  TwoPeople two(422);
  two.pair();
  const auto note = note_until(two.a, "only for today", "2027-01-15T12:00");
  ask(two.a, correct_note(note, "only for today, please"));
  two.clock.advance(4h);
  const auto synced = two.sync();  // nothing was asked of a in between
  REQUIRE(synced.ok());
  CHECK(synced->level);
  const auto entries = two.a.vault().read_entries(kMyNotes, 0, 2);
  REQUIRE(entries.ok());
  for (const auto& entry : *entries) {
    CHECK(entry.payload.facts.has_value());
    CHECK_FALSE(whole(entry));
  }
  CHECK(two.b.note_state(note) == "expired");
  CHECK(notes_listed(two.b) == 0);
  const auto& held = log_of(two.b, log::Lane::notes, log::Author::partner);
  REQUIRE(held.cosignature.has_value());
  CHECK(held.cosignature->checkpoint.size == 2);
  two.b.close();
  two.b.open();
  two.clock.advance(20min);
  two.a.note("one more");
  REQUIRE(two.sync().ok());
  CHECK(log_of(two.b, log::Lane::notes, log::Author::partner).cosignature->checkpoint.size == 3);
  CHECK(two.a.verified());
  CHECK(two.b.verified());
}

TEST_CASE("words that are missing before their time are not accounted for") {
  TwoPeople two(423);
  two.pair();
  note_until(two.a, "until tomorrow", "2027-01-16T12:00");
  {
    auto transaction = two.a.vault().store().begin();
    REQUIRE(transaction.ok());
    REQUIRE((*transaction)->destroy_words(kMyNotes, 0).ok());
    REQUIRE((*transaction)->commit().ok());
  }
  REQUIRE(two.sync().ok());
  CHECK_FALSE(log_of(two.b, log::Lane::notes, log::Author::partner).cosignature.has_value());
  two.clock.advance(28h);
  REQUIRE(two.sync().ok());
  CHECK(log_of(two.b, log::Lane::notes, log::Author::partner).cosignature.has_value());
}

TEST_CASE("an opening notices too, inside a full chunk of the projection as well") {
  TwoPeople two(424);
  two.pair();
  const auto note = note_until(two.a, "the first of many", "2027-01-15T18:00");
  for (int batch = 0; batch < 3; ++batch) {
    ask(two.a, [](Request request) {
      auto texts = request.initNoteAddLines().initTexts(500);
      for (unsigned i = 0; i < texts.size(); ++i) texts.set(i, "note " + std::to_string(i));
    });
  }
  two.a.close();
  two.clock.advance(9h);
  two.a.open();
  CHECK_FALSE(whole(two.a.vault().read_entries(kMyNotes, 0, 1)->front()));
  two.a.close();
  two.a.open();
  CHECK(two.a.note_state(note) == "expired");
  CHECK(notes_listed(two.a) == 1500);
  CHECK(two.a.verified());
}

TEST_CASE("a time has to lie ahead, a draft whose time ended is not sent") {
  TwoPeople two(425);
  const auto add = [](const std::string& expires) {
    return [expires](Request request) {
      auto note = request.initNoteAdd();
      note.setText("x");
      note.setExpires(expires);
    };
  };
  CHECK(refusal(two.a, add("2027-01-15T08:59")) == Errc::usage);
  CHECK(refusal(two.a, add("2027-01-15T09:00")) == Errc::usage);
  CHECK(refusal(two.a, add("soon")) == Errc::usage);
  const auto answers = ask(two.a, add("2027-01-15"));  // the end of the day
  CHECK(answers->result().getRecord().getExpires() == "2027-01-15T23:00:00Z");
  CHECK(std::string(answers->result().getRecord().getExpiresLocal()).find("16 Jan 2027 00:00") != std::string::npos);
  const std::string draft(answers->result().getRecord().getId());
  two.pair();
  two.clock.advance(48h);
  CHECK(two.a.note_state(draft) == "draft");
  CHECK(refusal(two.a, [&](Request request) { request.initNoteShare().setId(draft); }) == Errc::refused);
  CHECK(two.a.note_state(draft) == "draft");
}

TEST_CASE("tags and kinds: kept through a correction, listed by, at their limits") {
  TwoPeople two(426);
  two.pair();
  const auto add = [&](const std::vector<std::string>& tags, const std::string& kind = "") {
    return [=](Request request) {
      auto note = request.initNoteAdd();
      note.setText("a note");
      note.setKind(kind);
      auto list = note.initTags(static_cast<unsigned>(tags.size()));
      for (unsigned i = 0; i < list.size(); ++i) list.set(i, tags[i]);
    };
  };
  const auto listed = [&](Person& person, const std::string& kind, const std::string& tag, std::uint32_t limit = 0) {
    return ask(person, [&](Request request) {
             auto query = request.initNoteList();
             query.setKind(kind);
             query.setTag(tag);
             query.setLimit(limit);
           })->items.size();
  };
  const std::string first(ask(two.a, add({"rent", "march"}, "money"))->result().getRecord().getId());
  for (int i = 0; i < 40; ++i) ask(two.a, add({"other"}));
  ask(two.a, add({"rent"}));
  ask(two.a, correct_note(first, "a better wording"));
  REQUIRE(two.sync().ok());
  for (Person* person : {&two.a, &two.b}) {
    CHECK(listed(*person, "", "rent") == 2);
    CHECK(listed(*person, "money", "") == 1);
    CHECK(listed(*person, "money", "march") == 1);
    CHECK(listed(*person, "urge", "") == 0);
    CHECK(listed(*person, "", "other") == 40);
    CHECK(listed(*person, "", "other", 35) == 35);
    CHECK(listed(*person, "", "ren") == 0);
  }
  const auto there = show(two.b, first);
  REQUIRE(shown(*there).getTags().size() == 2);
  CHECK(shown(*there).getTags()[1] == "march");
  CHECK(refusal(two.a, [](Request request) { request.initNoteList().setKind("weather"); }) == Errc::usage);
  std::vector<std::string> tags(limits::kTagsMax, std::string(limits::kTagBytesMax, 't'));
  ask(two.a, add(tags));
  tags.push_back("one too many");
  CHECK(refusal(two.a, add(tags)) == Errc::usage);
  CHECK(refusal(two.a, add({std::string(limits::kTagBytesMax + 1, 't')})) == Errc::usage);
  for (const char* bad : {"", "  ", "two\nlines", "\xff"}) CHECK(refusal(two.a, add({bad})) == Errc::usage);
  ask(two.a, [](Request request) {
    auto note = request.initNoteAdd();
    note.setText("kept here");
    note.setDraft(true);
    note.initTags(1).set(0, "rent");
  });
  CHECK(listed(two.a, "", "rent") == 3);
}

TEST_CASE("an answer names its note on both sides, drafts and what is gone are not answered") {
  TwoPeople two(427);
  const auto draft = two.a.note("a draft");
  two.pair();
  const auto asked = two.a.note("how was it?");
  REQUIRE(two.sync().ok());
  const auto answer = [](const std::string& id) {
    return [id](Request request) {
      auto note = request.initNoteAdd();
      note.setText("it was good");
      note.setReplyTo(id);
    };
  };
  const std::string reply(ask(two.b, answer(asked.substr(0, 6)))->result().getRecord().getId());
  REQUIRE(two.sync().ok());
  for (Person* person : {&two.a, &two.b}) {
    CHECK(shown(*show(*person, reply)).getReplyTo() == asked);
    REQUIRE(shown(*show(*person, asked)).getReplies().size() == 1);
    CHECK(shown(*show(*person, asked)).getReplies()[0] == reply);
  }
  CHECK(refusal(two.a, answer(draft)) == Errc::refused);
  CHECK(refusal(two.a, answer("zzzzzzzz")) == Errc::not_found);
  ask(two.a, withdraw_note(asked));
  CHECK(refusal(two.a, answer(asked)) == Errc::refused);
}
