// What two who are level go on to say while their session stays open: new entries as they are written, "it is stored
// here", and cosignatures. Begins when the words are spoken. A one-shot session is in this phase too, from its last
// word to the partner's END: it takes what a partner that stays had sent meanwhile, and says nothing new.
//
// It knows no time: the session says flush() at each tick. With Delivery::tick everything it has to say waits for
// that, answers too: when a flight leaves, and that one leaves, tells nobody that something was written.
//
// Calling order: as sync/exchange.h, which owns it. An Error is final. Resource. protocol/README.md#live.
#pragma once

#include "sync/event.h"
#include "sync/logs.h"
#include "sync/partner.h"

namespace avow::sync {

// When new entries go out: with the next tick, or as they are written.
enum class Delivery { tick, at_once };

// What a sync has achieved so far.
struct Outcome {
  std::uint64_t sent = 0;      // entries, both lanes
  std::uint64_t received = 0;
  bool level = false;          // both held the same four logs when the words were spoken
  std::optional<noise::FiveWords> words;
};

class Live {
 public:
  // `logs`: all sent, all received. References must outlive it.
  Live(const Pair& pair, log::LogStore& store, Logs logs, Delivery delivery, Outcome& outcome, Events& events);

  Result<void> receive(const Message& message);
  // Reads at most one chunk from the store.
  Result<std::optional<Bytes>> next_message(Now now);

  void set_delivery(Delivery delivery) { delivery_ = delivery; }
  void entries_added();
  // All that there is to say now may go: new entries, answers, cosignatures.
  void flush();
  // Like flush() for the last time.
  void finish();
  // Nothing new any more: what is announced is sent to its end.
  void stop() { ending_ = true; }
  // Besides, new entries that were not announced yet stay here.
  void partner_ended();
  bool ending() const { return ending_; }
  // Ending, and all is said: my END cuts nothing off.
  bool done() const;
  // All that the partner announced is here: its END cuts nothing off.
  bool partner_may_end() const { return logs_.all_received(); }

 private:
  Result<void> on(const Chunk& chunk);
  Result<void> on(const Cosign& cosign);
  Result<void> on(const Stored& stored);
  template <typename FirstRound>
  Result<void> on(const FirstRound&) {
    return Error{Errc::malformed, "a message of the first round after the words"};
  }
  Result<void> check_head(const Incoming& log, const Chunk& chunk);
  bool may_speak() const { return flushing_ || ending_ || delivery_ == Delivery::at_once; }
  Result<void> publish();
  Result<std::optional<Bytes>> next_statement(Now now);
  std::optional<Bytes> next_stored();
  Result<std::optional<Bytes>> next_cosignature(Now now);
  void note_level();

  const Pair& pair_;
  log::LogStore& store_;
  Logs logs_;
  Delivery delivery_;
  Outcome& outcome_;
  Events& events_;
  bool added_ = false;         // something was written here that is not announced
  bool publish_due_ = false;
  bool cosign_due_ = false;
  bool flushing_ = false;
  bool ending_ = false;
  std::uint64_t moved_ = 0;    // entries, both ways, since both held the same
};

}  // namespace avow::sync
