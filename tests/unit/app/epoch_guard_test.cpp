// What somebody with a copy of a vault, or a partner who has two certificates, can do with epochs: never more than a new epoch,
// or new keys, brings to an end.
#include "base/limits.h"
#include "base/text_epoch.h"
#include "unit/app/restored_support.h"
#include "unit/app/taking_back_support.h"

using namespace avow;
using namespace avow::testing;

namespace {

std::string next(Person& person) { return ask(person, [](Request request) { request.setStatus(); })->result().getStatus().getNext(); }
std::string why(Person& person) { return ask(person, [](Request request) { request.setStatus(); })->result().getStatus().getWhy(); }

// Of that epoch of `author`, with keys that nobody else has.
log::Certificate certificate_of(Person& author, unsigned epoch, std::uint64_t seed) {
  SeededRandom random(seed);
  const auto log_key = crypto::new_signing_key(random).public_key;
  const auto witness_key = crypto::new_signing_key(random).public_key;
  return log::certify(author.vault().keys().pen(), {static_cast<std::uint16_t>(epoch), log_key, witness_key}, {});
}
log::Certificate certificate_held(Person& author, std::uint16_t epoch) {
  return *log::decode_certificate(author.vault().keys().find_epoch(log::Author::me, epoch)->certificate);
}
Errc found(Person& person, log::Author by, const log::Certificate& certificate) {
  const auto result = person.vault().found_epoch(by, certificate);
  return result.ok() ? Errc::interrupted : result.error().code;
}
constexpr Errc kTaken = Errc::interrupted;  // which nobody says here

// a has a copy "old"; then a begins an epoch, as whoever was restored does.
struct Epochs : Story {
  explicit Epochs(std::uint64_t seed) : Story(seed) {
    a.note("1");
    level();
  }
  // a is put back to `from`, learns so from its mark, and goes on without its partner.
  void restore_and_begin(const std::string& from) {
    REQUIRE(a.vault().write_high_water().ok());
    a.note("lost");
    REQUIRE(a.vault().write_high_water().ok());
    put_back(a, from, true);
    REQUIRE(a.vault().read_only());
    ask(a, begin_epoch(true));
  }
  // a is in epoch 2; of its closed epoch 1 the partner held something, was put back to before, and holds `notes` under the keys
  // with which somebody who has an older copy of a began epoch 1 too.
  void hold_other_keys(const Texts& notes) {
    copy(b, "b before");
    copy(a, "old");
    restore_and_begin("old");
    a.note("2 first epoch 1");
    level();
    copy(a, "first");
    put_back(b, "b before");
    restore_and_begin("old");
    for (const auto& note : notes) a.note(note);
    level();
    put_back(a, "first");
    REQUIRE(a.vault().write_high_water().ok());
    copy(a, "again");
    restore_and_begin("again");
  }
};

}  // namespace

TEST_CASE("an epoch is taken only behind the one before it: a thief cannot jump to the last one that there can be") {
  Epochs two(1401);
  for (const std::uint16_t epoch : {std::uint16_t{2}, std::uint16_t{63}, limits::kEpochMax}) {
    CHECK(found(two.b, log::Author::partner, certificate_of(two.a, epoch, epoch)) == Errc::malformed);
    CHECK(found(two.a, log::Author::me, certificate_of(two.a, epoch, epoch)) == Errc::malformed);
  }
  CHECK_FALSE(two.a.vault().read_only());
  CHECK(found(two.b, log::Author::partner, certificate_of(two.a, 1, 1)) == kTaken);
  CHECK(found(two.b, log::Author::partner, certificate_of(two.a, 1, 2)) == Errc::refused);
  CHECK(found(two.b, log::Author::partner, certificate_of(two.a, 2, 2)) == kTaken);
}

