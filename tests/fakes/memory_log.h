// A vault's logs in memory, for tests of what stands above them: everything is computed by the real log room,
// only the disk is missing. Two of them, paired, are the two people of a sync.
// Each change is one "commit"; with keep_commits() every state after a commit can be gone back to, which is
// what a crash (the last one) or a restored backup (an older one) leaves behind.
#pragma once

#include <map>
#include <memory>
#include <set>

#include "fakes/seeded_random.h"
#include "log/chunk.h"
#include "log/log_store.h"
#include "log/signing.h"

namespace avow::testing {

// Canonical parts that mean nothing in particular.
Bytes sample_facts(std::uint16_t kind = 1);
Bytes sample_words(const std::string& text);

// Complete nodes of one tree, by level.
class MemoryNodes final : public log::NodeReader {
 public:
  Result<Hash> node(unsigned level, std::uint64_t index) override;
  void add(const std::vector<log::Node>& completed);

 private:
  std::vector<std::vector<Hash>> levels_;
};

class MemoryLogStore final : public log::LogStore {
 public:
  // All keys come from the seed: equal seeds are the same person.
  explicit MemoryLogStore(std::uint64_t seed, log::SignedBytesTap tap = {});
  // Makes the two know each other's keys; notes keys are those of each author.
  static void pair(MemoryLogStore& a, MemoryLogStore& b, const crypto::Key& notes_a, const crypto::Key& notes_b);
  static void pair(MemoryLogStore& a, MemoryLogStore& b);

  const log::Pen& pen() const { return *pens_[state_.epoch]; }
  const crypto::Key& my_notes() const { return my_notes_; }
  const crypto::Key& notes_mine() const { return notes_mine_; }
  const crypto::Key& notes_theirs() const { return notes_theirs_; }

  // As a restored person does: fresh keys, new logs, and it may write again.
  void start_epoch();
  std::uint16_t epoch() const { return state_.epoch; }
  // Did a sync end with nothing missing since it became read-only?
  bool is_level() const { return state_.level; }
  // Own entries that stood where the partner's branch has others.
  const std::vector<log::Entry>& branch() const { return state_.branch; }
  const std::vector<log::Head>& unwritten() const { return state_.unwritten; }

  // Writes into the own log of this epoch; its `seen` is the partner's head of that lane when all under it is held.
  // Error{read_only}.
  Result<RecordId> append_own(log::Lane lane, Bytes facts, Bytes words);
  Result<RecordId> append_own(log::Lane lane, const std::string& text) {
    return append_own(lane, sample_facts(), sample_words(text));
  }
  // From now on this own entry is served without its words, or (notes) without both parts.
  void withhold_own(log::Lane lane, std::uint64_t index, bool facts_too);
  // The entry of the partner's log is named by a withdrawal or redaction, so its absence has a cause.
  void excuse_withheld(log::Lane lane, std::uint64_t index);

  const std::vector<log::Entry>& entries(log::Lane lane, log::Author by, std::uint16_t epoch = 0) const;
  std::uint64_t left_size(log::Lane lane) const;  // of the own log: the largest head that left
  std::optional<std::uint64_t> by_file() const;  // the partner's notes from there on came by file
  std::uint64_t delivered_size(log::Lane lane) const;  // of the own log: what the partner says it stores
  const std::vector<log::Head>& own_heads_shown() const { return state_.shown; }
  const std::vector<std::pair<log::Head, log::Head>>& forks() const { return state_.forks; }

  void keep_commits() { keeps_ = true; commits_.assign(1, state_); }
  std::size_t commit_count() const { return commits_.size(); }
  // Precondition: keep_commits() was called; index < commit_count().
  void roll_back_to(std::size_t index);

  std::vector<log::LogPosition> positions() override;
  Result<std::vector<log::LogPosition>> publish_heads() override;
  Result<std::vector<log::Entry>> read_entries(const log::LogRef& ref, std::uint64_t first, std::uint64_t end) override;
  Result<Hash> root_at(const log::LogRef& ref, std::uint64_t size) override;
  Result<std::vector<Hash>> consistency_proof(const log::LogRef& ref, std::uint64_t old_size, std::uint64_t size) override;
  Result<void> append_received(const log::ReceivedChunk& chunk) override;
  Result<void> check_repeated(const log::ReceivedChunk& chunk) override;
  Result<void> store_head(const log::LogRef& ref, const log::Head& head) override;
  Result<std::optional<log::Cosignature>> cosign(const log::LogRef& ref, Instant now) override;
  Result<void> store_cosignature(const log::LogRef& ref, const log::Cosignature& cosignature) override;
  Result<void> delivered(const log::LogRef& ref, std::uint64_t size) override;
  Result<void> delivered_by_file(const log::LogRef& ref, const log::HeldThere& held) override;
  log::HeldThere held_there(const log::LogRef& ref) override;
  Result<void> comes_by_file(const log::LogRef& ref, std::uint64_t first) override;
  Result<void> shown_live(const log::LogRef& ref) override;
  Result<void> take_back(const log::ReceivedChunk& chunk) override;
  Result<void> found_epoch(log::Author by, const log::Certificate& certificate) override;
  Result<void> came_level() override;
  Result<void> found_unwritten(const log::LogRef& ref, const log::Head& shown) override;
  Result<void> found_own_history_ahead(const log::LogRef& ref, const log::Head& shown) override;
  Result<void> found_fork(const log::LogRef& ref, const log::Head& held, const log::Head& shown) override;
  bool read_only() override { return state_.read_only; }

 private:
  struct OneLog {
    LogId id;
    log::EpochKeys keys;
    Bytes certificate;
    std::vector<Hash> proof;
    std::vector<log::Entry> entries;
    MemoryNodes nodes;
    log::Frontier frontier;
    log::Seen last_seen;
    std::optional<log::Head> head;
    std::optional<log::Cosignature> cosignature;
    std::uint64_t left_size = 0;
    std::uint64_t delivered_size = 0;
    std::optional<log::HeldThere> shown_by_file;
    std::optional<std::uint64_t> by_file;
    std::uint64_t last_cosign_time = 0;
    std::set<std::uint64_t> excused;
  };
  struct State {
    std::map<log::LogRef, OneLog> logs;
    std::vector<log::Head> shown;
    std::vector<std::pair<log::Head, log::Head>> forks;
    std::vector<log::Head> unwritten;
    std::vector<log::Entry> branch;
    std::uint16_t epoch = 0;
    bool read_only = false;
    bool level = false;
  };
  void know(const MemoryLogStore& partner, const crypto::Key& mine, const crypto::Key& theirs);
  void add_logs(log::Author by, const log::EpochKeys& keys, Bytes certificate);
  void rebuild(OneLog& log);
  Result<OneLog*> find(const log::LogRef& ref);
  log::Head make_head(log::Lane lane, const OneLog& log) const;
  bool is_withheld_without_cause(const OneLog& log) const;
  void commit();

  SeededRandom random_;
  log::SignedBytesTap tap_;
  std::vector<std::unique_ptr<log::Pen>> pens_;  // by epoch
  crypto::Key my_notes_;
  crypto::Key notes_mine_;
  crypto::Key notes_theirs_;
  crypto::Key export_seed_;
  crypto::PublicKey partner_export_key_{};
  State state_;
  std::vector<State> commits_;
  bool keeps_ = false;
};

}  // namespace avow::testing
