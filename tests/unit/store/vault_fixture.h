// Small vaults for the tests of the store: a folder of their own, cheap keys, logs filled with words.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include <unistd.h>

#include "fakes/seeded_random.h"
#include "log/tree.h"
#include "store/check.h"
#include "store/store.h"
#include "store/transaction.h"

namespace avow::store {

inline constexpr crypto::KdfCost kCheapKdf{65'536, 1};
inline constexpr std::string_view kPassphrase = "correct horse";
inline constexpr std::string_view kRecoveryCode = "0123456789abcdef";  // 16 bytes

// Memory, where there is such a folder: these tests wait for the disk thousands of times, and a killed
// process loses nothing that it wrote either way.
inline std::filesystem::path fast_folder() {
  return std::filesystem::is_directory("/dev/shm") ? std::filesystem::path("/dev/shm")
                                                   : std::filesystem::temp_directory_path();
}

// A folder that is gone at the end of the test.
class TemporaryDir {
 public:
  TemporaryDir() : TemporaryDir(fast_folder()) {}
  explicit TemporaryDir(const std::filesystem::path& parent) {
    std::string name = (parent / "avow-store-XXXXXX").string();
    AVOW_ASSERT(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  TemporaryDir(const TemporaryDir&) = delete;
  TemporaryDir& operator=(const TemporaryDir&) = delete;
  ~TemporaryDir() { std::filesystem::remove_all(path_); }
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

inline NewSecrets secrets(std::string_view passphrase = kPassphrase) {
  return NewSecrets{bytes_of(passphrase), bytes_of(kRecoveryCode), kCheapKdf};
}

inline std::unique_ptr<VaultLock> lock_of(const std::string& dir) {
  auto lock = VaultLock::take(dir, IfMissing::create, std::chrono::milliseconds(2000));
  AVOW_ASSERT(lock.ok());
  return std::move(*lock);
}

inline std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}
inline void write_file(const std::string& path, std::string_view bytes) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

inline log::LogRef my_notes() { return {log::Lane::notes, log::Author::me, 0}; }
inline log::LogRef my_commitments() { return {log::Lane::commitments, log::Author::me, 0}; }
inline log::LogRef their_notes() { return {log::Lane::notes, log::Author::partner, 0}; }

// What entry `index` of the fixture's logs says; the store keeps all of it opaque.
inline std::string text_of_entry(std::uint64_t index) { return "the words of entry number " + std::to_string(index); }
inline log::Entry entry_of(std::uint64_t index) {
  log::Entry out;
  const std::string number = std::to_string(index);
  out.header = to_bytes(bytes_of("header " + number + std::string(150 - number.size(), 'h')));
  Hash salt{};
  salt.fill(static_cast<std::uint8_t>(index + 1));
  out.payload.facts = log::PayloadPart{salt, to_bytes(bytes_of("the facts of " + number))};
  out.payload.words_commitment.fill(static_cast<std::uint8_t>(index + 2));
  salt.fill(static_cast<std::uint8_t>(index + 3));
  out.payload.words = log::PayloadPart{salt, to_bytes(bytes_of(text_of_entry(index)))};
  return out;
}

// Adds `count` entries with their nodes, in the transaction.
inline Result<void> append(Transaction& change, const log::LogRef& ref, log::Frontier& frontier, std::uint64_t count) {
  LogState state;
  if (const LogState* known = change.state().find(ref)) state = *known;
  state.ref = ref;
  if (state.size == 0) change.set_log(state);
  for (std::uint64_t i = 0; i < count; ++i) {
    const log::Entry entry = entry_of(frontier.size());
    AVOW_CHECK(change.append_entry(ref, frontier.size(), entry));
    std::vector<log::Node> completed;
    frontier.append(log::leaf_hash(entry.header), completed);
    AVOW_CHECK(change.put_nodes(ref, completed));
  }
  state.size = frontier.size();
  state.root = frontier.root();
  change.set_log(state);
  return {};
}

// One vault with its lock, open: made when there is none.
struct OpenVault {
  explicit OpenVault(const std::string& dir, std::uint64_t seed = 7) : lock(lock_of(dir)), random(seed) {
    const bool is_new = !std::filesystem::exists(dir + "/vault.db");
    auto made = is_new ? Store::create(*lock, secrets(), random)
                       : Store::open(*lock, crypto::SlotKind::passphrase, bytes_of(kPassphrase), random);
    AVOW_ASSERT(made.ok());
    store = std::move(*made);
  }
  std::unique_ptr<VaultLock> lock;
  testing::SeededRandom random;
  std::unique_ptr<Store> store;

  Result<void> reopen(std::string_view passphrase = kPassphrase) {
    store.reset();
    AVOW_TRY(store, Store::open(*lock, crypto::SlotKind::passphrase, bytes_of(passphrase), random));
    return {};
  }
  // `count` more entries in one transaction, with the nodes over them.
  Result<void> add(const log::LogRef& ref, std::uint64_t count) {
    log::Frontier frontier;
    if (const LogState* known = store->state().find(ref)) {
      const auto nodes = store->nodes(ref);
      AVOW_TRY(frontier, log::Frontier::load(*nodes, known->size));
    }
    AVOW_TRY(const auto change, store->begin());
    AVOW_CHECK(append(*change, ref, frontier, count));
    return change->commit();
  }
  Result<void> put(ItemKind kind, std::string_view key, std::string_view value) {
    AVOW_TRY(const auto change, store->begin());
    AVOW_CHECK(change->put_item(kind, bytes_of(key), bytes_of(value)));
    return change->commit();
  }
};

}  // namespace avow::store