TEST_CASE("a thief begins as many epochs as the partner takes: new keys, made in a vault that is only read, end it") {
  Epochs two(1402);
  REQUIRE(two.a.vault().write_high_water().ok());
  unsigned epoch = 0;
  while (found(two.b, log::Author::partner, certificate_of(two.a, epoch + 1, epoch + 1)) == kTaken) ++epoch;
  CHECK(epoch == limits::kEpochsTakenMax);
  CHECK(found(two.b, log::Author::partner, certificate_of(two.a, epoch + 1, 7)) == Errc::too_large);
  CHECK(limits::kEpochsBegunMax < limits::kEpochsTakenMax);
  two.level();
  REQUIRE(two.a.vault().read_only());
  CHECK(next(two.a) == text::kEpochRekeyFirstHint);
  const auto refused = try_ask(two.a, begin_epoch());
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == Errc::refused);
  CHECK(refused.error().context == text::kEpochRekeyFirst);
  // What status says is what works.
  REQUIRE(two.a.vault().check_may_renew().ok());
  two.renew();
  CHECK(next(two.a) == text::kNextRenewal);
  REQUIRE(two.a.vault().confirm_renewal().ok());
  CHECK(next(two.a) == text::kNextRenewalSync);
  REQUIRE(two.b.vault().confirm_renewal().ok());
  two.level();
  two.a.close();
  two.a.open();
  CHECK(two.a.vault().read_only());
  CHECK(next(two.a) == text::kNextEpoch);
  CHECK(ask(two.a, begin_epoch())->result().getEpochStarted().getEpoch() == limits::kEpochsTakenMax + 1U);
  two.a.note("2");
  two.level();
  two.both_hold({"1", "2"});
  // … and as many can begin again.
  CHECK(two.a.vault().keys().may_begin_epoch());
}

TEST_CASE("keys that were renewed in a vault that is only read end the alarm, too") {
  Epochs two(1403);
  REQUIRE(two.a.vault().write_high_water().ok());
  two.copy(two.a, "mine");
  two.a.note("forged");
  two.level();
  two.put_back(two.a, "mine");
  REQUIRE(two.a.vault().write_high_water().ok());
  two.level();
  ask(two.a, say(false));
  CHECK(why(two.a) == text::kKeyAlarm);
  two.renew();
  REQUIRE(two.a.vault().confirm_renewal().ok());
  REQUIRE(two.b.vault().confirm_renewal().ok());
  two.level();
  ask(two.a, begin_epoch());
  CHECK(why(two.a).empty());
  two.level();
  two.both_hold({"1"});
}

TEST_CASE("a partner with two certificates of one epoch of mine can show now this one, now that one: mine is cut once at most") {
  Epochs two(1404);
  two.copy(two.a, "old");
  two.restore_and_begin("old");
  two.a.note("2 in epoch 1");
  REQUIRE(two.a.vault().publish_heads().ok());
  const auto first = certificate_held(two.a, 1);
  const auto second = certificate_of(two.a, 1, 9);
  CHECK(found(two.a, log::Author::me, second) == kTaken);
  REQUIRE(two.a.vault().read_only());
  CHECK(apart(two.a) == Texts{"2 in epoch 1: other_branch"});
  const auto branches = two.a.vault().other_branches()->size();
  for (const auto* one : {&first, &second, &first}) {
    CHECK(found(two.a, log::Author::me, *one) == (one == &second ? kTaken : Errc::refused));
    CHECK(two.a.vault().keys().find_epoch(log::Author::me, 1)->certificate == log::encode(second));
  }
  CHECK(two.a.vault().other_branches()->size() == branches);
  CHECK(two.a.vault().read_only());
  two.a.close();
  two.a.open();
  CHECK(found(two.a, log::Author::me, first) == Errc::refused);
  ask(two.a, begin_epoch(true));
  two.a.note("3 in epoch 2");
  CHECK(two.a.vault().keys().epoch() == 2);
  CHECK(found(two.a, log::Author::me, first) == Errc::refused);  // of a closed epoch it is not even a reason to stop
  CHECK_FALSE(two.a.vault().read_only());
}

TEST_CASE("a closed epoch of which the partner held something never gives way to other keys for it, and sync goes on") {
  Epochs two(1405);
  two.hold_other_keys({"3 second epoch 1"});
  CHECK(two.a.vault().keys().epoch() == 2);
  two.a.note("4 epoch 2");
  for (int i = 0; i < 2; ++i) {
    two.level();
    CHECK_FALSE(two.a.vault().read_only());
    CHECK(note_texts(two.a) == Texts{"1", "2 first epoch 1", "4 epoch 2"});
    CHECK(note_texts(two.b) == Texts{"1", "3 second epoch 1", "4 epoch 2"});
  }
  two.b.note("5 of the partner");
  two.level();
  CHECK(two.a.verified());
  CHECK(two.b.verified());
}

