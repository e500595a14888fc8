#include "ledger/promise_walk.h"

namespace avow::ledger {

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

namespace {

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
