#include "ledger/promise_walk.h"
#include "ledger/series.h"

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

// Without a first record everything waits for it; behind one that starts no promise everything is inert. `instance`: a day
// that is not due.
Promise without_root(const RecordId& id, const PromiseTree& tree, const InstanceOrigin* instance = nullptr) {
  Promise promise;
  promise.id = id;
  for (const Node& node : tree.nodes()) {
    const Record& letter = *node.record;
    const bool crossed = instance != nullptr && crossed_a_stop(instance->series->days.front(), instance->day, letter);
    const Mark mark = tree.root_missing() ? Mark::waiting : (crossed ? Mark::crossed : Mark::inert);
    promise.history.push_back({letter.id, letter.facts.kind, letter.by, mark, letter.facts.said_at, letter.facts.outcome});
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

namespace {

// What the promiser had said of that day: nobody who knew it makes it undue.
std::vector<const Record*> words_about(const Promise& series, LocalDay day, std::span<const Record* const> records) {
  std::vector<const Record*> words;
  for (const Record* record : records) {
    const Facts& facts = record->facts;
    const bool about = facts.series == series.id && facts.day == day && times_fit(series.days.front(), day, facts);
    if (about && record->by == series.promiser && facts.kind == RecordKind::promise_report) words.push_back(record);
  }
  return words;
}

Record root_of_day(const Promise& series, const RecordId& id) {
  Record root;
  root.id = id;
  root.by = series.promiser;
  root.facts.kind = RecordKind::promise_offer;
  root.facts.role = Role::promiser;
  root.facts.said_at = series.said_at;
  return root;
}

}  // namespace

Promise fold_instance(const Promise& series, LocalDay day, std::span<const Record* const> records, Instant now) {
  AVOW_ASSERT(!series.days.empty());
  const RecordId id = instance_id(series.id, day);
  const bool due = series.active_since && is_due(series.days.front(), day, *series.active_since, words_about(series, day, records));
  const Record root = root_of_day(series, id);
  std::vector<const Record*> all(records.begin(), records.end());
  all.push_back(&root);
  const InstanceOrigin instance{&series, day};
  PromiseTree tree(id, all, nullptr, &instance);
  Promise promise = due ? Walk(id, tree, nullptr, &instance).run() : without_root(id, tree, &instance);
  std::erase_if(promise.history, [&id](const HistoryItem& item) { return item.id == id; });
  promise.series = series.id;
  promise.due_day = day;
  promise.chain = Chain::instance;
  promise.promiser = series.promiser;
  show_at(promise, now);
  return promise;
}

}  // namespace avow::ledger
