// What was taken back never comes back: a payload for it is dropped from any source, and served to nobody.
#include "unit/app/taking_back_support.h"

using namespace avow;
using namespace avow::testing;
using namespace std::chrono_literals;

namespace {

// What a's program would send of one of its logs, from the first entry on, as it stands now.
log::ReceivedChunk chunk_of(Person& author, log::Lane lane) {
  const log::LogRef mine{lane, log::Author::me, 0};
  const auto positions = author.vault().publish_heads();
  REQUIRE(positions.ok());
  log::ReceivedChunk chunk;
  chunk.ref = {lane, log::Author::partner, 0};
  for (const auto& position : *positions) {
    if (position.ref == mine) chunk.head = *position.head;
  }
  auto entries = author.vault().read_entries(mine, 0, chunk.head.size());
  REQUIRE(entries.ok());
  chunk.entries = std::move(*entries);
  return chunk;
}

void reopen(Person& person) {
  person.close();
  person.open();
}

}  // namespace

TEST_CASE("an old peer that still serves redacted words, beside their redaction, gives them to nobody") {
  for (const std::string choice : {"ask", "always", "never"}) {
    CAPTURE(choice);
    TwoPeople two(731);
    two.pair();
    ask(two.b, choose("erase-taken-back", choice));
    const auto promise = two.a.offer("words that were too much");
    const auto note = two.a.note("and a note");
    const auto old_promise = chunk_of(two.a, log::Lane::commitments).entries.front();
    const auto old_note = chunk_of(two.a, log::Lane::notes).entries.front();
    REQUIRE(old_promise.payload.words.has_value());
    redacted(two.a, promise);
    redacted(two.a, note);
    auto commitments = chunk_of(two.a, log::Lane::commitments);
    auto notes = chunk_of(two.a, log::Lane::notes);
    CHECK_FALSE(commitments.entries.front().payload.words.has_value());
    commitments.entries.front() = old_promise;
    notes.entries.front() = old_note;
    REQUIRE(two.b.vault().append_received(commitments).ok());
    REQUIRE(two.b.vault().append_received(notes).ok());
    for (const bool reopened : {false, true}) {
      if (reopened) reopen(two.b);
      CHECK_FALSE(words_here(two.b, kTheirCommitments, 0));
      CHECK_FALSE(words_here(two.b, kTheirNotes, 0));
      CHECK(two.b.vault().store().entry(kTheirCommitments, 0)->payload.facts == old_promise.payload.facts);
      CHECK(waiting(two.b) == 0);
      CHECK(two.b.promise_state(promise) == "offered");
      CHECK(two.b.note_state(note) == "withdrawn");
      CHECK(two.b.verified());
    }
    const auto synced = two.sync();
    REQUIRE(synced.ok());
    CHECK(synced->level);
    CHECK(log_of(two.b, log::Lane::commitments, log::Author::partner).cosignature->checkpoint.size == 2);
    CHECK(log_of(two.b, log::Lane::notes, log::Author::partner).cosignature->checkpoint.size == 2);
  }
}

TEST_CASE("what a file brought before its redaction came goes by the receiver's choice, and the old file brings nothing again") {
  TwoPeople two(732);
  two.pair();
  ask(two.b, choose("erase-taken-back", "always"));
  const auto promise = two.a.offer("in the old file");
  const auto old_file = chunk_of(two.a, log::Lane::commitments);
  REQUIRE(two.b.vault().append_received(old_file).ok());
  CHECK(promise_text(two.b, promise) == "in the old file");
  redacted(two.a, promise);
  REQUIRE(two.sync().ok());
  for (const bool reopened : {false, true}) {
    if (reopened) reopen(two.b);
    CHECK_FALSE(two.b.vault().append_received(old_file).ok());
    CHECK_FALSE(words_here(two.b, kTheirCommitments, 0));
    CHECK(two.b.verified());
  }
}

