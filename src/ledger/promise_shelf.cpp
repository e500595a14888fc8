#include <algorithm>
#include <set>

#include "ledger/promise_tree.h"
#include "ledger/shelf.h"

namespace avow::ledger {

void PromiseShelf::bring_in() const {
  std::vector<RecordId> changed = shelf_.take_changed_promises();
  if (changed.empty()) return;
  std::sort(changed.begin(), changed.end());
  changed.erase(std::unique(changed.begin(), changed.end()), changed.end());
  ++round_;
  for (const RecordId& id : changed) {
    // A record of a successor also tells its predecessor what was seen.
    know_day(id);
    for (std::optional<RecordId> touched = id; touched; touched = *touched == id ? predecessor_of(id) : std::nullopt) {
      touch(*touched);
      const auto found = folded_.find(*touched);
      if (found != folded_.end()) found->second.fresh = false;
    }
  }
}

// It and the successors that it had: with its state their origin may change.
void PromiseShelf::touch(RecordId id) const {
  if (!folded_.contains(id)) {
    touched_.insert(touched_.end(), id);
    return;
  }
  std::set<RecordId> row;
  while (row.insert(id).second) {
    const auto found = folded_.find(id);
    if (found == folded_.end() || !found->second.promise.successor) break;
    id = *found->second.promise.successor;
  }
  touched_.merge(row);
}

// The promise that a change was proposed in, when `id` is such a proposal.
std::optional<RecordId> PromiseShelf::predecessor_of(const RecordId& id) const {
  const std::uint32_t at = shelf_.row_of(id);
  const Record* record = at == kNoRow ? nullptr : shelf_.record_of(at);
  if (record == nullptr || record->facts.kind != RecordKind::promise_change) return std::nullopt;
  if (record->facts.promise.is_zero() || record->facts.promise == id) return std::nullopt;
  if (series_of_.contains(record->facts.promise)) return std::nullopt;  // one day has no successor
  return record->facts.promise;
}

// A promise's own records; its first one when that was a proposal elsewhere; and of each successor that somebody
// accepted, each author's first record.
std::vector<const Record*> PromiseShelf::records_of(const RecordId& id) const {
  std::vector<const Record*> records;
  std::set<RecordId> successors;
  for (const std::uint32_t at : shelf_.promise_rows(id)) {
    const Record* record = shelf_.record_of(at);
    records.push_back(record);
    if (record->facts.kind == RecordKind::promise_accept_change) successors.insert(record->facts.proposal);
  }
  if (predecessor_of(id)) records.push_back(shelf_.record_of(shelf_.row_of(id)));
  for (const RecordId& successor : successors) {
    if (successor == id || successor.is_zero()) continue;
    const Record* first[2] = {nullptr, nullptr};
    for (const std::uint32_t at : shelf_.promise_rows(successor)) {
      const Record* record = shelf_.record_of(at);
      const Record*& own = first[slot_of(record->by)];
      if (own == nullptr || position_of(*record) < position_of(*own)) own = record;
    }
    for (const Record* record : first) {
      if (record != nullptr && record->facts.promise == successor) records.push_back(record);
    }
  }
  return records;
}

void PromiseShelf::fold_one(const RecordId& id, Folded& folded, const std::optional<Origin>& origin) const {
  folded.checked = round_;
  if (folded.fresh && folded.origin == origin) return;
  folded.promise = fold_promise(id, std::span<const Record* const>(records_of(id)), Instant{}, origin ? &*origin : nullptr);
  folded.promise.history = {};
  folded.origin = origin;
  folded.fresh = true;
  ++folded.made;
}

// From the first promise of a row of renegotiations down to this one, each folded at most once a round.
const PromiseShelf::Folded* PromiseShelf::fold(const RecordId& id) const {
  bring_in();
  std::vector<RecordId> path;
  std::set<RecordId> on_path;
  std::optional<RecordId> at = id;
  while (at && on_path.insert(*at).second) {
    const auto known = folded_.find(*at);
    if (known != folded_.end() && known->second.fresh && known->second.checked == round_) break;
    path.push_back(*at);
    at = predecessor_of(*at);
  }
  const bool circle = at && !path.empty() && on_path.contains(*at) &&
                      std::find(path.begin(), path.end(), *at) != path.end();
  const Folded* above = at && !circle ? &folded_.at(*at) : nullptr;
  for (auto next = path.rbegin(); next != path.rend(); ++next) {
    std::optional<Origin> origin;
    if (above != nullptr && above->promise.successor == *next) origin = origin_of_successor(above->promise);
    Folded& folded = folded_[*next];
    fold_one(*next, folded, origin);
    above = &folded;
  }
  return above;
}

const Promise* PromiseShelf::find(const RecordId& id) const {
  bring_in();
  const bool day = series_of_.contains(id);
  if (!day && shelf_.row_of(id) == kNoRow) return nullptr;
  const Promise& promise = (day ? fold_day(id) : fold(id))->promise;
  return promise.standing == State::none ? nullptr : &promise;
}

Promise PromiseShelf::fold_whole(const RecordId& id, Instant now) const {
  bring_in();
  if (const auto day = series_of_.find(id); day != series_of_.end()) {
    const Promise* series = find(day->second.first);
    if (series == nullptr || series->days.empty()) return {};
    return fold_instance(*series, day->second.second, records_of(id), now);
  }
  const std::optional<Origin> origin = fold(id)->origin;
  Promise promise = fold_promise(id, std::span<const Record* const>(records_of(id)), now, origin ? &*origin : nullptr);
  add_undue(promise, now);
  return promise;
}

void PromiseShelf::for_each(const std::function<void(const Promise&)>& visit) const {
  bring_in();
  for (const auto& [id, rows] : shelf_.promises()) {
    const Promise* promise = series_of_.contains(id) ? nullptr : find(id);
    if (promise == nullptr) continue;
    visit(*promise);
    if (!promise->successor || shelf_.promises().contains(*promise->successor)) continue;
    // A successor that nobody has written to yet has no list of its own.
    if (const Promise* successor = find(*promise->successor)) visit(*successor);
  }
}

std::vector<Promise> PromiseShelf::all() const {
  std::vector<Promise> promises;
  for_each([&promises](const Promise& promise) { promises.push_back(promise); });
  return promises;
}

namespace {

// Does it wait for somebody, or run on? The clock can only turn such a state into an unreported or a final one.
bool asks(const Promise& promise, State state) {
  constexpr StateSet kOpen = set_of(State::asked, State::offered, State::countered, State::active, State::unreported,
                                    State::paused, State::reported, State::disputed);
  return contains(kOpen, state) || !promise.pending.empty();
}

}  // namespace

// What was touched is folded again, and so are a successor that it now has and its days.
void PromiseShelf::bring_in_open() const {
  bring_in();
  std::set<RecordId> looked_at;
  while (!touched_.empty()) {
    const RecordId id = touched_.extract(touched_.begin()).value();
    if (!looked_at.insert(id).second) continue;
    const Promise* promise = find(id);
    if (promise != nullptr && asks(*promise, promise->standing)) open_.insert(id);
    else open_.erase(id);
    if (promise != nullptr && promise->successor) touched_.insert(*promise->successor);
    const auto days = days_.find(id);
    if (days == days_.end()) continue;
    for (const auto& [day, instance] : days->second) touched_.insert(instance);
  }
}

std::vector<Promise> PromiseShelf::open(Instant now) const {
  bring_in_open();
  std::vector<Promise> promises;
  for (const RecordId& id : open_) {
    const Promise& promise = folded_.at(id).promise;
    const State state = state_at(promise, now);
    if (!asks(promise, state) || has_ended(promise, now)) continue;
    const bool runs = !promise.days.empty() && (state == State::active || state == State::paused);
    if (!runs || !promise.pending.empty()) promises.push_back(promise);
    if (runs && promise.chain == Chain::repeating) add_unspoken(promise, now, promises);
  }
  for (Promise& promise : promises) show_at(promise, now);
  return promises;
}

std::optional<Instant> PromiseShelf::next_change(Instant now) const {
  bring_in_open();
  std::optional<Instant> next;
  for (const RecordId& id : open_) {
    const Promise& promise = folded_.at(id).promise;
    if (promise.timer && *promise.timer > now && (!next || *promise.timer < *next)) next = promise.timer;
  }
  return next;
}

}  // namespace avow::ledger
