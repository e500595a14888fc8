// Random lives of two people who write at the same time and see only part of each other: whatever arrives in whatever
// order, both see the same, nobody is bound by anything but their own word, and hostile letters change nothing of that.
// AVOW_SIM_SEED=N replays one story; AVOW_SIM_STORIES=N tells how many of each sort are lived.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>

#include "fakes/seeded_random.h"
#include "unit/ledger/story.h"

using namespace avow;
using namespace avow::ledger;
using namespace avow::ledger::story;
using enum avow::ledger::RecordKind;
using avow::testing::SeededRandom;

namespace {

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

template <typename Live>
void many_stories(Live live) {
  const std::uint64_t only = from_environment("AVOW_SIM_SEED", 0);
  const std::uint64_t count = from_environment("AVOW_SIM_STORIES", 300);
  for (std::uint64_t seed = only != 0 ? only : 1; seed <= (only != 0 ? only : count); ++seed) {
    CAPTURE(seed);
    live(seed);
  }
}

std::vector<RecordKind> promise_kinds() {
  std::vector<RecordKind> kinds;
  for (const Transition& row : transitions()) {
    if (row.effect != Effect::first && (kinds.empty() || kinds.back() != row.kind)) kinds.push_back(row.kind);
  }
  return kinds;
}

class Life {
 public:
  explicit Life(std::uint64_t seed) : random_(seed) {}

  Story story;
  std::set<RecordId> promises;  // whatever may be one: first records and proposals of new terms

  void live(int steps, bool hostile_ben, bool hostile_anna) {
    for (int i = 0; i < steps; ++i) {
      Person& person = random_.below(2) == 0 ? story.anna : story.ben;
      const bool hostile = &person == &story.anna ? hostile_anna : hostile_ben;
      switch (random_.below(8)) {
        case 0: story.deliver(person, random_.below(4)); break;
        case 1: story.now += std::chrono::hours(random_.below(60)); break;
        case 2: story.deliver(person); break;
        default: hostile && random_.below(3) != 0 ? scribble(person) : behave(person, hostile); break;
      }
    }
    story.sync();
  }

  // From anna's side.
  std::vector<Record> everything() {
    std::vector<Record> all = story.anna.written;
    for (Record record : story.ben.written) {
      record.by = log::Author::partner;
      all.push_back(record);
    }
    return all;
  }

  void shuffle(std::vector<Record>& records) {
    for (std::size_t i = records.size(); i > 1; --i) std::swap(records[i - 1], records[random_.below(i)]);
  }
  std::uint64_t below(std::uint64_t bound) { return random_.below(bound); }

 private:
  Terms some_terms() {
    Terms terms;
    if (random_.below(3) != 0) terms.due = story.now + std::chrono::hours(random_.below(120)) - std::chrono::hours(10);
    if (random_.below(3) == 0) terms.review = std::chrono::hours(1 + random_.below(300));
    return terms;
  }
  Outcome some_outcome() { return static_cast<Outcome>(1 + random_.below(3)); }
  RecordId some(const std::vector<RecordId>& ids) { return ids.empty() ? RecordId{} : ids[random_.below(ids.size())]; }

  void remember(const Person& person, const RecordId& id) {
    ids_.push_back(id);
    const RecordKind kind = person.written.back().facts.kind;
    if (kind == promise_offer || kind == promise_ask || kind == promise_change) promises.insert(id);
  }

  // What an honest instance allows must count at once for the one who wrote it (whose own scribbles are not in the way).
  void behave(Person& person, bool scribbles_too) {
    const auto known = person.ledger.promises(story.now);
    if (known.size() < 2 && random_.below(2) == 0) {
      const bool ask = random_.below(2) == 0;
      return remember(person, story.act(person, ask ? promise_ask : promise_offer, {}, some_terms()));
    }
    if (known.empty()) return;
    static const std::vector<RecordKind> kinds = promise_kinds();
    const RecordId promise = known[random_.below(known.size())].id;
    for (int tries = 0; tries < 6; ++tries) {
      const RecordKind kind = kinds[random_.below(kinds.size())];
      const auto written = story.try_act(person, {kind, promise, {}, {}, some_outcome(), {}, {}}, some_terms());
      if (!written.ok()) continue;
      remember(person, *written);
      if (scribbles_too) return;
      const std::string mark = story.mark(person, promise, *written);
      CAPTURE(name_of(person.written.back().facts.kind));
      CHECK((mark == "counted" || mark == "annotation"));
      return;
    }
  }