TEST_CASE("a redaction takes only its author's own records of that lane, and never the facts of a commitment") {
  TwoPeople two(733);
  two.pair();
  const auto mine = two.a.offer("mine");
  const auto theirs = two.b.offer("theirs");
  const auto note = two.b.note("a note of theirs");
  REQUIRE(two.sync().ok());
  const auto forged = [&](log::Lane lane, ledger::RecordKind kind, const std::string& takes) {
    ledger::Facts facts;
    facts.kind = kind;
    facts.said_at = two.clock.now();
    facts.zone = "Europe/Berlin";
    facts.takes = *two.a.vault().ledger().resolve(takes);
    facts.promise = facts.takes;
    facts.takes_kind = ledger::RecordKind::note;
    app::NewRecord record;
    record.id_random = two.a.random.bytes<16>();
    record.facts = *ledger::encode(facts);
    record.words = *ledger::encode(ledger::Words{});
    std::vector<app::NewRecord> records;
    records.push_back(std::move(record));
    REQUIRE(two.a.vault().append(lane, std::move(records)).ok());
  };
  forged(log::Lane::commitments, ledger::RecordKind::redaction, theirs);  // of the other's record
  forged(log::Lane::notes, ledger::RecordKind::redaction, note);
  forged(log::Lane::notes, ledger::RecordKind::redaction, mine);          // from another lane
  ask(two.b, choose("erase-taken-back", "always"));
  REQUIRE(two.sync().ok());
  CHECK(promise_text(two.b, theirs) == "theirs");
  CHECK(promise_text(two.a, theirs) == "theirs");
  CHECK(text_of_note(two.b, note) == "a note of theirs");
  CHECK(promise_text(two.b, mine) == "mine");
  forged(log::Lane::commitments, ledger::RecordKind::note_withdraw, mine);
  two.clock.advance(20min);
  REQUIRE(two.sync().ok());
  CHECK_FALSE(words_here(two.b, kTheirCommitments, 0));
  CHECK(two.b.vault().store().entry(kTheirCommitments, 0)->payload.facts.has_value());
  CHECK(two.b.promise_state(mine) == "offered");
  CHECK(two.b.verified());
}

TEST_CASE("an own old export brings redacted words back into neither vault") {
  TwoPeople two(734);
  two.pair();
  ask(two.b, choose("erase-taken-back", "always"));
  const auto promise = two.a.offer("once exported");
  const auto note = two.a.note("a note, once exported");
  REQUIRE(two.sync().ok());
  const std::string old_a = exported(two.a);
  const std::string old_b = exported(two.b);
  REQUIRE(old_b.find("once exported") != std::string::npos);
  redacted(two.a, promise);
  redacted(two.a, note);
  REQUIRE(two.sync().ok());
  for (const auto& [person, lines] : {std::pair{&two.a, old_a}, {&two.b, old_b}}) {
    CHECK(ask(*person, import_of(lines))->result().getCount().getCount() == 0);
    CHECK(found(*person, "exported") == 0);
    CHECK(exported(*person).find("once exported") == std::string::npos);
  }
}

TEST_CASE("a backup from before the redaction serves nobody, and one from after it holds nothing of it") {
  TwoPeople two(735);
  two.pair();
  const auto promise = two.a.offer("in the backup");
  REQUIRE(two.sync().ok());
  const std::string before = backup_bytes(two.a);
  redacted(two.a, promise);
  const std::string after = backup_bytes(two.a);
  REQUIRE(two.sync().ok());
  restore_from(two.a, after);
  CHECK(promise_text(two.a, promise).empty());
  CHECK(promise_missing(two.a, promise) == "taken_back");
  CHECK_FALSE(words_here(two.a, kMyCommitments, 0));
  restore_from(two.a, before);
  CHECK(promise_text(two.a, promise) == "in the backup");  // as on that day: what was taken back later is not known in it
  CHECK(two.a.vault().read_only());
  // The redaction comes back, and counts at its author's word.
  REQUIRE(two.sync().ok());
  CHECK(promise_text(two.a, promise) == "in the backup");
  ask(two.a, [](Request request) {
    auto say = request.initRestoredSay();
    say.setMine(true);
    say.setAll(true);
  });
  CHECK(promise_missing(two.a, promise) == "taken_back");
  CHECK(promise_text(two.b, promise).empty());
}
