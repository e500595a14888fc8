// One change of the vault: all of it happens or none. Undone when destroyed without a commit() that
// succeeded. After a call that failed, commit() fails with the same error. Resource; made by Store::begin().
#pragma once

#include <memory>
#include <span>

#include "log/entry.h"
#include "store/item_kind.h"
#include "store/state.h"

namespace avow::store {

class Store;
class StoreInside;

class Transaction {
 public:
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction();

  // The state as it will be after commit().
  const State& state() const;

  // Error{too_large}: the key is empty or over limits::kItemKeyBytesMax, the value over kItemBytesMax.
  Result<void> put_item(ItemKind kind, ByteView key, ByteView plain);
  Result<void> erase_item(ItemKind kind, ByteView key);  // an absent one is fine
  // Of what this change erases or replaces nothing is left in the vault's files when commit() returns: all items are written
  // anew, and the journal is overwritten (costs three more waits for the disk). The destroying calls below do this for
  // entries by themselves.
  void leave_no_trace() { no_trace_of_items_ = true; }
  // The journal alone is overwritten, whoever asks for more: for a disk without room for that, which is owed then.
  void only_clear_journal() { only_clears_journal_ = true; }

  // Replaces what is known of the log, or adds a log (size 0 until entries are appended).
  // Precondition: size equals the entries stored at commit; slots are not exhausted (limits::kLogSlotsMax).
  void set_log(const LogState& log);
  void set_read_only(bool read_only);

  // Entries go in without a gap: index is the number of entries stored so far. The log is known.
  Result<void> append_entry(const log::LogRef& ref, std::uint64_t index, const log::Entry& entry);
  // Nodes as Frontier::append() completes them: on each level in order, without a gap.
  Result<void> put_nodes(const log::LogRef& ref, std::span<const log::Node> nodes);
  // Takes out entries [new_size, …) and the nodes over them; their payloads are destroyed.
  Result<void> cut_log(const log::LogRef& ref, std::uint64_t new_size);

  // Withdrawal: both parts and their key are gone for good; the header stays. Reading gives an empty Payload.
  Result<void> destroy_payload(const log::LogRef& ref, std::uint64_t index);
  // Redaction: words and their salt are gone for good; facts and words_commitment stay.
  Result<void> destroy_words(const log::LogRef& ref, std::uint64_t index);

  // Durable when it returns without an error. After a destruction nothing of the old bytes is left in the
  // vault's files either.
  Result<void> commit();

 private:
  friend class Store;
  explicit Transaction(StoreInside& inside);
  Result<void> keep(Result<void> result);
  Result<void> note_lost(Result<bool> was_there);
  StoreInside& inside_;
  std::optional<Error> failure_;
  bool destroyed_something_ = false;
  bool items_lost_ = false;  // some were erased or replaced
  bool no_trace_of_items_ = false;
  bool only_clears_journal_ = false;
  bool done_ = false;
};

}  // namespace avow::store
