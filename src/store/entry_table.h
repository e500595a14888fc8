// The rows of the logs' entries: each header, and each payload under a key of its own. Resource.
#pragma once

#include <vector>

#include "log/entry.h"
#include "store/payload_keys.h"

namespace avow::store {

class EntryTable {
 public:
  static Result<std::unique_ptr<EntryTable>> open(Database& database, Rows& rows);
  EntryTable(const EntryTable&) = delete;
  EntryTable& operator=(const EntryTable&) = delete;

  Result<void> append(std::uint64_t slot, std::uint64_t index, const log::Entry& entry);
  // Entries [first, end) of a slot, until `max_bytes` are reached; at least one when end > first.
  // Error{damaged}: one is missing or does not open.
  Result<std::vector<log::Entry>> read(std::uint64_t slot, std::uint64_t first, std::uint64_t end,
                                       std::size_t max_bytes);
  Result<void> cut(std::uint64_t slot, std::uint64_t new_size, std::uint64_t old_size);
  Result<void> destroy_payload(std::uint64_t slot, std::uint64_t index);
  Result<void> destroy_words(std::uint64_t slot, std::uint64_t index);

  Result<void> flush() { return keys_->flush(); }
  void forget() { keys_->forget(); }

  // For the check: what one stored row says.
  Result<log::Entry> open_row(std::uint64_t slot, std::uint64_t index, ByteView header,
                              std::optional<ByteView> payload);

 private:
  EntryTable(Rows& rows, std::unique_ptr<PayloadKeys> keys) : rows_(rows), keys_(std::move(keys)) {}
  // Seals the payload under a new key of its own; nothing for an empty payload.
  std::optional<crypto::Key> seal(std::uint64_t row, const log::Payload& payload, Bytes& sealed);
  Result<void> replace_payload(std::uint64_t slot, std::uint64_t index, const log::Payload& payload);
  Result<Hash> stored_digest(std::uint64_t row);

  Rows& rows_;
  std::unique_ptr<PayloadKeys> keys_;
  Statement insert_;
  Statement range_;
  Statement update_;
  Statement erase_;
};

}  // namespace avow::store
