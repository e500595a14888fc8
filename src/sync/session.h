// One secured conversation with the partner, from the first knock to the authenticated END. Owns no socket,
// clock, thread or file. After any call: drain poll_event() (after an Error too); send pending_output() and tell
// output_sent(); re-arm next_timeout(); stop when finished() or on an Error (final: close the link, tell the
// partner nothing).
//
// One-shot: it ends when both are level and the words are spoken. Live: it stays, says a flight every 30 s whether
// there is something to say or not, and ends by end(), after an hour (the driver dials again), or when the partner
// says END. Either kind works with either; nothing about it is announced.
//
// Initiator: start(). Responder: the listener collects the first noise::kKnockBytes bytes, asks
// is_knock(), and only then makes a session and receive()s them; a replayed knock gets no byte back.
// Resource. protocol/README.md#session.
#pragma once

#include <memory>
#include <optional>

#include "noise/channel.h"
#include "noise/handshake.h"
#include "noise/knock.h"
#include "sync/exchange.h"

namespace avow::sync {

// What a session must not forget across restarts. Implemented by app::Vault.
class SessionMemory {
 public:
  virtual ~SessionMemory() = default;
  // Durable before it returns. False: this nonce was answered before.
  virtual Result<bool> remember_nonce(const ByteArray<noise::kKnockNonceBytes>& nonce) = 0;
  // Are these keys used, or about to be? Of others no knock is answered.
  virtual bool uses(const Pair& pair) const {
    static_cast<void>(pair);
    return true;
  }
  // A knock that was made with these keys will be answered: durable before it returns.
  virtual Result<void> answering(const Pair& pair) {
    static_cast<void>(pair);
    return {};
  }
  // The partner has proven to hold the keys that the other side of `pair` needs. Called once a session, before anything
  // of the logs is said. An Error ends it.
  virtual Result<void> partner_holds(const Pair& pair) {
    static_cast<void>(pair);
    return {};
  }
};

class Session {
 public:
  // `next`: keys that were renewed and are not used yet; a responder takes either, an initiator calls with `pair`.
  // Error{malformed}: options.addresses.
  static Result<std::unique_ptr<Session>> open(const Pair& pair, log::LogStore& store, SessionMemory& memory,
                                               RandomSource& random, noise::Role role, Now now,
                                               SessionOptions options = {}, const Pair* next = nullptr);
  // Do these first bytes of a connection come from the partner? Says nothing about replays.
  static bool is_knock(const Pair& pair, ByteView first_bytes);
  // … with keys that are used, or with those of `next`, when there are some.
  static bool is_knock(const Pair& pair, const Pair* next, const SessionMemory& memory, ByteView first_bytes);
  const Pair& pair() const { return *pair_; }

  Result<void> receive(ByteView bytes, Now now);
  Result<void> handle_timeout(Now now);  // early or repeated calls do nothing
  ByteView pending_output() const;
  Result<void> output_sent(std::size_t count, Now now);
  std::optional<TimePoint> next_timeout() const;
  std::optional<SessionEvent> poll_event() { return exchange_ ? exchange_->poll_event() : std::nullopt; }

  // These three only note it: the driver then calls handle_timeout(), which may make output.
  // Takes effect with the next entries. Answers to what comes wait for the tick too, or do not.
  void set_delivery(Delivery delivery);
  // Something was written here. Goes out at once or with the next tick; of no effect in a one-shot session.
  void entries_added();
  // Sends what is written, then END as soon as that cuts nothing off. Before the words: when they are spoken.
  // Nothing bounds how long a partner takes to read: close the link when there is no time.
  void end();

  // The partner has proven to be live (for the responder: the first transport record came).
  bool confirmed() const { return confirmed_; }
  // Both ENDs are exchanged and all output is sent.
  bool finished() const;
  // The first levelling and the words are done, and it goes on: neither side has said END or is about to.
  bool live() const;
  // The totals so far.
  const Outcome& outcome() const { return exchange_ ? exchange_->outcome() : nothing_yet_; }

 private:
  Session(const Pair& pair, log::LogStore& store, SessionMemory& memory, RandomSource& random, noise::Role role,
          Now now, SessionOptions options, const Pair* next);
  Result<void> start();
  Result<void> partner_is_live();
  Result<noise::HandshakeState> make_handshake(const ByteArray<noise::kKnockNonceBytes>& nonce);
  Result<void> receive_knock(Now now);
  Result<void> receive_reply(Now now);
  Result<void> open_channel(Now now);
  Result<void> receive_records(ByteView bytes, Now now);
  Result<void> pump(Now now);
  void begin_live(Now now);
  Result<void> keep_time(Now now);
  bool has_room() const;
  // When this side says END because the session is old.
  TimePoint end_of_hour() const;

  const Pair* pair_;
  const Pair* next_;
  log::LogStore& store_;
  SessionMemory& memory_;
  RandomSource& random_;
  noise::Role role_;
  SessionOptions options_;
  std::optional<noise::HandshakeState> handshake_;
  std::optional<noise::Channel> channel_;
  std::unique_ptr<Exchange> exchange_;
  Bytes handshake_in_;         // bytes of the handshake that have come so far
  Bytes handshake_out_;
  std::size_t handshake_sent_ = 0;
  bool entries_added_ = false;  // before there was an exchange
  bool end_asked_ = false;
  bool confirmed_ = false;
  bool failed_ = false;
  bool partner_ended_ = false;
  TimePoint opened_at_;
  TimePoint deadline_;         // of the silence, and of the handshake
  std::optional<TimePoint> live_since_;  // the words were spoken
  TimePoint next_tick_;        // once live_since_ is set
  Outcome nothing_yet_;
};

}  // namespace avow::sync
