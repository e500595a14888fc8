// A person and somebody who knows all of the partner's keys and says whatever they like: messages by hand to one
// real Exchange.
#pragma once

#include <doctest/doctest.h>

#include "sim/pair.h"
#include "sync/exchange.h"

namespace avow::testing {

inline const noise::Hash64 kSomeHandshake{7, 7, 7};

// Says no more than its code and context, or "ok".
inline std::string text_of_result(const Result<void>& result) {
  return result.ok() ? "ok" : std::string(name_of(result.error().code)) + ": " + result.error().context;
}

// `me` runs the real machine; everything of the partner's is written by hand with `partner`'s keys.
struct Talk {
  explicit Talk(noise::Role role = noise::Role::responder) : role_(role) {
    Peer::acquaint(me, partner);
  }
  void start() { exchange.emplace(me.pair(), me.store, me.random, role_, kSomeHandshake, options); }
  Result<void> tell(const sync::Message& message) {
    if (!exchange) start();
    return exchange->receive(sync::encode(message), clock.both());
  }
  // All that I say now.
  std::vector<sync::Message> hear() {
    if (!exchange) start();
    std::vector<sync::Message> out;
    while (true) {
      auto message = exchange->next_message(clock.both());
      REQUIRE_MESSAGE(message.ok(), (message.ok() ? std::string() : message.error().context));
      if (!*message) return out;
      auto decoded = sync::decode(**message);
      REQUIRE(decoded.ok());
      out.push_back(std::move(*decoded));
    }
  }
  // What the partner would honestly say first.
  sync::Hello partners_hello() {
    sync::Hello out;
    const auto positions = partner.logs.publish_heads();
    REQUIRE(positions.ok());
    for (const auto& position : *positions) {
      out.logs.push_back({position.ref.lane, 0, position.ref.by == log::Author::partner, position.size, position.head,
                          position.cosignature ? position.cosignature->checkpoint.size : 0});
    }
    return out;
  }
  // All that the partner wrote into a lane and I do not hold, as one honest chunk.
  sync::Chunk partners_chunk(log::Lane lane, std::uint64_t first = 0) {
    sync::Chunk out;
    out.lane = lane;
    out.first = first;
    const auto& written = partner.logs.entries(lane, log::Author::me);
    out.entries.assign(written.begin() + static_cast<std::ptrdiff_t>(first), written.end());
    const auto positions = partner.logs.publish_heads();
    for (const auto& position : *positions) {
      if (position.ref == log::LogRef{lane, log::Author::me, 0}) out.head = *position.head;
    }
    return out;
  }
  static sync::LogStatus& status(sync::Hello& hello, log::Lane lane, bool yours) {
    for (auto& log : hello.logs) {
      if (log.lane == lane && log.yours == yours) return log;
    }
    FAIL("no such log in a HELLO");
    return hello.logs.front();
  }
  static void write(Peer& who, log::Lane lane, int count) {
    for (int i = 0; i < count; ++i) REQUIRE(who.logs.append_own(lane, "record " + std::to_string(i)).ok());
  }
  // The partner's whole first round by hand, and its words: from then on both stay, or I do not. Precondition: both are
  // level; I am the responder.
  void speak_words() {
    const Hash nonce{9};
    REQUIRE(tell(partners_hello()).ok());
    hear();
    REQUIRE(tell(sync::LevelMessage{}).ok());
    const auto commitment = noise::words_commitment(noise::Role::initiator, kSomeHandshake, nonce);
    REQUIRE(tell(sync::WordsCommit{commitment}).ok());
    hear();
    REQUIRE(tell(sync::WordsOpen{nonce}).ok());
    REQUIRE(exchange->after_words());
  }
  std::vector<sync::SessionEvent> events() {
    std::vector<sync::SessionEvent> out;
    while (auto event = exchange->poll_event()) out.push_back(std::move(*event));
    return out;
  }
  // Both level, honestly.
  void level() {
    SeededRandom chance(1);
    const Call done = call(me, partner, clock, chance);
    REQUIRE(done.both_finished());
  }
  std::uint64_t held(log::Lane lane) const { return me.logs.entries(lane, log::Author::partner).size(); }

  ManualClock clock;
  Peer me{101};
  Peer partner{202};
  sync::SessionOptions options;  // before start()
  std::optional<sync::Exchange> exchange;

 private:
  noise::Role role_;
};

}  // namespace avow::testing
