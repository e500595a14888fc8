#include "store/row_plan.h"

#include <algorithm>

#include "store/node_table.h"
#include "store/payload_keys.h"

namespace avow::store {
namespace {

std::uint64_t rows_for(std::uint64_t count, std::uint64_t per_row) { return (count + per_row - 1) / per_row; }

// Of `total` things, `per_row` to a row: how many are in row number `block`.
std::uint64_t in_block(std::uint64_t total, std::uint64_t block, std::uint64_t per_row) {
  if (block >= rows_for(total, per_row)) return 0;
  return std::min(per_row, total - block * per_row);
}

std::uint64_t low_bits(std::uint64_t value, unsigned bits) { return value & ((std::uint64_t{1} << bits) - 1); }

}  // namespace

void RowPlan::add(std::uint64_t first, std::uint64_t count) {
  if (count > 0) ranges_.push_back(Range{first, first + count});
}

RowPlan RowPlan::of_entries(const std::vector<LogState>& logs) {
  RowPlan out;
  for (std::size_t slot = 0; slot < logs.size(); ++slot) out.add(slot_begin(slot), logs[slot].size);
  return out;
}

RowPlan RowPlan::of_payload_keys(const std::vector<LogState>& logs) {
  RowPlan out;
  for (std::size_t slot = 0; slot < logs.size(); ++slot) {
    out.add(slot_begin(slot), rows_for(logs[slot].size, kPayloadKeysPerRow));
  }
  return out;
}

RowPlan RowPlan::of_nodes(const std::vector<LogState>& logs) {
  RowPlan out;
  for (std::size_t slot = 0; slot < logs.size(); ++slot) {
    for (unsigned level = 0; level < kLevels; ++level) {
      out.add(node_row(slot, level, 0), rows_for(logs[slot].size >> level, kNodesPerRow));
    }
  }
  return out;
}

std::uint64_t RowPlan::payload_keys_in(const std::vector<LogState>& logs, std::uint64_t row) {
  const std::uint64_t slot = row >> kIndexBits;
  return slot < logs.size() ? in_block(logs[slot].size, low_bits(row, kIndexBits), kPayloadKeysPerRow) : 0;
}

std::uint64_t RowPlan::nodes_in(const std::vector<LogState>& logs, std::uint64_t row) {
  const std::uint64_t slot = row >> kNodeSlotBits;
  const std::uint64_t level = low_bits(row, kNodeSlotBits) >> kNodeLevelBits;
  if (slot >= logs.size() || level >= kLevels) return 0;
  return in_block(logs[slot].size >> level, low_bits(row, kNodeLevelBits), kNodesPerRow);
}

std::uint64_t RowPlan::skip_to(std::uint64_t row) {
  std::uint64_t passed = 0;
  while (at_ < ranges_.size()) {
    Range& range = ranges_[at_];
    const std::uint64_t to = std::clamp(row, range.next, range.end);
    passed += to - range.next;
    range.next = to;
    if (range.next < range.end) break;
    ++at_;
  }
  return passed;
}

bool RowPlan::take(std::uint64_t row) {
  skip_to(row);
  if (at_ >= ranges_.size() || ranges_[at_].next != row) return false;
  ++ranges_[at_].next;
  return true;
}

}  // namespace avow::store
