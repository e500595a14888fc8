#include "pairing/ceremony.h"

#include <doctest/doctest.h>

#include "base/limits.h"
#include "noise/knock.h"
#include "unit/pairing/two_people.h"

using namespace avow;
using namespace avow::pairing;
using namespace avow::testing;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

struct Two {
  Person bea{1, "Bea"};    // joins
  Person ann{2, "Ann"};    // invited
  Invite link = ann.make_invite();
  Meeting meet() { return Meeting(bea.join(link), ann.invite(link)); }
};

}  // namespace

TEST_CASE("two people pair: same root, same words, each other's keys") {
  Two two;
  Meeting meeting = two.meet();
  meeting.run();
  CHECK(meeting.finished());
  CHECK(paired(two.bea, two.ann));
  CHECK(*two.bea.store.partner == two.ann.own.keys);
  CHECK(*two.ann.store.partner == two.bea.own.keys);
  for (const End* end : {&meeting.joiner, &meeting.inviter}) {
    CHECK_FALSE(end->error);
    REQUIRE(end->events.size() == 4);
    CHECK(std::holds_alternative<PartnerSeen>(end->events[0]));
    CHECK(std::holds_alternative<PartnerPersisted>(end->events[1]));
    CHECK(std::holds_alternative<WordsReady>(end->events[2]));
    CHECK(std::holds_alternative<Finished>(end->events[3]));
    CHECK(end->find<WordsReady>()->words == *two.ann.store.words);
    CHECK_FALSE(end->ceremony->next_timeout().has_value());
    CHECK(end->ceremony->handle_timeout(kStart + std::chrono::hours(1)).ok());
  }
  CHECK(meeting.joiner.find<WordsReady>()->partner_name == "Ann");
  CHECK(meeting.inviter.find<WordsReady>()->partner_name == "Bea");
}

TEST_CASE("the wire shows a knock, two equal messages and whole flights, whatever the names") {
  for (const std::string name : {"", "a", "a much longer name than the one before, with sixty-four bytes"}) {
    Two two;
    two.bea.own.keys.name = name;
    Meeting meeting = two.meet();
    meeting.run();
    CHECK(meeting.finished());
    CHECK(meeting.joiner.sent == noise::kKnockBytes + kHandshakeMessageBytes + 2 * limits::kFlightBytesMin);
    CHECK(meeting.inviter.sent == kHandshakeMessageBytes + 2 * limits::kFlightBytesMin);
  }
}

