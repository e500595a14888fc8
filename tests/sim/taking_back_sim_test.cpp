// Two people take everything back that they ever wrote: every head, cosignature and proof stays valid, both are level, and no
// figure of what they promised changes; with programs that are stopped between, and an old file that is brought again.
// AVOW_SIM_SEED=s and AVOW_SIM_SEEDS=n as in sim_vaults.
#include <doctest/doctest.h>

#include "sim/deeds.h"
#include "sim/seeds.h"

using namespace avow;
using namespace avow::testing;
using log::Author;
using log::Lane;

namespace {

constexpr std::string_view kChoices[] = {"ask", "always", "never"};

class TakingBackLife {
 public:
  explicit TakingBackLife(std::uint64_t seed) : chance_(seed), two_(seed), deeds_(chance_) {
    two_.pair();
    for (Person* person : everybody()) choose(*person, kChoices[chance_.below(3)]);
  }

  void run() {
    for (std::uint64_t round = 0; round < 6; ++round) {
      two_.clock.advance(std::chrono::minutes(20 + chance_.below(600)));
      for (std::uint64_t i = chance_.below(9); i > 0; --i) deeds_.do_something(two_.a);
      for (std::uint64_t i = chance_.below(9); i > 0; --i) deeds_.do_something(two_.b);
      if (chance_.below(3) == 0) take_one_back(chance_.below(2) == 0 ? two_.a : two_.b);
      REQUIRE(two_.sync().ok());
      if (round == 3) keep_old_files();
      maybe_reopen();
    }
    const auto before = told();
    for (std::uint64_t round = 0; round < 4; ++round) {  // not in one go: syncs and stops between
      two_.clock.advance(std::chrono::minutes(20));
      for (Person* person : everybody()) take_back(*person, round == 3);
      REQUIRE(two_.sync().ok());
      maybe_reopen();
      CHECK(told() == before);
    }
    two_.clock.advance(std::chrono::minutes(20));
    const auto synced = two_.sync();
    REQUIRE(synced.ok());
    CHECK(synced->level);
    CHECK(synced->words.has_value());
    bring_old_files();
    for (Person* person : everybody()) {
      person->close();
      person->open();
    }
    CHECK(told() == before);
    for (Person* person : everybody()) check_all_gone(*person);
    for (const Lane lane : log::kLanes) {
      check_settled(lane, two_.a, two_.b);
      check_settled(lane, two_.b, two_.a);
    }
  }

 private:
  std::array<Person*, 2> everybody() { return {&two_.a, &two_.b}; }

  template <typename Fill>
  static bool ask(Person& who, Fill fill) {
    capnp::MallocMessageBuilder message;
    auto request = message.initRoot<schema::Request>();
    request.setZone("Europe/Berlin");
    request.setClockIsRight(true);
    fill(request);
    Answers answers;
    const auto result = who.ask(request.asReader(), answers);
    REQUIRE_MESSAGE((result.ok() || result.error().code == Errc::refused), result.error().context);
    return result.ok();
  }
  static void choose(Person& who, std::string_view choice) {
    ask(who, [&](auto request) {
      auto setting = request.initConfigSet();
      setting.setKey("erase-taken-back");
      setting.setValue(std::string(choice));
    });
  }
  static bool redact(Person& who, const RecordId& id, bool all) {
    return ask(who, [&](auto request) {
      auto redact = request.initRedact();
      redact.setId(to_text(id));
      redact.setAll(all);
    });
  }

  std::vector<RecordId> written_by(Person& who) {
    std::vector<RecordId> out;
    for (const auto& place : who.vault().ledger().said({{}, {}, {}, SIZE_MAX})) {
      if (place.by == Author::me) out.push_back(place.id);
    }
    return out;
  }
  void take_one_back(Person& who) {
    const auto written = written_by(who);
    if (!written.empty()) redact(who, written[chance_.below(written.size())], chance_.below(2) == 0);
  }
  void take_back(Person& who, bool everything) {
    for (const auto& id : written_by(who)) {
      if (everything || chance_.below(3) == 0) redact(who, id, chance_.below(4) == 0);
    }
  }

  // What both sides say about all that was promised.
  struct Told {
    std::vector<ledger::Promise> promises;
    std::vector<ledger::Promise> open;
    ledger::Accounts accounts;
    bool operator==(const Told&) const = default;
  };
  std::vector<Told> told() {
    std::vector<Told> out;
    for (Person* person : everybody()) {
      const auto& ledger = person->vault().ledger();
      out.push_back({ledger.promises(then_), ledger.open_promises(then_), ledger.accounts(Author::me, {}, then_)});
    }
    return out;
  }

  void keep_old_files() {
    for (const Lane lane : log::kLanes) {
      log::ReceivedChunk chunk;
      const log::LogRef mine{lane, Author::me, 0};
      const auto* log = two_.a.vault().store().state().find(mine);
      if (log->size == 0) continue;
      chunk.ref = {lane, Author::partner, 0};
      chunk.head = *log->head;
      auto entries = two_.a.vault().read_entries(mine, 0, log->size);
      REQUIRE(entries.ok());
      if (entries->size() < log->size) continue;
      chunk.entries = std::move(*entries);
      old_files_.push_back(std::move(chunk));
    }
  }
  void bring_old_files() {
    for (const auto& chunk : old_files_) CHECK_FALSE(two_.b.vault().append_received(chunk).ok());
    REQUIRE(two_.sync().ok());
  }

  void maybe_reopen() {
    for (Person* person : everybody()) {
      if (chance_.below(3) != 0) continue;
      person->close();
      person->open();
    }
  }

  // Nothing that anybody wrote can be read any more, or is served; and all is as it was for whoever checks it.
  static void check_all_gone(Person& who) {
    CHECK(who.verified());
    for (const auto& log : who.vault().store().state().logs) {
      for (std::uint64_t index = 0; index < log.size;) {
        const auto entries = who.vault().read_entries(log.ref, index, log.size);
        REQUIRE(entries.ok());
        index += entries->size();
        for (const auto& entry : *entries) {
          if (!entry.payload.words) continue;
          const auto words = ledger::decode_words(entry.payload.words->bytes);
          REQUIRE(words.ok());
          CHECK(*words == ledger::Words{});
        }
      }
    }
  }
  static void check_settled(Lane lane, Person& author, Person& holder) {
    const auto& written = *author.vault().store().state().find({lane, Author::me, 0});
    const auto& held = *holder.vault().store().state().find({lane, Author::partner, 0});
    CHECK(written.size == held.size);
    CHECK(written.root == held.root);
    if (written.size == 0) return;
    CHECK(written.head == held.head);
    REQUIRE(held.cosignature.has_value());
    REQUIRE(written.cosignature.has_value());
    CHECK(held.cosignature->checkpoint.size == held.size);
    CHECK(written.cosignature->checkpoint.size == written.size);
  }

  SeededRandom chance_;
  TwoPeople two_;
  Deeds deeds_;
  const Instant then_ = two_.clock.now() + std::chrono::hours(24 * 200);
  std::vector<log::ReceivedChunk> old_files_;
};

}  // namespace

TEST_CASE("both take back everything that they ever wrote: all stays valid and level, and no figure changes") {
  for (const std::uint64_t seed : sim_seeds(10)) {
    CAPTURE(seed);
    TakingBackLife(seed).run();
  }
}
