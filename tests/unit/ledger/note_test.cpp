// Notes as two people share, see, correct and withdraw them.
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <ctime>

#include "unit/ledger/story.h"

using namespace avow;
using namespace avow::ledger;
using namespace avow::ledger::story;
using enum avow::ledger::RecordKind;

namespace {

std::string note_state(Story& s, const RecordId& id) {
  const Note here = Story::must(s.anna.ledger.note(id, s.now));
  Note there = Story::must(s.ben.ledger.note(id, s.now));
  there.by = other_of(there.by);
  CHECK(here == there);
  return std::string(name_of(here.state));
}

void withdraw(Story& s, Person& person, const RecordId& id) {
  for (Answer& answer : Story::must(person.ledger.check_note_withdrawal(id, log::Author::me, s.now))) {
    s.write(person, answer.lane, answer.facts);
  }
}

RecordId write_note(Story& s, Person& person, RecordKind kind, const RecordId& note, const RecordId& parent = {}) {
  Facts facts;
  facts.kind = kind;
  facts.promise = note;
  facts.parent = parent;
  return s.write(person, log::Lane::notes, facts);
}

}  // namespace

TEST_CASE("a note is shared, seen by an explicit tap, corrected and seen again") {
  Story s;
  const RecordId id = s.act(s.anna, note);
  s.sync();
  CHECK(note_state(s, id) == "shared");
  CHECK(s.refusal(s.anna, note_seen, id) != "");
  s.act(s.ben, note_seen, id);
  s.sync();
  CHECK(note_state(s, id) == "seen");
  CHECK(s.refusal(s.ben, note_seen, id) != "");
  CHECK(s.refusal(s.ben, note_correct, id) != "");
  const RecordId version = s.act(s.anna, note_correct, id);
  s.sync();
  CHECK(note_state(s, id) == "corrected");
  CHECK(s.ben.ledger.note(id, s.now)->version == version);
  CHECK(s.ben.ledger.note(id, s.now)->versions == 2);
  s.act(s.ben, note_seen, id);
  s.sync();
  CHECK(note_state(s, id) == "seen");
}

TEST_CASE("a withdrawal is final, hides the note, and takes every version") {
  Story s;
  const RecordId id = s.act(s.anna, note);
  const RecordId version = s.act(s.anna, note_correct, id);
  s.sync();
  CHECK(s.refusal(s.ben, note_withdraw, id) != "");
  const auto answers = Story::must(s.anna.ledger.check_note_withdrawal(id, log::Author::me, s.now));
  REQUIRE(answers.size() == 2);
  CHECK(answers[0].facts.takes == id);
  CHECK(answers[0].facts.takes_kind == note);
  CHECK(answers[1].facts.takes == version);
  CHECK(answers[1].facts.takes_kind == note_correct);
  CHECK(answers[1].facts.takes_parent == id);
  withdraw(s, s.anna, id);
  s.act(s.ben, note_seen, id);
  s.sync();
  CHECK(note_state(s, id) == "withdrawn");
  CHECK(s.ben.ledger.notes({}, s.now).empty());
  NotesQuery all;
  all.withdrawn = true;
  CHECK(s.ben.ledger.notes(all, s.now).size() == 1);
  CHECK(s.ben.ledger.notes_count(s.now) == 0);
  CHECK(s.refusal(s.anna, note_correct, id) != "");
  write_note(s, s.anna, note_correct, id, id);
  s.sync();
  CHECK(note_state(s, id) == "withdrawn");
}

TEST_CASE("nobody corrects, withdraws or marks as seen for the other") {
  Story s;
  const RecordId id = s.act(s.anna, note);
  s.sync();
  write_note(s, s.ben, note_correct, id, id);
  write_note(s, s.anna, note_seen, id, id);
  Facts facts;
  facts.kind = note_withdraw;
  facts.promise = id;
  facts.takes = id;
  facts.takes_kind = note;
  s.write(s.ben, log::Lane::notes, facts);
  s.sync();
  CHECK(note_state(s, id) == "shared");
  CHECK(s.anna.ledger.note(id, s.now)->version == id);
}

