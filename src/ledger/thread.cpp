#include "ledger/thread.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "ledger/promise_tree.h"

namespace avow::ledger {
namespace {

bool is_readable(const Record& record, ThreadKind kind) {
  return record.lane == lane_of(kind) && (record.facts.flags & ~kKnownFlags) == 0;
}

bool is_first(const Record& record) {
  const ThreadRow* row = thread_row_of(record.facts.kind);
  if (row == nullptr || row->effect != Effect::first || !is_readable(record, row->thread)) return false;
  if (!record.facts.promise.is_zero() || !record.facts.parent.is_zero()) return false;
  return record.facts.kind != RecordKind::transparency_propose || is_bounded(record.facts);
}

bool comes_first(const Record& one, const Record& other) {
  const bool after = had_seen(one, other);
  if (after != had_seen(other, one)) return !after;
  return std::pair(one.facts.said_at, one.id) < std::pair(other.facts.said_at, other.id);
}

// The walk along one thread, head by head. Lives for one fold.
class ThreadWalk {
 public:
  ThreadWalk(const RecordId& id, std::span<const Record* const> records);
  Thread run();

 private:
  struct Node {
    const Record* record = nullptr;
    const ThreadRow* row = nullptr;  // null: no record of this thread
    std::uint32_t parent = kNoNode;
    std::array<Position, 2> first_below{kNever, kNever};
    Mark mark = Mark::inert;
    bool decided = false;
    std::uint32_t behind = kNoNode;  // how many heads before it
  };
  std::uint32_t find(const RecordId& id) const;
  void link();
  void note_first_below(std::uint32_t at);
  bool fits(const Node& node) const;
  void annotate(Node& node);
  void annotate_all(std::vector<std::uint32_t> beside);
  bool knew_better(const Node& node) const;
  std::optional<std::uint32_t> winner(std::array<std::uint32_t, 2> best);
  bool step(std::uint32_t round);
  void take(std::uint32_t at);
  void mark_the_rest();
  void list_history();

