// "This device": what is kept for its owner alone.
#include "app/local_facts.h"

#include <cstring>

#include "base/limits.h"
#include "log/entry.h"
#include "unit/app/support.h"

using namespace avow;
using namespace avow::testing;
using namespace std::chrono_literals;
using app::FactKind;

namespace {

app::LocalFacts facts_of(Person& person) {
  const auto facts = person.vault().local_facts();
  REQUIRE(facts.ok());
  return *facts;
}
void reopen(Person& person) {
  person.close();
  person.open();
}
void fail(Person& person) {
  person.close();
  CHECK(person.try_open("wrong").error().code == Errc::wrong_passphrase);
}
std::filesystem::path failed_file(Person& person) { return person.place().vault / "failed"; }
std::size_t listed(const app::LocalFacts& facts, FactKind kind) {
  return static_cast<std::size_t>(std::count_if(facts.events.begin(), facts.events.end(),
                                                [kind](const app::LocalFact& fact) { return fact.kind == kind; }));
}

}  // namespace

TEST_CASE("openings are all counted, and listed once an hour") {
  TwoPeople two(221);
  const Instant made = two.clock.now();
  CHECK(facts_of(two.a).made_at == made);
  CHECK(facts_of(two.a).unlocks == 1);
  for (int i = 0; i < 5; ++i) {
    two.clock.advance(11min);
    reopen(two.a);
  }
  CHECK(facts_of(two.a).unlocks == 6);
  CHECK(listed(facts_of(two.a), FactKind::unlocked) == 1);
  CHECK(facts_of(two.a).last_unlock_at == two.clock.now());
  two.clock.advance(5min);
  reopen(two.a);
  CHECK(listed(facts_of(two.a), FactKind::unlocked) == 2);
  two.clock.set_wall(made - 24h);  // a clock that falls makes no hour endless
  reopen(two.a);
  CHECK(listed(facts_of(two.a), FactKind::unlocked) == 3);
}

TEST_CASE("a wrong passphrase waits beside the vault, and is taken in at the next opening") {
  TwoPeople two(222);
  two.clock.advance(1h);
  const Instant first = two.clock.now();
  fail(two.a);
  two.clock.advance(1min);
  fail(two.a);
  CHECK(std::filesystem::file_size(failed_file(two.a)) == 16);
  const std::string moved = read_file(failed_file(two.a));
  two.clock.advance(1min);
  two.a.open();
  CHECK_FALSE(std::filesystem::exists(failed_file(two.a)));
  auto facts = facts_of(two.a);
  CHECK(facts.failed_unlocks == 2);
  REQUIRE(listed(facts, FactKind::failed_unlock) == 2);
  CHECK(facts.events[facts.events.size() - 3].at == first);
  SUBCASE("what a crash left there counts once") {
    two.a.close();
    write_file(failed_file(two.a), moved);
    fail(two.a);
    two.a.open();
    CHECK(facts_of(two.a).failed_unlocks == 3);
  }
  SUBCASE("a damaged file is ignored, and said") {
    two.a.close();
    write_file(failed_file(two.a), "not instants");
    two.a.open();
    CHECK(facts_of(two.a).failed_unlocks == 2);
    CHECK(listed(facts_of(two.a), FactKind::failed_list_damaged) == 1);
    CHECK_FALSE(std::filesystem::exists(failed_file(two.a)));
  }
  SUBCASE("other failures are not among them") {
    two.a.close();
    CHECK(two.a.try_open("").error().code == Errc::usage);
    CHECK_FALSE(std::filesystem::exists(failed_file(two.a)));
  }
}

TEST_CASE("pairings, exports and locking are kept") {
  TwoPeople two(223);
  two.pair();
  CHECK(facts_of(two.a).pairings == 1);
  CHECK(listed(facts_of(two.a), FactKind::paired) == 1);
  CHECK(listed(facts_of(two.a), FactKind::confirmed) == 1);
  REQUIRE(two.a.vault().keep_fact(FactKind::exported).ok());
  REQUIRE(two.a.vault().keep_fact(FactKind::locked).ok());
  CHECK(facts_of(two.a).exports == 1);
  reopen(two.a);
  CHECK(facts_of(two.a).exports == 1);
  CHECK(two.a.verified());
  const auto answers = ask(two.a, [](Request request) { request.setLocalFacts(); });
  const auto shown = answers->result().getLocalFacts();
  CHECK(shown.getPairings() == 1);
  CHECK(shown.getUnlocks() == 2);
  CHECK(shown.getEvents()[0].getWhat() == "locked");  // the opening just now belongs to one that is listed
  CHECK(shown.getEvents()[shown.getEvents().size() - 1].getWhat() == "made");
}

