// Two real vaults on disk over a bad link: programs die in the middle of a sync and are opened again. AVOW_SIM_SEEDS=n
// runs n seeds, AVOW_SIM_SEED=s one.
#include <doctest/doctest.h>

#include "sim/deeds.h"
#include "sim/pair.h"
#include "sim/seeds.h"

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
