// What a letter that counts makes of the promise, and what is told of all the others.
#include <algorithm>

#include "ledger/promise_walk.h"

namespace avow::ledger {
namespace {

State closed_state_of(Outcome outcome) {
  if (outcome == Outcome::kept) return State::kept;
  if (outcome == Outcome::kept_late) return State::kept_late;
  return outcome == Outcome::partly ? State::partly : State::missed;
}

}  // namespace

Instant Walk::done_at_of(const Record& report) const {
  return to_millis(report.facts.done_at) == 0 ? report.facts.said_at : report.facts.done_at;
}

Outcome Walk::word_of(const Record& report) const {
  return with_lateness(promise_, report.facts.outcome, done_at_of(report));
}

void Walk::close(State standing, const Record& letter) {
  promise_.standing = standing;
  promise_.closed_at = letter.facts.said_at;
}

// The promiser's own word: believed at once when it is "missed", else open to the other for the review window.
void Walk::apply_word(const Record& letter, Outcome outcome) {
  promise_.outcome = outcome;
  promise_.agreed = false;
  promise_.report = letter.id;
  promise_.done_at = done_at_of(letter);
  if (outcome == Outcome::missed) return close(State::missed, letter);
  promise_.standing = State::reported;
  promise_.closed_at.reset();
  promise_.timer = later_by(letter.facts.said_at, review_);
}

void Walk::renegotiate(const Record& acceptance) {
  const Record& proposal = record(tree_.find(acceptance.facts.proposal));
  promise_.successor = proposal.id;
  promise_.change = ChangeTiming::in_good_time;
  close(State::renegotiated, acceptance);
  if (!promise_.due) return;
  auto notice = kGoodTime;
  if (promise_.active_since) {
    const auto period = std::max(*promise_.due - *promise_.active_since, std::chrono::milliseconds(0));
    notice = std::min<std::chrono::milliseconds>(notice, period / 4);
  }
  if (proposal.facts.said_at > *promise_.due - notice) promise_.change = ChangeTiming::late;
}

void Walk::apply(const Candidate& winner) {
  const Record& letter = record(winner.node);
  const Facts& facts = letter.facts;
  const auto active_timer = [this] {
    if (promise_.grace_end) promise_.timer = later_by(*promise_.grace_end, std::chrono::milliseconds(1));
  };
  promise_.timer.reset();
  if (!facts.proposal.is_zero()) accepted_.push_back(tree_.find(facts.proposal));
  if (facts.kind == RecordKind::promise_counter) {
    take_terms(winner.node);
    promise_.standing = winner.row->to_state;
  } else if (winner.row->to_state == State::active) {
    if (facts.kind != RecordKind::promise_resume) promise_.active_since = facts.said_at;
    promise_.standing = State::active;
    active_timer();
  } else if (facts.kind == RecordKind::promise_report || facts.kind == RecordKind::promise_correct) {
    apply_word(letter, word_of(letter));
  } else if (facts.kind == RecordKind::promise_confirm) {
    if (!facts.proposal.is_zero()) {
      const Record& correction = record(tree_.find(facts.proposal));
      apply_word(correction, word_of(correction));
      promise_.timer.reset();
    }
    close(closed_state_of(promise_.outcome), letter);
  } else if (facts.kind == RecordKind::promise_settle) {
    for (const std::uint32_t equal : settlements_) {
      if (record(equal).facts.outcome == facts.outcome) accepted_.push_back(equal);
    }
    promise_.outcome = promise_.done_at ? with_lateness(promise_, facts.outcome, *promise_.done_at) : facts.outcome;
    promise_.agreed = true;
    close(closed_state_of(promise_.outcome), letter);
  } else if (facts.kind == RecordKind::promise_take_back) {
    close(promise_.outcome == Outcome::partly ? State::partly_own_word : State::kept_own_word, letter);
  } else if (facts.kind == RecordKind::promise_accept_change) {
    renegotiate(letter);
  } else if (is_final(winner.row->to_state)) {
    close(winner.row->to_state, letter);
    promise_.excused_after_due =
        facts.kind == RecordKind::promise_excuse && promise_.due && facts.said_at > *promise_.due;
  } else {
    promise_.standing = winner.row->to_state;
    promise_.closed_at.reset();
  }
}

// A no or a withdrawal counts when its proposal stood, it was the first, and no acceptance came before.
void Walk::decide_answers() {
  std::sort(accepted_.begin(), accepted_.end());
  for (std::uint32_t index = 0; index < tree_.nodes().size(); ++index) {
    const Node& proposal = node(index);
    if (!proposal.valid || std::binary_search(accepted_.begin(), accepted_.end(), index)) continue;
    for (const std::uint32_t answer : {proposal.withdrawn_by, proposal.declined_by}) {
      if (answer != kNoNode) decide(answer, Mark::counted);
    }
  }
}

void Walk::list_pending() {
  Nodes open = settlements_;
  open.insert(open.end(), corrections_.begin(), corrections_.end());
  const bool binding = promise_.standing == State::active || promise_.standing == State::paused;
  if (binding) open.insert(open.end(), changes_.begin(), changes_.end());
  for (const std::uint32_t index : open) {
    const Node& made = node(index);
    if (made.withdrawn_by != kNoNode || made.declined_by != kNoNode) continue;
    const Record& letter = *made.record;
    const bool corrects = letter.facts.kind == RecordKind::promise_correct;
    const Outcome outcome = corrects ? word_of(letter) : letter.facts.outcome;
    promise_.pending.push_back({letter.id, letter.facts.kind, letter.by, outcome, letter.facts.said_at});
  }
  std::sort(promise_.pending.begin(), promise_.pending.end(), [](const Proposal& a, const Proposal& b) {
    return std::pair(a.said_at, a.id) < std::pair(b.said_at, b.id);
  });
}

// Each record behind the head that it names; the one that moved that head comes last of them.
void Walk::list_history() {
  constexpr std::size_t kNowhere = std::numeric_limits<std::size_t>::max();
  std::vector<std::size_t> behind(tree_.nodes().size(), kNowhere);
  std::vector<std::size_t> place(tree_.nodes().size(), kNowhere);
  place[tree_.root()] = 0;
  behind[tree_.root()] = 0;
  for (std::size_t i = 0; i < chain_.size(); ++i) place[chain_[i]] = i + 1;
  for (const std::uint32_t index : tree_.order()) {
    const std::uint32_t parent = node(index).parent;
    if (index == tree_.root()) continue;
    behind[index] = place[index] != kNowhere ? place[index] : (place[parent] != kNowhere ? place[parent] : behind[parent]);
  }
  std::vector<std::uint32_t> sorted(tree_.nodes().size());
  for (std::uint32_t i = 0; i < sorted.size(); ++i) sorted[i] = i;
  std::sort(sorted.begin(), sorted.end(), [&](std::uint32_t a, std::uint32_t b) {
    const auto key = [&](std::uint32_t i) {
      return std::tuple(behind[i], place[i] == kNowhere, record(i).facts.said_at, record(i).id);
    };
    return key(a) < key(b);
  });
  for (const std::uint32_t index : sorted) {
    const Record& letter = record(index);
    promise_.history.push_back({letter.id, letter.facts.kind, letter.by, node(index).mark, letter.facts.said_at, letter.facts.outcome});
  }
}

}  // namespace avow::ledger