TEST_CASE("any slicing of the bytes gives the same pairing, and the rules hold after every byte") {
  for (const std::size_t slice : {1U, 2U, 71U, 72U, 73U, 4095U, 4097U, 20'000U}) {
    Two two;
    Meeting meeting = two.meet();
    bool always = true;
    meeting.run({.slice = slice, .after_each = [&] { always = always && rules_hold(two.bea, two.ann); }});
    CAPTURE(slice);
    CHECK(always);
    CHECK(meeting.finished());
    CHECK(paired(two.bea, two.ann));
    CHECK(meeting.joiner.events.size() == 4);
  }
}

TEST_CASE("no static key and no name crosses the wire in clear") {
  Two two;
  Meeting meeting = two.meet();
  Bytes seen;
  meeting.run({.tamper = [&](bool, std::size_t, Bytes& bytes) { append(seen, bytes); }});
  const auto visible = [&](ByteView what) {
    return std::search(seen.begin(), seen.end(), what.begin(), what.end()) != seen.end();
  };
  for (const Person* person : {&two.bea, &two.ann}) {
    const PartnerKeys& keys = person->own.keys;
    for (const auto& key : {keys.static_key, keys.export_key, keys.log_key, keys.witness_key}) CHECK_FALSE(visible(key));
    CHECK_FALSE(visible(bytes_of(keys.addresses.front())));
    CHECK_FALSE(visible(bytes_of(keys.name)));
  }
}

TEST_CASE("a listener knows a pairing knock before it builds anything") {
  Two two;
  const crypto::Key key = pairing_knock_key(two.link.psk);
  const auto joiner = two.bea.join(two.link);
  const Bytes knock = to_bytes(joiner->pending_output());
  REQUIRE(knock.size() == noise::kKnockBytes);
  CHECK(is_pairing_knock(key, knock));
  CHECK_FALSE(is_pairing_knock(key, ByteView(knock).first(knock.size() - 1)));
  Bytes longer = knock;
  longer.push_back(0);
  CHECK_FALSE(is_pairing_knock(key, longer));
  CHECK_FALSE(is_pairing_knock(pairing_knock_key(two.ann.make_invite().psk), knock));
  for (std::size_t i = 0; i < knock.size(); ++i) {
    Bytes changed = knock;
    changed[i] ^= 0x40;
    CHECK_FALSE(is_pairing_knock(key, changed));
  }
}

TEST_CASE("a joiner gives up on a silent inviter after the handshake's time") {
  Two two;
  const auto joiner = two.bea.join(two.link);
  const TimePoint deadline = kStart + limits::kHandshakeTimeout;
  CHECK(joiner->next_timeout() == deadline);
  CHECK(joiner->handle_timeout(deadline - milliseconds(1)).ok());
  CHECK(joiner->handle_timeout(deadline).error().code == Errc::timed_out);
  CHECK_FALSE(joiner->next_timeout().has_value());
  CHECK(joiner->handle_timeout(deadline).ok());
  CHECK(joiner->pending_output().empty());
  CHECK(joiner->receive(Bytes(10), deadline).error().code == Errc::closed);
}

TEST_CASE("an inviter waits for a knock, a handshake and the words, each its time") {
  Two two;
  Meeting meeting = two.meet();
  CHECK(meeting.inviter.ceremony->next_timeout() == kStart + seconds(5));
  meeting.run({.joiner_cut = noise::kKnockBytes}, kStart + seconds(4));
  CHECK(meeting.inviter.ceremony->next_timeout() == kStart + seconds(4) + limits::kHandshakeTimeout);
  meeting.run({.joiner_cut = noise::kKnockBytes + kHandshakeMessageBytes}, kStart + seconds(6));
  const TimePoint deadline = kStart + seconds(6) + limits::kPairingWordsTimeout;
  CHECK(meeting.inviter.ceremony->next_timeout() == deadline);
  CHECK(two.ann.store.partner.has_value());
  CHECK(meeting.inviter.ceremony->handle_timeout(deadline - milliseconds(1)).ok());
  SUBCASE("the timer fires") { CHECK(meeting.inviter.ceremony->handle_timeout(deadline).error().code == Errc::timed_out); }
  SUBCASE("bytes come first, too late") {
    CHECK(meeting.inviter.ceremony->receive(Bytes(1), deadline).error().code == Errc::timed_out);
  }
  CHECK_FALSE(two.ann.store.words.has_value());
}

TEST_CASE("an expired link is refused on both sides, and a late knock hears nothing") {
  Two two;
  CHECK(Ceremony::join(two.bea.parts(two.link), kStart, kExpiry).error().code == Errc::refused);
  CHECK(Ceremony::join(two.bea.parts(two.link), kStart, kExpiry - milliseconds(1)).ok());
  CHECK(Ceremony::invite(two.ann.parts(two.link), kStart, kExpiry, kStart).error().code == Errc::refused);
  auto inviter = Ceremony::invite(two.ann.parts(two.link), kStart, kExpiry - seconds(2), kStart + seconds(5));
  REQUIRE(inviter.ok());
  Meeting meeting(two.bea.join(two.link), std::move(inviter).value());
  meeting.run({}, kStart + seconds(2));
  CHECK(meeting.inviter.ceremony->pending_output().empty());
  CHECK(two.ann.store.nonces.empty());
}

TEST_CASE("one's own link, a link for other keys and an unsound identity are refused at the start") {
  Two two;
  CHECK(Ceremony::join(two.ann.parts(two.link), kStart, kWallStart).error().code == Errc::refused);
  CHECK(Ceremony::invite(two.bea.parts(two.link), kStart, kWallStart, kStart).error().code == Errc::refused);
  two.bea.own.keys.name = std::string(limits::kNameBytesMax, 'n');
  CHECK(Ceremony::join(two.bea.parts(two.link), kStart, kWallStart).ok());
  two.bea.own.keys.name += 'n';
  CHECK(Ceremony::join(two.bea.parts(two.link), kStart, kWallStart).error().code == Errc::usage);
}

TEST_CASE("the same joiner may come back with the same link and gets a fresh root, nobody else may") {
  Two two;
  Meeting first = two.meet();
  first.run();
  const Bytes old_root = two.ann.store.root;
  const auto old_words = two.ann.store.words;
  Meeting again = two.meet();
  again.run();
  CHECK(again.finished());
  CHECK(paired(two.bea, two.ann));
  CHECK(two.ann.store.root != old_root);
  CHECK(two.ann.store.words != old_words);

  Person carol(9, "Carol");
  const Bytes root = two.ann.store.root;
  Meeting third(carol.join(two.link), two.ann.invite(two.link));
  third.run();
  CHECK(third.inviter.error->code == Errc::refused);
  CHECK(third.inviter.sent == kHandshakeMessageBytes);
  CHECK_FALSE(carol.store.partner.has_value());
  CHECK(two.ann.store.root == root);
  CHECK(*two.ann.store.partner == two.bea.own.keys);
}

TEST_CASE("two who renew their keys need no link, only each other: by the export key that each knows") {
  const auto meet = [](Person& bea, Person& ann, const crypto::PublicKey& beas_known, const crypto::PublicKey& anns_known) {
    const Invite secret{crypto::Key::random(bea.random), {}, {}, kExpiry};
    CeremonyParts of_bea = bea.parts(secret);
    of_bea.known_partner = beas_known;
    CeremonyParts of_ann = ann.parts(secret);
    of_ann.known_partner = anns_known;
    auto joiner = Ceremony::join(of_bea, kStart, kWallStart);
    auto inviter = Ceremony::invite(of_ann, kStart, kWallStart, kStart + seconds(5));
    REQUIRE(joiner.ok());
    REQUIRE(inviter.ok());
    Meeting meeting(std::move(*joiner), std::move(*inviter));
    meeting.run();
    return meeting.finished();
  };
  Person bea(1, "Bea");
  Person ann(2, "Ann");
  CHECK(meet(bea, ann, ann.own.keys.export_key, bea.own.keys.export_key));
  CHECK(paired(bea, ann));
  // Somebody else who has learned the secret, on either side: nothing is stored by the one who finds out.
  for (const bool joins : {true, false}) {
    Person other_bea(3, "Bea");
    Person other_ann(4, "Ann");
    const auto nobody = Person(5, "Eve").own.keys.export_key;
    const auto& beas = joins ? other_ann.own.keys.export_key : nobody;
    const auto& anns = joins ? nobody : other_bea.own.keys.export_key;
    CHECK_FALSE(meet(other_bea, other_ann, beas, anns));
    CHECK_FALSE((joins ? other_ann : other_bea).store.partner.has_value());
    CHECK_FALSE(other_bea.store.words.has_value());
    CHECK_FALSE(other_ann.store.words.has_value());
  }
}
