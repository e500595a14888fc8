// The ledger as a whole: finding by id and prefix, lists, removing what never left, and the next change by the clock.
#include <doctest/doctest.h>

#include "fakes/seeded_random.h"
#include "unit/ledger/story.h"

using namespace avow;
using namespace avow::ledger;
using namespace avow::ledger::story;
using enum avow::ledger::RecordKind;

TEST_CASE("records are found by id and by prefix, in any case") {
  Story s;
  std::vector<RecordId> ids;
  for (int i = 0; i < 200; ++i) ids.push_back(s.act(s.anna, i % 2 == 0 ? promise_offer : note));
  for (const RecordId& id : ids) {
    const std::string shortest = s.anna.ledger.short_id(id);
    CHECK(shortest.size() >= 4);
    CHECK(*s.anna.ledger.resolve(shortest) == id);
    CHECK(*s.anna.ledger.resolve(to_text(id)) == id);
    CHECK(s.anna.ledger.find(id)->subject == id);
  }
  std::string shouted = to_text(ids[0]);
  for (char& letter : shouted) letter = static_cast<char>(std::toupper(letter));
  CHECK(*s.anna.ledger.resolve(shouted) == ids[0]);
  CHECK(s.anna.ledger.resolve("abc").error().code == Errc::malformed);
  CHECK(s.anna.ledger.resolve("zzzzzzzzzz").error().code == Errc::not_found);
  CHECK(s.anna.ledger.resolve(to_text(ids[0]), Scope::notes).error().code == Errc::not_found);
  CHECK_FALSE(s.anna.ledger.find(RecordId{}).has_value());
}

TEST_CASE("an ambiguous prefix names the candidates") {
  Ledger ledger;
  std::vector<RecordId> ids(20);
  for (std::size_t i = 0; i < ids.size(); ++i) {
    ids[i].bytes.fill(0xAB);
    ids[i].bytes[15] = static_cast<std::uint8_t>(16 * i / 2);
    Record record;
    record.id = ids[i];
    record.index = i;
    record.facts.kind = promise_offer;
    record.facts.role = Role::promiser;
    ledger.add(record);
  }
  const auto found = ledger.resolve(to_text(ids[0]).substr(0, 6));
  CHECK(found.error().code == Errc::ambiguous);
  CHECK(found.error().context.find(ledger.short_id(ids[1])) != std::string::npos);
  CHECK(ledger.candidates(to_text(ids[0]).substr(0, 6), Scope::promises, 8).size() == 8);
  CHECK(ledger.candidates(to_text(ids[0]).substr(0, 6), Scope::notes).empty());
}

TEST_CASE("promises are listed newest first, and tell when the clock will change one") {
  Story s;
  const RecordId first = s.active({days_on(3)});
  s.now = hours_on(1);
  const RecordId second = s.act(s.ben, promise_ask);
  s.sync();
  const auto list = s.anna.ledger.promises(s.now);
  REQUIRE(list.size() == 2);
  CHECK(list[0].id == second);
  CHECK(list[1].id == first);
  CHECK(list[0].history.empty());
  CHECK(s.anna.ledger.next_change(s.now) == days_on(3) + std::chrono::milliseconds(1));
  CHECK(s.anna.ledger.next_change(days_on(4)) == hours_on(1) + kAskLapses);
  CHECK_FALSE(s.anna.ledger.next_change(days_on(40)).has_value());
}

TEST_CASE("a record that never left can be taken out, and those behind it move up") {
  Story s;
  const RecordId id = s.active();
  const RecordId pause = s.act(s.anna, promise_pause, id);
  CHECK(name_of(s.of(s.anna, id).state) == "paused");
  s.anna.ledger.remove(pause);
  CHECK(name_of(s.of(s.anna, id).state) == "active");
  CHECK_FALSE(s.anna.ledger.find(pause).has_value());
  Record again = s.anna.written.back();
  again.index = 1;
  s.anna.ledger.add(again);
  CHECK(name_of(s.of(s.anna, id).state) == "paused");
  const RecordId written = s.act(s.anna, note);
  CHECK(s.anna.ledger.notes_count(s.now) == 1);
  s.anna.ledger.remove(written);
  CHECK(s.anna.ledger.notes_count(s.now) == 0);
  s.anna.ledger.remove(RecordId{});
}

TEST_CASE("everything said comes in pages, with a time from and a time until, also when something is taken out") {
  Story s;
  std::vector<RecordId> ids;
  for (int hour = 0; hour < 6; ++hour) {
    s.now = hours_on(hour);
    ids.push_back(s.act(s.anna, hour % 2 == 0 ? note : promise_offer));
  }
  const auto said = [&](const SaidQuery& query) {
    std::vector<RecordId> out;
    for (const Place& place : s.anna.ledger.said(query)) out.push_back(place.id);
    return out;
  };
  using Ids = std::vector<RecordId>;
  CHECK(said({}) == Ids(ids.rbegin(), ids.rend()));
  CHECK(said({std::nullopt, std::nullopt, std::nullopt, 2}) == Ids{ids[5], ids[4]});
  CHECK(said({std::nullopt, std::nullopt, ids[4], 2}) == Ids{ids[3], ids[2]});
  CHECK(said({hours_on(3), std::nullopt, std::nullopt, 10}) == Ids{ids[5], ids[4], ids[3]});
  CHECK(said({std::nullopt, hours_on(1), std::nullopt, 10}) == Ids{ids[0]});
  CHECK(said({hours_on(1), hours_on(3), std::nullopt, 10}) == Ids{ids[2], ids[1]});
  CHECK(s.anna.ledger.first_said() == hours_on(0));
  const auto touched = s.anna.ledger.touched(0, 4);
  CHECK(touched.subjects == Ids(ids.begin(), ids.begin() + 4));
  CHECK(s.anna.ledger.touched(touched.next, 100).subjects == Ids{ids[4], ids[5]});
  CHECK(s.anna.ledger.touched(6, 100).subjects.empty());
  s.anna.ledger.remove(ids[5]);
  s.anna.ledger.remove(ids[0]);
  CHECK(said({}) == Ids{ids[4], ids[3], ids[2], ids[1]});
  CHECK(s.anna.ledger.first_said() == hours_on(1));
  CHECK(said({std::nullopt, std::nullopt, ids[0], 10}).empty());
  CHECK_FALSE(Ledger().first_said().has_value());
}

