#include "log/tree.h"

#include <algorithm>
#include <bit>
#include <map>

#include "crypto/hash.h"

namespace avow::log {
namespace {

constexpr std::uint8_t kLeafPrefix[] = {0x00};
constexpr std::uint8_t kNodePrefix[] = {0x01};

// The size of the left subtree of `count` leaves: the largest power of two below count. Precondition: count >= 2.
std::uint64_t split(std::uint64_t count) { return std::bit_floor(count - 1); }

// MTH of the leaves [begin, end). Precondition: begin < end, begin a multiple of bit_ceil(end - begin),
// which every subtree of a Merkle tree fulfils.
Result<Hash> range_hash(NodeReader& nodes, std::uint64_t begin, std::uint64_t end) {
  const std::uint64_t count = end - begin;
  if (std::has_single_bit(count)) {
    const auto level = static_cast<unsigned>(std::countr_zero(count));
    return nodes.node(level, begin >> level);
  }
  const std::uint64_t middle = begin + split(count);
  AVOW_TRY(const Hash left, range_hash(nodes, begin, middle));
  AVOW_TRY(const Hash right, range_hash(nodes, middle, end));
  return node_hash(left, right);
}

// Leaves [begin, end). Value.
struct Range {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

// SUBPROOF of RFC 6962, 2.1.2, from the root down; the proof lists the deepest range first.
std::vector<Range> proven_ranges(std::uint64_t old_size, std::uint64_t size) {
  AVOW_ASSERT(0 < old_size && old_size <= size);
  std::vector<Range> out;
  Range at{0, size};
  while (at.end != old_size) {
    const std::uint64_t middle = at.begin + split(at.end - at.begin);
    const bool left = old_size <= middle;
    out.push_back(left ? Range{middle, at.end} : Range{at.begin, middle});
    (left ? at.end : at.begin) = middle;
  }
  if (at.begin != 0) out.push_back(at);  // the old tree's last subtree is not the whole old tree, which the checker knows
  std::reverse(out.begin(), out.end());
  return out;
}

// Of a range that ends behind the leaves that are here: `behind` has what begins there.
Result<Hash> range_hash_beyond(NodeReader& nodes, const Range& range, std::uint64_t held_size,
                               const std::map<std::uint64_t, Hash>& behind) {
  if (range.end <= held_size) return range_hash(nodes, range.begin, range.end);
  if (range.begin >= held_size) {
    const auto known = behind.find(range.begin);
    return known == behind.end() ? Result<Hash>(Error{Errc::damaged, "a proof of other leaves"}) : Result<Hash>(known->second);
  }
  const std::uint64_t middle = range.begin + split(range.end - range.begin);
  AVOW_TRY(const Hash left, range_hash_beyond(nodes, {range.begin, middle}, held_size, behind));
  AVOW_TRY(const Hash right, range_hash_beyond(nodes, {middle, range.end}, held_size, behind));
  return node_hash(left, right);
}

Error wrong_proof() { return {Errc::forged, "a Merkle proof that does not fit"}; }

// Drops the levels at which fn is a left child: there, the node has no sibling in a tree this large.
void skip_left(std::uint64_t& fn, std::uint64_t& sn) {
  while (fn != 0 && (fn & 1U) == 0) {
    fn >>= 1U;
    sn >>= 1U;
  }
}

}  // namespace

Hash leaf_hash(ByteView leaf) { return crypto::sha256({kLeafPrefix, leaf}); }
Hash node_hash(const Hash& left, const Hash& right) { return crypto::sha256({kNodePrefix, left, right}); }
Hash empty_root() { return crypto::sha256(ByteView{}); }

Result<Frontier> Frontier::load(NodeReader& nodes, std::uint64_t size) {
  Frontier out;
  out.size_ = size;
  std::uint64_t begin = 0;
  while (begin < size) {
    const std::uint64_t count = std::bit_floor(size - begin);
    AVOW_TRY(const Hash subtree, range_hash(nodes, begin, begin + count));
    out.edge_.push_back(subtree);
    begin += count;
  }
  return out;
}

void Frontier::append(const Hash& leaf, std::vector<Node>& completed) {
  Node node{0, size_, leaf};
  completed.push_back(node);
  while ((node.index & 1U) != 0) {  // a right child: its parent is complete too
    node.hash = node_hash(edge_.back(), node.hash);
    edge_.pop_back();
    ++node.level;
    node.index >>= 1U;
    completed.push_back(node);
  }
  edge_.push_back(node.hash);
  ++size_;
}

Hash Frontier::root() const {
  if (edge_.empty()) return empty_root();
  Hash out = edge_.back();
  for (auto left = edge_.rbegin() + 1; left != edge_.rend(); ++left) out = node_hash(*left, out);
  return out;
}

Result<Hash> root_at(NodeReader& nodes, std::uint64_t size) {
  if (size == 0) return empty_root();
  return range_hash(nodes, 0, size);
}

// PATH of RFC 6962, 2.1.1, from the root down; the proof lists the deepest hash first.
Result<std::vector<Hash>> inclusion_proof(NodeReader& nodes, std::uint64_t index, std::uint64_t size) {
  AVOW_ASSERT(index < size);
  std::vector<Hash> out;
  std::uint64_t begin = 0;
  std::uint64_t end = size;
  while (end - begin > 1) {
    const std::uint64_t middle = begin + split(end - begin);
    const bool left = index < middle;
    AVOW_TRY(const Hash sibling, left ? range_hash(nodes, middle, end) : range_hash(nodes, begin, middle));
    out.push_back(sibling);
    (left ? end : begin) = middle;
  }
  std::reverse(out.begin(), out.end());
  return out;
}

Result<std::vector<Hash>> consistency_proof(NodeReader& nodes, std::uint64_t old_size, std::uint64_t size) {
  std::vector<Hash> out;
  for (const Range& range : proven_ranges(old_size, size)) {
    AVOW_TRY(const Hash hash, range_hash(nodes, range.begin, range.end));
    out.push_back(hash);
  }
  return out;
}

Result<std::vector<Hash>> consistency_proof_beyond(NodeReader& nodes, std::uint64_t old_size, std::uint64_t held_size,
                                                   std::uint64_t size, const std::vector<Hash>& beyond) {
  AVOW_ASSERT(old_size <= held_size);
  const auto known = proven_ranges(held_size, size);
  if (known.size() != beyond.size()) return Error{Errc::damaged, "a proof of another length"};
  std::map<std::uint64_t, Hash> behind;  // by where they begin: of what is not here each range is one hash of that proof
  for (std::size_t i = 0; i < known.size(); ++i) {
    if (known[i].begin >= held_size) behind[known[i].begin] = beyond[i];
  }
  std::vector<Hash> out;
  for (const Range& range : proven_ranges(old_size, size)) {
    AVOW_TRY(const Hash hash, range_hash_beyond(nodes, range, held_size, behind));
    out.push_back(hash);
  }
  return out;
}

// RFC 9162, 2.1.3.2; fn and sn are its names.
Result<void> check_inclusion(const Hash& leaf, std::uint64_t index, std::uint64_t size,
                             const std::vector<Hash>& proof, const Hash& root) {
  if (index >= size) return wrong_proof();
  std::uint64_t fn = index;
  std::uint64_t sn = size - 1;
  Hash reached = leaf;
  for (const Hash& sibling : proof) {
    if (sn == 0) return wrong_proof();
    if ((fn & 1U) != 0 || fn == sn) {
      reached = node_hash(sibling, reached);
      skip_left(fn, sn);
    } else {
      reached = node_hash(reached, sibling);
    }
    fn >>= 1U;
    sn >>= 1U;
  }
  if (sn != 0 || reached != root) return wrong_proof();
  return {};
}

// RFC 9162, 2.1.4.2, but old size 0 is refused: every tree is consistent with the empty one.
Result<void> check_consistency(std::uint64_t old_size, const Hash& old_root, std::uint64_t size,
                               const Hash& root, const std::vector<Hash>& proof) {
  if (old_size == 0 || old_size > size) return wrong_proof();
  if (old_size == size) {
    if (!proof.empty() || old_root != root) return wrong_proof();
    return {};
  }
  // An old tree of 2^k leaves is itself a node, so the proof leaves it out.
  const bool old_is_node = std::has_single_bit(old_size);
  if (proof.empty()) return wrong_proof();
  std::uint64_t fn = old_size - 1;
  std::uint64_t sn = size - 1;
  while ((fn & 1U) != 0) {
    fn >>= 1U;
    sn >>= 1U;
  }
  Hash old_reached = old_is_node ? old_root : proof.front();
  Hash reached = old_reached;
  for (std::size_t i = old_is_node ? 0 : 1; i < proof.size(); ++i) {
    if (sn == 0) return wrong_proof();
    if ((fn & 1U) != 0 || fn == sn) {
      old_reached = node_hash(proof[i], old_reached);
      reached = node_hash(proof[i], reached);
      skip_left(fn, sn);
    } else {
      reached = node_hash(reached, proof[i]);
    }
    fn >>= 1U;
    sn >>= 1U;
  }
  if (sn != 0 || old_reached != old_root || reached != root) return wrong_proof();
  return {};
}

}  // namespace avow::log