  Thread thread_;
  std::vector<Node> nodes_;                            // by id
  std::vector<std::vector<std::uint32_t>> children_;
  std::vector<std::uint32_t> order_;                   // reached from the root, parents first
  std::uint32_t root_ = kNoNode;
  std::uint32_t head_ = kNoNode;
  std::vector<const Record*> outcomes_;                // of a session, beside the head
};

ThreadWalk::ThreadWalk(const RecordId& id, std::span<const Record* const> records) {
  thread_.id = id;
  std::vector<const Record*> own;
  for (const Record* record : records) {
    const bool names = record->id == id || record->facts.promise == id;
    if (names && thread_of(record->facts.kind) != ThreadKind::none) own.push_back(record);
  }
  std::sort(own.begin(), own.end(), [](const Record* a, const Record* b) {
    return std::pair(a->id, position_of(*a)) < std::pair(b->id, position_of(*b));
  });
  own.erase(std::unique(own.begin(), own.end(), [](auto* a, auto* b) { return a->id == b->id; }), own.end());
  nodes_.resize(own.size());
  for (std::size_t i = 0; i < own.size(); ++i) nodes_[i].record = own[i];
  root_ = find(id);
  if (root_ != kNoNode && !is_first(*nodes_[root_].record)) root_ = kNoNode;
}

std::uint32_t ThreadWalk::find(const RecordId& id) const {
  const auto at = std::lower_bound(nodes_.begin(), nodes_.end(), id,
                                   [](const Node& node, const RecordId& wanted) { return node.record->id < wanted; });
  return at != nodes_.end() && at->record->id == id ? static_cast<std::uint32_t>(at - nodes_.begin()) : kNoNode;
}

void ThreadWalk::link() {
  children_.resize(nodes_.size());
  for (std::uint32_t i = 0; i < nodes_.size(); ++i) {
    Node& node = nodes_[i];
    const ThreadRow* row = thread_row_of(node.record->facts.kind);
    const bool mine = i == root_ || row->effect != Effect::first;
    if (row->thread == thread_.kind && is_readable(*node.record, thread_.kind) && mine) node.row = row;
    if (i != root_) node.parent = find(node.record->facts.parent);
    if (node.parent != kNoNode) children_[node.parent].push_back(i);
  }
  order_.push_back(root_);
  for (std::size_t at = 0; at < order_.size(); ++at) {
    const Node& node = nodes_[order_[at]];
    if (node.row == nullptr || node.row->effect == Effect::annotation) continue;
    for (const std::uint32_t child : children_[order_[at]]) order_.push_back(child);
  }
  for (auto at = order_.rbegin(); at != order_.rend(); ++at) note_first_below(*at);
}

void ThreadWalk::note_first_below(std::uint32_t at) {
  const Node& node = nodes_[at];
  if (node.parent == kNoNode || node.row == nullptr || node.row->effect == Effect::annotation) return;
  auto& above = nodes_[node.parent].first_below;
  for (std::size_t i = 0; i < 2; ++i) above[i] = std::min(above[i], node.first_below[i]);
  Position& own = above[slot_of(node.record->by)];
  own = std::min(own, position_of(*node.record));
}

// May its author write it at this head? A timed state is judged at the letter's said_at.
bool ThreadWalk::fits(const Node& node) const {
  if (node.row == nullptr) return false;
  const Facts& facts = node.record->facts;
  if (facts.kind == RecordKind::repair_pause && facts.start_at <= facts.said_at) return false;  // it needs a return
  return allows(*node.row, thread_, node.record->by, facts.said_at);
}

// What stands beside the head: how it is shown, never a parent.
void ThreadWalk::annotate(Node& node) {
  node.decided = true;
  node.mark = Mark::annotation;
  const Facts& facts = node.record->facts;
  if (facts.kind == RecordKind::session_outcome) {
    thread_.standing = ThreadState::held;
    outcomes_.push_back(node.record);
  }
  if (facts.kind == RecordKind::repair_pause) thread_.paused_until = facts.start_at;
  if (facts.kind == RecordKind::repair_resume) thread_.paused_until.reset();
}

// Each is judged by those before it: one author's in the order of their log, what one had seen before what they wrote then,
// and what crossed in the order in which it was said. Why not by said_at alone: two clocks may differ.
void ThreadWalk::annotate_all(std::vector<std::uint32_t> beside) {
  std::array<std::vector<std::uint32_t>, 2> by;
  for (const std::uint32_t at : beside) by[slot_of(nodes_[at].record->by)].push_back(at);
  for (auto& own : by) {
    std::sort(own.begin(), own.end(), [this](std::uint32_t a, std::uint32_t b) {
      return std::pair(position_of(*nodes_[a].record), a) < std::pair(position_of(*nodes_[b].record), b);
    });
  }
  std::vector<std::uint32_t> sorted(beside.size());
  std::merge(by[0].begin(), by[0].end(), by[1].begin(), by[1].end(), sorted.begin(), [this](std::uint32_t b, std::uint32_t a) {
    return comes_first(*nodes_[b].record, *nodes_[a].record);
  });
  for (const std::uint32_t at : sorted) {
    if (fits(nodes_[at])) annotate(nodes_[at]);
  }
}

// Had its author seen an outcome that leaves no room for it?
bool ThreadWalk::knew_better(const Node& node) const {
  if (contains(node.row->from, thread_.standing)) return false;
  return std::any_of(outcomes_.begin(), outcomes_.end(),
                     [&node](const Record* outcome) { return had_seen(*node.record, *outcome); });
}

void ThreadWalk::take(std::uint32_t at) {
  Node& node = nodes_[at];
  const Facts& facts = node.record->facts;
  node.decided = true;
  node.mark = Mark::counted;
  head_ = at;
  thread_.head = node.record->id;
  thread_.last = node.record->id;
  thread_.standing = node.row->to;
  thread_.paused_until.reset();
  thread_.closed_at.reset();
  outcomes_.clear();
  if (is_final(node.row->to)) thread_.closed_at = facts.said_at;
  const bool wording = node.row->effect == Effect::first || facts.kind == RecordKind::boundary_revise;
  if (wording) thread_.words = node.record->id;
  if (!facts.target.is_zero()) thread_.target = facts.target;
  const bool timed = node.row->effect == Effect::first || facts.kind == RecordKind::session_move;
  if (timed) thread_.timed = node.record->id;
  if (timed && to_millis(facts.start_at) != 0) thread_.starts = facts.start_at;
  if (node.row->effect != Effect::first) return;
  if (!facts.due_wall.empty()) thread_.ends = facts.due_at;
  if (to_millis(facts.review_at) != 0) thread_.review = facts.review_at;
}

// Of each author's first letter the one that moves the head.
std::optional<std::uint32_t> ThreadWalk::winner(std::array<std::uint32_t, 2> best) {
  for (std::size_t i = 0; i < 2; ++i) {
    // Whoever had already written to a later head may not come back.
    if (best[i] == kNoNode) continue;
    if (nodes_[head_].first_below[i] < position_of(*nodes_[best[i]].record)) best[i] = kNoNode;
  }
  if (best[0] == kNoNode) std::swap(best[0], best[1]);
  if (best[0] == kNoNode) return std::nullopt;
  if (best[1] == kNoNode) return best[0];
  const auto rank = [this](std::uint32_t at) { return std::pair(nodes_[at].row->rank, at); };  // nodes stand by id
  if (rank(best[1]) < rank(best[0])) std::swap(best[0], best[1]);
  if (had_seen(*nodes_[best[0]].record, *nodes_[best[1]].record)) std::swap(best[0], best[1]);
  Node& loser = nodes_[best[1]];
  loser.decided = true;
  loser.mark = had_seen(*loser.record, *nodes_[best[0]].record) ? Mark::inert : Mark::crossed;
  return best[0];
}

// One head: what stands beside it, then the letter that wins moves it. False: nothing moves it.
bool ThreadWalk::step(std::uint32_t round) {
  std::vector<std::uint32_t> beside;
  std::vector<std::uint32_t> moving;
  for (const std::uint32_t child : children_[head_]) {
    Node& node = nodes_[child];
    node.behind = round;
    if (node.row == nullptr) continue;
    if (node.row->effect == Effect::annotation) beside.push_back(child);
    else if (fits(node)) moving.push_back(child);
  }
  annotate_all(std::move(beside));
  std::array<std::uint32_t, 2> best{kNoNode, kNoNode};
  for (const std::uint32_t child : moving) {
    const Node& node = nodes_[child];
    if (knew_better(node)) continue;
    std::uint32_t& own = best[slot_of(node.record->by)];
    if (own == kNoNode || position_of(*node.record) < position_of(*nodes_[own].record)) own = child;
  }
  const auto next = winner(best);
  if (next) take(*next);
  return next.has_value();
}

void ThreadWalk::mark_the_rest() {
  for (const std::uint32_t at : order_) {
    Node& node = nodes_[at];
    if (node.parent != kNoNode && node.behind == kNoNode) node.behind = nodes_[node.parent].behind;
    if (node.decided) continue;
    const bool crossed = node.parent != kNoNode && nodes_[node.parent].mark == Mark::crossed && node.row != nullptr;
    node.mark = crossed ? Mark::crossed : Mark::inert;
    node.decided = true;
  }
  // Whose chain of parents ends at one that is not here waits; a circle of parents is inert.
  for (Node& start : nodes_) {
    std::vector<Node*> path;
    Node* at = &start;
    while (!at->decided) {
      at->decided = true;
      path.push_back(at);
      if (at->parent == kNoNode) break;
      at = &nodes_[at->parent];
    }
    if (path.empty()) continue;
    const bool missing = path.back()->parent == kNoNode && !path.back()->record->facts.parent.is_zero();
    const bool waits = missing || (path.back() != at && at->mark == Mark::waiting);
    for (Node* each : path) each->mark = waits && each->row != nullptr ? Mark::waiting : Mark::inert;
  }
}

void ThreadWalk::list_history() {
  std::vector<std::uint32_t> sorted(nodes_.size());
  std::iota(sorted.begin(), sorted.end(), 0U);
  std::sort(sorted.begin(), sorted.end(), [this](std::uint32_t a, std::uint32_t b) {
    const auto key = [this](std::uint32_t i) {
      const Node& node = nodes_[i];
      const bool moves = node.mark == Mark::counted;
      return std::tuple(node.behind, moves, node.record->facts.said_at, node.record->id);
    };
    return key(a) < key(b);
  });
  for (const std::uint32_t at : sorted) {
    const Record& letter = *nodes_[at].record;
    thread_.history.push_back({letter.id, letter.facts.kind, letter.by, nodes_[at].mark, letter.facts.said_at, Outcome::none});
  }
}

Thread ThreadWalk::run() {
  if (root_ == kNoNode) return std::move(thread_);
  const Record& first = *nodes_[root_].record;
  thread_.kind = thread_of(first.facts.kind);
  thread_.first_kind = first.facts.kind;
  thread_.by = first.by;
  thread_.said_at = first.facts.said_at;
  link();
  nodes_[root_].behind = 0;
  take(root_);
  for (std::uint32_t round = 1; step(round); ++round) {
  }
  mark_the_rest();
  list_history();
  return std::move(thread_);
}

}  // namespace

bool is_bounded(const Facts& facts) {
  constexpr std::chrono::hours kLongestDay(25);
  if (facts.due_wall.empty()) return false;
  const Instant start = std::max(facts.start_at, facts.said_at);
  return facts.due_at > start && facts.due_at - start <= kTransparencyMax + kLongestDay;
}

bool is_final(ThreadState state) {
  using enum ThreadState;
  return contains(states_of(answered, ended, expired, retired, settled, welcomed, cancelled, unpinned, declined, withdrawn),
                  state);
}

ThreadState state_at(const Thread& thread, Instant now) {
  const bool over = thread.kind == ThreadKind::agreement && thread.ends && now >= *thread.ends;
  const bool open = thread.standing == ThreadState::active || thread.standing == ThreadState::proposed;
  return over && open ? ThreadState::expired : thread.standing;
}

bool is_paused(const Thread& thread, Instant now) { return thread.paused_until && now < *thread.paused_until; }

bool allows(const ThreadRow& row, const Thread& thread, log::Author by, Instant said_at) {
  if (row.thread != thread.kind || row.effect == Effect::first) return false;
  const bool paused = is_paused(thread, said_at) && contains(row.from, ThreadState::paused);
  if (!paused && !contains(row.from, state_at(thread, said_at))) return false;
  return row.who == ThreadWho::either || (row.who == ThreadWho::author) == (by == thread.by);
}

void show_at(Thread& thread, Instant now) {
  thread.state = state_at(thread, now);
  thread.next_change.reset();
  const bool open = thread.state == ThreadState::active || thread.state == ThreadState::proposed;
  if (open && thread.ends) thread.next_change = thread.ends;
  if (!is_paused(thread, now)) return;
  thread.state = ThreadState::paused;
  thread.next_change = thread.paused_until;
}

bool waits_for(const Thread& thread, log::Author who) {
  const bool mine = thread.by == who;
  switch (thread.state) {
    case ThreadState::open:
    case ThreadState::proposed:
    case ThreadState::offered: return !mine;
    case ThreadState::raised:
    case ThreadState::reopened:
    case ThreadState::needs: return !mine;
    case ThreadState::none:
    case ThreadState::draft:
    case ThreadState::answered:
    case ThreadState::promised:  // the promise itself reminds
    case ThreadState::in_session:
    case ThreadState::active:
    case ThreadState::ended:
    case ThreadState::expired:
    case ThreadState::stated:
    case ThreadState::revised:
    case ThreadState::retired:
    case ThreadState::acknowledged:
    case ThreadState::apologised:
    case ThreadState::amends:
    case ThreadState::heard:
    case ThreadState::not_yet:
    case ThreadState::settled:
    case ThreadState::paused:
    case ThreadState::welcomed:
    case ThreadState::planned:
    case ThreadState::held:
    case ThreadState::cancelled:
    case ThreadState::pinned:
    case ThreadState::unpinned:
    case ThreadState::shared:
    case ThreadState::declined:
    case ThreadState::withdrawn: return false;
  }
  AVOW_ASSERT(false);
}

Thread fold_thread(const RecordId& id, std::span<const Record* const> records, Instant now) {
  Thread thread = ThreadWalk(id, records).run();
  show_at(thread, now);
  return thread;
}

}  // namespace avow::ledger
