#include "store/transaction.h"

#include "base/limits.h"
#include "store/inside.h"

namespace avow::store {

Transaction::Transaction(StoreInside& inside) : inside_(inside) {}

Transaction::~Transaction() {
  if (!done_) inside_.rollback();
}

const State& Transaction::state() const { return inside_.next; }

// Remembers the first failure: nobody can commit half a change by not looking.
Result<void> Transaction::keep(Result<void> result) {
  AVOW_ASSERT(!done_);
  if (!result.ok() && !failure_) failure_ = result.error();
  return result;
}

Result<void> Transaction::note_lost(Result<bool> was_there) {
  if (!was_there.ok()) return std::move(was_there).error();
  items_lost_ = items_lost_ || *was_there;
  return {};
}

Result<void> Transaction::put_item(ItemKind kind, ByteView key, ByteView plain) {
  return keep(note_lost(inside_.items->put(kind, key, plain)));
}

Result<void> Transaction::erase_item(ItemKind kind, ByteView key) {
  return keep(note_lost(inside_.items->erase(kind, key)));
}

void Transaction::set_log(const LogState& log) {
  AVOW_ASSERT(!done_);
  if (inside_.next.find(log.ref) != nullptr) {
    inside_.next.logs[inside_.slot_of(log.ref)] = log;
    return;
  }
  AVOW_ASSERT(inside_.next.logs.size() < limits::kLogSlotsMax);
  inside_.next.logs.push_back(log);
  inside_.stored.push_back(0);
}

void Transaction::set_read_only(bool read_only) { inside_.next.read_only = read_only; }

Result<void> Transaction::append_entry(const log::LogRef& ref, std::uint64_t index, const log::Entry& entry) {
  const std::uint64_t slot = inside_.slot_of(ref);
  AVOW_ASSERT(index == inside_.stored[slot]);
  if (index >= limits::kStoredLogSizeMax) return keep(Error{Errc::too_large, "a log"});
  AVOW_CHECK(keep(inside_.entries->append(slot, index, entry)));
  ++inside_.stored[slot];
  return {};
}

Result<void> Transaction::put_nodes(const log::LogRef& ref, std::span<const log::Node> nodes) {
  const std::uint64_t slot = inside_.slot_of(ref);
  for (const log::Node& node : nodes) AVOW_CHECK(keep(inside_.nodes->append(slot, node)));
  return {};
}

Result<void> Transaction::cut_log(const log::LogRef& ref, std::uint64_t new_size) {
  const std::uint64_t slot = inside_.slot_of(ref);
  const std::uint64_t old_size = inside_.stored[slot];
  AVOW_ASSERT(new_size <= old_size);
  destroyed_something_ = true;
  AVOW_CHECK(keep(inside_.entries->cut(slot, new_size, old_size)));
  AVOW_CHECK(keep(inside_.nodes->cut(slot, new_size, old_size)));
  inside_.stored[slot] = new_size;
  return {};
}

Result<void> Transaction::destroy_payload(const log::LogRef& ref, std::uint64_t index) {
  const std::uint64_t slot = inside_.slot_of(ref);
  AVOW_ASSERT(index < inside_.stored[slot]);
  destroyed_something_ = true;
  return keep(inside_.entries->destroy_payload(slot, index));
}

Result<void> Transaction::destroy_words(const log::LogRef& ref, std::uint64_t index) {
  const std::uint64_t slot = inside_.slot_of(ref);
  AVOW_ASSERT(index < inside_.stored[slot]);
  destroyed_something_ = true;
  return keep(inside_.entries->destroy_words(slot, index));
}

Result<void> Transaction::commit() {
  AVOW_ASSERT(!done_);
  if (failure_) return *failure_;
  const bool items_gone = no_trace_of_items_ && items_lost_ && !only_clears_journal_;
  if (items_gone) AVOW_CHECK(keep(inside_.items->rewrite()));
  if (destroyed_something_ || no_trace_of_items_ || only_clears_journal_) inside_.journal_needs_scrub = true;
  AVOW_CHECK(keep(inside_.commit()));
  done_ = true;
  return {};
}

}  // namespace avow::store
