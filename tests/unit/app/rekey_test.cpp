// New keys for both: nothing changes before each has confirmed and shown to hold them, then the old ones are gone for good,
// and all that was written with them stays readable, provable and counted.
#include "app/keyring.h"
#include "base/limits.h"
#include "unit/app/support.h"

using namespace avow;
using namespace avow::testing;

namespace {


struct Renewed : TwoPeople {
  explicit Renewed(std::uint64_t seed) : TwoPeople(seed) { pair(); }
  void level() {
    const auto synced = sync();
    REQUIRE_MESSAGE(synced.ok(), (synced.ok() ? std::string() : said(synced.error())));
    CHECK(synced->level);
    CHECK(synced->words.has_value());
  }
  void confirm() {
    REQUIRE(a.vault().confirm_renewal().ok());
    REQUIRE(b.vault().confirm_renewal().ok());
  }
  void reopen() {
    for (Person* person : {&a, &b}) {
      person->close();
      person->open();
    }
  }
  void both_hold(const std::vector<std::string>& texts) {
    for (Person* person : {&a, &b}) {
      CHECK(note_texts(*person) == texts);
      CHECK(person->verified());
    }
  }
};

}  // namespace

TEST_CASE("renewed keys: nothing changes before both have confirmed, then all that was written stays and the old keys say nothing") {
  Renewed two(901);
  two.a.note("before, of ana");
  two.b.note("before, of ben");
  const std::string promise = two.a.offer("I water the plants");
  two.level();
  const bool first = two.a.vault().keys().me_first();
  const auto old_static = two.a.vault().keys().static_key().public_key;

  two.renew();
  two.reopen();
  two.level();
  CHECK(two.a.vault().keys().epoch() == 0);
  REQUIRE(two.a.vault().confirm_renewal().ok());
  CHECK(two.a.vault().keys().next_pair() != nullptr);
  CHECK(two.b.vault().keys().next_pair() == nullptr);
  two.level();  // ben has not confirmed: the old ones go on
  CHECK(two.a.vault().keys().epoch() == 0);
  REQUIRE(two.b.vault().confirm_renewal().ok());
  two.reopen();

  two.a.note("written while it waits");
  two.level();
  for (Person* person : {&two.a, &two.b}) {
    CHECK(person->vault().keys().epoch() == 1);
    CHECK(person->vault().keys().renewal() == nullptr);
    CHECK(person->vault().keys().next_pair() == nullptr);
    CHECK_FALSE(person->vault().read_only());
  }
  CHECK(two.a.vault().keys().static_key().public_key != old_static);
  CHECK(two.a.vault().keys().me_first() == first);
  CHECK(two.b.vault().keys().me_first() != first);
  two.both_hold({"before, of ana", "before, of ben", "written while it waits"});
  CHECK(two.b.promise_state(promise) == two.a.promise_state(promise));

  two.reopen();
  two.a.note("after, of ana");
  two.b.note("after, of ben");
  CHECK(two.b.act("accept", promise) == "active");
  two.level();
  two.level();
  two.reopen();
  two.both_hold({"after, of ana", "after, of ben", "before, of ana", "before, of ben", "written while it waits"});
  CHECK(two.a.promise_state(promise) == "active");
  CHECK(two.a.vault().undelivered() == 0);
}

TEST_CASE("renewed keys: a copy from before can speak for nobody, and what it writes reaches nobody") {
  Renewed two(902);
  two.a.note("before");
  two.level();
  two.a.close();
  copy_folder(two.a.place().vault, two.folder.path() / "copy");
  two.a.open();
  two.renew();
  two.confirm();
  two.level();
  two.a.note("after");
  two.level();
  const std::vector<std::string> all{"after", "before"};
  two.both_hold(all);

  two.a.close();
  copy_folder(two.a.place().vault, two.folder.path() / "true");
  copy_folder(two.folder.path() / "copy", two.a.place().vault);
  std::filesystem::remove_all(two.a.place().state_home);
  two.a.open();
  two.a.note("by the thief");
  CHECK_FALSE(two.sync().ok());
  CHECK(note_texts(two.b) == all);
  CHECK(two.b.verified());

  two.a.close();
  copy_folder(two.folder.path() / "true", two.a.place().vault);
  std::filesystem::remove_all(two.a.place().state_home);
  two.a.open();
  two.level();
  two.both_hold(all);
}

