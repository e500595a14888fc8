// What somebody withdrew is hidden on both sides, gone from its author's disk, and still accounted for.
#include "unit/app/support.h"

using namespace avow;
using namespace avow::testing;

namespace {

std::vector<std::string> sealed_payloads(Person& person) {
  person.close();
  auto payloads = Rows(person.place().vault).blobs("SELECT payload FROM entry WHERE payload IS NOT NULL");
  person.open();
  return payloads;
}

std::size_t payloads_on_disk(Person& person, const std::vector<std::string>& payloads) {
  return static_cast<std::size_t>(std::count_if(payloads.begin(), payloads.end(), [&](const std::string& payload) {
    return !files_with(person.place().vault, payload).empty();
  }));
}

}  // namespace

TEST_CASE("a withdrawn note is hidden on both sides, and its author's copy is gone from the disk") {
  TwoPeople two(11);
  two.pair();
  const auto note = two.a.note("I saw her on Tuesday.");
  two.a.note("and I was home at six");
  REQUIRE(two.sync().ok());
  const auto mine = sealed_payloads(two.a);
  const auto theirs = sealed_payloads(two.b);
  REQUIRE(mine.size() == 2);
  CHECK(payloads_on_disk(two.a, mine) == 2);

  ask(two.a, withdraw_note(note));
  CHECK(payloads_on_disk(two.a, mine) == 1);
  CHECK(two.a.note_state(note) == "withdrawn");
  CHECK(text_of_note(two.a, note).empty());
  CHECK(two.b.note_state(note) == "shared");

  const auto synced = two.sync();
  REQUIRE(synced.ok());
  CHECK(synced->level);
  CHECK(two.b.note_state(note) == "withdrawn");
  CHECK(text_of_note(two.b, note).empty());
  CHECK(notes_listed(two.b) == 1);
  CHECK(payloads_on_disk(two.b, theirs) == 2);  // the receiver's copy is the receiver's
  CHECK(two.a.verified());
  CHECK(two.b.verified());
  two.a.close();
  two.a.open();
  two.b.close();
  two.b.open();
  CHECK(two.a.note_state(note) == "withdrawn");
  CHECK(two.b.note_state(note) == "withdrawn");
}

TEST_CASE("a note withdrawn before it was synced is served to nobody, and the partner still acknowledges") {
  TwoPeople two(12);
  two.pair();
  const auto note = two.a.note("never mind");
  ask(two.a, withdraw_note(note));
  const auto entries = two.a.vault().read_entries(kMyNotes, 0, 2);
  REQUIRE(entries.ok());
  CHECK_FALSE(entries->at(0).payload.facts.has_value());
  CHECK_FALSE(entries->at(0).payload.words.has_value());
  CHECK(entries->at(0).payload.words_commitment == Hash{});
  const auto synced = two.sync();
  REQUIRE(synced.ok());
  CHECK(synced->level);
  CHECK(two.b.note_state(note) == "withdrawn");
  CHECK(notes_listed(two.b) == 0);
  const auto& held = log_of(two.b, log::Lane::notes, log::Author::partner);
  REQUIRE(held.cosignature.has_value());
  CHECK(held.cosignature->checkpoint.size == 2);
  CHECK(two.a.verified());
  CHECK(two.b.verified());
}

TEST_CASE("withdrawing a corrected note takes all its versions") {
  TwoPeople two(13);
  two.pair();
  const auto note = two.a.note("first words");
  ask(two.a, correct_note(note, "second words"));
  ask(two.a, correct_note(note, "third words"));
  REQUIRE(two.sync().ok());
  CHECK(text_of_note(two.b, note) == "third words");
  CHECK(two.b.note_state(note) == "corrected");
  const auto mine = sealed_payloads(two.a);
  REQUIRE(mine.size() == 3);
  two.clock.advance(std::chrono::minutes(20));
  ask(two.a, withdraw_note(note));
  CHECK(payloads_on_disk(two.a, mine) == 0);
  REQUIRE(two.sync().ok());
  CHECK(two.b.note_state(note) == "withdrawn");
  CHECK(log_of(two.a, log::Lane::notes, log::Author::me).cosignature->checkpoint.size == 6);
  CHECK(two.a.verified());
  CHECK(two.b.verified());
}

TEST_CASE("a withdrawal inside a full chunk of the projection leaves no trace there, and opening gives the same") {
  TwoPeople two(14);
  two.pair();
  const auto first = two.a.note("the one to be withdrawn");
  for (int batch = 0; batch < 3; ++batch) {
    ask(two.a, [](Request request) {
      auto texts = request.initNoteAddLines().initTexts(500);
      for (unsigned i = 0; i < texts.size(); ++i) texts.set(i, "note " + std::to_string(i));
    });
  }
  const auto snapshot_items = [&] {
    two.a.close();
    auto found = Rows(two.a.place().vault).blobs("SELECT sealed FROM item WHERE kind = 5");
    two.a.open();
    return found;
  };
  const auto before = snapshot_items();
  REQUIRE(before.size() == 1);
  ask(two.a, withdraw_note(first));
  CHECK(files_with(two.a.place().vault, before.front()).empty());
  const auto after = snapshot_items();
  REQUIRE(after.size() == 1);
  CHECK(after.front() != before.front());
  CHECK(two.a.note_state(first) == "withdrawn");
  CHECK(notes_listed(two.a) == 1500);
  CHECK(two.a.verified());
}

TEST_CASE("a withdrawn draft is gone from the disk") {
  TwoPeople two(15);
  const auto draft = two.a.note("thought better of it");
  two.a.close();
  const auto sealed = Rows(two.a.place().vault).blobs("SELECT sealed FROM item WHERE kind = 3");
  REQUIRE(sealed.size() == 1);
  two.a.open();
  ask(two.a, withdraw_note(draft));
  CHECK(files_with(two.a.place().vault, sealed.front()).empty());
  CHECK(refusal(two.a, withdraw_note(draft)) == Errc::not_found);
}
