// A partner writes what it likes: whatever breaks a rule is stored, verified and inert.
#include <protocol/record.capnp.h>

#include "app/reminders.h"
#include "app/settings.h"
#include "ledger/series.h"
#include "ledger/when.h"
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

// Something of the other person's that a hostile record is about.
struct About {
  RecordId id;
  RecordId head;
  RecordKind begun_with = RecordKind::none;
};

// By this person, past every rule: a record of every kind there is, and of one that there is not yet, about each of these
// things, in either lane and in every role. How many.
std::size_t write_everything(Person& person, const std::vector<About>& things) {
  std::vector<RecordKind> kinds{static_cast<RecordKind>(777)};
  for (std::uint16_t number = 1; number < 512; ++number) {
    if (ledger::name_of(static_cast<RecordKind>(number)) != "unknown") kinds.push_back(static_cast<RecordKind>(number));
  }
  REQUIRE(kinds.size() > 80);
  std::size_t written = 0;
  for (const auto lane : log::kLanes) {
    std::vector<app::NewRecord> records;
    for (const About& about : things) {
      for (const RecordKind kind : kinds) {
        // The one thing that the other may do at any time: let the promiser off.
        if (kind == RecordKind::promise_release) continue;
        ledger::Facts facts;
        facts.kind = kind;
        facts.role = ledger::Role::promiser;
        facts.promise = about.id;
        facts.parent = about.head;
        facts.takes = about.id;
        facts.takes_kind = about.begun_with;
        facts.target = about.id;
        facts.outcome = ledger::Outcome::missed;
        records.push_back(record_of(person, facts, "paused: on"));
      }
    }
    written += records.size();
    write(person, lane, std::move(records));
  }
  return written;
}

// Two who have lived a little, what a has, and all that must not move when b writes whatever there is to write.
struct Hostile {
  explicit Hostile(std::uint64_t seed) : two(seed) {
    two.pair();
    note = two.a.note("my own words");
    promise = two.a.offer("I will call when I leave work", "2027-02-01T18:00");
    REQUIRE(app::set_setting(two.a.vault(), "cover-after", "10m").ok());
    REQUIRE(app::set_setting(two.a.vault(), "remind-before", "2h").ok());
    REQUIRE(two.sync().ok());
    two.b.act("accept", promise);
    REQUIRE(two.sync().ok());
    REQUIRE(two.sync().ok());
  }
  std::size_t let_loose() {
    const RecordId id = id_of(two.b, promise);
    const RecordId words = id_of(two.b, note);
    const std::size_t written = write_everything(two.b, {{id, two.b.vault().ledger().promise(id, two.clock.now())->head, RecordKind::promise_offer},
                                                         {words, words, RecordKind::note}});
    const auto synced = two.sync();
    REQUIRE(synced.ok());
    CHECK(synced->received == written);  // nothing was kept back on the way
    return written;
  }
  // Every stored choice and every private thing, but what tells how far a sync came.
  std::vector<std::pair<std::string, std::string>> kept() {
    std::vector<std::pair<std::string, std::string>> out;
    for (const auto kind : {store::ItemKind::setting, store::ItemKind::key, store::ItemKind::draft, store::ItemKind::pairing}) {
      CHECK(two.a.vault().store().for_each_item(kind, [&](ByteView key, ByteView plain) -> Result<void> {
        const std::string name(text_of(key));
        if (name != "last-sync" && name != "delivered") out.emplace_back(name, text_of(plain));
        return {};
      }).ok());
    }
    return out;
  }
  std::optional<app::Reminder> next_reminder() {
    return app::next_reminder(two.a.vault().ledger(), *app::load_settings(two.a.vault()), "Europe/Berlin", two.clock.now(), std::nullopt);
  }

  TwoPeople two;
  std::string note;
  std::string promise;
};

}  // namespace

