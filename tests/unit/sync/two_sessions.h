// Real sessions of two people by hand, without a link: what each says is taken and handed over by the test.
#pragma once

#include "base/codec.h"
#include "noise/channel.h"
#include "unit/sync/talk.h"

namespace avow::testing {

struct Two : Talk {
  std::unique_ptr<sync::Session> dial() { return me.open_session(noise::Role::initiator, clock.both(), options); }
  std::unique_ptr<sync::Session> listen() {
    return partner.open_session(noise::Role::responder, clock.both(), partners_options);
  }
  Bytes take(sync::Session& from) {
    Bytes out = to_bytes(from.pending_output());
    REQUIRE(from.output_sent(out.size(), clock.both()).ok());
    return out;
  }
  sync::SessionOptions partners_options;
  Bytes knock() { return to_bytes(dial()->pending_output()); }
};

// The initiator's side of a session by hand: somebody who has the right keys and says any bytes in any records.
class ByHand {
 public:
  ByHand(Two& two, sync::Session& listener) : two_(two), listener_(listener) {
    const sync::Pair& pair = two.me.pair();
    noise::Knock knock;
    knock.nonce = two.me.random.bytes<noise::kKnockNonceBytes>();
    ByteWriter prologue;
    prologue.fixed(bytes_of("avow/v1 session")).u16(1).fixed(knock.nonce);
    prologue.fixed(sync::identity_bytes(pair.me)).fixed(sync::identity_bytes(pair.partner));
    noise::HandshakeKeys keys;
    keys.mine = &pair.my_static;
    keys.theirs = pair.partner.static_key;
    keys.psks = std::span<const crypto::Key>(&two.me.secrets().psk, 1);
    keys.prologue = prologue.bytes();
    auto handshake = noise::HandshakeState::start(*noise::pattern_of("KKpsk0"), noise::Role::initiator, keys, two.me.random);
    REQUIRE(handshake.ok());
    knock.message = first<noise::kKnockMessageBytes>(*handshake->write_message({}));
    REQUIRE(listener.receive(noise::make_knock(two.me.secrets().knock_out, knock), two.clock.both()).ok());
    REQUIRE(handshake->read_message(two.take(listener)).ok());
    hash = handshake->handshake_hash();
    auto split = handshake->split();
    channel.emplace(std::move(split.send), std::move(split.receive));
  }
  Result<void> say() {
    channel->finish_flight();
    const Bytes bytes = to_bytes(channel->pending_output());
    channel->output_sent(bytes.size());
    return listener_.receive(bytes, two_.clock.both());
  }
  Result<void> say(const sync::Message& message) {
    channel->queue_message(sync::encode(message));
    return say();
  }
  std::optional<noise::Channel> channel;
  noise::Hash64 hash{};

 private:
  Two& two_;
  sync::Session& listener_;
};

}  // namespace avow::testing
