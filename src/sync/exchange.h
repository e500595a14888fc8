// What two instances say to each other once they speak securely: compare logs, send what is missing, cosign
// what arrived, and agree on five words. Knows messages, not bytes on a wire: the same code serves a live
// session and a sealed file. Owns no socket, clock or file; everything durable happens in the LogStore.
//
// Calling order: next_message() until it gives nothing; send; receive() each message of the partner's; again.
// done() when nothing more will be said. An Error is final. Resource.
// protocol/README.md#one-sync.
#pragma once

#include <deque>

#include "base/random.h"
#include "base/time.h"
#include "log/log_store.h"
#include "noise/handshake.h"
#include "noise/spoken_words.h"
#include "sync/messages.h"
#include "sync/partner.h"

namespace avow::sync {

// What a finished sync achieved.
struct Outcome {
  std::uint64_t sent = 0;      // entries, both lanes
  std::uint64_t received = 0;
  bool level = false;          // both hold the same four logs
  std::optional<noise::FiveWords> words;
};

class Exchange {
 public:
  // `handshake_hash` binds the words to this session. References must outlive the exchange.
  Exchange(const Pair& pair, log::LogStore& store, RandomSource& random, noise::Role role,
           const noise::Hash64& handshake_hash);

  Result<void> receive(ByteView message, Now now);
  // Call again after each sent message and each receive(). Reads at most one chunk from the store.
  Result<std::optional<Bytes>> next_message(Now now);
  bool done() const { return done_; }
  // The partner has said all that it must: its END now cuts nothing off. (An initiator whose logs are not level
  // stops without words; nobody stops between their commitment and their opening.)
  bool partner_may_end() const;
  const Outcome& outcome() const { return outcome_; }

 private:
  // A log of mine: what is still to be sent.
  struct Outgoing {
    log::LogPosition position;             // as published; what is written later goes out with the next sync
    std::uint64_t next = 0;                // what the partner does not name it does not hold
    std::optional<log::Head> held_there;   // my head that the partner holds, perhaps above its entries
    bool cosigned = false;                 // its cosignature came in this sync
  };
  // A log of the partner's: what is still to come.
  struct Incoming {
    log::LogPosition position;             // as shown, but size grows with each chunk
    std::optional<log::Head> announced;
    std::uint64_t cosigned_there = 0;      // of my cosignatures its author says it holds up to here
    bool set_aside = false;                // a fork or a shrunken log: nothing is taken from it
    // The head that a chunk ending here must be proven to: one that is held is never skipped.
    const log::Head& head_for(std::uint64_t end) const;
    bool complete() const { return set_aside || !announced || position.size >= announced->size(); }
  };

  void take_in(const std::vector<log::LogPosition>& positions);
  Result<void> take(ByteView message, Now now);
  Result<Bytes> hello();
  std::optional<Bytes> take_queued();
  Result<void> on(const Hello& hello, Now now);
  Result<void> on(const Chunk& chunk, Now now);
  Result<void> on(const Cosign& cosign, Now now);
  Result<void> on(const WordsCommit& words, Now now);
  Result<void> on(const WordsReply& words, Now now);
  Result<void> on(const WordsOpen& words, Now now);
  Result<void> on(const Level& level, Now now);

  Result<void> compare_own(const LogStatus& status);
  Result<void> compare_theirs(const LogStatus& status);
  Result<bool> is_fork(const Incoming& log, const log::Head& shown);
  void set_aside(Incoming& log);
  Result<std::optional<Bytes>> next_chunk();
  Result<void> queue_cosignatures(Now now);
  Result<std::optional<Bytes>> next_word_message();
  bool all_sent() const;
  bool all_received() const;
  bool both_level() const { return level_sent_ && level_received_; }
  std::vector<std::string> head_texts() const;
  void keep_words(const Hash& initiator_nonce, const Hash& responder_nonce);
  Outgoing* outgoing(log::Lane lane, std::uint16_t epoch);
  Incoming* incoming(log::Lane lane, std::uint16_t epoch);

  const Pair& pair_;
  log::LogStore& store_;
  RandomSource& random_;
  noise::Role role_;
  noise::Hash64 handshake_hash_;

  std::vector<Outgoing> outgoing_;
  std::vector<Incoming> incoming_;
  bool hello_sent_ = false;
  bool hello_received_ = false;
  std::deque<Bytes> queued_;       // cosignatures and LEVEL
  bool level_sent_ = false;
  bool level_received_ = false;
  bool set_aside_ = false;         // some log could not be levelled
  Hash my_nonce_{};
  std::optional<Hash> their_commitment_;
  bool commit_sent_ = false;
  std::optional<Bytes> word_message_;
  bool done_ = false;
  bool failed_ = false;
  Outcome outcome_;
};

}  // namespace avow::sync
