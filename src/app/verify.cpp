#include "app/verify.h"

#include <algorithm>

#include <fmt/format.h>

#include "app/answers.h"
#include "app/restoring.h"
#include "base/limits.h"
#include "base/text_app.h"
#include "base/text_epoch.h"
#include "log/signing.h"
#include "store/check.h"

namespace avow::app {
namespace {

std::string name_of_log(const log::LogRef& ref) {
  const std::string name = fmt::format("{} by {}", log::name_of(ref.lane), log::name_of(ref.by));
  return ref.epoch == 0 ? name : fmt::format("{}, epoch {}", name, ref.epoch);
}

// Checks one log against its state: headers, payloads, nodes, root, head, proof, cosignature.
class LogCheck {
 public:
  LogCheck(Vault& vault, store::LogState state, Verification& out)
      : vault_(vault), state_(std::move(state)), out_(out), where_(name_of_log(state.ref)), nodes_(vault.store().nodes(state_.ref)) {}

  // Looks at some more entries. True when all is done.
  bool step() {
    if (next_ == 0 && !check_identity()) return true;
    if (next_ < state_.size && check_entries()) return false;
    if (next_ == state_.size && frontier_.root() != state_.root) problem("the root does not fit the entries");
    check_head();
    check_cosignature();
    return true;
  }

 private:
  void problem(std::string what) { out_.add(where_, std::move(what)); }

  bool check_identity() {
    const bool mine = state_.ref.by == log::Author::me;
    if (!mine && vault_.keys().partner() == nullptr) {
      problem("a log of a partner whose keys are missing");
      return false;
    }
    const auto* epoch = vault_.keys().find_epoch(state_.ref.by, state_.ref.epoch);
    if (epoch != nullptr && state_.id == epoch->keys.id_of(state_.ref.lane)) return true;
    problem("the log's id does not belong to its keys");
    return false;
  }

  // False when they cannot be read to their end.
  bool check_entries() {
    const auto batch = vault_.store().entries(state_.ref, next_, std::min(kBatch, state_.size - next_), kBatchBytes);
    if (!batch.ok() || batch->empty()) {
      problem(fmt::format("entry {} cannot be read", next_));
      return false;
    }
    for (const auto& entry : *batch) check_entry(entry, next_++);
    return true;
  }

  void check_entry(const log::Entry& entry, std::uint64_t index) {
    ++out_.entries;
    const auto header = log::decode_header(entry.header);
    completed_.clear();
    frontier_.append(log::leaf_hash(entry.header), completed_);
    check_nodes();
    if (!header.ok()) return problem(fmt::format("entry {}: its header does not parse", index));
    if (header->index != index || header->log_id != state_.id) problem(fmt::format("entry {}: it belongs elsewhere", index));
    const log::Seen seen{header->seen_epoch, header->seen_size, header->seen_hash};
    if (std::pair(seen.epoch, seen.size) < std::pair(last_seen_.epoch, last_seen_.size)) {
      problem(fmt::format("entry {}: what its author had seen falls", index));
    }
    last_seen_ = seen;
    const auto payload = log::check_payload(*header, state_.ref.lane, entry.payload);
    if (!payload.ok()) problem(fmt::format("entry {}: its text does not fit its header", index));
  }

  void check_nodes() {
    for (const auto& node : completed_) {
      const auto stored = nodes_->node(node.level, node.index);
      if (!stored.ok() || *stored != node.hash) problem(fmt::format("tree node {}/{} does not fit", node.level, node.index));
    }
  }

  void check_head() {
    if (!state_.head) {
      if (state_.ref.by == log::Author::partner && state_.size > 0) problem("entries without a head");
      return;
    }
    ++out_.heads;
    if (vault_.keys().partner() == nullptr) return problem("a head without a partner");
    const auto& head = *state_.head;
    const auto& pair = vault_.keys().pair();
    const auto position = vault_.position_of(state_);
    const auto authentic = state_.ref.by == log::Author::me ? sync::check_own_head(pair, position, head)
                                                            : sync::check_partner_head(pair, position, head);
    if (!authentic.ok()) problem("the head is not authentic");
    check_covered(head.checkpoint, "the head");
  }

  // Entries under a checkpoint, or (a partner's head ahead of what came) the stored proof.
  void check_covered(const log::Checkpoint& checkpoint, const char* what) {
    if (checkpoint.size > state_.size) {
      const auto fits = log::check_consistency(state_.size, state_.root, checkpoint.size, checkpoint.root, state_.proof);
      if (state_.size > 0 && !fits.ok()) problem(fmt::format("{} does not fit the entries", what));
      return;
    }
    const auto root = checkpoint.size == state_.size ? Result<Hash>(frontier_.root()) : log::root_at(*nodes_, checkpoint.size);
    if (!root.ok() || *root != checkpoint.root) problem(fmt::format("{} does not fit the entries", what));
  }