TEST_CASE("renewed keys that are dropped leave no trace, and one side's confirmation alone holds nothing up") {
  Renewed two(903);
  two.a.note("one");
  two.renew();
  REQUIRE(two.a.vault().confirm_renewal().ok());
  REQUIRE(two.b.vault().drop_renewal().ok());
  two.level();
  CHECK(two.b.vault().keys().renewal() == nullptr);
  REQUIRE(two.a.vault().drop_renewal().ok());
  two.reopen();
  CHECK(two.a.vault().keys().renewal() == nullptr);
  CHECK(two.a.vault().keys().next_pair() == nullptr);
  two.level();
  two.both_hold({"one"});
}

TEST_CASE("renewed keys: whoever was cut off in the middle takes them with the next call, whoever calls") {
  for (const bool caller_first : {true, false}) {
    Renewed two(caller_first ? 904 : 905);
    two.a.note("one");
    two.b.note("two");
    two.level();
    two.renew();
    two.confirm();
    // The one has seen that the other holds them, and the line breaks before the other sees it.
    Person& one = caller_first ? two.a : two.b;
    REQUIRE(one.vault().partner_holds(*one.vault().keys().next_pair()).ok());
    CHECK(one.vault().keys().epoch() == 1);
    two.reopen();
    one.note("three");
    const auto synced = caller_first ? two.sync_with(two.a.vault().keys().pair()) : two.sync_with(*two.a.vault().keys().next_pair());
    REQUIRE_MESSAGE(synced.ok(), (synced.ok() ? std::string() : said(synced.error())));
    CHECK(two.a.vault().keys().epoch() == 1);
    CHECK(two.b.vault().keys().epoch() == 1);
    two.level();
    two.both_hold({"one", "three", "two"});
  }
}

TEST_CASE("keys are renewed again and again, with epochs in between, and everything stays provable") {
  Renewed two(906);
  std::vector<std::string> all;
  for (int i = 0; i < 4; ++i) {
    all.push_back("note " + std::to_string(i));
    (i % 2 == 0 ? two.a : two.b).note(all.back());
    two.level();
    two.renew();
    two.confirm();
    two.level();
  }
  CHECK(two.a.vault().keys().epoch() == 4);
  two.reopen();
  two.both_hold(all);
  two.a.note("note 4");
  two.level();
  all.push_back("note 4");
  two.both_hold(all);
}

TEST_CASE("keys were renewed: leaving keeps what verifies, and nothing that reaches anybody") {
  Renewed two(907);
  two.a.note("before");
  two.level();
  two.renew();
  two.confirm();
  two.level();
  two.a.note("after");
  two.level();
  two.renew();  // another one under way
  REQUIRE(two.a.vault().leave().ok());
  CHECK(two.a.vault().keys().renewal() == nullptr);
  two.a.close();
  two.a.open();
  CHECK(two.a.verified());
  CHECK(note_texts(two.a) == std::vector<std::string>{"after", "before"});
  CHECK(two.a.vault().keys().renewal() == nullptr);
}

TEST_CASE("a vault that is only read makes new keys too: they are the way out when somebody with a copy keeps it from writing") {
  Renewed two(908);
  two.a.note("one");
  two.level();
  two.a.close();
  copy_folder(two.a.place().vault, two.folder.path() / "copy");
  two.a.open();
  two.a.note("two");
  two.level();
  REQUIRE(two.a.vault().write_high_water().ok());
  two.a.close();
  copy_folder(two.folder.path() / "copy", two.a.place().vault);
  two.a.open();
  REQUIRE(two.a.vault().read_only());
  REQUIRE(two.a.vault().check_may_renew().ok());
  two.renew();
  two.confirm();
  two.reopen();
  two.level();
  CHECK(two.a.vault().read_only());
  CHECK(two.b.vault().keys().epoch() == 1);
  REQUIRE(two.a.vault().say_mine({two.a.vault().set_apart().front().id}).ok());
  REQUIRE(two.a.vault().start_epoch(false).ok());
  two.a.note("three");
  two.level();
  two.reopen();
  two.both_hold({"one", "three", "two"});
}

