// The projection is derived: from its sealed chunks, from the entries, or from both, the ledger is the same.
#include "unit/app/support.h"

using namespace avow;
using namespace avow::testing;

namespace {

constexpr int kBatches = 5;
constexpr unsigned kBatch = 500;

void write_many(Person& person) {
  for (int batch = 0; batch < kBatches; ++batch) {
    ask(person, [batch](Request request) {
      auto texts = request.initNoteAddLines().initTexts(kBatch);
      for (unsigned i = 0; i < kBatch; ++i) texts.set(i, "note " + std::to_string(batch) + "." + std::to_string(i));
    });
  }
}

std::vector<ledger::Note> everything(Person& person) {
  ledger::NotesQuery query;
  query.limit = SIZE_MAX;
  query.withdrawn = true;
  return person.vault().ledger().notes(query, person.vault().clock().now());
}

void reopen(Person& person) {
  person.close();
  person.open();
}

}  // namespace

TEST_CASE("2,500 notes: opening reads chunks and the rest, and gives the same ledger on both sides") {
  TwoPeople two(51);
  two.pair();
  write_many(two.a);
  const auto promise = two.a.offer("I will be home by six");
  REQUIRE(two.sync().ok());
  const auto mine = everything(two.a);
  const auto theirs = everything(two.b);
  REQUIRE(mine.size() == kBatches * kBatch);
  REQUIRE(theirs.size() == mine.size());
  reopen(two.a);
  reopen(two.b);
  CHECK(everything(two.a) == mine);
  CHECK(everything(two.b) == theirs);
  CHECK(two.b.promise_state(promise) == "offered");
  for (Person* person : {&two.a, &two.b}) {
    person->close();
    CHECK(Rows(person->place().vault).blobs("SELECT sealed FROM item WHERE kind = 5").size() == 2);
    person->open();
  }
  CHECK(two.a.verified());
  CHECK(two.b.verified());

  SUBCASE("dropping every chunk changes nothing but what verify says") {
    two.a.close();
    CHECK(Rows(two.a.place().vault).run("DELETE FROM item WHERE kind = 5") == 2);
    two.a.open();
    CHECK(everything(two.a) == mine);
    CHECK_FALSE(two.a.verified());
  }
  SUBCASE("dropping the first chunk leaves the second in use, and writing goes on") {
    two.a.close();
    CHECK(Rows(two.a.place().vault).run("DELETE FROM item WHERE kind = 5 AND key = (SELECT min(key) FROM item WHERE kind = 5)") == 1);
    two.a.open();
    CHECK(everything(two.a) == mine);
    two.a.note("one more");
    CHECK(everything(two.a).size() == mine.size() + 1);
  }
}

TEST_CASE("when the partner's notes arrived is known for each, also after opening") {
  TwoPeople two(52);
  two.pair();
  const auto early = two.a.note("early");
  REQUIRE(two.sync().ok());
  const auto first_sync = two.clock.now();
  two.clock.advance(std::chrono::hours(30));
  const auto late = two.a.note("late");
  REQUIRE(two.sync().ok());
  const auto received = [&](const std::string& id) {
    const auto found = two.b.vault().ledger().resolve(id);
    REQUIRE(found.ok());
    return two.b.vault().received_at(*found);
  };
  for (int i = 0; i < 2; ++i) {
    CHECK(received(early) == first_sync);
    CHECK(received(late) == two.clock.now());
    reopen(two.b);
  }
  CHECK_FALSE(two.a.vault().received_at(*two.a.vault().ledger().resolve(late)).has_value());
}

TEST_CASE("what an author has seen of the partner's log never falls") {
  TwoPeople two(53);
  two.pair();
  for (int round = 0; round < 4; ++round) {
    two.a.note("a " + std::to_string(round));
    two.b.note("b " + std::to_string(round));
    if (round % 2 == 1) REQUIRE(two.sync().ok());
    reopen(two.a);
  }
  two.a.note("the last");
  const log::LogRef ref{log::Lane::notes, log::Author::me, 0};
  const auto entries = two.a.vault().read_entries(ref, 0, 5);
  REQUIRE(entries.ok());
  std::uint64_t seen = 0;
  for (const auto& entry : *entries) {
    const auto header = log::decode_header(entry.header);
    CHECK(header->seen_size >= seen);
    seen = header->seen_size;
  }
  CHECK(seen == 4);
}
