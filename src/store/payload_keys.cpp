#include "store/payload_keys.h"

#include <algorithm>

namespace avow::store {
namespace {

constexpr std::size_t kKeyBytes = crypto::Key::kSize;

Error missing() { return Error{Errc::damaged, "a row of payload keys is missing or short"}; }

}  // namespace

// Why all blocks at once: short-lived large runs would break the arena of secrets into pieces.
PayloadKeys::PayloadKeys(SealedTable table) : table_(std::move(table)) {
  for (Block& block : blocks_) block.keys = crypto::SecretBuffer(kPayloadKeysPerRow * kKeyBytes);
}

Result<std::unique_ptr<PayloadKeys>> PayloadKeys::open(Database& database, Rows& rows) {
  AVOW_TRY(auto table, SealedTable::prepare(database, rows, Table::payload_keys, "payload_keys"));
  return std::unique_ptr<PayloadKeys>(new PayloadKeys(std::move(table)));
}

PayloadKeys::Block* PayloadKeys::cached(std::uint64_t row) {
  for (Block& block : blocks_) {
    if (block.count > 0 && block.row == row) {
      block.used = ++uses_;
      return &block;
    }
  }
  return nullptr;
}

// The block that was not used for the longest time, emptied for `row`. Its count is still 0.
Result<PayloadKeys::Block*> PayloadKeys::take_free(std::uint64_t row) {
  Block& oldest = *std::min_element(blocks_.begin(), blocks_.end(),
                                    [](const Block& a, const Block& b) { return a.used < b.used; });
  AVOW_CHECK(write(oldest));
  oldest.row = row;
  oldest.count = 0;
  oldest.used = ++uses_;
  return &oldest;
}

Result<PayloadKeys::Block*> PayloadKeys::load(std::uint64_t row) {
  if (Block* const found = cached(row)) return found;
  AVOW_TRY(const auto plain, table_.get_secret(row));
  if (!plain) return missing();
  if (plain->empty() || plain->size() % kKeyBytes != 0 || plain->size() > kPayloadKeysPerRow * kKeyBytes) {
    return missing();
  }
  AVOW_TRY(Block* const block, take_free(row));
  std::copy(plain->view().begin(), plain->view().end(), block->keys.span().begin());
  block->count = plain->size() / kKeyBytes;
  return block;
}

Result<void> PayloadKeys::write(Block& block) {
  if (!block.changed || block.count == 0) return {};
  AVOW_CHECK(table_.put(block.row, block.keys.view().first(block.count * kKeyBytes)));
  block.changed = false;
  return {};
}

void PayloadKeys::set(Block& block, std::size_t i, const crypto::Key* key) {
  const MutableByteView place = block.key(i);
  crypto::wipe(place);  // all zeros: no key
  if (key != nullptr) std::copy(key->view().begin(), key->view().end(), place.begin());
  block.changed = true;
}

Result<std::optional<crypto::Key>> PayloadKeys::find(std::uint64_t slot, std::uint64_t index) {
  AVOW_TRY(Block* const block, load(payload_keys_row(slot, index)));
  const std::size_t i = index % kPayloadKeysPerRow;
  if (i >= block->count) return missing();
  const ByteView key = block->key(i);
  if (std::all_of(key.begin(), key.end(), [](std::uint8_t byte) { return byte == 0; })) {
    return std::optional<crypto::Key>();
  }
  return std::optional<crypto::Key>(crypto::Key(key));
}

Result<void> PayloadKeys::append(std::uint64_t slot, std::uint64_t index, const crypto::Key* key) {
  const std::uint64_t row = payload_keys_row(slot, index);
  const std::size_t i = index % kPayloadKeysPerRow;
  Block* block = nullptr;
  if (i == 0) {
    AVOW_ASSERT(cached(row) == nullptr);
    AVOW_TRY(block, take_free(row));
  } else {
    AVOW_TRY(block, load(row));
    if (block->count != i) return missing();
  }
  block->count = i + 1;
  set(*block, i, key);
  return {};
}

Result<void> PayloadKeys::replace(std::uint64_t slot, std::uint64_t index, const crypto::Key* key) {
  AVOW_TRY(Block* const block, load(payload_keys_row(slot, index)));
  const std::size_t i = index % kPayloadKeysPerRow;
  if (i >= block->count) return missing();
  set(*block, i, key);
  return {};
}

Result<void> PayloadKeys::cut(std::uint64_t slot, std::uint64_t new_size) {
  const std::size_t kept = new_size % kPayloadKeysPerRow;
  std::uint64_t first_gone = payload_keys_row(slot, new_size);
  if (kept > 0) {
    AVOW_TRY(Block* const block, load(first_gone));
    if (block->count < kept) return missing();
    for (std::size_t i = kept; i < block->count; ++i) set(*block, i, nullptr);
    block->count = kept;
    block->changed = true;
    ++first_gone;
  }
  for (Block& block : blocks_) {
    if (block.row >= first_gone && block.row < slot_begin(slot + 1)) {
      crypto::wipe(block.keys.span());
      block.count = 0;
      block.changed = false;
    }
  }
  return table_.erase(first_gone, slot_begin(slot + 1));
}

Result<void> PayloadKeys::flush() {
  for (Block& block : blocks_) AVOW_CHECK(write(block));
  return {};
}

void PayloadKeys::forget() {
  for (Block& block : blocks_) {
    crypto::wipe(block.keys.span());
    block.count = 0;
    block.changed = false;
    block.used = 0;
  }
}

}  // namespace avow::store