  // Anything at all, with lies about what was seen and when it was said.
  void scribble(Person& person) {
    Facts facts;
    facts.kind = random_.below(12) == 0 ? static_cast<RecordKind>(random_.below(70'000)) : static_cast<RecordKind>(1 + random_.below(28));
    facts.role = static_cast<Role>(random_.below(12) == 0 ? random_.below(256) : 1 + random_.below(2));
    facts.outcome = static_cast<Outcome>(random_.below(12) == 0 ? random_.below(256) : random_.below(6));
    if (random_.below(20) == 0) facts.flags = 1U << random_.below(32);
    if (random_.below(20) == 0) facts.shape = Shape::repeating;
    if (random_.below(20) != 0) facts.promise = some(std::vector<RecordId>(promises.begin(), promises.end()));
    facts.parent = some(ids_);
    const auto known = person.ledger.promises(story.now);
    if (!known.empty() && random_.below(2) == 0) {
      const Promise& promise = known[random_.below(known.size())];
      facts.promise = promise.id;
      facts.parent = promise.head;
    }
    facts.proposal = random_.below(3) == 0 ? RecordId{} : some(ids_);
    if (random_.below(2) == 0) facts.due_wall = "2026-11-27";
    facts.due_at = from_millis(static_cast<std::int64_t>(random_.below(253'402'300'799'999ULL)));
    facts.grace_end_at = from_millis(static_cast<std::int64_t>(random_.below(253'402'300'799'999ULL)));
    facts.done_at = from_millis(static_cast<std::int64_t>(random_.below(253'402'300'799'999ULL)));
    const auto truth = person.held;
    const Instant clock = story.now;
    if (random_.below(2) == 0) person.held = {random_.below(40), random_.below(40)};
    if (random_.below(3) == 0) story.now += std::chrono::hours(random_.below(2'000)) - std::chrono::hours(1'000);
    const log::Lane lane = random_.below(20) == 0 ? log::Lane::notes : log::Lane::commitments;
    const RecordId id = story.write(person, lane, facts);
    person.held = truth;
    story.now = clock;
    remember(person, id);
  }

  SeededRandom random_;
  std::vector<RecordId> ids_;
};

using Histories = std::map<RecordId, Promise>;

Histories histories_of(const Ledger& ledger, const std::set<RecordId>& ids, Instant now) {
  Histories all;
  for (const RecordId& id : ids) {
    auto promise = ledger.promise(id, now);
    if (!promise.ok()) continue;
    promise->history = ledger.history(id, now);
    all[id] = *promise;
  }
  return all;
}

void both_sides_agree(Life& life) {
  const Histories anna = histories_of(life.story.anna.ledger, life.promises, life.story.now);
  const Histories ben = histories_of(life.story.ben.ledger, life.promises, life.story.now);
  REQUIRE(anna.size() == ben.size());
  for (const auto& [id, promise] : anna) CHECK(Story::same_but_for_side(promise, ben.at(id)));
}

// What is open is what the whole list says, asked at any moment.
void open_is_right(const Ledger& ledger, Instant now) {
  const auto open = ledger.open_promises(now);
  constexpr StateSet kOpen = set_of(State::asked, State::offered, State::countered, State::active, State::unreported,
                                    State::paused, State::reported, State::disputed);
  auto expected = ledger.promises(now);
  std::erase_if(expected, [&](const Promise& p) { return !contains(kOpen, p.state) && p.pending.empty(); });
  std::sort(expected.begin(), expected.end(), [](const Promise& a, const Promise& b) { return a.id < b.id; });
  CHECK(open == expected);
}

// Pages of whatever size give the whole list, and everything said in the same order from both ends.
void pages_are_right(Life& life, const Ledger& ledger, Instant now) {
  std::vector<Promise> promises;
  PromisesQuery query{std::nullopt, std::nullopt, 1 + life.below(5)};
  for (auto page = ledger.promises(query, now); !page.empty(); page = ledger.promises(query, now)) {
    promises.insert(promises.end(), page.begin(), page.end());
    query.before = page.back().id;
  }
  CHECK(promises == ledger.promises(now));
  std::vector<Place> said;
  SaidQuery places{std::nullopt, std::nullopt, std::nullopt, 1 + life.below(40)};
  for (auto page = ledger.said(places); !page.empty(); page = ledger.said(places)) {
    said.insert(said.end(), page.begin(), page.end());
    places.before = page.back().id;
  }
  CHECK(said == ledger.said({std::nullopt, std::nullopt, std::nullopt, SIZE_MAX}));
  CHECK(std::is_sorted(said.rbegin(), said.rend(), [](const Place& a, const Place& b) { return a.said_at < b.said_at; }));
  CHECK(ledger.first_said() == (said.empty() ? std::nullopt : std::optional(said.back().said_at)));
}

void any_order_gives(Life& life, int shuffles) {
  const Histories expected = histories_of(life.story.anna.ledger, life.promises, life.story.now);
  std::vector<Record> records = life.everything();
  for (int i = 0; i < shuffles; ++i) {
    life.shuffle(records);
    Ledger ledger;
    for (const Record& record : records) {
      ledger.add(record);
      if (life.below(4) == 0) (void)ledger.promises(life.story.now);
      if (life.below(8) == 0) ledger.add(records[life.below(records.size())]);
      if (life.below(8) == 0) open_is_right(ledger, life.story.now);
      if (life.below(16) == 0) pages_are_right(life, ledger, life.story.now);
    }
    open_is_right(ledger, life.story.now);
    pages_are_right(life, ledger, life.story.now);
    CHECK(ledger.said({}) == life.story.anna.ledger.said({}));
    CHECK(histories_of(ledger, life.promises, life.story.now) == expected);
  }
  // From nothing, without a ledger, first records only (a successor needs its origin).
  for (const auto& [id, promise] : expected) {
    if (promise.predecessor) continue;
    Promise folded = fold_promise(id, records, life.story.now);
    CHECK(folded == promise);
  }
}

bool counted_by(const Promise& promise, log::Author author, std::initializer_list<RecordKind> kinds) {
  return std::any_of(promise.history.begin(), promise.history.end(), [&](const HistoryItem& item) {
    return item.mark == Mark::counted && item.by == author && std::find(kinds.begin(), kinds.end(), item.kind) != kinds.end();
  });
}

log::Author author_of(const std::vector<Record>& records, const RecordId& id) {
  const auto found = std::find_if(records.begin(), records.end(), [&](const Record& record) { return record.id == id; });
  REQUIRE(found != records.end());
  return found->by;
}

// Only P binds P, only P's word is a miss, and terms in force are P's own or taken on by P.
void nobody_else_binds(Life& life) {
  const Histories all = histories_of(life.story.anna.ledger, life.promises, life.story.now);
  const std::vector<Record> records = life.everything();
  for (const auto& known : all) {
    const auto& promise = known.second;
    const log::Author promiser = promise.promiser;
    CAPTURE(name_of(promise.state));
    if (promise.state == State::missed || promise.outcome == Outcome::missed) {
      CHECK(counted_by(promise, promiser, {promise_report, promise_correct, promise_settle}));
    }
    if (promise.outcome != Outcome::none) CHECK(counted_by(promise, promiser, {promise_report}));
    if (promise.state == State::stepped_back) CHECK(counted_by(promise, promiser, {promise_step_back}));
    if (!promise.active_since) continue;
    const bool own_terms = author_of(records, promise.terms) == promiser;
    if (promise.predecessor) {
      const Promise& before = all.at(*promise.predecessor);
      CHECK(before.state == State::renegotiated);
      CHECK((own_terms || counted_by(before, promiser, {promise_accept_change})));
      CHECK((!own_terms || counted_by(before, other_of(promiser), {promise_accept_change})));
    } else {
      CHECK((own_terms || counted_by(promise, promiser, {promise_take})));
      CHECK((!own_terms || counted_by(promise, other_of(promiser), {promise_accept})));
    }
  }
}

}  // namespace

TEST_CASE("two honest people who cross each other's letters see the same, in every order of arrival") {
  std::set<State> reached;
  std::size_t crossed = 0;
  many_stories([&](std::uint64_t seed) {
    Life life(seed);
    life.live(90, false, false);
    both_sides_agree(life);
    any_order_gives(life, 4);
    nobody_else_binds(life);
    for (const auto& [id, promise] : histories_of(life.story.anna.ledger, life.promises, life.story.now)) {
      reached.insert(promise.state);
      for (const HistoryItem& item : promise.history) {
        if (item.mark == Mark::crossed) ++crossed;
      }
    }
  });
  std::string names;
  for (const State state : reached) names += " " + std::string(name_of(state));
  MESSAGE("states reached:" << names << "; letters crossed: " << crossed);
}

TEST_CASE("a hostile partner changes nothing that is not theirs to change") {
  many_stories([](std::uint64_t seed) {
    Life life(seed);
    life.live(90, true, false);
    both_sides_agree(life);
    any_order_gives(life, 3);
    nobody_else_binds(life);
  });
}

TEST_CASE("two hostile people still see the same") {
  many_stories([](std::uint64_t seed) {
    Life life(seed);
    life.live(120, true, true);
    both_sides_agree(life);
    any_order_gives(life, 3);
    nobody_else_binds(life);
  });
}

TEST_CASE("every permutation of a short story") {
  many_stories([](std::uint64_t seed) {
    if (seed > 40) return;
    Life life(seed);
    life.live(9, seed % 2 == 0, false);
    std::vector<Record> records = life.everything();
    if (records.size() > 6) records.resize(6);
    const auto by_id = [](const Record& a, const Record& b) { return a.id < b.id; };
    std::sort(records.begin(), records.end(), by_id);
    Ledger whole;
    for (const Record& record : records) whole.add(record);
    const Histories expected = histories_of(whole, life.promises, life.story.now);
    do {
      Ledger ledger;
      for (const Record& record : records) {
        ledger.add(record);
        (void)ledger.promises(life.story.now);
      }
      CHECK(histories_of(ledger, life.promises, life.story.now) == expected);
    } while (std::next_permutation(records.begin(), records.end(), by_id));
  });
}
