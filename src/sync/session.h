// One secured conversation with the partner, from the first knock to the authenticated END. Owns no socket,
// clock, thread or file. After any call: send pending_output() and tell output_sent(); re-arm next_timeout();
// stop when finished() or on an Error (final: close the link, tell the partner nothing).
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
};

class Session {
 public:
  static Result<std::unique_ptr<Session>> open(const Pair& pair, log::LogStore& store, SessionMemory& memory,
                                               RandomSource& random, noise::Role role, Now now);
  // Do these first bytes of a connection come from the partner? Says nothing about replays.
  static bool is_knock(const Pair& pair, ByteView first_bytes);

  Result<void> receive(ByteView bytes, Now now);
  Result<void> handle_timeout(Now now);
  ByteView pending_output() const;
  Result<void> output_sent(std::size_t count, Now now);
  std::optional<TimePoint> next_timeout() const;

  // The partner has proven to be live (for the responder: the first transport record came).
  bool confirmed() const { return confirmed_; }
  // Both ENDs are exchanged and all output is sent.
  bool finished() const;
  // Precondition: finished().
  const Outcome& outcome() const { return exchange_->outcome(); }

 private:
  Session(const Pair& pair, log::LogStore& store, SessionMemory& memory, RandomSource& random, noise::Role role,
          Now now);
  Result<void> start();
  Result<noise::HandshakeState> make_handshake(const ByteArray<noise::kKnockNonceBytes>& nonce);
  Result<void> receive_knock(Now now);
  Result<void> receive_reply(Now now);
  Result<void> open_channel(Now now);
  Result<void> receive_records(ByteView bytes, Now now);
  Result<void> pump(Now now);
  void touch(Now now);

  const Pair& pair_;
  log::LogStore& store_;
  SessionMemory& memory_;
  RandomSource& random_;
  noise::Role role_;
  std::optional<noise::HandshakeState> handshake_;
  std::optional<noise::Channel> channel_;
  std::unique_ptr<Exchange> exchange_;
  Bytes handshake_in_;         // bytes of the handshake that have come so far
  Bytes handshake_out_;
  std::size_t handshake_sent_ = 0;
  bool confirmed_ = false;
  bool failed_ = false;
  TimePoint deadline_;
};

}  // namespace avow::sync
