#include "app/verify.h"

#include <algorithm>

#include <fmt/format.h>

#include "app/answers.h"
#include "base/codec.h"
#include "base/limits.h"
#include "log/signing.h"
#include "store/check.h"

namespace avow::app {
namespace {

std::string name_of_log(const log::LogRef& ref) {
  return fmt::format("{} by {}", log::name_of(ref.lane), log::name_of(ref.by));
}

// Checks one log against its state: headers, payloads, nodes, root, head, proof, cosignature.
class LogCheck {
 public:
  LogCheck(Vault& vault, const store::LogState& state, Verification& out)
      : vault_(vault), state_(state), out_(out), where_(name_of_log(state.ref)), nodes_(vault.store().nodes(state.ref)) {}

  void run() {
    if (!check_identity()) return;
    check_entries();
    check_head();
    check_cosignature();
  }

 private:
  void problem(std::string what) { out_.add(where_, std::move(what)); }

  bool check_identity() {
    const bool mine = state_.ref.by == log::Author::me;
    if (!mine && vault_.keys().partner() == nullptr) {
      problem("a log of a partner whose keys are missing");
      return false;
    }
    const LogId expected =
        mine ? vault_.keys().own_log_id(state_.ref.lane) : vault_.keys().partner_log_id(state_.ref.lane);
    if (state_.id == expected) return true;
    problem("the log's id does not belong to its keys");
    return false;
  }

  void check_entries() {
    std::uint64_t index = 0;
    while (index < state_.size) {
      const auto batch = vault_.store().entries(state_.ref, index, kBatch, kBatchBytes);
      if (!batch.ok() || batch->empty()) {
        problem(fmt::format("entry {} cannot be read", index));
        return;
      }
      for (const auto& entry : *batch) check_entry(entry, index++);
    }
    if (frontier_.root() != state_.root) problem("the root does not fit the entries");
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
    const auto authentic = state_.ref.by == log::Author::me ? sync::check_own_head(pair, state_.ref.lane, state_.id, head)
                                                            : sync::check_partner_head(pair, state_.ref.lane, state_.id, head);
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
      const auto& witness = mine ? keys.partner()->keys.witness_key : keys.pen().witness_key();
      authentic = log::verify_cosignature(cosignature.checkpoint, cosignature.time_seconds, cosignature.signature, witness);
    } else if (authentic) {
      const auto& key = mine ? keys.pair().secrets.notes_mine : keys.pair().secrets.notes_theirs;
      authentic = crypto::equal_secret(cosignature.signature, log::notes_ack_tag(key, cosignature.checkpoint));
    }
    if (!authentic) problem("the cosignature is not authentic");
    check_covered(cosignature.checkpoint, "the cosignature");
  }

  static constexpr std::uint64_t kBatch = 1024;
  static constexpr std::size_t kBatchBytes = 16U * 1024 * 1024;

  Vault& vault_;
  const store::LogState& state_;
  Verification& out_;
  std::string where_;
  std::unique_ptr<log::NodeReader> nodes_;
  log::Frontier frontier_;
  log::Seen last_seen_;
  std::vector<log::Node> completed_;
};

// A partner who showed two histories of one log (restored from a backup?) is shown, never accused.
void check_evidence(Vault& vault, Verification& out) {
  const auto read = vault.store().for_each_item(store::ItemKind::evidence, [&out](ByteView, ByteView plain) -> Result<void> {
    ByteReader in(plain);
    if (in.text() != "two histories") return {};
    log::LogRef ref;
    ref.lane = static_cast<log::Lane>(in.u8());
    ref.by = static_cast<log::Author>(in.u8());
    if (!in.failed()) out.add(name_of_log(ref), "two histories were shown (restored from a backup?); the first one is kept");
    return {};
  });
  if (!read.ok()) out.add("vault file", "what is known of other histories cannot be read");
}

}  // namespace

void Verification::add(std::string where, std::string what) {
  ++problem_count;
  if (problems.size() < kFindingsMax) problems.push_back(Finding{std::move(where), std::move(what)});
}

Verification verify_vault(Vault& vault) {
  Verification out;
  const auto report = vault.store().check();
  for (const auto& problem : report.problems) out.add("vault file", problem);
  const store::State state = vault.store().state();
  for (const auto& log : state.logs) LogCheck(vault, log, out).run();
  check_evidence(vault, out);
  if (state.read_only) {
    out.add("vault", "this vault was put back from an older copy: it is behind what was already written or shown");
  }
  return out;
}

Result<void> verify(Vault& vault, Replies& replies) {
  const Verification found = verify_vault(vault);
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<schema::Done>().initVerified();
  out.setOk(found.ok());
  out.setEntries(static_cast<std::uint32_t>(found.entries));
  out.setHeads(static_cast<std::uint32_t>(found.heads));
  out.setCosignatures(static_cast<std::uint32_t>(found.cosignatures));
  fill_logs(out, vault);
  auto problems = out.initProblems(static_cast<unsigned>(found.problems.size()));
  for (unsigned i = 0; i < problems.size(); ++i) {
    problems[i].setWhere(found.problems[i].where);
    problems[i].setWhat(found.problems[i].what);
  }
  replies.done(message.getRoot<schema::Done>());
  return {};
}

}  // namespace avow::app