  void check_cosignature() {
    if (!state_.cosignature) return;
    ++out_.cosignatures;
    const auto& cosignature = *state_.cosignature;
    const auto& keys = vault_.keys();
    const bool mine = state_.ref.by == log::Author::me;
    bool authentic = keys.partner() != nullptr;
    if (authentic && state_.ref.lane == log::Lane::commitments) {
      authentic = vault_.is_cosigned_by(mine ? log::Author::partner : log::Author::me, cosignature);
    } else if (authentic) {
      const auto* const key = sync::notes_key(keys.pair(), state_.ref.by, keys.generation_of(state_.ref));
      authentic = key != nullptr && crypto::equal_secret(cosignature.signature, log::notes_ack_tag(*key, cosignature.checkpoint));
    }
    if (!authentic) problem("the cosignature is not authentic");
    check_covered(cosignature.checkpoint, "the cosignature");
  }

  static constexpr std::uint64_t kBatch = 32;
  static constexpr std::size_t kBatchBytes = 256U * 1024;

  Vault& vault_;
  const store::LogState state_;
  std::uint64_t next_ = 0;  // the entry to look at
  Verification& out_;
  std::string where_;
  std::unique_ptr<log::NodeReader> nodes_;
  log::Frontier frontier_;
  log::Seen last_seen_;
  std::vector<log::Node> completed_;
};

// Whoever showed two histories of one log (restored from a backup?) is shown, never accused.
void check_evidence(Vault& vault, Verification& out) {
  const auto shown = histories(vault);
  if (!shown.ok()) return out.add("vault file", "what is known of other histories cannot be read");
  for (const auto& ref : shown->unsettled) out.add(name_of_log(ref), std::string(text::kVerifyTwoHistories));
  for (const auto& ref : shown->settled) out.histories.push_back({name_of_log(ref), std::string(text::kHistoriesSettled)});
}

// The vault's file first, then log by log.
class Verifying final : public Operation {
 public:
  // `replies`: null when only found() is wanted.
  Verifying(Vault& vault, store::Pages pages, Replies* replies)
      : vault_(vault), replies_(replies), file_(vault.store(), pages), logs_(vault.store().state().logs) {}

  Result<Progress> step() override {
    if (!file_done_) {
      file_done_ = file_.step(kRows);
    } else if (log_) {
      if (log_->step()) log_.reset();
    } else if (next_log_ < logs_.size()) {
      log_.emplace(vault_, logs_[next_log_++], found_);
    } else {
      conclude();
      return Progress::done;
    }
    return Progress::more;
  }

  const Verification& found() const { return found_; }

 private:
  static constexpr std::uint64_t kRows = 64;

  void conclude() {
    for (const auto& problem : file_.report().problems) found_.add("vault file", problem);
    check_evidence(vault_, found_);
    if (vault_.read_only()) {
      found_.add("vault", std::string(text::kVerifyRestored));
    }
    if (replies_ != nullptr) answer();
  }

  void answer() const {
    capnp::MallocMessageBuilder message;
    auto out = message.initRoot<schema::Done>().initVerified();
    out.setOk(found_.ok());
    out.setEntries(static_cast<std::uint32_t>(found_.entries));
    out.setHeads(static_cast<std::uint32_t>(found_.heads));
    out.setCosignatures(static_cast<std::uint32_t>(found_.cosignatures));
    fill_logs(out, vault_);
    auto histories = out.initHistories(static_cast<unsigned>(found_.histories.size()));
    for (unsigned i = 0; i < histories.size(); ++i) {
      histories[i].setWhere(found_.histories[i].where);
      histories[i].setWhat(found_.histories[i].what);
    }
    auto problems = out.initProblems(static_cast<unsigned>(found_.problems.size()));
    for (unsigned i = 0; i < problems.size(); ++i) {
      problems[i].setWhere(found_.problems[i].where);
      problems[i].setWhat(found_.problems[i].what);
    }
    replies_->done(message.getRoot<schema::Done>());
  }

  Vault& vault_;
  Replies* replies_;
  Verification found_;
  store::StoreCheck file_;
  bool file_done_ = false;
  const std::vector<store::LogState> logs_;
  std::size_t next_log_ = 0;
  std::optional<LogCheck> log_;
};

}  // namespace

void Verification::add(std::string where, std::string what) {
  ++problem_count;
  if (problems.size() < kFindingsMax) problems.push_back(Finding{std::move(where), std::move(what)});
}

Verification verify_vault(Vault& vault) {
  Verifying verifying(vault, store::Pages::always, nullptr);
  while (true) {
    const auto progress = verifying.step();
    if (!progress.ok() || *progress == Progress::done) return verifying.found();
  }
}

std::unique_ptr<Operation> verify(Vault& vault, store::Pages pages, Replies& replies) {
  return std::make_unique<Verifying>(vault, pages, &replies);
}

}  // namespace avow::app
