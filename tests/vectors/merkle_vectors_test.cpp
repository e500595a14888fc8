#include <doctest/doctest.h>

#include "crypto/hash.h"
#include "fakes/memory_log.h"
#include "log/tree.h"
#include "vectors/vector_files.h"

using namespace avow;
using namespace avow::log;
using namespace avow::testing;
using nlohmann::json;

namespace {

const Shape kInclusion{"merkle", "probes", "leafIdx"};
const Shape kConsistency{"merkle", "probes", "size1"};
const Shape kConstants{"merkle", "tree8", ""};
const Shape kTrees{"merkle", "golden_roots", ""};
const Shape kDigests{"merkle", "derived", ""};

// A hash of a probe; nullopt when it is not 32 bytes, which no caller of ours can even express.
std::optional<Hash> hash_in(const json& base64) {
  const auto bytes = from_base64(base64.get<std::string>());
  if (!bytes.ok() || bytes->size() != 32) return std::nullopt;
  return first<32>(*bytes);
}

std::optional<std::vector<Hash>> proof_in(const json& list) {
  std::vector<Hash> out;
  for (const auto& item : list) {  // null: no hashes
    const auto hash = hash_in(item);
    if (!hash) return std::nullopt;
    out.push_back(*hash);
  }
  return out;
}

Hash hash_of_hex(const json& value) { return first<32>(hex(value)); }

std::vector<Hash> hashes_of_hex(const json& list) {
  std::vector<Hash> out;
  for (const auto& item : list) out.push_back(hash_of_hex(item));
  return out;
}

struct Grown {
  MemoryNodes nodes;
  Frontier frontier;
  void add(ByteView leaf) {
    std::vector<Node> completed;
    frontier.append(leaf_hash(leaf), completed);
    nodes.add(completed);
  }
};

std::string joined(const std::vector<Hash>& hashes) {
  std::string out;
  for (const Hash& hash : hashes) out += " " + to_hex(hash);
  return out;
}

}  // namespace

TEST_CASE("RFC 6962 inclusion probes") {
  for_each_vectors(kInclusion, [](const nlohmann::json& file) {
    std::size_t ran = 0;
    for (const auto& probe : file.at("probes")) {
      CAPTURE(probe.at("file").get<std::string>());
      const auto root = hash_in(probe.at("root"));
      const auto leaf = hash_in(probe.at("leafHash"));
      const auto proof = proof_in(probe.at("proof"));
      const bool accepted = root && leaf && proof &&
                            check_inclusion(*leaf, probe.at("leafIdx").get<std::uint64_t>(),
                                            probe.at("treeSize").get<std::uint64_t>(), *proof, *root)
                                .ok();
      CHECK(accepted != probe.at("wantErr").get<bool>());
      ++ran;
    }
    report_ran("merkle inclusion", ran);
  });
}

TEST_CASE("RFC 6962 consistency probes") {
  for_each_vectors(kConsistency, [](const nlohmann::json& file) {
    std::size_t ran = 0;
    for (const auto& probe : file.at("probes")) {
      const auto name = probe.at("file").get<std::string>();
      CAPTURE(name);
      const auto old_root = hash_in(probe.at("root1"));
      const auto root = hash_in(probe.at("root2"));
      const auto proof = proof_in(probe.at("proof"));
      const bool refuse = probe.at("wantErr").get<bool>();
      if (!refuse && !(old_root && root && proof)) {
        report_skipped("merkle/rfc6962_consistency.json " + name, "roots that are not 32 bytes");
        continue;
      }
      const bool accepted = old_root && root && proof &&
                            check_consistency(probe.at("size1").get<std::uint64_t>(), *old_root,
                                              probe.at("size2").get<std::uint64_t>(), *root, *proof)
                                .ok();
      CHECK(accepted != refuse);
      ++ran;
    }
    report_ran("merkle consistency", ran);
  });
}

TEST_CASE("RFC 6962 tree constants") {
  for_each_vectors(kConstants, [](const nlohmann::json& file) {
    std::size_t ran = 0;
    for (const auto& one : file.at("hashes")) {
      const auto kind = one.at("kind").get<std::string>();
      const Hash want = hash_of_hex(one.at("want"));
      if (kind == "empty") CHECK(empty_root() == want);
      if (kind == "leaf") CHECK(leaf_hash(hex(one.at("data"))) == want);
      if (kind == "node") {
        const Bytes left = hex(one.at("left"));
        const Bytes right = hex(one.at("right"));
        if (left.size() != 32 || right.size() != 32) {
          report_skipped("merkle/rfc6962_trees.json node", "children that are not 32 bytes");
          continue;
        }
        CHECK(node_hash(first<32>(left), first<32>(right)) == want);
      }
      ++ran;
    }
    Grown eight;
    const auto& tree8 = file.at("tree8");
    for (std::size_t size = 0; size <= 8; ++size) {
      CHECK(eight.frontier.root() == hash_of_hex(tree8.at("roots_by_size").at(size)));
      if (size < 8) eight.add(hex(tree8.at("leaf_inputs").at(size)));
      ++ran;
    }
    const auto& levels = tree8.at("node_hashes_by_level");
    for (unsigned level = 0; level < levels.size(); ++level) {
      for (std::uint64_t i = 0; i < levels[level].size(); ++i, ++ran) {
        CHECK(eight.nodes.node(level, i).value() == hash_of_hex(levels[level][i]));
      }
    }
    report_ran("merkle constants", ran);
  });
}

