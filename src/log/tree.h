// The Merkle tree of RFC 6962 over SHA-256 (leaf prefix 00, node prefix 01, empty root SHA-256("")),
// kept by level: node(level, i) covers leaves [i·2^level, (i+1)·2^level) and exists once that range is full.
// Appending touches O(log n) nodes; proofs read O(log n) nodes. Pure: nodes live behind NodeReader.
// protocol/README.md#tree; RFC 6962 section 2.1, RFC 9162 section 2.1.
#pragma once

#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace avow::log {

Hash leaf_hash(ByteView leaf);
Hash node_hash(const Hash& left, const Hash& right);
Hash empty_root();

// Complete nodes of one tree. Implemented over the store's sealed rows, and in memory by tests.
class NodeReader {
 public:
  virtual ~NodeReader() = default;
  // Precondition: the node is complete. Error{damaged} when it cannot be read.
  virtual Result<Hash> node(unsigned level, std::uint64_t index) = 0;
};

struct Node {
  unsigned level = 0;
  std::uint64_t index = 0;
  Hash hash{};
};

// The right edge of a tree of `size` leaves: enough to append and to know the root. Value.
class Frontier {
 public:
  Frontier() = default;
  static Result<Frontier> load(NodeReader& nodes, std::uint64_t size);
  // Every node that this leaf completes (its leaf hash first) is added to `completed`.
  void append(const Hash& leaf, std::vector<Node>& completed);
  std::uint64_t size() const { return size_; }
  Hash root() const;

 private:
  std::uint64_t size_ = 0;
  std::vector<Hash> edge_;  // roots of the full subtrees, largest first
};

Result<Hash> root_at(NodeReader& nodes, std::uint64_t size);
// Precondition: index < size.
Result<std::vector<Hash>> inclusion_proof(NodeReader& nodes, std::uint64_t index, std::uint64_t size);
// Precondition: 0 < old_size <= size.
Result<std::vector<Hash>> consistency_proof(NodeReader& nodes, std::uint64_t old_size, std::uint64_t size);
// The same where only `held_size` leaves are here: `beyond` is the proof from those to `size`. Precondition:
// 0 < old_size <= held_size <= size. Error{damaged} also for a proof of another length.
Result<std::vector<Hash>> consistency_proof_beyond(NodeReader& nodes, std::uint64_t old_size, std::uint64_t held_size,
                                                   std::uint64_t size, const std::vector<Hash>& beyond);

// Error{forged}. Terminate for any sizes (RFC 9162, 2.1.3.2 and 2.1.4.2). Old size 0 is refused.
Result<void> check_inclusion(const Hash& leaf, std::uint64_t index, std::uint64_t size,
                             const std::vector<Hash>& proof, const Hash& root);
Result<void> check_consistency(std::uint64_t old_size, const Hash& old_root, std::uint64_t size,
                               const Hash& root, const std::vector<Hash>& proof);

}  // namespace avow::log