TEST_CASE("a withdrawal counts alike where the payload was erased and where it was not") {
  Story s;
  const RecordId id = s.act(s.anna, note);
  const RecordId version = s.act(s.anna, note_correct, id);
  s.sync();
  withdraw(s, s.anna, id);
  s.sync();
  const Note whole = *s.ben.ledger.note(id, s.now);
  SUBCASE("nothing of the note is left") {
    Ledger erased;
    for (const Record& record : s.anna.written) {
      if (record.id != id && record.id != version) erased.add(record);
    }
    Note there = *erased.note(id, s.now);
    there.by = other_of(there.by);
    CHECK(there == whole);
    NotesQuery all;
    all.withdrawn = true;
    CHECK(erased.notes(all, s.now).size() == 1);
  }
  SUBCASE("only whose it was is known, and a false withdrawal by the other changes nothing") {
    Ledger erased;
    Record husk;
    husk.id = id;
    husk.lane = log::Lane::notes;
    erased.add(husk);
    for (const Record& record : s.anna.written) {
      if (record.id != id && record.id != version) erased.add(record);
    }
    Record lie = s.anna.written.back();
    lie.id.bytes[0] ^= 1U;
    lie.by = log::Author::partner;
    lie.facts.takes = id;
    lie.facts.takes_kind = note;
    erased.add(lie);
    Note there = *erased.note(id, s.now);
    CHECK(there.by == log::Author::me);
    CHECK(there.withdrawal == whole.withdrawal);
  }
  SUBCASE("taking one version shows the one before") {
    Story t;
    const RecordId first = t.act(t.anna, note);
    const RecordId second = t.act(t.anna, note_correct, first);
    Facts facts;
    facts.kind = note_withdraw;
    facts.promise = first;
    facts.parent = second;
    facts.takes = second;
    facts.takes_kind = note_correct;
    facts.takes_parent = first;
    t.write(t.anna, log::Lane::notes, facts);
    t.sync();
    CHECK(t.ben.ledger.note(first, t.now)->version == first);
    CHECK(note_state(t, first) == "shared");
  }
}

TEST_CASE("the order of arrival of a note's records never matters") {
  Story s;
  const RecordId id = s.act(s.anna, note);
  s.sync();
  s.act(s.ben, note_seen, id);
  s.act(s.anna, note_correct, id);
  s.sync();
  std::vector<Record> records = s.anna.written;
  for (Record record : s.ben.written) {
    record.by = log::Author::partner;
    records.push_back(record);
  }
  std::sort(records.begin(), records.end(), [](const Record& a, const Record& b) { return a.id < b.id; });
  do {
    Ledger ledger;
    for (const Record& record : records) {
      ledger.add(record);
      (void)ledger.notes({}, s.now);
    }
    CHECK(*ledger.note(id, s.now) == *s.anna.ledger.note(id, s.now));
    CHECK(ledger.notes({}, s.now).size() == 1);
  } while (std::next_permutation(records.begin(), records.end(),
                                 [](const Record& a, const Record& b) { return a.id < b.id; }));
}

TEST_CASE("notes are listed latest said first, by pages, since, and by author") {
  Story s;
  std::vector<RecordId> ids;
  for (int i = 0; i < 70; ++i) {
    s.now = hours_on(i * 37 % 70);  // written out of said order
    ids.push_back(s.act(i % 2 == 0 ? s.anna : s.ben, note));
    if (i % 10 == 3) (void)s.anna.ledger.notes({}, s.now);
  }
  s.sync();
  NotesQuery query;
  query.limit = 9;
  std::vector<Note> all;
  for (;;) {
    const auto page = s.anna.ledger.notes(query, s.now);
    if (page.empty()) break;
    CHECK(page.size() <= 9);
    all.insert(all.end(), page.begin(), page.end());
    query.before = page.back().id;
  }
  CHECK(all.size() == 70);
  CHECK(std::is_sorted(all.begin(), all.end(), [](const Note& a, const Note& b) { return a.said_at > b.said_at; }));
  NotesQuery since;
  since.since = hours_on(60);
  CHECK(s.ben.ledger.notes(since, s.now).size() == 10);
  since.by = log::Author::me;
  for (const Note& one : s.ben.ledger.notes(since, s.now)) CHECK(one.by == log::Author::me);
  CHECK(s.ben.ledger.notes_count(s.now) == 70);
}

