// What two instances say to each other once they speak securely: compare logs, send what is missing, cosign
// what arrived, and agree on five words; then, when both stay, what is written meanwhile (sync/live.h). Knows
// messages, not bytes on a wire: the same code serves a live session and a sealed file. Owns no socket, clock or
// file; everything durable happens in the LogStore.
//
// Calling order: next_message() until it gives nothing; send; receive() each message of the partner's; again; and
// poll_event(). done() when nothing more will be said. An Error is final. Resource.
// protocol/README.md#one-sync.
#pragma once

#include <deque>

#include "base/random.h"
#include "base/time.h"
#include "noise/handshake.h"
#include "sync/live.h"

namespace avow::sync {

struct SessionOptions {
  bool live = false;                   // stay after the words, until end(), an hour, or the partner's END
  Delivery delivery = Delivery::tick;
  std::vector<std::string> addresses;  // where I listen ("host:port"), told to the partner; see check_addresses()
};

class Exchange {
 public:
  // `handshake_hash` binds the words to this session. References must outlive the exchange.
  // Precondition: check_addresses(options.addresses).
  Exchange(const Pair& pair, log::LogStore& store, RandomSource& random, noise::Role role,
           const noise::Hash64& handshake_hash, SessionOptions options = {});

  Result<void> receive(ByteView message, Now now);
  // Call again after each sent message and each receive(). Reads at most one chunk from the store.
  Result<std::optional<Bytes>> next_message(Now now);
  std::optional<SessionEvent> poll_event() { return events_.take(); }

  // As of Session; they take effect with the next next_message().
  void set_delivery(Delivery delivery);
  void entries_added();
  void end();
  // A tick: all that there is to say may go.
  void flush();
  // The partner said END. Precondition: partner_may_end().
  void partner_ended();

  // The words are spoken. From here on a partner that stays may say more.
  bool after_words() const { return live_.has_value(); }
  // Nothing new will be said.
  bool ending() const { return live_ ? live_->ending() : done_; }
  bool done() const { return live_ ? live_->done() : done_; }
  // The partner has said all that it must: its END now cuts nothing off. (An initiator whose logs are not level
  // stops without words; nobody stops between their commitment and their opening.)
  bool partner_may_end() const;
  const Outcome& outcome() const { return outcome_; }

 private:
  Result<void> take(ByteView message);
  Result<Bytes> hello();
  std::optional<Bytes> take_queued();
  Result<void> on(const Hello& hello);
  Result<void> on(const Chunk& chunk);
  Result<void> on(const Cosign& cosign);
  Result<void> on(const WordsCommit& words);
  Result<void> on(const WordsReply& words);
  Result<void> on(const WordsOpen& words);
  Result<void> on(const LevelMessage& level);
  Result<void> on(const Stored& stored);
  Result<void> on(const Lost& lost);

  Result<void> on_given_back(const Chunk& chunk);

  Result<void> compare_own(const LogStatus& status);
  void expect_unpublished();
  Result<void> compare_theirs(const LogStatus& status);
  bool apart() const;
  Result<void> give_back(Incoming& log, std::uint64_t from);
  Result<void> queue_cosignatures(Now now);
  Result<std::optional<Bytes>> next_word_message();
  bool both_level() const { return level_sent_ && level_received_; }
  std::vector<std::string> head_texts() const;
  void keep_words(const Hash& initiator_nonce, const Hash& responder_nonce);
  void go_live();

  const Pair& pair_;
  log::LogStore& store_;
  RandomSource& random_;
  noise::Role role_;
  noise::Hash64 handshake_hash_;
  SessionOptions options_;

  Logs logs_;                      // until the words are spoken
  std::optional<Live> live_;       // from then on
  bool hello_sent_ = false;
  bool hello_received_ = false;
  std::deque<Bytes> queued_;       // cosignatures and LEVEL
  bool level_sent_ = false;
  bool level_received_ = false;
  bool set_aside_ = false;         // some log of mine could not be levelled
  Hash my_nonce_{};
  std::optional<Hash> their_commitment_;
  bool commit_sent_ = false;
  std::optional<Bytes> word_message_;
  bool entries_added_ = false;     // before the words were spoken
  bool end_asked_ = false;
  bool done_ = false;              // without words
  bool failed_ = false;
  Outcome outcome_;
  Events events_;
};

}  // namespace avow::sync
