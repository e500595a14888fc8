// What a letter that counts makes of the promise, and what is told of all the others.
#include <algorithm>

#include "ledger/promise_walk.h"
#include "ledger/series.h"

namespace avow::ledger {
namespace {

constexpr std::chrono::days kReach{800};  // further than from one day of a yearly rule to the next but one
constexpr std::chrono::hours kClockChange{2};  // at most so far a day's due lies from its nominal one, in one zone

State closed_state_of(Outcome outcome) {
  if (outcome == Outcome::kept) return State::kept;
  if (outcome == Outcome::kept_late) return State::kept_late;
  return outcome == Outcome::partly ? State::partly : State::missed;
}

}  // namespace

// A correction that names no time is about the same deed as the word that it corrects.
Instant Walk::done_at_of(const Record& report) const {
  if (to_millis(report.facts.done_at) != 0) return report.facts.done_at;
  const bool corrects = report.facts.kind == RecordKind::promise_correct;
  return corrects ? promise_.done_at.value_or(report.facts.said_at) : report.facts.said_at;
}

// Of one day of a series: by the instants that the report itself carries, so that no zone table can change it.
Outcome Walk::word_of(const Record& report) const {
  const auto grace_end = instance_ == nullptr ? promise_.grace_end : report.facts.grace_end_at;
  return with_lateness(grace_end, report.facts.outcome, done_at_of(report));
}

void Walk::close(State standing, const Record& letter) {
  promise_.standing = standing;
  promise_.closed_at = letter.facts.said_at;
}

// The promiser's own word: believed at once when it is "missed", else open to the other for the review window.
void Walk::apply_word(const Record& letter, Outcome outcome) {
  if (instance_ != nullptr) {
    promise_.due = letter.facts.due_at;
    promise_.grace_end = letter.facts.grace_end_at;
  }
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
  Instant due = promise_.due.value_or(kLastInstant);
  const auto notice = notice_for(proposal, due);
  if (proposal.facts.said_at > due - notice) promise_.change = ChangeTiming::late;
}

// How long before `due` new terms come in good time. Of a series `due` becomes that of the first day that they change.
std::chrono::milliseconds Walk::notice_for(const Record& proposal, Instant& due) const {
  std::chrono::milliseconds period = kGoodTime * 4;
  if (promise_.days.empty()) {
    if (promise_.due && promise_.active_since) period = std::max(*promise_.due - *promise_.active_since, std::chrono::milliseconds(0));
    return std::min<std::chrono::milliseconds>(kGoodTime, period / 4);
  }
  const Series& series = promise_.days.front();
  const LocalDay said = utc_day(proposal.facts.said_at);
  const LocalDay from = std::max(local_day_in(proposal.facts.due_wall).value_or(said), said - std::chrono::days(1));
  const auto next = due_days(series, promise_.active_since.value_or(Instant{}), from, from + kReach, 3);
  due = kLastInstant;
  for (std::size_t i = 0; i < next.size(); ++i) {
    if (nominal_due(series, next[i]) <= proposal.facts.said_at) continue;
    due = nominal_due(series, next[i]);
    if (i + 1 < next.size()) period = std::min<std::chrono::milliseconds>(period, next[i + 1] - next[i]);
    break;
  }
  return std::min<std::chrono::milliseconds>(kGoodTime, period / 4);
}

// Of several ends the earliest stands; what was proposed before one would undo it, and waits no more.
void Walk::end_from(const Record& letter) {
  changes_.clear();
  const Instant from = letter.facts.due_wall.empty() ? letter.facts.said_at : std::max(letter.facts.due_at, letter.facts.said_at);
  if (promise_.ends && *promise_.ends <= from) return;
  promise_.ends = from;
  promise_.ended_short = from - letter.facts.said_at < kGoodTime;
  promise_.closed_at = from;
}

// What a letter about the whole series means for its days.
void Walk::apply_to_days(const Record& letter) {
  using enum RecordKind;
  Series& series = *days();
  const Facts& facts = letter.facts;
  const bool binds = facts.kind == promise_accept || facts.kind == promise_take;
  if (binds || promise_.standing == State::active || promise_.standing == State::paused) series.heads.push_back(letter.id);
  if (facts.kind == promise_resume) return resume_days(facts);
  Stop stop{stamp_of(letter), facts.said_at, {}, {}, {}, facts.kind == promise_pause};
  if (facts.kind == promise_accept_change) {
    const Facts& terms = record(tree_.find(facts.proposal)).facts;
    stop.from = terms.shape == Shape::repeating ? local_day_in(terms.due_wall).value_or(LocalDay{}) : LocalDay{};
  } else if (facts.kind == promise_pause || facts.kind == promise_end || facts.kind == promise_release || facts.kind == promise_step_back) {
    stop.from = facts.day;
    // Why: whoever names the first day has looked at what the clocks show there.
    if (stop.from != LocalDay{}) stop.after -= kClockChange;
  } else {
    return;
  }
  if (facts.kind == promise_pause) stop.until = facts.until_day;
  // A report comes before a release, as it does where a promise is done once; new terms of the same kind have the day themselves.
  stop.gives_way = facts.kind == promise_release || (facts.kind == promise_accept_change && stop.from == LocalDay{});
  series.stops.push_back(stop);
}

void Walk::resume_days(const Facts& resume) {
  for (Stop& stop : days()->stops) {
    if (stop.resumed_at || !stop.pause) continue;
    if (resume.day == LocalDay{}) stop.resumed_at = resume.said_at;
    else if (stop.until == LocalDay{} || resume.day < stop.until) stop.until = resume.day;
  }
}

void Walk::apply(const Candidate& winner) {
  const Record& letter = record(winner.node);
  const Facts& facts = letter.facts;
  promise_.timer.reset();
  promise_.resumes.reset();
  const bool takes_up = facts.kind == RecordKind::promise_accept_change || facts.kind == RecordKind::promise_settle ||
                        facts.kind == RecordKind::promise_confirm;
  if (takes_up && !facts.proposal.is_zero()) accepted_.push_back(tree_.find(facts.proposal));
  if (facts.kind == RecordKind::promise_counter) {
    take_terms(winner.node);
    promise_.standing = winner.row->to_state;
  } else if (winner.row->to_state == State::active) {
    if (facts.kind == RecordKind::promise_resume) promise_.standing = State::active;
    else bind_from(facts.said_at);
    wait_for_due();
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
    promise_.outcome = promise_.done_at ? with_lateness(promise_.grace_end, facts.outcome, *promise_.done_at) : facts.outcome;
    promise_.agreed = true;
    close(closed_state_of(promise_.outcome), letter);
  } else if (facts.kind == RecordKind::promise_take_back) {
    close(promise_.outcome == Outcome::partly ? State::partly_own_word : State::kept_own_word, letter);
  } else if (facts.kind == RecordKind::promise_accept_change) {
    renegotiate(letter);
  } else if (facts.kind == RecordKind::promise_end) {
    end_from(letter);
  } else if (facts.kind == RecordKind::promise_pause) {
    promise_.standing = State::paused;
    if (facts.until_day != LocalDay{}) promise_.resumes = Instant(facts.until_day.time_since_epoch());
    wait_for_due();
  } else if (is_final(winner.row->to_state)) {
    close(winner.row->to_state, letter);
    promise_.excused_after_due =
        facts.kind == RecordKind::promise_excuse && promise_.due && facts.said_at > (instance_ ? facts.due_at : *promise_.due);
  } else {
    promise_.standing = winner.row->to_state;
    promise_.closed_at.reset();
  }
  if (days() != nullptr) apply_to_days(letter);
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
