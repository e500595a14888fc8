// A partner writes what it likes: whatever breaks a rule is stored, verified and inert.
#include <protocol/record.capnp.h>

#include "unit/app/support.h"
#include "wire/message.h"

using namespace avow;
using namespace avow::testing;
using ledger::RecordKind;

namespace {

RecordId id_of(Person& person, const std::string& text) {
  const auto id = person.vault().ledger().resolve(text);
  REQUIRE(id.ok());
  return *id;
}

app::NewRecord record_of(Person& person, Bytes facts, Bytes words) {
  return app::NewRecord{person.random.bytes<16>(), std::move(facts), std::move(words)};
}
app::NewRecord record_of(Person& person, ledger::Facts facts, const std::string& text = "") {
  facts.zone = "Europe/Berlin";
  facts.said_at = person.vault().clock().now();
  ledger::Words words;
  words.text = text;
  auto encoded = ledger::encode(facts);
  auto said = ledger::encode(words);
  REQUIRE(encoded.ok());
  REQUIRE(said.ok());
  return record_of(person, std::move(*encoded), std::move(*said));
}

// Past every rule of one's own instance.
void write(Person& person, log::Lane lane, std::vector<app::NewRecord> records) {
  const auto written = person.vault().append(lane, std::move(records));
  REQUIRE_MESSAGE(written.ok(), (written.ok() ? std::string() : said(written.error())));
}
void write(Person& person, log::Lane lane, app::NewRecord record) {
  std::vector<app::NewRecord> records;
  records.push_back(std::move(record));
  write(person, lane, std::move(records));
}

}  // namespace

TEST_CASE("a partner cannot create, tighten or close what only the promiser can") {
  TwoPeople two(101);
  two.pair();
  const auto promise = two.a.offer("I will call when I leave work", "2027-02-01T18:00");
  REQUIRE(two.sync().ok());
  two.b.act("accept", promise);
  REQUIRE(two.sync().ok());
  const RecordId id = id_of(two.b, promise);
  const RecordId head = two.b.vault().ledger().promise(id, two.clock.now())->head;
  std::size_t written = 0;
  for (const auto role : {ledger::Role::other, ledger::Role::promiser, ledger::Role::none}) {
    for (const auto kind : {RecordKind::promise_report, RecordKind::promise_take, RecordKind::promise_step_back,
                            RecordKind::promise_excuse, RecordKind::promise_pause, RecordKind::promise_withdraw,
                            RecordKind::promise_accept_change, RecordKind::promise_correct, RecordKind::promise_end}) {
      ledger::Facts facts;
      facts.kind = kind;
      facts.role = role;
      facts.promise = id;
      facts.parent = head;
      facts.outcome = ledger::Outcome::missed;
      write(two.b, log::Lane::commitments, record_of(two.b, facts));
      ++written;
    }
  }
  const auto synced = two.sync();
  REQUIRE(synced.ok());
  CHECK(synced->received == written);
  CHECK(two.a.promise_state(promise) == "active");
  CHECK(two.b.promise_state(promise) == "active");
  const auto shown = ask(two.a, [&](Request request) { request.initPromiseShow().setId(promise); });
  for (const auto event : shown->at(0).getPromise().getHistory()) {
    const std::string standing = event.getStanding();
    if (std::string(event.getBy()) == "partner" && std::string(event.getEvent()) != "accept") CHECK(standing == "inert");
  }
  CHECK(two.a.act("report", promise, "kept") == "reported");
  CHECK(two.a.verified());
  CHECK(two.b.verified());
}

TEST_CASE("a partner cannot withdraw, correct or mark as seen what is not theirs to touch") {
  TwoPeople two(102);
  two.pair();
  const auto note = two.a.note("my own words");
  const auto theirs = two.b.note("their own words");
  REQUIRE(two.sync().ok());
  const RecordId id = id_of(two.b, note);
  for (const auto kind : {RecordKind::note_withdraw, RecordKind::note_correct}) {
    ledger::Facts facts;
    facts.kind = kind;
    facts.promise = id;
    facts.parent = id;
    facts.takes = id;
    facts.takes_kind = RecordKind::note;
    write(two.b, log::Lane::notes, record_of(two.b, facts, "words put into my mouth"));
  }
  ledger::Facts own_seen;
  own_seen.kind = RecordKind::note_seen;
  own_seen.promise = own_seen.parent = id_of(two.b, theirs);
  write(two.b, log::Lane::notes, record_of(two.b, own_seen));
  REQUIRE(two.sync().ok());
  CHECK(two.a.note_state(note) == "shared");
  CHECK(text_of_note(two.a, note) == "my own words");
  CHECK(two.a.note_state(theirs) == "shared");
  ask(two.a, withdraw_note(note));
  REQUIRE(two.sync().ok());
  CHECK(two.b.note_state(note) == "withdrawn");
  CHECK(two.a.verified());
  CHECK(two.b.verified());
}

