// Two people who pair, each with a vault in memory, and the wire between their devices: bytes may be sliced,
// flipped or cut at any place, and the clock is the test's.
#pragma once

#include <functional>
#include <limits>
#include <set>

#include <doctest/doctest.h>

#include "fakes/seeded_random.h"
#include "pairing/ceremony.h"

namespace avow::testing {

inline const TimePoint kStart{std::chrono::milliseconds(5'000)};
inline const Instant kWallStart = from_millis(1'800'000'000'000);
inline const Instant kExpiry = kWallStart + std::chrono::minutes(10);

// A vault's pairing in memory. Each call is a commit; fail_at() makes one of them fail as a crash would, before
// or after it became durable.
class MemoryPairingStore final : public pairing::PairingStore {
 public:
  Result<bool> remember_nonce(const pairing::KnockNonce& nonce) override {
    bool fresh = false;
    AVOW_CHECK(commit([&]() -> Result<void> {
      fresh = nonces.insert(nonce).second;
      return {};
    }));
    return fresh;
  }
  Result<void> persist_partner(const pairing::PartnerKeys& keys, const crypto::Key& pair_root, pairing::Role) override {
    return commit([&]() -> Result<void> {
      const bool other = partner && pairing::identity_bytes(*partner) != pairing::identity_bytes(keys);
      if (other || confirmed) return Error{Errc::refused, "there is a partner already"};
      partner = keys;
      root = to_bytes(pair_root.view());
      words.reset();
      return {};
    });
  }
  Result<void> persist_words(const noise::FiveWords& five) override {
    return commit([&]() -> Result<void> {
      words = five;
      return {};
    });
  }
  void fail_at(int call, bool after_commit) {
    calls_until_failure_ = call;
    after_commit_ = after_commit;
  }

  std::set<pairing::KnockNonce> nonces;
  std::optional<pairing::PartnerKeys> partner;
  Bytes root;
  std::optional<noise::FiveWords> words;
  bool confirmed = false;

 private:
  template <typename Change>
  Result<void> commit(Change change) {
    const bool fails = calls_until_failure_-- == 0;
    if (!fails || after_commit_) AVOW_CHECK(change());
    if (fails) return Error{Errc::io, "the power went"};
    return {};
  }
  int calls_until_failure_ = -1;
  bool after_commit_ = false;
};

inline pairing::OwnIdentity new_identity(RandomSource& random, const std::string& name) {
  pairing::OwnIdentity own{crypto::new_agreement_key(random), {}};
  own.keys.static_key = own.static_key.public_key;
  own.keys.export_key = crypto::new_signing_key(random).public_key;
  own.keys.log_key = crypto::new_signing_key(random).public_key;
  own.keys.witness_key = crypto::new_signing_key(random).public_key;
  own.keys.name = name;
  own.keys.addresses = {"10.0.0.1:7342"};
  return own;
}

struct Person {
  Person(std::uint64_t seed, const std::string& name) : random(seed), own(new_identity(random, name)) {}
  pairing::Invite make_invite() {
    return std::move(pairing::new_invite(pairing::identity_hash(own.keys), {"10.0.0.1:7342"}, kExpiry, random)).value();
  }
  pairing::CeremonyParts parts(const pairing::Invite& invite) { return {invite, own, store, random}; }
  std::unique_ptr<pairing::Ceremony> join(const pairing::Invite& invite, TimePoint now = kStart) {
    auto started = pairing::Ceremony::join(parts(invite), now, kWallStart);
    REQUIRE(started.ok());
    return std::move(started).value();
  }
  std::unique_ptr<pairing::Ceremony> invite(const pairing::Invite& invite, TimePoint now = kStart) {
    auto started = pairing::Ceremony::invite(parts(invite), now, kWallStart, now + std::chrono::seconds(5));
    REQUIRE(started.ok());
    return std::move(started).value();
  }

  SeededRandom random;
  pairing::OwnIdentity own;
  MemoryPairingStore store;
};

// One end of the wire.
struct End {
  std::unique_ptr<pairing::Ceremony> ceremony;
  std::size_t sent = 0;         // bytes that reached the other side
  std::optional<Error> error{};
  std::vector<pairing::PairingEvent> events{};

  bool finished() const { return ceremony->finished(); }
  template <typename Event>
  const Event* find() const {
    for (const auto& event : events) {
      if (const auto* found = std::get_if<Event>(&event)) return found;
    }
    return nullptr;
  }
  void collect() {
    while (auto event = ceremony->poll_event()) events.push_back(std::move(*event));
  }
};

struct Wire {
  std::size_t slice = std::numeric_limits<std::size_t>::max();
  std::function<void(bool from_joiner, std::size_t offset, Bytes& bytes)> tamper{};
  std::size_t joiner_cut = std::numeric_limits<std::size_t>::max();   // bytes that arrive before the cut
  std::size_t inviter_cut = std::numeric_limits<std::size_t>::max();
  std::function<void()> after_each{};
};

struct Meeting {
  Meeting(std::unique_ptr<pairing::Ceremony> joins, std::unique_ptr<pairing::Ceremony> invites)
      : joiner{std::move(joins)}, inviter{std::move(invites)} {}

  // Carries bytes until nothing moves; the first error closes the link for both.
  void run(const Wire& wire = {}, TimePoint now = kStart) {
    bool open = true;
    while (open && (carry(joiner, inviter, wire, now, open) || carry(inviter, joiner, wire, now, open))) {
    }
    joiner.collect();
    inviter.collect();
  }
  bool finished() const { return joiner.finished() && inviter.finished(); }

  End joiner;
  End inviter;

 private:
  bool carry(End& from, End& to, const Wire& wire, TimePoint now, bool& open) {
    const bool from_joiner = &from == &joiner;
    const ByteView pending = from.ceremony->pending_output();
    const std::size_t left = (from_joiner ? wire.joiner_cut : wire.inviter_cut) - from.sent;
    const std::size_t size = std::min({pending.size(), wire.slice, left});
    if (size == 0) return false;
    Bytes bytes = to_bytes(pending.first(size));
    if (wire.tamper) wire.tamper(from_joiner, from.sent, bytes);
    from.ceremony->output_sent(size);
    from.sent += size;
    if (auto received = to.ceremony->receive(bytes, now); !received.ok()) {
      to.error = received.error();
      open = false;
    }
    if (wire.after_each) wire.after_each();
    return open;
  }
};

// What must hold at every moment between a joiner and an inviter who both started without a partner.
inline bool rules_hold(const Person& joiner, const Person& inviter) {
  const bool joiner_knows_inviter = !joiner.store.partner || *joiner.store.partner == inviter.own.keys;
  const bool inviter_knows_joiner = !inviter.store.partner || *inviter.store.partner == joiner.own.keys;
  const bool inviter_first = !joiner.store.partner || (inviter.store.partner && joiner.store.root == inviter.store.root);
  const bool words_after_both = !inviter.store.words || (joiner.store.words && *joiner.store.words == *inviter.store.words);
  const bool words_after_partner = !joiner.store.words || joiner.store.partner;
  return joiner_knows_inviter && inviter_knows_joiner && inviter_first && words_after_both && words_after_partner;
}

inline bool paired(const Person& joiner, const Person& inviter) {
  return joiner.store.partner && inviter.store.partner && joiner.store.root == inviter.store.root && joiner.store.words &&
         inviter.store.words && *joiner.store.words == *inviter.store.words && rules_hold(joiner, inviter);
}

}  // namespace avow::testing