TEST_CASE("successors follow their predecessor, whichever record comes last") {
  Story s;
  const RecordId id = s.active();
  std::vector<RecordId> row{id};
  for (int i = 0; i < 5; ++i) {
    row.push_back(s.act(i % 2 == 0 ? s.anna : s.ben, promise_change, row.back()));
    s.sync();
    s.act(i % 2 == 0 ? s.ben : s.anna, promise_accept, row[row.size() - 2]);
    s.sync();
  }
  std::vector<Record> records = s.anna.written;
  for (Record record : s.ben.written) {
    record.by = log::Author::partner;
    records.push_back(record);
  }
  for (std::size_t left_out = 0; left_out < records.size(); ++left_out) {
    Ledger ledger;
    for (std::size_t i = 0; i < records.size(); ++i) {
      if (i == left_out) continue;
      ledger.add(records[i]);
      (void)ledger.promises(s.now);
    }
    ledger.add(records[left_out]);
    for (std::size_t i = 0; i < row.size(); ++i) {
      CHECK(name_of(ledger.promise(row[i], s.now)->state) == (i + 1 == row.size() ? "active" : "renegotiated"));
    }
    CHECK(ledger.promises(s.now).size() == row.size());
  }
}

TEST_CASE("kinds that no fold knows are kept and found") {
  Story s;
  Facts facts;
  facts.kind = static_cast<RecordKind>(9'999);
  const RecordId id = s.write(s.anna, log::Lane::commitments, facts);
  facts.kind = redaction;
  const RecordId redacts = s.write(s.anna, log::Lane::notes, facts);
  CHECK(s.anna.ledger.size() == 2);
  CHECK(static_cast<unsigned>(s.anna.ledger.find(id)->kind) == 9'999);
  CHECK(s.anna.ledger.find(redacts)->lane == log::Lane::notes);
  CHECK(s.anna.ledger.promises(s.now).empty());
}

TEST_CASE("the partner's unseen notes are those of the whole list, whatever arrives in whatever order") {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    CAPTURE(seed);
    avow::testing::SeededRandom random(seed);
    Story s;
    const auto check = [&](const Person& person) {
      NotesQuery query;
      query.by = log::Author::partner;
      query.limit = SIZE_MAX;
      auto expected = person.ledger.notes(query, s.now);
      std::erase_if(expected, [](const Note& note) { return note.state == NoteState::seen; });
      CHECK(person.ledger.unseen_notes(SIZE_MAX, s.now).newest == expected);
      CHECK(person.ledger.unseen_notes(2, s.now).newest.size() == std::min<std::size_t>(2, expected.size()));
      CHECK(person.ledger.unseen_notes(2, s.now).count == expected.size());
    };
    for (int i = 0; i < 120; ++i) {
      Person& person = random.below(2) == 0 ? s.anna : s.ben;
      s.now += std::chrono::minutes(random.below(30));
      const auto notes = person.ledger.notes({}, s.now);
      const RecordId id = notes.empty() ? RecordId{} : notes[random.below(notes.size())].id;
      switch (random.below(7)) {
        case 0: (void)s.try_act(person, {RecordKind::note_seen, id, {}, {}, Outcome::none, {}, {}}); break;
        case 1: (void)s.try_act(person, {RecordKind::note_correct, id, {}, {}, Outcome::none, {}, {}}); break;
        case 2:
          if (random.below(4) == 0) (void)s.try_act(person, {RecordKind::note_withdraw, id, {}, {}, Outcome::none, {}, {}});
          break;
        case 3: s.deliver(person, random.below(5)); break;
        case 4:
          if (random.below(5) == 0) s.now -= std::chrono::minutes(random.below(90));  // a clock is set back
          break;
        default: {
          Facts facts;
          facts.kind = RecordKind::note;
          if (random.below(3) == 0) facts.expires_at = s.now + std::chrono::minutes(random.below(200));
          if (random.below(3) == 0) facts.target = id;
          s.write(person, log::Lane::notes, facts);
        }
      }
      if (random.below(3) == 0) check(person);
    }
    s.sync();
    check(s.anna);
    check(s.ben);
    std::vector<Record> all = s.anna.written;
    for (Record record : s.ben.written) {
      record.by = log::Author::partner;
      all.push_back(record);
    }
    for (std::size_t i = all.size(); i > 1; --i) std::swap(all[i - 1], all[random.below(i)]);
    Ledger shuffled;
    for (const Record& record : all) {
      shuffled.add(record);
      if (random.below(4) == 0) (void)shuffled.unseen_notes(3, s.now + std::chrono::minutes(random.below(200)));
    }
    NotesQuery every;
    every.limit = SIZE_MAX;
    every.withdrawn = true;
    CHECK(shuffled.notes(every, s.now) == s.anna.ledger.notes(every, s.now));
    for (const Note& note : shuffled.notes(every, s.now)) {
      CHECK(shuffled.replies(note.id) == s.anna.ledger.replies(note.id));
    }
    CHECK(shuffled.unseen_notes(SIZE_MAX, s.now).newest == s.anna.ledger.unseen_notes(SIZE_MAX, s.now).newest);
  }
}