TEST_CASE("records that nobody can read are kept, verified and shown as nothing") {
  TwoPeople two(103);
  two.pair();
  ledger::Facts unknown;
  unknown.kind = static_cast<RecordKind>(777);
  write(two.b, log::Lane::commitments, record_of(two.b, unknown, "of a later avow"));
  write(two.b, log::Lane::notes, record_of(two.b, unknown, "of a later avow"));
  // Facts that do not decode: before 1970. Words that are not UTF-8.
  const Bytes early = wire::encode_canonical<schema::Facts>([](schema::Facts::Builder facts) {
    facts.setKind(static_cast<std::uint16_t>(RecordKind::note));
    facts.setSaidAt(-1);
  });
  const Bytes not_text = wire::encode_canonical<schema::Words>([](schema::Words::Builder words) { words.setText("\xff\xfe"); });
  ledger::Facts good;
  good.kind = RecordKind::note;
  const auto words = ledger::encode(ledger::Words{"readable", {}, {}, {}, {}});
  write(two.b, log::Lane::notes, record_of(two.b, early, *words));
  good.said_at = two.clock.now();
  write(two.b, log::Lane::notes, record_of(two.b, *ledger::encode(good), not_text));
  // A promise in the notes lane, a note in the commitments lane.
  ledger::Facts offer;
  offer.kind = RecordKind::promise_offer;
  offer.role = ledger::Role::promiser;
  write(two.b, log::Lane::notes, record_of(two.b, offer, "in the wrong lane"));
  write(two.b, log::Lane::commitments, record_of(two.b, good, "in the wrong lane"));
  const auto synced = two.sync();
  REQUIRE(synced.ok());
  CHECK(synced->received == 6);
  CHECK(synced->level);
  const auto listed = ask(two.a, list_notes());
  REQUIRE(listed->items.size() == 1);
  CHECK(std::string(listed->at(0).getNote().getText()).empty());
  CHECK(ask(two.a, [](Request request) { request.initPromiseList(); })->items.empty());
  CHECK(log_of(two.a, log::Lane::notes, log::Author::partner).cosignature.has_value());
  CHECK(two.a.verified());
  two.a.close();
  two.a.open();
  CHECK(notes_listed(two.a) == 1);
  CHECK(two.a.verified());
}

TEST_CASE("what a partner withholds without cause is stored and not acknowledged, until they say that it is gone") {
  TwoPeople two(104);
  two.pair();
  const auto kept = two.b.note("the one that arrives");
  const auto held_back = two.b.note("the one that does not");
  const log::LogRef mine{log::Lane::notes, log::Author::me, 0};
  const log::LogRef theirs{log::Lane::notes, log::Author::partner, 0};
  const auto send = [&](const std::function<void(log::Entry&)>& change) {
    const auto positions = two.b.vault().publish_heads();
    REQUIRE(positions.ok());
    const std::uint64_t first = log_of(two.a, log::Lane::notes, log::Author::partner).size;
    const auto& state = log_of(two.b, log::Lane::notes, log::Author::me);
    auto entries = two.b.vault().read_entries(mine, first, state.size);
    REQUIRE(entries.ok());
    for (auto& entry : *entries) change(entry);
    return two.a.vault().append_received(log::ReceivedChunk{theirs, first, *entries, *state.head, {}});
  };
  const auto acknowledged = [&] {
    const auto answer = two.a.vault().cosign(theirs, two.clock.now());
    REQUIRE(answer.ok());
    return answer->has_value();
  };
  SUBCASE("the whole payload") {
    REQUIRE(send([n = 0](log::Entry& entry) mutable { if (n++ == 1) entry.payload = {}; }).ok());
  }
  SUBCASE("the words alone") {
    REQUIRE(send([n = 0](log::Entry& entry) mutable { if (n++ == 1) entry.payload.words.reset(); }).ok());
  }
  CHECK_FALSE(acknowledged());
  CHECK(text_of_note(two.a, kept) == "the one that arrives");
  two.a.close();
  two.a.open();
  CHECK_FALSE(acknowledged());
  ask(two.b, withdraw_note(held_back));
  REQUIRE(send([](log::Entry&) {}).ok());
  CHECK(acknowledged());
  CHECK(two.a.note_state(held_back) == "withdrawn");
  CHECK(two.a.verified());
}
