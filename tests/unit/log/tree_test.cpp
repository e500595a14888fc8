#include "log/tree.h"

#include <doctest/doctest.h>

#include <bit>

#include "base/limits.h"
#include "crypto/hash.h"
#include "fakes/memory_log.h"

using namespace avow;
using namespace avow::log;
using avow::testing::MemoryNodes;
using avow::testing::SeededRandom;

namespace {

using Hashes = std::vector<Hash>;

// RFC 6962, 2.1, word for word: the slow definition that everything is compared with.
std::size_t largest_power_below(std::size_t count) { return std::bit_floor(count - 1); }

Hash naive_root(std::span<const Hash> leaves) {
  if (leaves.empty()) return crypto::sha256(ByteView{});
  if (leaves.size() == 1) return leaves[0];
  const auto k = largest_power_below(leaves.size());
  return node_hash(naive_root(leaves.first(k)), naive_root(leaves.subspan(k)));
}

Hashes naive_path(std::size_t m, std::span<const Hash> leaves) {
  if (leaves.size() == 1) return {};
  const auto k = largest_power_below(leaves.size());
  Hashes out = m < k ? naive_path(m, leaves.first(k)) : naive_path(m - k, leaves.subspan(k));
  out.push_back(m < k ? naive_root(leaves.subspan(k)) : naive_root(leaves.first(k)));
  return out;
}

Hashes naive_subproof(std::size_t m, std::span<const Hash> leaves, bool whole) {
  if (m == leaves.size()) return whole ? Hashes{} : Hashes{naive_root(leaves)};
  const auto k = largest_power_below(leaves.size());
  Hashes out = m <= k ? naive_subproof(m, leaves.first(k), whole) : naive_subproof(m - k, leaves.subspan(k), false);
  out.push_back(m <= k ? naive_root(leaves.subspan(k)) : naive_root(leaves.first(k)));
  return out;
}

struct Tree {
  Hashes leaves;
  MemoryNodes nodes;
  Frontier frontier;

  void add(const Hash& leaf) {
    std::vector<Node> completed;
    frontier.append(leaf, completed);
    nodes.add(completed);  // asserts that each node follows the one before on its level
    leaves.push_back(leaf);
  }
  std::span<const Hash> first(std::size_t count) const { return std::span(leaves).first(count); }
};

Tree tree_of(std::size_t size) {
  Tree out;
  for (std::size_t i = 0; i < size; ++i) out.add(leaf_hash(little_endian(static_cast<std::uint64_t>(i))));
  return out;
}

Hash flipped(Hash hash, std::size_t bit) {
  hash[bit / 8] = static_cast<std::uint8_t>(hash[bit / 8] ^ (1U << (bit % 8)));
  return hash;
}

}  // namespace

TEST_CASE("roots and frontiers agree with the definition at sizes 0 to 130") {
  Tree tree;
  for (std::size_t size = 0;; ++size) {
    CAPTURE(size);
    const Hash expected = naive_root(tree.leaves);
    CHECK(tree.frontier.size() == size);
    CHECK(tree.frontier.root() == expected);
    CHECK(root_at(tree.nodes, size).value() == expected);
    auto loaded = Frontier::load(tree.nodes, size).value();
    CHECK(loaded.root() == expected);
    std::vector<Node> from_loaded;
    std::vector<Node> from_grown;
    Frontier grown = tree.frontier;
    loaded.append(leaf_hash(bytes_of("next")), from_loaded);
    grown.append(leaf_hash(bytes_of("next")), from_grown);
    CHECK(loaded.root() == grown.root());
    CHECK(from_loaded.size() == from_grown.size());
    if (size == 130) break;
    tree.add(leaf_hash(little_endian(static_cast<std::uint64_t>(size))));
  }
}

TEST_CASE("older roots stay readable from a larger tree") {
  Tree tree = tree_of(130);
  for (std::size_t size = 0; size <= 130; ++size) {
    CHECK(root_at(tree.nodes, size).value() == naive_root(tree.first(size)));
    CHECK(Frontier::load(tree.nodes, size).value().root() == naive_root(tree.first(size)));
  }
}

TEST_CASE("inclusion proofs of all pairs up to 40, and every near miss") {
  Tree tree = tree_of(41);
  for (std::size_t size = 1; size <= 40; ++size) {
    const Hash root = naive_root(tree.first(size));
    for (std::size_t index = 0; index < size; ++index) {
      CAPTURE(size);
      CAPTURE(index);
      const Hash& leaf = tree.leaves[index];
      Hashes proof = inclusion_proof(tree.nodes, index, size).value();
      CHECK(proof == naive_path(index, tree.first(size)));
      CHECK(check_inclusion(leaf, index, size, proof, root).ok());
      CHECK_FALSE(check_inclusion(tree.leaves[index + 1], index, size, proof, root).ok());
      CHECK_FALSE(check_inclusion(leaf, index, size, proof, flipped(root, index)).ok());
      for (std::size_t other = 0; other < size; ++other) {
        if (other != index) CHECK_FALSE(check_inclusion(leaf, other, size, proof, root).ok());
      }
      for (auto& hash : proof) {
        hash = flipped(hash, size);
        CHECK_FALSE(check_inclusion(leaf, index, size, proof, root).ok());
        hash = flipped(hash, size);
      }
      proof.push_back(root);
      CHECK_FALSE(check_inclusion(leaf, index, size, proof, root).ok());
      proof.pop_back();
      if (!proof.empty()) {
        proof.pop_back();
        CHECK_FALSE(check_inclusion(leaf, index, size, proof, root).ok());
      }
    }
  }
}

