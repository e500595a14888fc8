// What a newer avow writes: kept, synced, verified, told as such, and counted by a program that knows it. No state of it is
// remembered: whoever opens the vault reads the facts as they were written.
#include "app/projection.h"
#include "unit/app/support.h"

using namespace avow;
using namespace avow::testing;
using ledger::Facts;
using ledger::RecordKind;

namespace {

constexpr auto kUnknownKind = static_cast<RecordKind>(777);
constexpr auto kUnknownShape = static_cast<ledger::Shape>(9);
constexpr std::uint32_t kUnknownFlag = 1U << 20U;

void write(Person& person, log::Lane lane, Facts facts) {
  facts.said_at = person.vault().clock().now();
  facts.zone = "Europe/Berlin";
  const auto words = ledger::encode(ledger::Words{"words that mean something else here", {}, {}, {}, {}});
  const auto encoded = ledger::encode(facts);
  REQUIRE(encoded.ok());
  std::vector<app::NewRecord> records;
  records.push_back({person.random.bytes<16>(), *encoded, *words});
  REQUIRE(person.vault().append(lane, std::move(records)).ok());
}

// Four: an unknown kind in each lane, a promise of an unknown shape, a note with an unknown flag.
void write_as_newer(Person& person) {
  Facts unknown;
  unknown.kind = kUnknownKind;
  for (const log::Lane lane : log::kLanes) write(person, lane, unknown);
  Facts offer;
  offer.kind = RecordKind::promise_offer;
  offer.role = ledger::Role::promiser;
  offer.shape = kUnknownShape;
  write(person, log::Lane::commitments, offer);
  Facts note;
  note.kind = RecordKind::note;
  note.flags = kUnknownFlag;
  write(person, log::Lane::notes, note);
}

std::uint32_t newer_of(Person& person) {
  return ask(person, [](Request request) { request.setStatus(); })->result().getStatus().getNewer();
}

// How often the timeline says so; it never shows a text with it.
std::size_t told_as_newer(Person& person) {
  const auto answers = ask(person, [](Request request) { request.initTimeline(); });
  std::size_t told = 0;
  for (std::size_t i = 0; i < answers->items.size(); ++i) {
    const auto moment = answers->at(i).getMoment();
    if (std::string(moment.getKind()) != "newer") continue;
    ++told;
    CHECK(std::string(moment.getEvent()) == "write");
    CHECK(std::string(moment.getBy()) == "partner");
    CHECK(std::string(moment.getText()).empty());
    CHECK(std::string(moment.getState()).empty());
  }
  return told;
}

// The stored rows of the partner's log: the sealed chunks, and the entries behind them.
std::vector<app::ProjectionRow> stored_rows(Person& person, log::Lane lane) {
  auto& store = person.vault().store();
  const auto& log = log_of(person, lane, log::Author::partner);
  std::vector<app::ProjectionRow> rows;
  for (std::uint64_t chunk = 0; (chunk + 1) * app::kProjectionChunk <= log.size; ++chunk) {
    const auto item = store.item(store::ItemKind::snapshot, app::log_item_key(log.id, chunk));
    REQUIRE(item.ok());
    REQUIRE(item->has_value());
    const auto some = app::decode_rows(**item);
    REQUIRE(some.ok());
    rows.insert(rows.end(), some->begin(), some->end());
  }
  const auto rest = store.entries(log.ref, rows.size(), log.size - rows.size(), 1U << 24U);
  REQUIRE(rest.ok());
  for (const auto& entry : *rest) rows.push_back(*app::row_of(entry));
  return rows;
}

// A program that knows the kind as a note, the shape as one that is done once, and what the flag says.
Facts as_known(Facts facts) {
  if (facts.kind == kUnknownKind) facts.kind = RecordKind::note;
  if (facts.shape == kUnknownShape) facts.shape = ledger::Shape::one_off;
  facts.flags &= ~kUnknownFlag;
  return facts;
}

}  // namespace

TEST_CASE("what a newer avow wrote is kept, verified, told, and counted once the program knows it") {
  TwoPeople two(641);
  two.pair();
  write_as_newer(two.b);
  ask(two.b, [](Request request) {
    auto texts = request.initNoteAddLines().initTexts(app::kProjectionChunk);
    for (unsigned i = 0; i < app::kProjectionChunk; ++i) texts.set(i, "note " + std::to_string(i));
  });
  const auto synced = two.sync();
  REQUIRE(synced.ok());
  CHECK(synced->level);
  for (int opened = 0; opened < 2; ++opened) {
    CHECK(newer_of(two.a) == 4);
    CHECK(newer_of(two.b) == 4);
    CHECK(told_as_newer(two.a) == 4);
    CHECK(notes_listed(two.a) == app::kProjectionChunk);
    CHECK(ask(two.a, [](Request request) { request.initPromiseList(); })->items.empty());
    for (const log::Lane lane : log::kLanes) {
      const auto& log = log_of(two.a, lane, log::Author::partner);
      REQUIRE(log.cosignature.has_value());
      CHECK(log.cosignature->checkpoint.size == log.size);
    }
    CHECK(two.a.verified());
    CHECK(two.b.verified());
    two.a.close();
    two.a.open();
  }
  ledger::Ledger known;
  for (const log::Lane lane : log::kLanes) {
    std::uint64_t index = 0;
    for (const auto& row : stored_rows(two.a, lane)) {
      const auto facts = ledger::decode_facts(row.facts);
      REQUIRE(facts.ok());
      known.add({row.id, lane, log::Author::partner, 0, index++, row.seen, as_known(*facts), std::nullopt});
    }
  }
  CHECK(known.newer() == 0);
  CHECK(known.notes_count(two.clock.now()) == app::kProjectionChunk + 2);
  CHECK(known.promises(two.clock.now()).size() == 1);
}

TEST_CASE("a withdrawn record or one without facts is no newer one") {
  TwoPeople two(642);
  two.pair();
  const auto note = two.a.note("gone soon");
  two.a.note("it stays");
  ask(two.a, withdraw_note(note));
  REQUIRE(two.sync().ok());
  for (Person* person : {&two.a, &two.b}) {
    CHECK(newer_of(*person) == 0);
    person->close();
    person->open();
    CHECK(newer_of(*person) == 0);
  }
}