TEST_CASE("what a partner holds of an epoch under other keys hinders no sync, however much of it there is") {
  Epochs two(1407);
  two.hold_other_keys(Texts(60, std::string(12'000, 's')));  // more than is under way at a time
  two.a.note("4 epoch 2");
  for (int i = 0; i < 2; ++i) {
    const auto done = two.sync();
    REQUIRE(done.ok());
    CHECK(done->received == 0);  // nothing that is only passed over counts
    CHECK_FALSE(two.a.vault().read_only());
  }
  two.b.note("5 of the partner");
  two.level();
  CHECK(note_texts(two.a) == Texts{"1", "2 first epoch 1", "4 epoch 2", "5 of the partner"});
}

TEST_CASE("a word that something is not mine, in an epoch that gave way, is said again in the next") {
  Epochs two(1406);
  REQUIRE(two.a.vault().write_high_water().ok());
  two.copy(two.a, "mine");
  two.a.note("forged");
  two.level();
  two.put_back(two.a, "mine");
  REQUIRE(two.a.vault().write_high_water().ok());
  two.level();
  two.copy(two.a, "read-only");
  ask(two.a, say(false));
  ask(two.a, begin_epoch());
  two.copy(two.a, "denied");
  // The thief is faster with an epoch of that number.
  two.put_back(two.a, "read-only");
  ask(two.a, say(true));
  ask(two.a, begin_epoch());
  two.level();
  CHECK(note_texts(two.b) == Texts{"1", "forged"});
  two.put_back(two.a, "denied");
  two.level();
  REQUIRE(two.a.vault().read_only());
  ask(two.a, begin_epoch());
  two.level();
  two.both_hold({"1"});
}

TEST_CASE("what the author denied takes nothing back at the partner, whichever of the two arrives first") {
  for (const bool denial_first : {false, true}) {
    CAPTURE(denial_first);
    Story two(1407);
    const std::string note = two.a.note("said by ana");
    const std::string promise = two.a.offer("I will really call", "2028-01-01");
    const std::string kept = two.a.offer("taken back by ana herself", "2028-01-01");
    redacted(two.a, kept);
    two.level();
    if (denial_first) ask(two.b, choose("erase-taken-back", "always"));
    REQUIRE(two.a.vault().write_high_water().ok());
    two.copy(two.a, "mine");
    two.copy(two.b, "b before");
    redacted(two.a, promise);
    ask(two.a, withdraw_note(note));
    two.level();
    CHECK(promise_text(two.b, promise).empty());
    two.put_back(two.a, "mine");
    REQUIRE(two.a.vault().write_high_water().ok());
    two.level();
    REQUIRE(two.a.vault().read_only());
    ask(two.a, say(false));
    ask(two.a, begin_epoch());
    if (denial_first) {
      two.put_back(two.b, "b before");
      REQUIRE(two.a.vault().publish_heads().ok());
      REQUIRE(two.b.vault().found_epoch(log::Author::partner, certificate_held(two.a, 1)).ok());
      for (const auto lane : log::kLanes) {
        const log::LogRef mine{lane, log::Author::me, 1};
        const auto* const state = two.a.vault().store().state().find(mine);
        auto entries = two.a.vault().read_entries(mine, 0, state->size);
        REQUIRE(entries.ok());
        REQUIRE(two.b.vault().append_received({{lane, log::Author::partner, 1}, 0, *entries, *state->head, {}}).ok());
      }
    }
    two.level();
    for (int i = 0; i < 2; ++i) {
      CHECK(note_texts(two.b) == Texts{"said by ana"});
      CHECK(text_of_note(two.b, note) == "said by ana");
      CHECK(promise_text(two.b, promise) == "I will really call");
      CHECK(promise_text(two.b, kept).empty());
      CHECK(waiting(two.b) == 0);
      CHECK(two.b.verified());
      two.b.close();
      two.b.open();
    }
    CHECK(promise_text(two.a, promise) == "I will really call");
    CHECK(note_texts(two.a) == Texts{"said by ana"});
  }
}
