// The trees' complete nodes, 32 hashes of one level to a row, so that a new leaf rewrites two small rows on
// average. Changes stay in memory until flush(). Resource.
#pragma once

#include <map>
#include <vector>

#include "log/tree.h"
#include "store/sealed_table.h"

namespace avow::store {

inline constexpr std::uint64_t kNodesPerRow = 32;
inline constexpr unsigned kLevels = 41;  // of a tree of up to 2^40 - 1 leaves
// Row number = slot << 41 | level << 35 | block.
inline constexpr unsigned kNodeSlotBits = 41;
inline constexpr unsigned kNodeLevelBits = 35;
inline std::uint64_t node_row(std::uint64_t slot, unsigned level, std::uint64_t index) {
  return slot << kNodeSlotBits | static_cast<std::uint64_t>(level) << kNodeLevelBits | index / kNodesPerRow;
}

class NodeTable {
 public:
  static Result<std::unique_ptr<NodeTable>> open(Database& database, Rows& rows);
  NodeTable(const NodeTable&) = delete;
  NodeTable& operator=(const NodeTable&) = delete;

  // Error{damaged}: it is not there.
  Result<Hash> get(std::uint64_t slot, unsigned level, std::uint64_t index);
  // Precondition: the next node of its level. Error{damaged}: those before it are not there.
  Result<void> append(std::uint64_t slot, const log::Node& node);
  // Keeps the nodes that are complete in a tree of `new_size` leaves.
  Result<void> cut(std::uint64_t slot, std::uint64_t new_size, std::uint64_t old_size);

  Result<void> flush();
  void forget();  // drops what was not flushed, and all that is cached

 private:
  struct Block {
    Bytes hashes;
    bool changed = false;
    std::size_t count() const { return hashes.size() / Hash{}.size(); }
  };
  explicit NodeTable(SealedTable table) : table_(std::move(table)) {}
  Result<Block*> load(std::uint64_t row, bool may_be_new);

  SealedTable table_;
  std::map<std::uint64_t, Block> blocks_;
};

}  // namespace avow::store
