// Which payloads can still be opened: the keys of 32 payloads at a time, sealed together in one row.
// To destroy a payload its key is taken out and the row sealed anew; the old row's bytes are overwritten
// by SQLite (secure_delete) and with them the last way to the payload. Changes stay in memory until
// flush(). Resource.
#pragma once

#include <array>

#include "store/sealed_table.h"

namespace avow::store {

inline constexpr std::uint64_t kPayloadKeysPerRow = 32;
inline constexpr unsigned kIndexBits = 40;  // row number of an entry = slot << 40 | index

inline std::uint64_t entry_row(std::uint64_t slot, std::uint64_t index) { return slot << kIndexBits | index; }
inline std::uint64_t payload_keys_row(std::uint64_t slot, std::uint64_t index) {
  return entry_row(slot, index / kPayloadKeysPerRow);
}
// Rows of one slot are [first, end) of these.
inline std::uint64_t slot_begin(std::uint64_t slot) { return slot << kIndexBits; }

class PayloadKeys {
 public:
  static Result<std::unique_ptr<PayloadKeys>> open(Database& database, Rows& rows);
  PayloadKeys(const PayloadKeys&) = delete;
  PayloadKeys& operator=(const PayloadKeys&) = delete;

  // Nothing: destroyed, or never there. Error{damaged}: the row is missing or short.
  Result<std::optional<crypto::Key>> find(std::uint64_t slot, std::uint64_t index);
  // The key of the next payload of the log; null: an entry without a payload.
  Result<void> append(std::uint64_t slot, std::uint64_t index, const crypto::Key* key);
  // Puts another key, or none, in place of the one that is there.
  Result<void> replace(std::uint64_t slot, std::uint64_t index, const crypto::Key* key);
  // Destroys the keys of [new_size, …).
  Result<void> cut(std::uint64_t slot, std::uint64_t new_size);

  Result<void> flush();
  void forget();  // drops what was not flushed, and all that is cached

 private:
  struct Block {
    std::uint64_t row = 0;
    std::size_t count = 0;  // keys in it; 0: this block is free
    bool changed = false;
    std::uint64_t used = 0;
    crypto::SecretBuffer keys;
    MutableByteView key(std::size_t i) { return keys.span().subspan(i * crypto::Key::kSize, crypto::Key::kSize); }
  };
  explicit PayloadKeys(SealedTable table);
  Block* cached(std::uint64_t row);
  Result<Block*> take_free(std::uint64_t row);
  Result<Block*> load(std::uint64_t row);
  Result<void> write(Block& block);
  static void set(Block& block, std::size_t i, const crypto::Key* key);

  SealedTable table_;
  std::array<Block, 8> blocks_;
  std::uint64_t uses_ = 0;
};

}  // namespace avow::store
