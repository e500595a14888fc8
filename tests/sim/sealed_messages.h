// A sealed file around any messages: what a partner with all the right keys could write. Made from protocol/README.md
// (#sealed-file) alone, so that it also says whether the page is enough.
#pragma once

#include "base/codec.h"
#include "crypto/hash.h"
#include "noise/channel.h"
#include "noise/handshake.h"
#include "sync/messages.h"
#include "sync/partner.h"

namespace avow::testing {

inline Bytes sealed(const sync::Pair& from, RandomSource& random, const std::vector<Bytes>& messages, bool with_end = true) {
  ByteWriter prologue;
  prologue.fixed(bytes_of("avow/v1 sealed file")).u16(1);
  for (const auto& who : {from.me, from.partner}) prologue.fixed(who.static_key).fixed(who.export_key);
  noise::HandshakeKeys keys;
  keys.mine = &from.my_static;
  keys.theirs = from.partner.static_key;
  keys.psks = std::span<const crypto::Key>(&from.secrets.sealed_file, 1);
  keys.prologue = prologue.bytes();
  auto handshake = noise::HandshakeState::start(*noise::pattern_of("Kpsk0"), noise::Role::initiator, keys, random);
  ByteWriter out;
  out.fixed(bytes_of("avow sealed file")).u16(1).u16(0xFFFE).fixed(*handshake->write_message({}));
  out.fixed(crypto::blake2b({bytes_of("avow/v1 sealed file start"), out.bytes()}));
  auto split = handshake->split();
  noise::Channel channel(std::move(split.send), std::move(split.receive));
  for (const Bytes& message : messages) channel.queue_message(message);
  if (with_end) channel.queue_end();
  channel.finish_flight();
  return out.fixed(channel.pending_output()).take();
}

inline Bytes sealed(const sync::Pair& from, RandomSource& random, const std::vector<sync::Message>& messages) {
  std::vector<Bytes> all;
  for (const auto& message : messages) all.push_back(sync::encode(message));
  return sealed(from, random, all);
}

}  // namespace avow::testing