TEST_CASE("a copy from the time when new keys waited still reaches the partner, has all back, and goes on") {
  Renewed two(909);
  two.a.note("one");
  two.level();
  two.renew();
  two.confirm();
  two.a.close();
  copy_folder(two.a.place().vault, two.folder.path() / "copy");
  two.a.open();
  two.level();
  two.a.note("two");
  two.level();
  REQUIRE(two.a.vault().write_high_water().ok());
  two.a.close();
  copy_folder(two.folder.path() / "copy", two.a.place().vault);
  two.a.open();
  REQUIRE(two.a.vault().read_only());
  const auto synced = two.sync_with(*two.a.vault().keys().next_pair());
  REQUIRE_MESSAGE(synced.ok(), (synced.ok() ? std::string() : said(synced.error())));
  CHECK(two.a.vault().keys().next_pair() == nullptr);
  two.a.close();
  two.a.open();
  std::vector<RecordId> waiting;
  for (const auto& one : two.a.vault().set_apart()) waiting.push_back(one.id);
  REQUIRE(waiting.size() == 1);
  REQUIRE(two.a.vault().say_mine(waiting).ok());
  REQUIRE(two.a.vault().start_epoch(false).ok());
  two.a.note("three");
  two.level();
  two.a.close();
  two.a.open();
  two.both_hold({"one", "three", "two"});
}

TEST_CASE("after the switch nothing answers to the old keys: neither a session that began before nor a port that waited") {
  Renewed two(910);
  two.a.note("one");
  two.level();
  const sync::Pair& old_of_a = two.a.vault().keys().pair();
  const sync::Pair& old_of_b = two.b.vault().keys().pair();
  const Now now = two.clock.both();
  two.renew();
  two.confirm();
  auto dialer = sync::Session::open(old_of_a, two.a.vault(), two.a.vault(), two.a.random, noise::Role::initiator, now);
  auto waiting = sync::Session::open(old_of_b, two.b.vault(), two.b.vault(), two.b.random, noise::Role::responder, now);
  auto begun_dialer = sync::Session::open(old_of_a, two.a.vault(), two.a.vault(), two.a.random, noise::Role::initiator, now);
  auto begun = sync::Session::open(old_of_b, two.b.vault(), two.b.vault(), two.b.random, noise::Role::responder, now);
  REQUIRE((*begun)->receive(to_bytes((*begun_dialer)->pending_output()), now).ok());
  CHECK_FALSE((*begun)->pending_output().empty());
  two.level();
  CHECK(two.b.vault().keys().epoch() == 1);
  CHECK_FALSE(two.b.vault().uses(old_of_b));
  CHECK_FALSE((*waiting)->receive(to_bytes((*dialer)->pending_output()), now).ok());
  CHECK((*waiting)->pending_output().empty());
  CHECK(two.b.vault().partner_holds(old_of_b).error().code == Errc::closed);
}

TEST_CASE("once a knock with the new keys was answered they cannot be dropped or replaced, only taken") {
  Renewed two(911);
  two.a.note("one");
  two.level();
  two.renew();
  two.confirm();
  REQUIRE(two.a.vault().partner_holds(*two.a.vault().keys().next_pair()).ok());
  REQUIRE(two.b.vault().answering(*two.b.vault().keys().next_pair()).ok());
  two.reopen();
  CHECK(two.b.vault().drop_renewal().error().code == Errc::refused);
  CHECK(two.b.vault().check_may_renew().error().code == Errc::refused);
  REQUIRE(two.sync_with(two.a.vault().keys().pair()).ok());
  CHECK(two.b.vault().keys().epoch() == 1);
  two.level();
  two.both_hold({"one"});
}

TEST_CASE("an answer to the renewed keys that never came: when the partner goes on with the old ones, so can I") {
  TwoPeople two(771);
  two.pair();
  two.renew();
  REQUIRE(two.a.vault().confirm_renewal().ok());
  REQUIRE(two.b.vault().confirm_renewal().ok());
  // b answers a knock that was made with them, and the line is cut before the answer is there.
  REQUIRE(two.b.vault().answering(*two.b.vault().keys().next_pair()).ok());
  REQUIRE(two.b.vault().drop_renewal().error().code == Errc::refused);
  REQUIRE(two.a.vault().drop_renewal().ok());
  REQUIRE(two.sync_with(two.a.vault().keys().pair()).ok());
  CHECK_MESSAGE(two.b.vault().drop_renewal().error().code == Errc::refused, "that conversation may have begun before the answer");
  two.clock.advance(std::chrono::seconds(11));
  REQUIRE(two.sync_with(two.a.vault().keys().pair()).ok());
  CHECK(two.b.vault().drop_renewal().ok());
  two.a.note("all goes on");
  CHECK(two.sync()->level);
}
