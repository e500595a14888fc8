// Two people with keys, and a handshake or a channel between them: what the tests of this room start from.
#pragma once

#include <array>
#include <string_view>
#include <utility>

#include <doctest/doctest.h>

#include "fakes/seeded_random.h"
#include "noise/channel.h"
#include "noise/handshake.h"

namespace avow::testing {

struct TwoSides {
  explicit TwoSides(std::uint64_t seed = 1)
      : random(seed), mine{crypto::new_agreement_key(random), crypto::new_agreement_key(random)} {
    for (auto& psk : psks) psk = crypto::Key::random(random);
  }

  // The keys that `role` needs in `pattern`; views into this object.
  noise::HandshakeKeys keys(const noise::Pattern& pattern, noise::Role role) const {
    const bool initiator = role == noise::Role::initiator;
    noise::HandshakeKeys out;
    if (!pattern.name.starts_with("NN")) out.mine = &mine[initiator ? 0 : 1];
    if (initiator ? pattern.responder_known : pattern.initiator_known) out.theirs = mine[initiator ? 1 : 0].public_key;
    out.psks = std::span(psks).first(pattern.psk_count());
    out.prologue = bytes_of("prologue");
    return out;
  }
  noise::HandshakeState start(const noise::Pattern& pattern, noise::Role role) {
    auto started = noise::HandshakeState::start(pattern, role, keys(pattern, role), random);
    REQUIRE(started.ok());
    return std::move(started).value();
  }
  std::array<noise::HandshakeState, 2> both(const noise::Pattern& pattern) {
    return {start(pattern, noise::Role::initiator), start(pattern, noise::Role::responder)};
  }

  SeededRandom random;
  std::array<crypto::AgreementKey, 2> mine;  // initiator, responder
  std::array<crypto::Key, 2> psks;
};

inline noise::Pattern pattern(std::string_view name) {
  auto found = noise::pattern_of(name);
  REQUIRE(found.ok());
  return std::move(found).value();
}

// Two ends of one secured conversation with known keys.
inline std::pair<noise::Channel, noise::Channel> channel_pair(std::uint64_t seed = 1) {
  SeededRandom random(seed);
  const crypto::Key forth = crypto::Key::random(random);
  const crypto::Key back = crypto::Key::random(random);
  using noise::Channel;
  using noise::CipherState;
  return {Channel(CipherState(forth), CipherState(back)), Channel(CipherState(back), CipherState(forth))};
}

// Takes all that a channel wants to send.
inline Bytes take_output(noise::Channel& channel) {
  Bytes out = to_bytes(channel.pending_output());
  channel.output_sent(out.size());
  return out;
}

}  // namespace avow::testing
