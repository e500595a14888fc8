// The records of one promise as a tree of letters: who answers whom, and who had seen what. Knows no states: which
// branch counts is decided in promise_fold.cpp. Built from the set alone, so the order of arrival cannot show.
// protocol/README.md#crossed-in-the-post. Lives for one fold.
#pragma once

#include <array>
#include <limits>
#include <span>
#include <vector>

#include "ledger/promise.h"

namespace avow::ledger {

// A place in one author's logs of a lane; later epochs are later.
struct Position {
  std::uint16_t epoch = 0;
  std::uint64_t index = 0;
  auto operator<=>(const Position&) const = default;
};
inline constexpr Position kNever{std::numeric_limits<std::uint16_t>::max(), std::numeric_limits<std::uint64_t>::max()};
inline Position position_of(const Record& record) { return {record.epoch, record.index}; }

inline bool had_seen(const Record& one, const Record& before) { return had_seen(stamp_of(one), stamp_of(before)); }

// Where an author stands in an array of two.
inline std::size_t slot_of(log::Author author) { return author == log::Author::me ? 0 : 1; }

inline constexpr std::uint32_t kNoNode = std::numeric_limits<std::uint32_t>::max();

struct Node {
  const Record* record = nullptr;
  std::uint32_t parent = kNoNode;
  std::uint32_t first_child = 0;  // into PromiseTree::children_
  std::uint32_t child_count = 0;
  std::uint32_t withdrawn_by = kNoNode;  // a proposal: its author's first withdrawal of it
  std::uint32_t declined_by = kNoNode;   // … and the other's first no
  std::array<Position, 2> first_below{kNever, kNever};  // each author's first record that names this node or a later one
  bool formed = false;   // right role, outcome, shape and flags
  bool reached = false;  // hangs under the root
  bool decided = false;
  bool valid = false;    // a proposal that the state allowed where it was made
  Mark mark = Mark::inert;
};

class PromiseTree {
 public:
  PromiseTree(const RecordId& id, std::span<const Record* const> records, const Origin* origin,
              const InstanceOrigin* instance = nullptr);

  // kNoNode: the first record has not arrived, or is none that can start a promise.
  std::uint32_t root() const { return root_; }
  bool root_missing() const { return root_missing_; }
  log::Author promiser() const { return promiser_; }

  std::vector<Node>& nodes() { return nodes_; }
  const std::vector<Node>& nodes() const { return nodes_; }
  std::span<const std::uint32_t> children(std::uint32_t node) const;
  // From the root down, parents first.
  const std::vector<std::uint32_t>& order() const { return order_; }
  std::uint32_t find(const RecordId& id) const;

  // Is the proposal no longer there for this answer: withdrawn by its author, who had not seen the answer, or
  // declined before by the one who answers?
  bool is_gone(std::uint32_t proposal, std::uint32_t answer) const;
  // An acceptance whose proposal is not one, is the accepter's own, or is gone.
  bool is_void(std::uint32_t answer) const;
  // The author's first record anywhere below `head`, outside void branches.
  Position first_later(std::uint32_t head, log::Author author) const;
  // Marks every node that no walk decided: what descends from a crossed letter is crossed, and so on.
  void mark_the_rest();

 private:
  void collect(const RecordId& id, std::span<const Record* const> records);
  void find_root(const RecordId& id, const Origin* origin);
  void check_forms(const InstanceOrigin* instance);
  void link();
  void reach();
  void note_answers();
  void note_first_below(std::span<const Record* const> records, const RecordId& id);
  void mark_unreached(std::uint32_t node);

  std::vector<Node> nodes_;  // by id
  std::vector<std::uint32_t> children_;
  std::vector<std::uint32_t> order_;
  std::uint32_t root_ = kNoNode;
  bool root_missing_ = false;
  log::Author promiser_ = log::Author::me;
};

}  // namespace avow::ledger
