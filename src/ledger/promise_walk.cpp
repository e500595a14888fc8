#include "ledger/promise_walk.h"

#include <algorithm>

#include "ledger/series.h"
#include "ledger/when.h"

namespace avow::ledger {
namespace {

constexpr std::size_t kSettlementsMax = 16;  // of one author and value at one head that can meet an equal one

std::chrono::milliseconds review_of(std::chrono::milliseconds written) {
  return written.count() <= 0 ? kReviewDefault : std::min(written, kReviewMax);
}

}  // namespace

void Walk::begin(const RecordId& id, const Origin* origin) {
  head_ = tree_.root();
  const Record& root = record(head_);
  promise_.id = id;
  promise_.promiser = tree_.promiser();
  promise_.said_at = root.facts.said_at;
  if (instance_ != nullptr) return begin_instance();
  take_terms(head_);
  if (root.facts.kind == RecordKind::promise_change) {
    bind_from(origin->accepted_at);
    promise_.predecessor = origin->predecessor;
    if (days() != nullptr) days()->heads.push_back(id);
    wait_for_due();
  } else if (root.facts.kind == RecordKind::promise_offer) {
    promise_.standing = State::offered;
  } else {
    promise_.standing = State::asked;
    promise_.timer = later_by(root.facts.said_at, kAskLapses);
  }
}

// A due that was past by then, grace included, is none: nobody owes what they could not keep. Of a series each day is asked.
void Walk::bind_from(Instant when) {
  promise_.standing = State::active;
  promise_.active_since = when;
  if (days() != nullptr || !promise_.grace_end || *promise_.grace_end > when) return;
  promise_.due.reset();
  promise_.grace_end.reset();
  promise_.due_is_date = false;
  promise_.due_day = LocalDay{};
}

// One day of a series: binding from the beginning, as its terms have it.
void Walk::begin_instance() {
  const Promise& series = *instance_->series;
  const Series& of = series.days.front();
  promise_.chain = Chain::instance;
  promise_.series = series.id;
  promise_.terms = series.terms;
  promise_.standing = State::active;
  promise_.active_since = series.active_since;
  promise_.due_day = instance_->day;
  promise_.due = nominal_due(of, instance_->day);
  promise_.grace_end = *promise_.due + of.grace;
  promise_.due_is_date = of.due_is_date;
  review_ = review_of(of.review);
  // A standing promise has days that can be spoken of, none that has to be.
  if (series.chain == Chain::repeating) promise_.timer = ended_everywhere(of, instance_->day);
}

// A promise that is done once waits for a word when due and grace are over; a series never does.
void Walk::wait_for_due() {
  if (promise_.grace_end && days() == nullptr) promise_.timer = later_by(*promise_.grace_end, std::chrono::milliseconds(1));
}

void Walk::take_days(const Facts& terms) {
  promise_.days.clear();
  promise_.chain = chain_of(terms.shape);
  if (!contains(kSeriesChains, promise_.chain)) return;
  Series series;
  series.review = terms.review;
  series.zone = terms.due_zone.empty() ? terms.zone : terms.due_zone;
  if (promise_.chain == Chain::repeating) {
    series.rule = terms.repeats.front();
    series.first_day = promise_.due_day;
    series.first_due = terms.due_at;
    series.grace = std::clamp<std::chrono::milliseconds>(terms.grace_end_at - terms.due_at, std::chrono::milliseconds(0), kReviewMax);
    series.due_is_date = promise_.due_is_date;
    series.wall = minutes_in(terms.due_wall);
  } else {
    // Any day from the day before it was said (in whichever zone that is), each as a dated due with its usual grace.
    series.first_day = utc_day(terms.said_at) - std::chrono::days(1);
    series.first_due = Instant((series.first_day + std::chrono::days(1)).time_since_epoch());
    series.grace = kDayEnds;
  }
  promise_.days.push_back(std::move(series));
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
  promise_.due_day = local_day_in(terms.facts.due_wall).value_or(LocalDay{});
  take_days(terms.facts);
  review_ = review_of(terms.facts.review);
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
    if (!contains(row.chains, promise_.chain)) continue;
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
  if (std::find(standing->begin(), standing->end(), target) == standing->end()) return false;
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

}  // namespace avow::ledger
