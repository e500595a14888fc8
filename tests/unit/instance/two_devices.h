// Two devices that pair and sync over real sockets: each with its logs in memory, a network and a loop of its own.
#pragma once

#include <algorithm>
#include <set>
#include <thread>

#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <doctest/doctest.h>

#include "crypto/secret.h"
#include "fakes/memory_log.h"
#include "instance/network.h"
#include "instance/system_clock.h"

namespace avow::testing {

inline constexpr std::chrono::seconds kWindow{20};

struct MemoryNonces final : sync::SessionMemory {
  Result<bool> remember_nonce(const ByteArray<noise::kKnockNonceBytes>& nonce) override { return known.insert(nonce).second; }
  std::set<ByteArray<noise::kKnockNonceBytes>> known;
};

struct MemoryPairing final : pairing::PairingStore {
  Result<bool> remember_nonce(const pairing::KnockNonce& nonce) override { return nonces.insert(nonce).second; }
  Result<void> persist_partner(const pairing::PartnerKeys& keys, const crypto::Key& pair_root, pairing::Role) override {
    partner = keys;
    root = pair_root.copy();
    return {};
  }
  Result<void> persist_words(const noise::FiveWords& five) override {
    words = five;
    return {};
  }
  std::set<pairing::KnockNonce> nonces;
  std::optional<pairing::PartnerKeys> partner;
  crypto::Key root;
  std::optional<noise::FiveWords> words;
};

struct Device {
  Device(std::uint64_t seed, const std::string& name, const instance::NetworkOptions& options)
      : random(seed),
        logs(seed + 1'000),
        own{crypto::new_agreement_key(random), {}},
        network(loop, clock, random, [this](std::string_view line) { lines.emplace_back(line); }, options) {
    own.keys.static_key = own.static_key.public_key;
    own.keys.export_key = logs.pen().export_key();
    own.keys.log_key = logs.pen().log_key();
    own.keys.witness_key = logs.pen().witness_key();
    own.keys.name = name;
  }
  // After pairing: all that a sync needs.
  void take_pairing() {
    const pairing::PartnerKeys& theirs = *paired.partner;
    secrets.emplace(sync::derive_pair_secrets(paired.root, own.keys.static_key, theirs.static_key));
    pair.emplace(sync::Pair{own.static_key, *secrets, logs.my_notes(),
                            sync::Identity{own.keys.static_key, own.keys.export_key},
                            sync::Identity{theirs.static_key, theirs.export_key}});
  }
  app::PairingParts pairing(const pairing::Invite& invite) { return {invite, own, paired, proxy}; }
  app::SyncParts sync() { return {*pair, logs, nonces, proxy}; }
  void write(int notes, const std::string& text) {
    for (int i = 0; i < notes; ++i) REQUIRE(logs.append_own(log::Lane::notes, text + std::to_string(i)).ok());
  }
  bool said(const std::string& line) const { return std::find(lines.begin(), lines.end(), line) != lines.end(); }
  // The first bytes of a session that this device starts, as the wire shows them.
  Bytes sync_knock() {
    auto session = sync::Session::open(*pair, logs, nonces, random, noise::Role::initiator, clock.both());
    REQUIRE(session.ok());
    return to_bytes((*session)->pending_output());
  }

  // Each runs its own loop until `end` is there.
  template <typename End>
  void run_until(const std::optional<End>& end) {
    loop.restart();
    const auto guard = asio::make_work_guard(loop);
    while (!end) loop.run_one();
  }
  Result<app::PairingResult> wait_for_pairing(app::Listening& port, const app::PairingParts& parts,
                                              std::chrono::seconds window = kWindow) {
    std::optional<Result<app::PairingResult>> end;
    port.wait_for_pairing(parts, window, [&end](auto result) { end.emplace(std::move(result)); });
    run_until(end);
    return std::move(*end);
  }
  Result<sync::Outcome> wait_for_sync(app::Listening& port, std::chrono::seconds window = kWindow) {
    const auto parts = sync();
    std::optional<Result<sync::Outcome>> end;
    port.wait_for_sync(parts, window, [&end](auto result) { end.emplace(std::move(result)); });
    run_until(end);
    return std::move(*end);
  }
  Result<app::PairingResult> dial_for_pairing(const app::PairingParts& parts, const std::vector<std::string>& addresses) {
    std::optional<Result<app::PairingResult>> end;
    const auto calling = network.dial_for_pairing(parts, addresses, [&end](auto result) { end.emplace(std::move(result)); });
    run_until(end);
    return std::move(*end);
  }
  Result<sync::Outcome> dial_for_sync(const std::vector<std::string>& addresses) {
    const auto parts = sync();
    std::optional<Result<sync::Outcome>> end;
    const auto calling = network.dial_for_sync(parts, addresses, [&end](auto result) { end.emplace(std::move(result)); });
    run_until(end);
    return std::move(*end);
  }

  asio::io_context loop{1};
  instance::SystemClock clock;
  SeededRandom random;
  MemoryLogStore logs;
  pairing::OwnIdentity own;
  MemoryPairing paired;
  MemoryNonces nonces;
  std::string proxy;  // of its calls
  std::vector<std::string> lines;
  instance::Network network;
  std::optional<sync::PairSecrets> secrets;
  std::optional<sync::Pair> pair;
};

struct TwoDevices {
  explicit TwoDevices(const instance::NetworkOptions& options = {}) : inviter(1, "Ada", options), joiner(2, "Ben", options) {
    invite = std::move(pairing::new_invite(pairing::identity_hash(inviter.own.keys), {},
                                           inviter.clock.now() + std::chrono::minutes(10), inviter.random))
                 .value();
    auto opened = inviter.network.listen("127.0.0.1:0");
    REQUIRE(opened.ok());
    port = std::move(*opened);
  }
  // Both at once: the inviter waits on a thread of its own. Results of the inviter and of the joiner.
  std::pair<Result<app::PairingResult>, Result<app::PairingResult>> meet() {
    Result<app::PairingResult> waited = Error{};
    std::thread thread([&] {
      const auto parts = inviter.pairing(invite);
      waited = inviter.wait_for_pairing(*port, parts);
    });
    const auto parts = joiner.pairing(invite);
    auto dialed = joiner.dial_for_pairing(parts, {port->address()});
    thread.join();
    return {std::move(waited), std::move(dialed)};
  }
  void become_paired() {
    const auto [waited, dialed] = meet();
    REQUIRE(waited.ok());
    REQUIRE(dialed.ok());
    take_pairing();
  }
  void take_pairing() {
    inviter.take_pairing();
    joiner.take_pairing();
    MemoryLogStore::pair(inviter.logs, joiner.logs, inviter.secrets->notes_mine, joiner.secrets->notes_mine);
  }
  std::pair<Result<sync::Outcome>, Result<sync::Outcome>> sync(std::chrono::seconds window = kWindow) {
    Result<sync::Outcome> waited = Error{};
    std::thread thread([&] { waited = inviter.wait_for_sync(*port, window); });
    auto dialed = joiner.dial_for_sync({port->address()});
    thread.join();
    return {std::move(waited), std::move(dialed)};
  }
  asio::ip::tcp::endpoint endpoint() const {
    const std::string address = port->address();
    const auto number = static_cast<std::uint16_t>(std::stoul(address.substr(address.rfind(':') + 1)));
    return {asio::ip::address_v4::loopback(), number};
  }

  Device inviter;
  Device joiner;
  pairing::Invite invite;
  std::unique_ptr<app::Listening> port;
};

}  // namespace avow::testing
