#include "ledger/promise_tree.h"

#include <algorithm>
#include <numeric>
#include <unordered_map>

#include "ledger/series.h"

namespace avow::ledger {
namespace {

bool is_of_promise(const Record& record) {
  return record.lane == log::Lane::commitments && !transitions_of(record.facts.kind).empty();
}

bool has_terms(RecordKind kind) {
  return kind == RecordKind::promise_offer || kind == RecordKind::promise_ask || kind == RecordKind::promise_counter ||
         kind == RecordKind::promise_change;
}

bool is_proposal(RecordKind kind) {
  return kind == RecordKind::promise_change || kind == RecordKind::promise_settle || kind == RecordKind::promise_correct;
}

// Only a record that can become a head is a parent. Settlements and corrections can.
bool may_be_parent(RecordKind kind) {
  for (const Transition& row : transitions_of(kind)) {
    if (row.effect == Effect::transition || row.effect == Effect::first || kind == RecordKind::promise_settle) return true;
  }
  return false;
}

bool outcome_fits(const Facts& facts) {
  const Outcome outcome = facts.outcome;
  const bool word = outcome == Outcome::kept || outcome == Outcome::partly || outcome == Outcome::missed;
  if (facts.kind == RecordKind::promise_report || facts.kind == RecordKind::promise_correct) return word;
  if (facts.kind == RecordKind::promise_settle) return word || outcome == Outcome::kept_late;
  if (facts.kind == RecordKind::promise_own_view) return word || outcome == Outcome::cannot_tell;
  return true;
}

// Terms whose shape this avow knows, with what that shape needs.
bool terms_fit(const Facts& facts) {
  switch (facts.shape) {
    case Shape::one_off:
    case Shape::conditional:
    case Shape::standing: return facts.repeats.empty();
    case Shape::repeating:
      return facts.repeats.size() == 1 && facts.repeats[0].frequency != Frequency::none && check(facts.repeats[0]).ok() &&
             local_day_in(facts.due_wall).has_value();
  }
  return false;
}

bool is_readable(const Record& record) {
  const Facts& facts = record.facts;
  return (facts.flags & ~kKnownFlags) == 0 && outcome_fits(facts) && (!has_terms(facts.kind) || terms_fit(facts));
}

// About the right day, with instants that fit it; the first one names terms that were binding.
bool is_about(const Record& record, const RecordId& id, const InstanceOrigin& instance) {
  const Facts& facts = record.facts;
  const Series& days = instance.series->days.front();
  if (facts.series != instance.series->id || facts.day != instance.day || !times_fit(days, instance.day, facts)) return false;
  return facts.parent != id || std::find(days.heads.begin(), days.heads.end(), facts.series_head) != days.heads.end();
}

Role role_of(const Record& record, log::Author promiser) {
  return record.by == promiser ? Role::promiser : Role::other;
}

// A kind that some row lets this role write after the first record.
bool role_may(RecordKind kind, Role role) {
  for (const Transition& row : transitions_of(kind)) {
    if (row.effect == Effect::first) continue;
    if (row.who == Who::promiser && role != Role::promiser) continue;
    if (row.who == Who::other && role != Role::other) continue;
    return true;
  }
  return false;
}

}  // namespace

PromiseTree::PromiseTree(const RecordId& id, std::span<const Record* const> records, const Origin* origin,
                         const InstanceOrigin* instance) {
  collect(id, records);
  find_root(id, origin);
  if (root_ == kNoNode) return;
  check_forms(instance);
  link();
  reach();
  note_answers();
  note_first_below(records, id);
}

void PromiseTree::collect(const RecordId& id, std::span<const Record* const> records) {
  std::vector<const Record*> own;
  own.reserve(records.size());
  for (const Record* record : records) {
    if (is_of_promise(*record) && (record->id == id || record->facts.promise == id)) own.push_back(record);
  }
  // The same id twice: the lower index counts.
  std::sort(own.begin(), own.end(), [](const Record* a, const Record* b) {
    return std::pair(a->id, position_of(*a)) < std::pair(b->id, position_of(*b));
  });
  own.erase(std::unique(own.begin(), own.end(), [](const Record* a, const Record* b) { return a->id == b->id; }),
            own.end());
  nodes_.resize(own.size());
  for (std::size_t i = 0; i < own.size(); ++i) nodes_[i].record = own[i];
}

void PromiseTree::find_root(const RecordId& id, const Origin* origin) {
  const std::uint32_t node = find(id);
  root_missing_ = node == kNoNode;
  if (root_missing_) return;
  const Record& record = *nodes_[node].record;
  if (!is_readable(record)) return;
  const Facts& facts = record.facts;
  if (facts.kind == RecordKind::promise_change) {
    if (origin == nullptr || facts.promise != origin->predecessor) return;
    promiser_ = origin->promiser;
  } else {
    if (!facts.promise.is_zero() || !facts.parent.is_zero()) return;
    const bool offer = facts.kind == RecordKind::promise_offer && facts.role == Role::promiser;
    const bool ask = facts.kind == RecordKind::promise_ask && facts.role == Role::other;
    if (!offer && !ask) return;
    promiser_ = offer ? record.by : other_of(record.by);
  }
  root_ = node;
}

void PromiseTree::check_forms(const InstanceOrigin* instance) {
  for (std::uint32_t i = 0; i < nodes_.size(); ++i) {
    const Record& record = *nodes_[i].record;
    const Role role = role_of(record, promiser_);
    const bool about = instance == nullptr ? record.facts.series.is_zero() : is_about(record, nodes_[root_].record->id, *instance);
    nodes_[i].formed =
        i == root_ || (is_readable(record) && about && record.facts.role == role && role_may(record.facts.kind, role));
  }
}

void PromiseTree::link() {
  for (std::uint32_t i = 0; i < nodes_.size(); ++i) {
    if (i != root_) nodes_[i].parent = find(nodes_[i].record->facts.parent);
    if (nodes_[i].parent != kNoNode) ++nodes_[nodes_[i].parent].child_count;
  }
  std::uint32_t next = 0;
  for (Node& node : nodes_) {
    node.first_child = next;
    next += node.child_count;
    node.child_count = 0;
  }
  children_.resize(next);
  for (std::uint32_t i = 0; i < nodes_.size(); ++i) {
    if (nodes_[i].parent == kNoNode) continue;
    Node& parent = nodes_[nodes_[i].parent];
    children_[parent.first_child + parent.child_count++] = i;
  }
}

void PromiseTree::reach() {
  nodes_[root_].reached = true;
  order_.push_back(root_);
  for (std::size_t at = 0; at < order_.size(); ++at) {
    const std::uint32_t node = order_[at];
    if (!nodes_[node].formed || (node != root_ && !may_be_parent(nodes_[node].record->facts.kind))) continue;
    for (const std::uint32_t child : children(node)) {
      nodes_[child].reached = true;
      order_.push_back(child);
    }
  }
}

// Of several no's and withdrawals of one proposal the first counts.
void PromiseTree::note_answers() {
  for (std::uint32_t i = 0; i < nodes_.size(); ++i) {
    const Record& record = *nodes_[i].record;
    const bool withdraws = record.facts.kind == RecordKind::promise_withdraw_proposal;
    if (!nodes_[i].formed || (!withdraws && record.facts.kind != RecordKind::promise_decline_proposal)) continue;
    if (nodes_[i].parent == kNoNode) continue;
    const std::uint32_t target = find(record.facts.proposal);
    if (target == kNoNode || target == root_ || !is_proposal(nodes_[target].record->facts.kind)) continue;
    if (withdraws != (nodes_[target].record->by == record.by)) continue;
    std::uint32_t& first = withdraws ? nodes_[target].withdrawn_by : nodes_[target].declined_by;
    if (first == kNoNode || position_of(record) < position_of(*nodes_[first].record)) first = i;
  }
}

void PromiseTree::note_first_below(std::span<const Record* const> records, const RecordId& id) {
  // Acting in a successor shows that the acceptance which made it was seen.
  std::unordered_map<RecordId, std::array<Position, 2>> in_successor;
  for (const Record* record : records) {
    if (!is_of_promise(*record) || record->id == id) continue;
    if (record->facts.promise == id || record->facts.promise.is_zero()) continue;
    auto& first = in_successor.try_emplace(record->facts.promise, std::array{kNever, kNever}).first->second;
    Position& own = first[slot_of(record->by)];
    own = std::min(own, position_of(*record));
  }
  for (auto at = order_.rbegin(); at != order_.rend(); ++at) {
    Node& node = nodes_[*at];
    if (node.parent == kNoNode || !node.formed || is_void(*at)) continue;
    const Record& record = *node.record;
    if (record.facts.kind == RecordKind::promise_accept_change) {
      const auto found = in_successor.find(record.facts.proposal);
      for (std::size_t i = 0; found != in_successor.end() && i < 2; ++i) {
        node.first_below[i] = std::min(node.first_below[i], found->second[i]);
      }
    }
    Node& parent = nodes_[node.parent];
    for (std::size_t i = 0; i < 2; ++i) parent.first_below[i] = std::min(parent.first_below[i], node.first_below[i]);
    Position& own = parent.first_below[slot_of(record.by)];
    own = std::min(own, position_of(record));
  }
}

std::span<const std::uint32_t> PromiseTree::children(std::uint32_t node) const {
  return std::span(children_).subspan(nodes_[node].first_child, nodes_[node].child_count);
}

std::uint32_t PromiseTree::find(const RecordId& id) const {
  const auto at = std::lower_bound(nodes_.begin(), nodes_.end(), id,
                                   [](const Node& node, const RecordId& wanted) { return node.record->id < wanted; });
  return at != nodes_.end() && at->record->id == id ? static_cast<std::uint32_t>(at - nodes_.begin()) : kNoNode;
}

bool PromiseTree::is_gone(std::uint32_t proposal, std::uint32_t answer) const {
  const Node& made = nodes_[proposal];
  const Record& record = *nodes_[answer].record;
  if (made.withdrawn_by != kNoNode && !had_seen(*nodes_[made.withdrawn_by].record, record)) return true;
  return made.declined_by != kNoNode && had_seen(record, *nodes_[made.declined_by].record);
}

bool PromiseTree::is_void(std::uint32_t answer) const {
  const Record& record = *nodes_[answer].record;
  const RecordKind kind = record.facts.kind;
  RecordKind wanted = RecordKind::none;
  if (kind == RecordKind::promise_accept_change) wanted = RecordKind::promise_change;
  if (kind == RecordKind::promise_settle && !record.facts.proposal.is_zero()) wanted = RecordKind::promise_settle;
  if (kind == RecordKind::promise_confirm && !record.facts.proposal.is_zero()) wanted = RecordKind::promise_correct;
  if (wanted == RecordKind::none) return false;
  const std::uint32_t proposal = find(record.facts.proposal);
  if (proposal == kNoNode || proposal == root_) return true;
  const Record& made = *nodes_[proposal].record;
  return made.facts.kind != wanted || made.by == record.by || is_gone(proposal, answer);
}

Position PromiseTree::first_later(std::uint32_t head, log::Author author) const {
  Position first = kNever;
  for (const std::uint32_t child : children(head)) {
    if (!nodes_[child].formed || is_void(child)) continue;
    first = std::min(first, nodes_[child].first_below[slot_of(author)]);
  }
  return first;
}

void PromiseTree::mark_the_rest() {
  for (const std::uint32_t at : order_) {
    Node& node = nodes_[at];
    if (node.decided) continue;
    node.decided = true;
    node.mark = node.parent != kNoNode && nodes_[node.parent].mark == Mark::crossed && node.formed ? Mark::crossed
                                                                                                  : Mark::inert;
  }
  for (std::uint32_t i = 0; i < nodes_.size(); ++i) mark_unreached(i);
}

// A record whose chain of parents ends at one that is not here waits; anything else outside the tree is inert.
void PromiseTree::mark_unreached(std::uint32_t node) {
  std::vector<std::uint32_t> path;
  std::uint32_t at = node;
  while (at != kNoNode && !nodes_[at].decided) {
    nodes_[at].decided = true;  // Why before the end: a circle of parents ends here, as inert
    path.push_back(at);
    at = nodes_[at].parent;
  }
  if (path.empty()) return;
  const RecordId& missing = nodes_[path.back()].record->facts.parent;
  const bool waits = at == kNoNode ? !missing.is_zero() : nodes_[at].mark == Mark::waiting;
  for (const std::uint32_t each : path) nodes_[each].mark = waits && nodes_[each].formed ? Mark::waiting : Mark::inert;
}

}  // namespace avow::ledger