TEST_CASE("RFC 6962 golden roots, right borders and a real log's proof") {
  for_each_vectors(kTrees, [](const nlohmann::json& file) {
    std::size_t ran = 0;
    const auto& golden = file.at("golden_roots");
    Grown tree;
    std::uint64_t largest = 0;
    for (const auto& one : golden.at("roots")) largest = std::max(largest, one.at("size").get<std::uint64_t>());
    for (std::uint64_t i = 0; i < largest; ++i) {
      tree.add(Bytes{static_cast<std::uint8_t>(i & 255U), static_cast<std::uint8_t>((i >> 8U) & 255U)});
    }
    for (const auto& one : golden.at("roots")) {
      CHECK(root_at(tree.nodes, one.at("size").get<std::uint64_t>()).value() == hash_of_hex(one.at("root")));
      ++ran;
    }
    // A border node of a ragged tree is the root of the leaves under it.
    for (const auto& one : golden.at("right_border_nodes")) {
      const auto size = one.at("size").get<std::uint64_t>();
      const auto level = one.at("level").get<unsigned>();
      const std::uint64_t begin = one.at("index").get<std::uint64_t>() << level;
      Grown under;
      for (std::uint64_t i = begin; i < std::min(size, begin + (std::uint64_t{1} << level)); ++i) {
        under.add(Bytes{static_cast<std::uint8_t>(i & 255U), static_cast<std::uint8_t>((i >> 8U) & 255U)});
      }
      CHECK(under.frontier.root() == hash_of_hex(one.at("hash")));
      ++ran;
    }
    report_ran("merkle golden", ran);
    if (!file.contains("real_log_inclusion") || !file.contains("consistency")) return;
    const auto& real = file.at("real_log_inclusion");
    CHECK(check_inclusion(hash_of_hex(real.at("leaf_hash")), real.at("leaf_index").get<std::uint64_t>(),
                          real.at("tree_size").get<std::uint64_t>(), hashes_of_hex(real.at("audit_path")),
                          hash_of_hex(real.at("root")))
              .ok());
    ran = 1;
    for (const auto& one : file.at("consistency")) {
      const auto old_size = one.at("size1").get<std::uint64_t>();
      const auto size = one.at("size2").get<std::uint64_t>();
      CHECK(check_consistency(old_size, hash_of_hex(one.at("root1")), size, hash_of_hex(one.at("root2")),
                              hashes_of_hex(one.at("proof")))
                .ok());
      ++ran;
    }
    report_ran("merkle real log", ran);
  });
}

TEST_CASE("all roots and proofs up to 130 leaves, as one digest each") {
  for_each_vectors(kDigests, [](const nlohmann::json& file) {
    Grown tree;
    std::string roots;
    std::string inclusion;
    std::string consistency;
    for (std::uint64_t size = 0; size <= 130; ++size) {
      if (size > 0) tree.add(Bytes{static_cast<std::uint8_t>(size - 1)});
      roots += std::to_string(size) + " " + to_hex(tree.frontier.root()) + "\n";
      for (std::uint64_t i = 0; i < size; ++i) {
        inclusion += std::to_string(i) + " " + std::to_string(size) +
                     joined(inclusion_proof(tree.nodes, i, size).value()) + "\n";
      }
      for (std::uint64_t old_size = 1; old_size <= size; ++old_size) {
        consistency += std::to_string(old_size) + " " + std::to_string(size) +
                       joined(consistency_proof(tree.nodes, old_size, size).value()) + "\n";
      }
    }
    const auto& derived = file.at("derived");
    CHECK(to_hex(crypto::sha256(bytes_of(roots))) == derived.at("roots").get<std::string>());
    CHECK(to_hex(crypto::sha256(bytes_of(inclusion))) == derived.at("inclusion").get<std::string>());
    CHECK(to_hex(crypto::sha256(bytes_of(consistency))) == derived.at("consistency").get<std::string>());
    report_skipped("merkle/rfc6962_trees.json accumulated", "subtrees of plants-merkle-tree-certs, which avow has no use for");
    report_ran("merkle digests", 3);
  });
}

TEST_CASE("files that no merkle test knows are skipped by name") {
  skip_unknown_files("merkle", {kInclusion, kConsistency, kConstants, kTrees, kDigests});
}
