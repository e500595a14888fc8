// The walk along one promise's tree of letters: at each head, which letter counts and what it makes of the promise.
#include <algorithm>
#include <map>

#include "ledger/promise_tree.h"

namespace avow::ledger {
namespace {

constexpr std::size_t kSettlementsMax = 16;  // of one author and value at one head that can meet an equal one

Instant later_by(Instant from, std::chrono::milliseconds span) {
  return from > kLastInstant - span ? kLastInstant : from + span;
}

State closed_state_of(Outcome outcome) {
  if (outcome == Outcome::kept) return State::kept;
  if (outcome == Outcome::kept_late) return State::kept_late;
  return outcome == Outcome::partly ? State::partly : State::missed;
}

// A letter that could move the head, and the row that lets it.
struct Candidate {
  std::uint32_t node = kNoNode;
  const Transition* row = nullptr;
};

class Walk {
 public:
  Walk(const RecordId& id, PromiseTree& tree, const Origin* origin) : tree_(tree) { begin(id, origin); }
  Promise run();

 private:
  using Nodes = std::vector<std::uint32_t>;

  void begin(const RecordId& id, const Origin* origin);
  void take_terms(std::uint32_t node);
  const Record& record(std::uint32_t node) const { return *tree_.nodes()[node].record; }
  Node& node(std::uint32_t index) { return tree_.nodes()[index]; }
  void decide(std::uint32_t index, Mark mark);

  const Transition* allowed_row(std::uint32_t index) const;
  bool who_fits(const Transition& row, const Record& record) const;
  bool is_upward(const Record& record) const;
  bool target_stands(const Record& record) const;

  void hear_beside(std::uint32_t index);
  void annotate(std::uint32_t index, const Transition& row);
  std::map<log::Author, Candidate> candidates();
  void consider(std::map<log::Author, Candidate>& best, Candidate candidate) const;
  Candidate agreement() const;
  Candidate winner(const std::map<log::Author, Candidate>& best);
  bool step();

  void apply(const Candidate& winner);
  void apply_word(const Record& record, Outcome outcome);
  void close(State standing, const Record& record);
  Outcome word_of(const Record& report) const;
  Instant done_at_of(const Record& report) const;
  void renegotiate(const Record& acceptance);
  void decide_answers();
  void list_pending();
  void list_history();

