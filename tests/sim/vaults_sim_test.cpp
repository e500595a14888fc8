// Two real vaults on disk over a bad link: programs die in the middle of a sync and are opened again. AVOW_SIM_SEEDS=n
// runs n seeds, AVOW_SIM_SEED=s one.
#include <doctest/doctest.h>

#include "sim/deeds.h"
#include "sim/pair.h"
#include "sim/seeds.h"
#include "store/transaction.h"

using namespace avow;
using namespace avow::testing;
using log::Author;
using log::Lane;

namespace {

class VaultsLife {
 public:
  explicit VaultsLife(std::uint64_t seed) : chance_(seed), two_(seed), deeds_(chance_) { two_.pair(); }

  void run() {
    for (std::uint64_t round = 0; round < 4; ++round) {
      two_.clock.advance(std::chrono::minutes(chance_.below(40)));
      for (std::uint64_t i = chance_.below(8); i > 0; --i) deeds_.do_something(two_.a);
      for (std::uint64_t i = chance_.below(8); i > 0; --i) deeds_.do_something(two_.b);
      sync_with_bad_luck();
      check_copy(two_.a, two_.b);
      check_copy(two_.b, two_.a);
    }
    heal();
  }

 private:
  static std::unique_ptr<sync::Session> open(Person& who, noise::Role role, Now now) {
    auto& vault = who.vault();
    auto session = sync::Session::open(vault.keys().pair(), vault, vault, who.random, role, now);
    REQUIRE(session.ok());
    return std::move(*session);
  }

  void sync_with_bad_luck() {
    const bool a_dials = chance_.below(2) == 0;
    Person& dialer = a_dials ? two_.a : two_.b;
    Person& listener = a_dials ? two_.b : two_.a;
    Mischief luck;
    luck.slice_max = std::size_t{1} << (7 + chance_.below(10));
    if (chance_.below(4) != 0) luck.cut_after = chance_.below(70'000);
    if (chance_.below(4) == 0) luck.flip = Mischief::Flip{chance_.below(2) == 0, chance_.below(40'000), 3};
    {
      Call call;
      call.dialer.session = open(dialer, noise::Role::initiator, two_.clock.both());
      call.listener.session = open(listener, noise::Role::responder, two_.clock.both());
      carry(call, two_.clock, chance_, luck);
      if (call.both_finished()) CHECK(call.dialer.outcome().words == call.listener.outcome().words);
    }
    for (Person* who : {&dialer, &listener}) {
      if (chance_.below(2) == 0) continue;
      who->close();
      who->open();
    }
  }

  static const store::LogState& log_of(Person& who, Lane lane, Author by) {
    return *who.vault().store().state().find({lane, by, 0});
  }

  // What is held of a log is how that log begins.
  static void check_copy(Person& author, Person& holder) {
    for (const Lane lane : log::kLanes) {
      const auto& held = log_of(holder, lane, Author::partner);
      REQUIRE(held.size <= log_of(author, lane, Author::me).size);
      const auto root = author.vault().root_at({lane, Author::me, 0}, held.size);
      REQUIRE(root.ok());
      CHECK(*root == held.root);
      CHECK(!holder.vault().read_only());
    }
  }

  void heal() {
    two_.clock.advance(std::chrono::minutes(20));
    const auto outcome = two_.sync();
    REQUIRE(outcome.ok());
    CHECK(outcome->level);
    CHECK(outcome->words.has_value());
    for (const Lane lane : log::kLanes) {
      check_settled(log_of(two_.a, lane, Author::me), log_of(two_.b, lane, Author::partner));
      check_settled(log_of(two_.b, lane, Author::me), log_of(two_.a, lane, Author::partner));
    }
    CHECK(two_.a.verified());
    CHECK(two_.b.verified());
    for (const auto& id : deeds_.promises()) CHECK(two_.a.promise_state(id) == two_.b.promise_state(id));
    for (const auto& id : deeds_.notes()) check_note(id);
    for (Person* who : {&two_.a, &two_.b}) redact_some(*who);
  }

  // Words that are gone take no state and no figure with them, also when the vault is read anew.
  void redact_some(Person& who) {
    const Instant now = two_.clock.now();
    const auto told = [&] {
      const auto& ledger = who.vault().ledger();
      ledger::NotesQuery all{std::nullopt, std::nullopt, std::nullopt, SIZE_MAX, true};
      return std::tuple(ledger.promises(now), ledger.accounts(Author::me, {}, now), ledger.notes(all, now), ledger.open_promises(now));
    };
    const auto before = told();
    auto& store = who.vault().store();
    auto transaction = store.begin();
    REQUIRE(transaction.ok());
    std::size_t redacted = 0;
    for (const auto& log : store.state().logs) {
      if (log.size == 0) continue;
      const auto entries = store.entries(log.ref, 0, log.size, std::size_t{1} << 26U);
      REQUIRE(entries.ok());
      for (std::uint64_t index = 0; index < log.size; ++index) {
        if (!(*entries)[index].payload.words || chance_.below(2) == 0) continue;
        REQUIRE((*transaction)->destroy_words(log.ref, index).ok());
        ++redacted;
      }
    }
    REQUIRE((*transaction)->commit().ok());
    who.close();
    who.open();
    CHECK(told() == before);
    CHECK(redacted > 0);
    CHECK(who.verified());
  }

  // Equal on both sides; but a note that was withdrawn before it ever arrived is not there at all.
  void check_note(const std::string& id) {
    const std::string states[] = {note_state(two_.a, id), note_state(two_.b, id)};
    if (states[0] == states[1]) return;
    CHECK(std::set<std::string>{states[0], states[1]} == std::set<std::string>{"not there", "withdrawn"});
  }
  static std::string note_state(Person& who, const std::string& id) {
    capnp::MallocMessageBuilder message;
    message.initRoot<schema::Request>().initNoteShow().setId(id);
    Answers answers;
    const auto result = who.ask(message.getRoot<schema::Request>(), answers);
    if (result.ok()) return answers.at(0).getNote().getState();
    REQUIRE(result.error().code == Errc::not_found);
    return "not there";
  }

  static void check_settled(const store::LogState& written, const store::LogState& held) {
    CHECK(written.size == held.size);
    CHECK(written.root == held.root);
    CHECK((written.size == 0 || written.head == held.head));
    const auto cosigned = [](const store::LogState& log) { return log.cosignature ? log.cosignature->checkpoint.size : 0; };
    CHECK(cosigned(written) == cosigned(held));
  }

  SeededRandom chance_;
  TwoPeople two_;
  Deeds deeds_;
};

}  // namespace

TEST_CASE("vaults that are dropped in the middle of a sync and opened again lose nothing, level, verify and agree") {
  for (const std::uint64_t seed : sim_seeds(15)) {
    CAPTURE(seed);
    VaultsLife(seed).run();
  }
}