TEST_CASE("the list has an end, the counts go on") {
  app::LocalFacts facts;
  for (std::uint32_t i = 0; i < 3 * limits::kLocalFactsMax; ++i) app::add(facts, {FactKind::failed_unlock, from_millis(i)});
  CHECK(facts.events.size() == limits::kLocalFactsMax);
  CHECK(facts.events.back().at == from_millis(3 * limits::kLocalFactsMax - 1));
  CHECK(facts.failed_unlocks == 3 * limits::kLocalFactsMax);
  const Bytes bytes = app::encode(facts);
  const auto again = app::decode_local_facts(bytes);
  REQUIRE(again.ok());
  CHECK(*again == facts);
  for (std::size_t size = 0; size < bytes.size(); ++size) CHECK_FALSE(app::decode_local_facts(ByteView(bytes).first(size)).ok());
  Bytes later = bytes;
  later.front() = 2;
  CHECK(app::decode_local_facts(later).error().code == Errc::newer_version);
}

TEST_CASE("a vault that looks restored opens, and keeps no facts") {
  TwoPeople two(224);
  two.a.note("one");
  two.a.close();
  copy_folder(two.a.place().vault, two.folder.path() / "copy");
  two.a.open();
  two.a.note("two");
  REQUIRE(two.a.vault().write_high_water().ok());
  two.a.close();
  copy_folder(two.folder.path() / "copy", two.a.place().vault);
  two.a.open();
  REQUIRE(two.a.vault().read_only());
  const auto before = changes(two.a);
  fail(two.a);
  two.a.open();
  CHECK(changes(two.a) == before);
  CHECK(std::filesystem::exists(failed_file(two.a)));  // it waits
  ask(two.a, [](Request request) { request.setLocalFacts(); });
}

TEST_CASE("safety_02 local facts never leave: no record, nothing signed and nothing that the partner holds after a sync tells any") {
  TwoPeople two(225);
  two.pair();
  std::vector<Instant> instants;  // odd milliseconds: nothing else happens just then
  for (int i = 0; i < 4; ++i) {
    two.clock.advance(2h + 37ms + std::chrono::milliseconds(i));
    instants.push_back(two.clock.now());
    fail(two.a);
    two.clock.advance(1h + 13ms);
    instants.push_back(two.clock.now());
    two.a.open();
  }
  two.clock.advance(3h + 1s);
  two.a.note("a note");
  two.a.offer("I will call");
  ask(two.a, [](Request request) { request.setLocalFacts(); });
  const auto theirs = changes(two.b);
  const auto synced = two.sync();
  REQUIRE(synced.ok());
  CHECK(synced->sent == 2);  // the note and the promise: no record was written about it
  CHECK(changes(two.b) > theirs);
  std::string all;  // what was signed, and what the partner now holds
  for (const Bytes& bytes : two.a.signed_bytes) all += text_of(bytes);
  for (const auto lane : log::kLanes) {
    const log::LogRef ref{lane, log::Author::partner, 0};
    const auto entries = two.b.vault().read_entries(ref, 0, two.b.vault().store().state().find(ref)->size);
    REQUIRE(entries.ok());
    for (const auto& entry : *entries) {
      all += text_of(entry.header);
      for (const auto& part : {entry.payload.facts, entry.payload.words}) all += part ? text_of(part->bytes) : "";
    }
  }
  REQUIRE(all.size() > 500);
  for (const Instant at : instants) {
    const auto millis = little_endian(static_cast<std::uint64_t>(to_millis(at)));
    CHECK(memmem(all.data(), all.size(), millis.data(), 6) == nullptr);
    CHECK(all.find(std::to_string(to_millis(at))) == std::string::npos);
    CHECK(all.find(to_rfc3339(at)) == std::string::npos);
  }
  // The partner's device knows only its own.
  CHECK(facts_of(two.b).failed_unlocks == 0);
  CHECK(facts_of(two.a).failed_unlocks == 4);
}