TEST_CASE("consistency proofs of all pairs up to 40, and every near miss") {
  Tree tree = tree_of(41);
  for (std::size_t size = 1; size <= 40; ++size) {
    const Hash root = naive_root(tree.first(size));
    for (std::size_t old_size = 1; old_size <= size; ++old_size) {
      CAPTURE(size);
      CAPTURE(old_size);
      const Hash old_root = naive_root(tree.first(old_size));
      Hashes proof = consistency_proof(tree.nodes, old_size, size).value();
      CHECK(proof == naive_subproof(old_size, tree.first(size), true));
      CHECK(check_consistency(old_size, old_root, size, root, proof).ok());
      CHECK_FALSE(check_consistency(old_size, flipped(old_root, size), size, root, proof).ok());
      CHECK_FALSE(check_consistency(old_size, old_root, size, flipped(root, size), proof).ok());
      for (std::size_t other = 0; other <= size + 1; ++other) {
        if (other != old_size) CHECK_FALSE(check_consistency(other, old_root, size, root, proof).ok());
      }
      for (auto& hash : proof) {
        hash = flipped(hash, size);
        CHECK_FALSE(check_consistency(old_size, old_root, size, root, proof).ok());
        hash = flipped(hash, size);
      }
      proof.push_back(root);
      CHECK_FALSE(check_consistency(old_size, old_root, size, root, proof).ok());
      proof.pop_back();
      if (!proof.empty()) {
        proof.pop_back();
        CHECK_FALSE(check_consistency(old_size, old_root, size, root, proof).ok());
      }
    }
  }
}

TEST_CASE("proofs to a head above what is held, from every smaller size, for all triples up to 40, and none from a wrong one") {
  Tree tree = tree_of(41);
  for (std::size_t size = 1; size <= 40; ++size) {
    for (std::size_t held = 1; held <= size; ++held) {
      Tree here = tree_of(held);  // nothing behind it can be read
      Hashes beyond = consistency_proof(tree.nodes, held, size).value();
      for (std::size_t old_size = 1; old_size <= held; ++old_size) {
        CAPTURE(size);
        CAPTURE(held);
        CAPTURE(old_size);
        CHECK(consistency_proof_beyond(here.nodes, old_size, held, size, beyond).value() ==
              consistency_proof(tree.nodes, old_size, size).value());
      }
      beyond.push_back(empty_root());
      CHECK(consistency_proof_beyond(here.nodes, held, held, size, beyond).error().code == Errc::damaged);
    }
  }
}

TEST_CASE("an old size of 0 is refused, even 0/0") {
  CHECK_FALSE(check_consistency(0, empty_root(), 0, empty_root(), {}).ok());
  CHECK_FALSE(check_consistency(0, empty_root(), 1, leaf_hash({}), {}).ok());
}

TEST_CASE("checks end for any sizes") {
  const Hashes proof(limits::kProofHashesMax + 1, empty_root());
  constexpr std::uint64_t kMost = ~0ULL;
  for (const std::uint64_t size : {std::uint64_t{1}, std::uint64_t{1} << 53U, std::uint64_t{1} << 63U, kMost}) {
    for (const std::uint64_t at : {std::uint64_t{0}, std::uint64_t{1}, size / 2, size - 1, size, kMost}) {
      CHECK_FALSE(check_inclusion(empty_root(), at, size, proof, leaf_hash({})).ok());
      CHECK_FALSE(check_consistency(at, empty_root(), size, leaf_hash({}), proof).ok());
    }
  }
}

TEST_CASE("random larger trees") {
  SeededRandom random(7);
  Tree tree = tree_of(5000);
  for (int round = 0; round < 300; ++round) {
    const auto size = 1 + random.below(5000);
    const auto index = random.below(size);
    const auto old_size = 1 + random.below(size);
    const Hash root = root_at(tree.nodes, size).value();
    CHECK(check_inclusion(tree.leaves[index], index, size, inclusion_proof(tree.nodes, index, size).value(), root).ok());
    CHECK(check_consistency(old_size, root_at(tree.nodes, old_size).value(), size, root,
                            consistency_proof(tree.nodes, old_size, size).value())
              .ok());
  }
  CHECK(root_at(tree.nodes, 4999).value() == naive_root(tree.first(4999)));
}

TEST_CASE("a node that cannot be read is damage, not a wrong root") {
  MemoryNodes none;
  CHECK(root_at(none, 3).error().code == Errc::damaged);
  CHECK(Frontier::load(none, 3).error().code == Errc::damaged);
  CHECK(inclusion_proof(none, 1, 3).error().code == Errc::damaged);
  CHECK(consistency_proof(none, 1, 3).error().code == Errc::damaged);
  CHECK(root_at(none, 0).value() == empty_root());
}