TEST_CASE("a hundred thousand notes fold in less than the blink of an eye") {
  Story s;
  Ledger ledger;
  std::vector<Record> records(100'000);
  for (std::size_t i = 0; i < records.size(); ++i) {
    records[i].id.bytes = first<16>(crypto::blake2b({little_endian(i)}));
    records[i].lane = log::Lane::notes;
    records[i].index = i;
    records[i].facts.kind = note;
    records[i].facts.said_at = hours_on(static_cast<int>(i % 5'000));
  }
  const std::clock_t start = std::clock();
  for (Record& record : records) ledger.add(std::move(record));
  CHECK(ledger.notes_count(s.now) == 100'000);
  CHECK(ledger.notes({}, s.now).size() == 100);
  MESSAGE("100,000 notes: " << 1000.0 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC << " ms of processor time");
}

TEST_CASE("a note whose time has ended shows nothing on either side, and only its withdrawal is still possible") {
  Story s;
  Facts facts;
  facts.kind = note;
  facts.expires_at = s.now + std::chrono::hours(5);
  const RecordId id = s.write(s.anna, log::Lane::notes, facts);
  const RecordId version = s.act(s.anna, note_correct, id);
  CHECK(s.anna.written.back().facts.expires_at == facts.expires_at);  // each record says by itself until when
  s.sync();
  CHECK(note_state(s, id) == "corrected");
  CHECK(s.ben.ledger.unseen_notes(3, s.now).count == 1);
  s.now = facts.expires_at - std::chrono::milliseconds(1);
  CHECK(note_state(s, id) == "corrected");
  s.now = facts.expires_at;
  CHECK(note_state(s, id) == "expired");
  const Note there = *s.ben.ledger.note(id, s.now);
  CHECK(there.version.is_zero());
  CHECK(there.expires_at == facts.expires_at);
  CHECK(s.ben.ledger.notes({}, s.now).empty());
  CHECK(s.ben.ledger.notes_count(s.now) == 0);
  CHECK(s.ben.ledger.unseen_notes(3, s.now).count == 0);
  CHECK(s.refusal(s.ben, note_seen, id) != "");
  CHECK(s.refusal(s.anna, note_correct, id) != "");
  const auto answers = Story::must(s.anna.ledger.check_note_withdrawal(id, log::Author::me, s.now));
  REQUIRE(answers.size() == 2);
  CHECK(answers[0].facts.parent == version);
  withdraw(s, s.anna, id);
  s.sync();
  CHECK(note_state(s, id) == "withdrawn");
  s.now = hours_on(0);  // a clock that is set back shows no withdrawn one
  CHECK(note_state(s, id) == "withdrawn");
}

TEST_CASE("an answer names its note, and the note its answers, in any order of arrival") {
  Story s;
  const RecordId asked = s.act(s.anna, note);
  std::vector<RecordId> answers;
  for (int i = 0; i < 3; ++i) {
    s.now += std::chrono::minutes(1);
    Facts facts;
    facts.kind = note;
    facts.target = asked;
    answers.push_back(s.write(i == 1 ? s.anna : s.ben, log::Lane::notes, facts));
  }
  s.sync();
  CHECK(s.anna.ledger.replies(asked) == answers);
  CHECK(s.ben.ledger.replies(asked) == answers);
  CHECK(s.ben.ledger.note(answers[0], s.now)->reply_to == asked);
  CHECK(s.ben.ledger.replies(answers[0]).empty());
  withdraw(s, s.ben, answers[2]);
  s.sync();
  answers.pop_back();
  CHECK(s.anna.ledger.replies(asked) == answers);
  CHECK(s.ben.ledger.replies(asked) == answers);
}

TEST_CASE("timers among a hundred thousand notes: each look costs what ended since the last one") {
  Story s;
  Ledger ledger;
  for (std::size_t i = 0; i < 100'000; ++i) {
    Record record;
    record.id.bytes = first<16>(crypto::blake2b({little_endian(i)}));
    record.lane = log::Lane::notes;
    record.by = log::Author::partner;
    record.index = i;
    record.facts.kind = note;
    record.facts.said_at = hours_on(static_cast<int>(i % 5'000));
    if (i % 10 == 0) record.facts.expires_at = hours_on(6'000) + std::chrono::seconds(i);
    ledger.add(std::move(record));
  }
  CHECK(ledger.unseen_notes(3, hours_on(6'000) - std::chrono::hours(1)).count == 100'000);
  const std::clock_t start = std::clock();
  CHECK(ledger.unseen_notes(3, hours_on(6'000)).count == 99'999);
  for (std::size_t i = 1; i <= 1'000; ++i) (void)ledger.unseen_notes(3, hours_on(6'000) + std::chrono::seconds(i));
  const double ms = 1000.0 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  CHECK(ledger.unseen_notes(3, hours_on(6'000) + std::chrono::seconds(1'000)).count == 100'000 - 101);
  MESSAGE("1,000 looks while 100 timers end: " << ms << " ms of processor time");
  CHECK(ms < 500);
}