TEST_CASE("safety_03 a record of every kind by the partner changes no setting, no lock and no reminder here") {
  Hostile its(105);
  Person& a = its.two.a;
  const auto before = its.kept();
  const auto settings = *app::load_settings(a.vault());
  const auto slots = *a.vault().key_slots();
  const auto reminder = its.next_reminder();
  REQUIRE(reminder.has_value());
  its.let_loose();
  for (int opened = 0; opened < 2; ++opened) {
    CHECK(its.kept() == before);
    CHECK(*app::load_settings(a.vault()) == settings);
    CHECK(a.vault().key_slots()->passphrase_slot == slots.passphrase_slot);
    CHECK(a.vault().key_slots()->recovery_code_slot == slots.recovery_code_slot);
    CHECK(its.next_reminder() == reminder);
    CHECK(a.vault().name() == "ana");
    a.close();
    a.open();
  }
}

TEST_CASE("safety_04 a record of every kind by the partner reaches this side, and opens, pauses, ends and takes nothing") {
  Hostile its(106);
  Person& a = its.two.a;
  its.let_loose();
  for (int opened = 0; opened < 2; ++opened) {
    CHECK(a.vault().pairing_stage() == app::PairingStage::confirmed);
    CHECK_FALSE(a.vault().read_only());
    CHECK_FALSE(app::load_settings(a.vault())->paused);
    CHECK(a.vault().waiting_for_word() == 0);
    CHECK(a.vault().keys().epoch() == 0);
    CHECK(a.promise_state(its.promise) == "active");
    CHECK(text_of_note(a, its.note) == "my own words");
    CHECK(a.verified());
    a.close();
    a.open();
  }
  CHECK(a.note_state(a.note("still writing")) == "shared");
  CHECK(a.act("report", its.promise, "kept") == "reported");
  REQUIRE(its.two.sync().ok());
  CHECK(its.two.b.promise_state(its.promise) == "reported");
}

TEST_CASE("safety_06 a day of a repeating promise becomes missed by the word of its promiser only") {
  TwoPeople two(107);
  two.pair();
  const std::string promise(ask(two.a, [](Request request) {
                              auto terms = request.initPromiseOffer();
                              terms.setText("write");
                              terms.setEvery("day");
                            })->result().getRecord().getId());
  REQUIRE(two.sync().ok());
  two.b.act("accept", promise);
  REQUIRE(two.sync().ok());
  two.clock.advance(std::chrono::hours(24 * 8));
  const RecordId id = id_of(two.b, promise);
  const RecordId head = two.b.vault().ledger().promise(id, two.clock.now())->head;
  const ledger::LocalDay day = ledger::today_in("Europe/Berlin", two.clock.now()) - std::chrono::days(3);
  const RecordId instance = ledger::instance_id(id, day);
  std::vector<app::NewRecord> records;
  for (const auto kind : {RecordKind::promise_report, RecordKind::promise_correct, RecordKind::promise_settle, RecordKind::promise_own_view}) {
    for (const auto role : {ledger::Role::other, ledger::Role::promiser, ledger::Role::none}) {
      for (const RecordId& parent : {instance, head}) {
        ledger::Facts facts;
        facts.kind = kind;
        facts.role = role;
        facts.outcome = ledger::Outcome::missed;
        facts.promise = instance;
        facts.parent = parent;
        facts.series = id;
        facts.series_head = head;
        facts.day = day;
        records.push_back(record_of(two.b, facts));
      }
    }
  }
  const auto written = records.size();
  write(two.b, log::Lane::commitments, std::move(records));
  const auto synced = two.sync();
  REQUIRE(synced.ok());
  CHECK(synced->received == written);
  const auto days_missed = [&](Person& person) {
    const auto shown = ask(person, [&](Request request) { request.initPromiseShow().setId(promise); });
    const auto all = shown->at(0).getPromise();
    CHECK(all.getDays().size() > 3);
    return std::count_if(all.getDays().begin(), all.getDays().end(), [](auto one) { return std::string_view(one.getState().cStr()) == "missed"; });
  };
  CHECK(days_missed(two.a) == 0);
  CHECK(days_missed(two.b) == 0);
  ask(two.a, [&](Request request) {
    auto act = request.initPromiseAct();
    act.setVerb("report");
    act.setId(promise);
    act.setOn("3 days ago");
    act.setOutcome("missed");
  });
  CHECK(days_missed(two.a) == 1);
  REQUIRE(two.sync().ok());
  CHECK(days_missed(two.b) == 1);
}

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