  PromiseTree& tree_;
  Promise promise_;
  std::uint32_t head_ = kNoNode;
  log::Author terms_by_ = log::Author::me;
  std::chrono::milliseconds review_ = kReviewDefault;
  Nodes changes_;      // valid proposals of new terms, along the chain
  Nodes settlements_;  // valid at the head
  Nodes corrections_;  // valid at the head, upward
  Nodes chain_;
  Nodes accepted_;     // proposals that an acceptance on the chain took up
};

void Walk::begin(const RecordId& id, const Origin* origin) {
  head_ = tree_.root();
  const Record& root = record(head_);
  promise_.id = id;
  promise_.promiser = tree_.promiser();
  promise_.said_at = root.facts.said_at;
  take_terms(head_);
  if (root.facts.kind == RecordKind::promise_change) {
    promise_.standing = State::active;
    promise_.active_since = origin->accepted_at;
    promise_.predecessor = origin->predecessor;
    if (promise_.grace_end) promise_.timer = later_by(*promise_.grace_end, std::chrono::milliseconds(1));
  } else if (root.facts.kind == RecordKind::promise_offer) {
    promise_.standing = State::offered;
  } else {
    promise_.standing = State::asked;
    promise_.timer = later_by(root.facts.said_at, kAskLapses);
  }
}

void Walk::take_terms(std::uint32_t index) {
  const Record& terms = record(index);
  terms_by_ = terms.by;
  promise_.terms = terms.id;
  promise_.due.reset();
  promise_.grace_end.reset();
  promise_.due_is_date = false;
  if (!terms.facts.due_wall.empty()) {
    promise_.due = terms.facts.due_at;
    promise_.grace_end = std::max(terms.facts.due_at, terms.facts.grace_end_at);
    promise_.due_is_date = (terms.facts.flags & kDueIsDate) != 0;
  }
  const auto review = terms.facts.review;
  review_ = review.count() <= 0 ? kReviewDefault : std::min(review, kReviewMax);
}

void Walk::decide(std::uint32_t index, Mark mark) {
  node(index).decided = true;
  node(index).mark = mark;
}

bool Walk::who_fits(const Transition& row, const Record& letter) const {
  switch (row.who) {
    case Who::promiser: return letter.by == promise_.promiser;
    case Who::other: return letter.by != promise_.promiser;
    case Who::either: return true;
    case Who::terms_author: return letter.by == terms_by_;
    case Who::terms_answerer: return letter.by != terms_by_;
    case Who::proposal_author:
    case Who::proposal_answerer: return !letter.facts.proposal.is_zero();
  }
  return false;
}

// The row that lets this letter be written at the head; a timed state is judged at the letter's said_at.
const Transition* Walk::allowed_row(std::uint32_t index) const {
  if (!tree_.nodes()[index].formed) return nullptr;
  const Record& letter = record(index);
  const State state = state_at(promise_, letter.facts.said_at);
  for (const Transition& row : transitions_of(letter.facts.kind)) {
    const bool confirms = letter.facts.kind == RecordKind::promise_confirm;
    if (confirms && (row.who == Who::proposal_answerer) == letter.facts.proposal.is_zero()) continue;
    if (contains(row.from, state) && who_fits(row, letter)) return &row;
  }
  return nullptr;
}

bool Walk::is_upward(const Record& letter) const {
  return worth(word_of(letter)) > worth(promise_.outcome);
}

// The proposal that an acceptance names is one that stands at this head.
bool Walk::target_stands(const Record& letter) const {
  const std::uint32_t target = tree_.find(letter.facts.proposal);
  const Nodes* standing = &changes_;
  if (letter.facts.kind == RecordKind::promise_settle) standing = &settlements_;
  if (letter.facts.kind == RecordKind::promise_confirm) standing = &corrections_;
  const bool there = target != kNoNode && tree_.nodes()[target].valid &&
                     (standing == &changes_ || tree_.nodes()[target].parent == head_);
  if (!there) return false;
  return letter.facts.kind != RecordKind::promise_settle || record(target).facts.outcome == letter.facts.outcome;
}

void Walk::annotate(std::uint32_t index, const Transition& row) {
  const Record& letter = record(index);
  const Facts& facts = letter.facts;
  if (row.kind == RecordKind::promise_at_risk) {
    if (!promise_.at_risk_at || facts.said_at < *promise_.at_risk_at) promise_.at_risk_at = facts.said_at;
  } else if (!promise_.grace_end || facts.said_at <= *promise_.grace_end) {
    return decide(index, Mark::inert);
  } else if (row.kind == RecordKind::promise_nudge) {
    if (promise_.nudged) return decide(index, Mark::inert);
    promise_.nudged = true;
  } else {
    promise_.own_view = OwnView{letter.id, facts.outcome};
  }
  decide(index, Mark::annotation);
}

// Proposals and annotations that name the head. They never move it.
void Walk::hear_beside(std::uint32_t index) {
  const Transition* row = allowed_row(index);
  if (row == nullptr) return;
  if (row->effect == Effect::annotation) return annotate(index, *row);
  const Record& letter = record(index);
  Nodes* into = nullptr;
  if (row->kind == RecordKind::promise_change) into = &changes_;
  if (row->kind == RecordKind::promise_settle && letter.facts.proposal.is_zero()) into = &settlements_;
  if (row->kind == RecordKind::promise_correct && is_upward(letter)) into = &corrections_;
  if (into == nullptr) return;
  node(index).valid = true;
  into->push_back(index);
  decide(index, Mark::counted);
}

// One author: the lower index.
void Walk::consider(std::map<log::Author, Candidate>& best, Candidate candidate) const {
  const Record& letter = record(candidate.node);
  const auto [at, fresh] = best.try_emplace(letter.by, candidate);
  if (!fresh && position_of(letter) < position_of(record(at->second.node))) at->second = candidate;
}

// Each author's first letter that may move this head. Whoever had already written to a later head may not come back.
std::map<log::Author, Candidate> Walk::candidates() {
  std::map<log::Author, Candidate> best;
  for (const std::uint32_t index : tree_.children(head_)) {
    if (node(index).decided) continue;
    const Transition* row = allowed_row(index);
    const Record& letter = record(index);
    if (row == nullptr || row->rank == 0) continue;
    if (row->kind == RecordKind::promise_correct && worth(word_of(letter)) >= worth(promise_.outcome)) continue;
    const bool accepts = row->kind == RecordKind::promise_accept_change || row->who == Who::proposal_answerer ||
                         row->kind == RecordKind::promise_settle;
    if (accepts && tree_.is_void(index)) {
      // The proposal was taken back while its acceptance was on the way: nobody is bound by that.
      const std::uint32_t target = tree_.find(letter.facts.proposal);
      const bool crossed = target != kNoNode && node(target).withdrawn_by != kNoNode && node(target).valid &&
                           !had_seen(letter, record(node(target).withdrawn_by));
      decide(index, crossed ? Mark::crossed : Mark::inert);
      continue;
    }
    if (accepts && !target_stands(letter)) continue;
    consider(best, {index, row});
  }
  if (const Candidate both = agreement(); both.node != kNoNode) consider(best, both);
  std::erase_if(best, [this](const auto& entry) {
    return tree_.first_later(head_, entry.first) < position_of(record(entry.second.node));
  });
  return best;
}

// Two equal outcomes by both that crossed count as agreed: the one whose author had seen the other, or else the one
// with the higher id, is taken as the answer.
Candidate Walk::agreement() const {
  std::map<std::pair<Outcome, log::Author>, Nodes> said;
  for (const std::uint32_t index : settlements_) said[{record(index).facts.outcome, record(index).by}].push_back(index);
  Candidate best;
  const auto before = [this](std::uint32_t a, std::uint32_t b) { return position_of(record(a)) < position_of(record(b)); };
  for (auto& [key, mine] : said) {
    if (key.second != log::Author::me) continue;
    const auto theirs = said.find({key.first, log::Author::partner});
    if (theirs == said.end()) continue;
    for (Nodes* list : {&mine, &theirs->second}) {
      std::sort(list->begin(), list->end(), before);
      if (list->size() > kSettlementsMax) list->resize(kSettlementsMax);
    }
    for (const std::uint32_t a : mine) {
      for (const std::uint32_t b : theirs->second) {
        if (tree_.is_gone(a, b) || tree_.is_gone(b, a)) continue;
        const bool a_saw = had_seen(record(a), record(b));
        const bool b_saw = had_seen(record(b), record(a));
        const std::uint32_t answer = a_saw != b_saw ? (a_saw ? a : b) : std::max(a, b);  // nodes stand in order of id
        if (best.node == kNoNode || answer < best.node) best.node = answer;
      }
    }
  }
  if (best.node != kNoNode) best.row = &transitions_of(RecordKind::promise_settle).front();
  return best;
}

Candidate Walk::winner(const std::map<log::Author, Candidate>& best) {
  if (best.empty()) return {};
  Candidate first = best.begin()->second;
  if (best.size() == 1) return first;
  Candidate second = best.rbegin()->second;
  const auto order = [this](const Candidate& one) { return std::pair(one.row->rank, record(one.node).id); };
  if (order(second) < order(first)) std::swap(first, second);
  // Nobody crosses what they had seen.
  if (had_seen(record(first.node), record(second.node))) std::swap(first, second);
  decide(second.node, had_seen(record(second.node), record(first.node)) ? Mark::inert : Mark::crossed);
  return first;
}

// One head: hear what stands beside it, then let the letter that wins move it. False: nothing moves it.
bool Walk::step() {
  Nodes named(tree_.children(head_).begin(), tree_.children(head_).end());
  std::sort(named.begin(), named.end(), [this](std::uint32_t a, std::uint32_t b) {
    return std::pair(position_of(record(a)), a) < std::pair(position_of(record(b)), b);
  });
  settlements_.clear();
  corrections_.clear();
  for (const std::uint32_t index : named) hear_beside(index);
  const Candidate next = winner(candidates());
  for (const std::uint32_t index : named) {
    if (!node(index).decided) decide(index, Mark::inert);
  }
  if (next.node == kNoNode) return false;
  decide(next.node, Mark::counted);
  apply(next);
  head_ = next.node;
  chain_.push_back(head_);
  return true;
}

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

Promise Walk::run() {
  decide(head_, Mark::counted);
  while (step()) {
  }
  promise_.head = record(head_).id;
  promise_.forewarned = promise_.at_risk_at && (!promise_.due || *promise_.at_risk_at < *promise_.due);
  decide_answers();
  tree_.mark_the_rest();
  list_pending();
  list_history();
  return std::move(promise_);
}

// Without a first record everything waits for it; behind one that starts no promise everything is inert.
Promise without_root(const RecordId& id, const PromiseTree& tree) {
  Promise promise;
  promise.id = id;
  for (const Node& node : tree.nodes()) {
    const Record& letter = *node.record;
    promise.history.push_back({letter.id, letter.facts.kind, letter.by, tree.root_missing() ? Mark::waiting : Mark::inert,
                               letter.facts.said_at, letter.facts.outcome});
  }
  return promise;
}

}  // namespace

Promise fold_promise(const RecordId& id, std::span<const Record* const> records, Instant now, const Origin* origin) {
  PromiseTree tree(id, records, origin);
  Promise promise = tree.root() == kNoNode ? without_root(id, tree) : Walk(id, tree, origin).run();
  show_at(promise, now);
  return promise;
}

}  // namespace avow::ledger
