// What an active attacker on the wire, a holder of the link and a hostile partner can and cannot do.
#include <doctest/doctest.h>

#include "base/codec.h"
#include "noise/knock.h"
#include "protocol/pairing.capnp.h"
#include "unit/pairing/two_people.h"
#include "wire/message.h"

using namespace avow;
using namespace avow::pairing;
using namespace avow::testing;
using std::chrono::seconds;

namespace {

// A joiner written by hand, that keeps to the handshake and then says whatever the test wants.
class HandmadeJoiner {
 public:
  HandmadeJoiner(Person& person, const Invite& link) : person_(person) {
    const auto nonce = person.random.bytes<noise::kKnockNonceBytes>();
    const Bytes prologue = ByteWriter().fixed(bytes_of("avow/v1 pair")).u16(kPairingVersion).fixed(nonce).take();
    const noise::HandshakeKeys keys{.mine = &person.own.static_key, .theirs = std::nullopt,
                                    .psks = std::span(&link.psk, 1), .prologue = prologue};
    const auto pattern = noise::pattern_of("XXpsk0");
    handshake_.emplace(
        std::move(noise::HandshakeState::start(*pattern, noise::Role::initiator, keys, person.random)).value());
    const Bytes message = *handshake_->write_message({});
    const auto knock = noise::make_knock(pairing_knock_key(link.psk), {nonce, first<48>(message)});
    knock_ = to_bytes(knock);
  }
  const Bytes& knock() const { return knock_; }
  // Message 3 with this payload, after the inviter's message 2.
  Bytes message_3(ByteView message_2, ByteView payload) {
    REQUIRE(handshake_->read_message(message_2).ok());
    Bytes out = *handshake_->write_message(payload);
    hash = handshake_->handshake_hash();
    auto keys = handshake_->split();
    channel.emplace(std::move(keys.send), std::move(keys.receive));
    return out;
  }
  Bytes padded_identity() const {
    const Bytes identity = encode_identity(person_.own.keys);
    Bytes out = ByteWriter().u16(static_cast<std::uint16_t>(identity.size())).fixed(identity).take();
    out.resize(4032);
    return out;
  }
  Bytes flight() {
    channel->finish_flight();
    Bytes out = to_bytes(channel->pending_output());
    channel->output_sent(out.size());
    return out;
  }
  void say(WordsStep step, const ByteArray<32>& value) { channel->queue_message(encode_words_message({step, value})); }

  std::optional<noise::Channel> channel;
  noise::Hash64 hash{};

 private:
  Person& person_;
  std::optional<noise::HandshakeState> handshake_;
  Bytes knock_;
};

Bytes take_output(Ceremony& ceremony) {
  Bytes out = to_bytes(ceremony.pending_output());
  ceremony.output_sent(out.size());
  return out;
}

struct Hostile {
  Person ann{2, "Ann"};
  Person eve{3, "Eve"};
  Invite link = ann.make_invite();
  HandmadeJoiner joiner{eve, link};
  std::unique_ptr<Ceremony> inviter = ann.invite(link);

  Errc after_message_3(ByteView payload) {
    REQUIRE(inviter->receive(joiner.knock(), kStart).ok());
    const auto received = inviter->receive(joiner.message_3(take_output(*inviter), payload), kStart);
    CHECK_FALSE(ann.store.partner.has_value());
    CHECK(inviter->pending_output().empty());
    REQUIRE_FALSE(received.ok());
    return received.error().code;
  }
  void handshake() {
    REQUIRE(inviter->receive(joiner.knock(), kStart).ok());
    REQUIRE(inviter->receive(joiner.message_3(take_output(*inviter), joiner.padded_identity()), kStart).ok());
  }
  Errc after_flight() {
    const auto received = inviter->receive(joiner.flight(), kStart);
    CHECK_FALSE(ann.store.words.has_value());
    CHECK(inviter->pending_output().empty());
    REQUIRE_FALSE(received.ok());
    return received.error().code;
  }
};

}  // namespace

