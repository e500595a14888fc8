// Two people and the link between them, without sockets: each has logs in memory and keys; a call carries the
// bytes of two real sessions in random slices with random delays, and does what networks and machines do: cuts,
// flips a bit, dies inside a commit. All time and chance come from the caller: a seed replays everything.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "fakes/manual_clock.h"
#include "fakes/memory_log.h"
#include "fakes/seeded_random.h"
#include "sync/session.h"

namespace avow::testing {

// A log store whose machine dies at a chosen change: just before it, or when it is durable and not yet answered.
class DyingLogs final : public log::LogStore {
 public:
  explicit DyingLogs(MemoryLogStore& logs) : logs_(logs) {}
  void die_at_change(std::uint64_t number, bool after) {
    changes_left_ = number;
    after_ = after;
  }
  void live_on() { changes_left_.reset(); }
  bool is_doomed() const { return changes_left_.has_value(); }

  std::vector<log::LogPosition> positions() override { return logs_.positions(); }
  Result<std::vector<log::LogPosition>> publish_heads() override;
  Result<std::vector<log::Entry>> read_entries(const log::LogRef& ref, std::uint64_t first, std::uint64_t end) override;
  Result<Hash> root_at(const log::LogRef& ref, std::uint64_t size) override { return logs_.root_at(ref, size); }
  Result<std::vector<Hash>> consistency_proof(const log::LogRef& ref, std::uint64_t old_size,
                                              std::uint64_t size) override {
    return logs_.consistency_proof(ref, old_size, size);
  }
  Result<void> append_received(const log::ReceivedChunk& chunk) override;
  Result<void> check_repeated(const log::ReceivedChunk& chunk) override { return logs_.check_repeated(chunk); }
  Result<void> store_head(const log::LogRef& ref, const log::Head& head) override;
  Result<std::optional<log::Cosignature>> cosign(const log::LogRef& ref, Instant now) override;
  Result<void> store_cosignature(const log::LogRef& ref, const log::Cosignature& cosignature) override;
  Result<void> delivered(const log::LogRef& ref, std::uint64_t size) override;
  Result<void> delivered_by_file(const log::LogRef& ref, const log::HeldThere& held) override;
  log::HeldThere held_there(const log::LogRef& ref) override { return logs_.held_there(ref); }
  Result<void> comes_by_file(const log::LogRef& ref, std::uint64_t first) override;
  Result<void> shown_live(const log::LogRef& ref) override;
  Result<void> take_back(const log::ReceivedChunk& chunk) override;
  Result<void> found_epoch(log::Author by, const log::Certificate& certificate) override;
  Result<void> came_level() override;
  Result<void> found_unwritten(const log::LogRef& ref, const log::Head& shown) override;
  Result<void> found_own_history_ahead(const log::LogRef& ref, const log::Head& shown) override;
  Result<void> found_fork(const log::LogRef& ref, const log::Head& held, const log::Head& shown) override;
  bool read_only() override { return logs_.read_only(); }

 private:
  template <typename Change>
  auto change(Change apply) -> decltype(apply());
  MemoryLogStore& logs_;
  std::optional<std::uint64_t> changes_left_;
  bool after_ = false;
};

// One of the two. Resource.
class Peer final : public sync::SessionMemory {
 public:
  explicit Peer(std::uint64_t seed);
  // As a finished pairing leaves them.
  static void acquaint(Peer& a, Peer& b);
  const sync::Pair& pair() const { return *pair_; }
  const sync::PairSecrets& secrets() const { return *secrets_; }
  Result<bool> remember_nonce(const ByteArray<noise::kKnockNonceBytes>& nonce) override;
  std::unique_ptr<sync::Session> open_session(noise::Role role, Now now, sync::SessionOptions options = {});
  // A head of an own log as only this person can make it, true or not.
  log::Head make_head(log::Lane lane, std::uint64_t size, const Hash& root) const;
  // Sizes, roots, heads, cosignatures, marks and evidence of all logs: equal texts, equal states.
  std::string state();

  SeededRandom random;
  MemoryLogStore logs;
  DyingLogs store{logs};

 private:
  crypto::AgreementKey static_key_;
  std::optional<sync::PairSecrets> secrets_;
  std::unique_ptr<sync::Pair> pair_;
  std::set<ByteArray<noise::kKnockNonceBytes>> nonces_;
};

using Trace = std::function<void(const std::string&)>;

// What happens to one call.
struct Mischief {
  std::size_t slice_max = 100'000;             // bytes handed over at a time: 1 … this
  std::optional<std::uint64_t> cut_after;      // bytes that arrive in all
  struct Flip {
    bool to_listener = true;
    std::uint64_t at = 0;                      // byte of that direction's stream
    unsigned bit = 0;
  };
  std::optional<Flip> flip;
  bool wall_jumps = false;                     // now and then, ten years either way
};

struct Call;
// For a call between sessions that stay: what people and machines do in between. Called now and then, and whenever
// nothing moves; it may write, tell the sessions, set the wall clock, and then let some seconds pass, and must end a
// session some day.
using Meanwhile = std::function<void(Call& call, bool nothing_moves)>;

// How it ended for one side.
struct CallEnd {
  std::unique_ptr<sync::Session> session;
  std::optional<Error> error;
  std::uint64_t bytes_received = 0;
  bool saw_flip = false;                       // the whole record (or handshake message) with the flipped bit came
  bool finished() const { return session->finished(); }
  const sync::Outcome& outcome() const { return session->outcome(); }
};
struct Call {
  CallEnd dialer;
  CallEnd listener;
  Bytes to_listener;                           // all that arrived there
  bool both_finished() const { return dialer.finished() && listener.finished(); }
};

// What both sides stay for.
struct Stay {
  sync::SessionOptions dialer;
  sync::SessionOptions listener;
  Meanwhile meanwhile;
};

// Runs the two sessions of `out` until both are done, or nothing moves any more and their own deadlines have ended them.
void carry(Call& out, ManualClock& clock, SeededRandom& chance, const Mischief& mischief = {}, const Trace& trace = {},
           const Meanwhile& meanwhile = {});
// The same with new sessions.
Call call(Peer& dialer, Peer& listener, ManualClock& clock, SeededRandom& chance, const Mischief& mischief = {},
          const Trace& trace = {}, const Stay& stay = {});

}  // namespace avow::testing
