// Between the ceremony and the confirmation nothing can go out or come in.
#include "unit/app/support.h"

using namespace avow;
using namespace avow::testing;

namespace {

auto dial(const std::string& at) {
  return [at](Request request) { request.initSyncDial().setAt(at); };
}
auto listen() {
  return [](Request request) {
    auto sync = request.initSyncListen();
    sync.setListen("127.0.0.1:0");
    sync.setForSeconds(5);
  };
}
auto confirm() {
  return [](Request request) { request.setPairConfirm(); };
}
std::string stage_of(Person& person) {
  return ask(person, [](Request request) { request.setStatus(); })->result().getStatus().getPairing();
}

pairing::PartnerKeys somebody(std::uint64_t seed) {
  SeededRandom random(seed);
  pairing::PartnerKeys keys;
  for (auto* key : {&keys.static_key, &keys.export_key, &keys.log_key, &keys.witness_key}) random.fill(*key);
  keys.name = "somebody";
  return keys;
}
const noise::FiveWords kWords{"able", "acid", "also", "area", "army"};

}  // namespace

TEST_CASE("no lane opens before the words are confirmed") {
  TwoPeople two(31);
  two.meet();
  CHECK(stage_of(two.a) == "waiting-for-confirmation");
  CHECK(two.a.vault().check_may_write().error().code == Errc::not_paired);
  const auto note = two.a.note("still a draft");
  CHECK(two.a.note_state(note) == "draft");
  CHECK(refusal(two.a, [&](Request request) { request.initNoteShare().setId(note); }) == Errc::not_paired);
  CHECK(refusal(two.a, dial("127.0.0.1:1")) == Errc::unreachable);
  CHECK(refusal(two.a, listen()) == Errc::unreachable);
  CHECK(two.a.vault().append(log::Lane::notes, {}).error().code == Errc::not_paired);
}

TEST_CASE("each opens its own lanes") {
  TwoPeople two(32);
  two.meet();
  CHECK(ask(two.a, confirm())->result().getConfirmed().getConfirmed());
  CHECK(stage_of(two.a) == "confirmed");
  CHECK(stage_of(two.b) == "waiting-for-confirmation");
  const auto note = two.a.note("for later");
  CHECK(two.a.note_state(note) == "shared");
  CHECK(refusal(two.b, dial("127.0.0.1:1")) == Errc::unreachable);
  ask(two.b, confirm());
  REQUIRE(two.sync().ok());
  CHECK(two.b.note_state(note) == "shared");
  ask(two.a, confirm());  // once more changes nothing
}

TEST_CASE("without a partner there is nothing to confirm and nobody to sync with") {
  TwoPeople two(33);
  CHECK(refusal(two.a, confirm()) == Errc::not_paired);
  CHECK(refusal(two.a, dial("127.0.0.1:1")) == Errc::not_paired);
  CHECK(refusal(two.a, [](Request request) { request.setPairWords(); }) == Errc::not_paired);
  CHECK(refusal(two.a, [](Request request) { request.setWords(); }) == Errc::not_paired);
}

TEST_CASE("a confirmed pairing cannot be replaced") {
  TwoPeople two(34);
  two.pair();
  const auto root = crypto::Key::random(two.a.random);
  CHECK(two.a.vault().persist_partner(somebody(1), root, Hash{1}).error().code == Errc::refused);
  CHECK(refusal(two.a, [](Request request) {
          auto invite = request.initPairInvite();
          invite.setListen("127.0.0.1:0");
          invite.setForSeconds(5);
        }) == Errc::refused);
  CHECK(refusal(two.a, [](Request request) { request.initPairJoin().setLink("anything"); }) == Errc::refused);
  CHECK(two.a.vault().keys().partner()->keys.name == "ben");
}

TEST_CASE("a waiting pairing is replaced by another link, not by another person over the same one") {
  TwoPeople two(35);
  auto& vault = two.a.vault();
  const auto root = crypto::Key::random(two.a.random);
  const Hash link{1};
  REQUIRE(vault.persist_partner(somebody(1), root, link).ok());
  REQUIRE(vault.persist_pairing_words(kWords).ok());
  CHECK(vault.persist_partner(somebody(2), root, link).error().code == Errc::refused);
  CHECK(vault.persist_partner(somebody(1), root, link).ok());
  CHECK(vault.persist_partner(somebody(2), root, Hash{2}).ok());
  CHECK(vault.keys().partner()->keys == somebody(2));
}

TEST_CASE("the words of an older ceremony never stand beside newer keys") {
  TwoPeople two(36);
  auto& vault = two.a.vault();
  const auto root = crypto::Key::random(two.a.random);
  REQUIRE(vault.persist_partner(somebody(1), root, Hash{1}).ok());
  REQUIRE(vault.persist_pairing_words(kWords).ok());
  REQUIRE(vault.persist_partner(somebody(2), root, Hash{2}).ok());  // … and the machine stops here
  two.a.close();
  two.a.open();
  CHECK(refusal(two.a, [](Request request) { request.setPairWords(); }) == Errc::not_paired);
  CHECK(refusal(two.a, confirm()) == Errc::refused);
  CHECK(stage_of(two.a) == "waiting-for-confirmation");
  CHECK(two.a.verified());
}

TEST_CASE("the open invite survives closing, dies when it expires and when the pairing is confirmed") {
  TwoPeople two(37);
  const auto own = two.a.vault().own_identity();
  const auto invite = pairing::new_invite(pairing::identity_hash(own.keys), {"127.0.0.1:1"},
                                          two.clock.now() + std::chrono::minutes(2), two.a.random);
  REQUIRE(invite.ok());
  REQUIRE(two.a.vault().keep_invite(*invite).ok());
  two.a.close();
  two.a.open();
  const auto open = two.a.vault().open_invite(two.clock.now());
  REQUIRE(open.ok());
  REQUIRE(open->has_value());
  CHECK(equal((*open)->psk.view(), invite->psk.view()));
  CHECK_FALSE((*two.a.vault().open_invite(two.clock.now() + std::chrono::minutes(3))).has_value());
  two.pair();
  CHECK_FALSE((*two.a.vault().open_invite(two.clock.now())).has_value());
}

TEST_CASE("a nonce is answered once, also after closing") {
  TwoPeople two(38);
  const auto nonce = two.a.random.bytes<noise::kKnockNonceBytes>();
  CHECK(*two.a.vault().remember_pairing_nonce(nonce));
  CHECK_FALSE(*two.a.vault().remember_pairing_nonce(nonce));
  CHECK(*two.a.vault().remember_nonce(nonce));
  two.a.close();
  two.a.open();
  CHECK_FALSE(*two.a.vault().remember_pairing_nonce(nonce));
  CHECK_FALSE(*two.a.vault().remember_nonce(nonce));
}