TEST_CASE("who does not hold the link hears nothing, until silence itself would be closed") {
  Person bea(1, "Bea");
  Person ann(2, "Ann");
  const Invite link = ann.make_invite();
  Invite wrong = ann.make_invite();  // another secret
  Meeting meeting(bea.join(wrong), ann.invite(link));
  meeting.run();
  Ceremony& inviter = *meeting.inviter.ceremony;
  CHECK(inviter.pending_output().empty());
  CHECK(meeting.inviter.events.empty());
  CHECK(ann.store.nonces.empty());
  CHECK(inviter.receive(Bytes(100'000, 7), kStart + seconds(1)).ok());
  CHECK(inviter.pending_output().empty());
  CHECK(inviter.next_timeout() == kStart + seconds(5));
  CHECK(inviter.handle_timeout(kStart + seconds(5)).error().code == Errc::timed_out);
  CHECK(meeting.joiner.ceremony->handle_timeout(kStart + seconds(10)).error().code == Errc::timed_out);
}

TEST_CASE("a replayed knock gets no byte, alone or with all that followed it") {
  Person bea(1, "Bea");
  Person ann(2, "Ann");
  const Invite link = ann.make_invite();
  Meeting meeting(bea.join(link), ann.invite(link));
  Bytes said;
  meeting.run({.tamper = [&](bool from_joiner, std::size_t, Bytes& bytes) {
    if (from_joiner) append(said, bytes);
  }});
  REQUIRE(meeting.finished());
  const auto root = ann.store.root;
  for (const std::size_t size : {noise::kKnockBytes, said.size()}) {
    const auto inviter = ann.invite(link);
    CHECK(inviter->receive(ByteView(said).first(size), kStart).ok());
    CHECK(inviter->pending_output().empty());
    CHECK_FALSE(inviter->poll_event().has_value());
    CHECK(inviter->handle_timeout(kStart + seconds(5)).error().code == Errc::timed_out);
  }
  CHECK(ann.store.root == root);
}

TEST_CASE("who holds the link cannot pass for the inviter: the joiner says nothing of its own") {
  Person bea(1, "Bea");
  Person ann(2, "Ann");
  Person eve(3, "Eve");
  const Invite link = ann.make_invite();
  const Invite same_secret{link.psk.copy(), identity_hash(eve.own.keys), {}, link.expires};
  Meeting meeting(bea.join(link), eve.invite(same_secret));
  meeting.run();
  CHECK(meeting.joiner.error->code == Errc::forged);
  CHECK(meeting.joiner.sent == noise::kKnockBytes);
  CHECK(meeting.joiner.ceremony->pending_output().empty());
  CHECK(meeting.joiner.events.empty());
  CHECK_FALSE(bea.store.partner.has_value());
  CHECK_FALSE(eve.store.partner.has_value());
}

TEST_CASE("somebody between two handshakes gets other words on each side") {
  Person bea(1, "Bea");
  Person ann(2, "Ann");
  Person eve_as_ann(3, "Ann");
  Person eve_as_bea(4, "Bea");
  const Invite link = ann.make_invite();
  const Invite swapped = eve_as_ann.make_invite();
  Meeting left(bea.join(swapped), eve_as_ann.invite(swapped));
  Meeting right(eve_as_bea.join(link), ann.invite(link));
  left.run();
  right.run();
  CHECK(left.finished());
  CHECK(right.finished());
  CHECK(*bea.store.words != *ann.store.words);
  CHECK(bea.store.root != ann.store.root);
}

TEST_CASE("every flipped byte is noticed before anything untrue is kept") {
  std::size_t flips = 0;
  const auto flip = [&](bool at_joiner, std::size_t at) {
    Person bea(1, "Bea");
    Person ann(2, "Ann");
    const Invite link = ann.make_invite();
    Meeting meeting(bea.join(link), ann.invite(link));
    bool flipped = false;
    meeting.run({.tamper = [&](bool from_joiner, std::size_t offset, Bytes& bytes) {
      if (from_joiner != at_joiner || at < offset || at >= offset + bytes.size()) return;
      bytes[at - offset] ^= static_cast<std::uint8_t>(1U << (at % 8));
      flipped = true;
    }});
    ++flips;
    const End& victim = at_joiner ? meeting.inviter : meeting.joiner;
    const bool knock = at_joiner && at < noise::kKnockBytes;
    const bool ok = flipped && rules_hold(bea, ann) && (knock ? !victim.error : victim.error.has_value()) &&
                    victim.ceremony->pending_output().empty();
    if (!ok) FAIL_CHECK("byte ", at, at_joiner ? " of the joiner" : " of the inviter");
    if (knock) CHECK(meeting.inviter.sent == 0);
  };
  const std::size_t handshake = noise::kKnockBytes + kHandshakeMessageBytes;
  for (std::size_t at = 0; at < handshake; at += at < 300 ? 1 : 5) flip(true, at);
  for (std::size_t at = 0; at < kHandshakeMessageBytes; at += at < 300 ? 1 : 5) flip(false, at);
  // Records are authenticated one by one: first, middle and last bytes of each.
  for (std::size_t record = 0; record < 8; ++record) {
    for (const std::size_t within : {0U, 1U, 2048U, 4079U, 4080U, 4095U}) {
      flip(true, handshake + record * limits::kRecordBytes + within);
      flip(false, kHandshakeMessageBytes + record * limits::kRecordBytes + within);
    }
  }
  MESSAGE("bytes flipped: ", flips);
}

TEST_CASE("my own keys coming back are a reflection, whichever they are") {
  Person bea(1, "Bea");
  Person ann(2, "Ann");
  SUBCASE("the joiner's log key as the inviter's export key") {
    ann.own.keys.export_key = bea.own.keys.log_key;
    const Invite link = ann.make_invite();
    Meeting meeting(bea.join(link), ann.invite(link));
    meeting.run();
    CHECK(meeting.joiner.error->code == Errc::forged);
    CHECK(meeting.joiner.sent == noise::kKnockBytes);
  }
  SUBCASE("the static key") {
    bea.own.static_key = {ann.own.static_key.secret.copy(), ann.own.static_key.public_key};
    bea.own.keys.static_key = ann.own.keys.static_key;
    const Invite link = ann.make_invite();
    Meeting meeting(bea.join(link), ann.invite(link));
    meeting.run();
    CHECK(meeting.joiner.error->code == Errc::forged);
  }
  CHECK_FALSE(bea.store.partner.has_value());
  CHECK_FALSE(ann.store.partner.has_value());
}

TEST_CASE("an inviter's own keys in a joiner's identity are refused, even when the joiner does not mind") {
  for (const auto member : {&PartnerKeys::export_key, &PartnerKeys::log_key, &PartnerKeys::witness_key}) {
    Hostile hostile;
    hostile.eve.own.keys.*member = hostile.ann.own.keys.witness_key;
    CHECK(hostile.after_message_3(hostile.joiner.padded_identity()) == Errc::forged);
  }
}

TEST_CASE("a joiner's bytes sent back to it are noise") {
  Person bea(1, "Bea");
  const Invite link = Person(2, "Ann").make_invite();
  const auto joiner = bea.join(link);
  Bytes back = take_output(*joiner);
  back.resize(kHandshakeMessageBytes);
  CHECK(joiner->receive(back, kStart).error().code == Errc::forged);
  CHECK(joiner->pending_output().empty());
}

TEST_CASE("a third message of a wrong shape persists nothing") {
  Hostile hostile;
  Bytes payload = hostile.joiner.padded_identity();
  SUBCASE("padding") {
    payload.back() = 1;
    CHECK(hostile.after_message_3(payload) == Errc::malformed);
  }
  SUBCASE("a length beyond the message") {
    payload[0] = payload[1] = 0xFF;
    CHECK(hostile.after_message_3(payload) == Errc::malformed);
  }
  SUBCASE("a length of nothing") {
    CHECK(hostile.after_message_3(Bytes(payload.size(), 0)) == Errc::malformed);
  }
  SUBCASE("an identity that is too large") {
    payload = Bytes(payload.size(), 1);
    payload[0] = 0xB0;
    payload[1] = 0x0F;  // 4016
    payload[4018] = 0;
    std::fill(payload.begin() + 4018, payload.end(), 0);
    CHECK(hostile.after_message_3(payload) == Errc::too_large);
  }
}

TEST_CASE("words other than those committed to are refused") {
  Hostile hostile;
  hostile.handshake();
  const noise::WordsRandom random{1};
  hostile.joiner.say(WordsStep::commit, noise::words_commitment(noise::Role::initiator, hostile.joiner.hash, random));
  REQUIRE(hostile.inviter->receive(hostile.joiner.flight(), kStart).ok());
  take_output(*hostile.inviter);
  SUBCASE("another opening") {
    hostile.joiner.say(WordsStep::open, noise::WordsRandom{2});
    CHECK(hostile.after_flight() == Errc::forged);
  }
  SUBCASE("END instead of an opening") {
    hostile.joiner.channel->queue_end();
    CHECK(hostile.after_flight() == Errc::malformed);
  }
  SUBCASE("a second commitment") {
    hostile.joiner.say(WordsStep::commit, random);
    CHECK(hostile.after_flight() == Errc::malformed);
  }
}

TEST_CASE("messages out of turn, unknown or after the opening are refused") {
  Hostile hostile;
  hostile.handshake();
  SUBCASE("an opening without a commitment") {
    hostile.joiner.say(WordsStep::open, {});
    CHECK(hostile.after_flight() == Errc::malformed);
  }
  SUBCASE("a reply from a joiner") {
    hostile.joiner.say(WordsStep::reply, {});
    CHECK(hostile.after_flight() == Errc::malformed);
  }
  SUBCASE("an empty message") {
    hostile.joiner.channel->queue_message({});
    CHECK(hostile.after_flight() == Errc::malformed);
  }
  SUBCASE("a large message") {
    hostile.joiner.channel->queue_message(Bytes(limits::kMessageBytesMax));
    CHECK(hostile.after_flight() == Errc::too_large);
  }
}

TEST_CASE("the order of nonce and answer: a second machine that sees the same knock at once stays silent") {
  Person bea(1, "Bea");
  Person ann(2, "Ann");
  const Invite link = ann.make_invite();
  const auto joiner = bea.join(link);
  const Bytes knock = take_output(*joiner);
  const auto one = ann.invite(link);
  const auto two = ann.invite(link);
  CHECK(one->receive(knock, kStart).ok());
  CHECK(two->receive(knock, kStart).ok());
  CHECK(one->pending_output().size() == kHandshakeMessageBytes);
  CHECK(two->pending_output().empty());
}
