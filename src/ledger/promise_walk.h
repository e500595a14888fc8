// The walk along one promise's tree of letters, head by head: which letter counts, and what it makes of the promise.
// Judging is in promise_walk.cpp, what a letter that counts does is in promise_effects.cpp. Lives for one fold.
#pragma once

#include <map>

#include "ledger/promise_tree.h"

namespace avow::ledger {

// Never beyond the last instant that a record may name.
inline Instant later_by(Instant from, std::chrono::milliseconds span) {
  return from > kLastInstant - span ? kLastInstant : from + span;
}

// A letter that could move the head, and the row that lets it.
struct Candidate {
  std::uint32_t node = kNoNode;
  const Transition* row = nullptr;
};

class Walk {
 public:
  Walk(const RecordId& id, PromiseTree& tree, const Origin* origin, const InstanceOrigin* instance = nullptr)
      : tree_(tree), instance_(instance) {
    begin(id, origin);
  }
  Promise run();

 private:
  using Nodes = std::vector<std::uint32_t>;

  void begin(const RecordId& id, const Origin* origin);
  void begin_instance();
  void take_terms(std::uint32_t node);
  void take_days(const Facts& terms);
  Series* days() { return promise_.days.empty() ? nullptr : &promise_.days.front(); }
  void wait_for_due();
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
  void end_from(const Record& letter);
  void bind_from(Instant when);
  void apply_to_days(const Record& letter);
  void resume_days(const Facts& resume);
  std::chrono::milliseconds notice_for(const Record& proposal, Instant& due) const;
  Outcome word_of(const Record& report) const;
  Instant done_at_of(const Record& report) const;
  void renegotiate(const Record& acceptance);
  void decide_answers();
  void list_pending();
  void list_history();

  PromiseTree& tree_;
  const InstanceOrigin* instance_ = nullptr;
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

}  // namespace avow::ledger
