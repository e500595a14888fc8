#include "store/node_table.h"

namespace avow::store {
namespace {

constexpr std::size_t kHashBytes = Hash{}.size();
constexpr std::size_t kBlocksMax = 256;  // in memory, about 1 KiB each

Error missing() { return Error{Errc::damaged, "a row of tree nodes is missing or short"}; }

}  // namespace

Result<std::unique_ptr<NodeTable>> NodeTable::open(Database& database, Rows& rows) {
  AVOW_TRY(auto table, SealedTable::prepare(database, rows, Table::node, "node"));
  return std::unique_ptr<NodeTable>(new NodeTable(std::move(table)));
}

Result<NodeTable::Block*> NodeTable::load(std::uint64_t row, bool may_be_new) {
  if (const auto found = blocks_.find(row); found != blocks_.end()) return &found->second;
  if (blocks_.size() >= kBlocksMax) {
    AVOW_CHECK(flush());
    blocks_.clear();
  }
  Block block;
  if (!may_be_new) {
    AVOW_TRY(auto plain, table_.get(row));
    if (!plain || plain->empty() || plain->size() % kHashBytes != 0 || plain->size() > kNodesPerRow * kHashBytes) {
      return missing();
    }
    block.hashes = std::move(*plain);
  }
  return &blocks_.emplace(row, std::move(block)).first->second;
}

Result<Hash> NodeTable::get(std::uint64_t slot, unsigned level, std::uint64_t index) {
  if (level >= kLevels) return missing();
  AVOW_TRY(const Block* const block, load(node_row(slot, level, index), false));
  const std::size_t i = index % kNodesPerRow;
  if (i >= block->count()) return missing();
  return first<32>(ByteView(block->hashes).subspan(i * kHashBytes));
}

Result<void> NodeTable::append(std::uint64_t slot, const log::Node& node) {
  AVOW_ASSERT(node.level < kLevels);
  const std::size_t i = node.index % kNodesPerRow;
  AVOW_TRY(Block* const block, load(node_row(slot, node.level, node.index), i == 0));
  if (block->count() != i) return missing();
  avow::append(block->hashes, node.hash);
  block->changed = true;
  return {};
}

Result<void> NodeTable::cut(std::uint64_t slot, std::uint64_t new_size, std::uint64_t old_size) {
  for (unsigned level = 0; level < kLevels && (old_size >> level) > 0; ++level) {
    const std::uint64_t count = new_size >> level;
    std::uint64_t first_gone = node_row(slot, level, count);
    const std::uint64_t end = node_row(slot, level + 1, 0);
    const std::size_t kept = count % kNodesPerRow;
    if (kept > 0) {
      AVOW_TRY(Block* const block, load(first_gone, false));
      if (block->count() < kept) return missing();
      block->hashes.resize(kept * kHashBytes);
      block->changed = true;
      ++first_gone;
    }
    std::erase_if(blocks_, [&](const auto& block) { return block.first >= first_gone && block.first < end; });
    AVOW_CHECK(table_.erase(first_gone, end));
  }
  return {};
}

Result<void> NodeTable::flush() {
  for (auto& [row, block] : blocks_) {
    if (!block.changed) continue;
    AVOW_CHECK(table_.put(row, block.hashes));
    block.changed = false;
  }
  return {};
}

void NodeTable::forget() { blocks_.clear(); }

}  // namespace avow::store
