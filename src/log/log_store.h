// What the sync machine needs of the vault: read its logs, append what arrived, remember what was said.
// Implemented by app::Vault over the store, and in memory by tests/fakes. Every call that changes
// something returns only after it is durable.
#pragma once

#include <optional>
#include <vector>

#include "base/time.h"
#include "log/entry.h"
#include "log/epoch.h"
#include "log/head.h"
#include "log/tree.h"

namespace avow::log {

// Where one log stands in this vault.
struct LogPosition {
  LogRef ref;
  LogId id;
  std::uint64_t size = 0;                  // entries held
  Hash root{};                             // root over them
  std::optional<Head> head;                // own: made for `size` · partner's: latest authentic one held (may be above size)
  std::optional<Cosignature> cosignature;  // own: the partner's latest · partner's: my latest
  std::vector<Hash> proof{};               // from size to head->size() when the head is ahead
  crypto::PublicKey log_key{};             // its author's, of that epoch
  Bytes certificate{};                     // of a later epoch, as encode() writes it; empty for epoch 0
  std::uint16_t generation = 0;            // how often the two had renewed their keys when its epoch began
};

// Entries [first, first + entries.size()) of a partner's log with the head that their proof reaches.
struct ReceivedChunk {
  LogRef ref;
  std::uint64_t first = 0;
  std::vector<Entry> entries;
  Head head;                    // authenticated by the caller
  std::vector<Hash> proof;      // from first + entries.size() to head.size(); empty when equal
};

// What the partner is taken to hold of an own log, for a file that nobody answers: a hint, never a proof. Value.
struct HeldThere {
  std::uint64_t size = 0;
  Head head{};             // the latest of that log that it holds, perhaps above its entries; of size 0: not known
  bool other_branch = false;  // it holds other keys of that epoch, another branch, or more than I do: nothing of mine follows
  bool operator==(const HeldThere&) const = default;
};

class LogStore {
 public:
  LogStore() = default;
  LogStore(const LogStore&) = delete;
  LogStore& operator=(const LogStore&) = delete;
  virtual ~LogStore() = default;

  virtual std::vector<LogPosition> positions() = 0;
  // Signs or tags the current head of every own log, and durably marks those sizes as "have left".
  // Call before the first byte that shows them goes out. Answers the positions with those heads.
  virtual Result<std::vector<LogPosition>> publish_heads() = 0;

  // Up to limits::kChunkEntriesMax entries and limits::kChunkBytesMax bytes of an own log, from `first`.
  virtual Result<std::vector<Entry>> read_entries(const LogRef& ref, std::uint64_t first, std::uint64_t end) = 0;
  virtual Result<Hash> root_at(const LogRef& ref, std::uint64_t size) = 0;
  // `size`: at most what is held, or that of the head that lies above it.
  virtual Result<std::vector<Hash>> consistency_proof(const LogRef& ref, std::uint64_t old_size, std::uint64_t size) = 0;

  // Checks every header, commitment and the proof, then stores entries, head and proof in one
  // transaction. Error{forged | malformed | too_large}: nothing stored. A chunk that ends below its head may be
  // durable only with the next change: nothing is said about it before.
  virtual Result<void> append_received(const ReceivedChunk& chunk) = 0;
  // The same checks for a chunk that begins among the entries held of a partner's log, and nothing is stored: Ok when behind
  // those before it, its entries are under its head. Error: they are not, or it is no chunk.
  virtual Result<void> check_repeated(const ReceivedChunk& chunk) = 0;
  // A head of the partner's that is authentic and equal in size and root to what is held.
  virtual Result<void> store_head(const LogRef& ref, const Head& head) = 0;

  // Cosigns (or acks) what is held of the partner's log, if it grew, nothing is withheld without cause,
  // and none was made in this quarter hour; durable before it is returned. Empty: nothing to say.
  virtual Result<std::optional<Cosignature>> cosign(const LogRef& ref, Instant now) = 0;
  // The partner's cosignature of an own head; verified here. Smaller or equal sizes change nothing.
  virtual Result<void> store_cosignature(const LogRef& ref, const Cosignature& cosignature) = 0;

  // The partner said that it stores all of an own log up to `size`. A hint for people; never a proof.
  virtual Result<void> delivered(const LogRef& ref, std::uint64_t size) = 0;

  // As delivered(), out of a sealed file of the partner's, which may be an old one: what was delivered stays so.
  virtual Result<void> delivered_by_file(const LogRef& ref, const HeldThere& held) = 0;
  virtual HeldThere held_there(const LogRef& ref) = 0;
  // Entries of a partner's notes log, from `first` on, come by file: whoever stole both keys could have made it. They are
  // marked so until a live session shows the same.
  virtual Result<void> comes_by_file(const LogRef& ref, std::uint64_t first) = 0;
  virtual Result<void> shown_live(const LogRef& ref) = 0;

  // The partner showed an authentic own head that this vault does not have: it was restored or rolled
  // back. From now on read-only. `shown` is kept as evidence.
  virtual Result<void> found_own_history_ahead(const LogRef& ref, const Head& shown) = 0;
  // Entries of an own log that the partner gives back: `chunk.ref` is an own log, `chunk.head` one that I made. Checked as
  // in append_received, from any index that is held. What is here as well changes nothing; where the partner's branch is
  // another one, it takes the place of mine, and mine is kept apart. What came back counts when its author says so.
  virtual Result<void> take_back(const ReceivedChunk& chunk) = 0;
  // The partner shows the keys of the next epoch, its own or (I was restored) mine. Stored with an empty log in either lane.
  // Mine: this vault becomes read-only. Error{forged}: not certified by its author; {malformed}: not the next; {too_large}:
  // too many since the keys were renewed. Error{refused}: other keys of that epoch are held, and stay; both are kept as
  // evidence. Other keys of mine: the partner's take the place of those here, but only once for an epoch, and those of a
  // closed one only when the partner never held anything of it.
  virtual Result<void> found_epoch(Author by, const Certificate& certificate) = 0;
  // Both held the same at the end of a sync: of what the partner holds of mine nothing is missing here.
  virtual Result<void> came_level() = 0;
  // The partner showed a head of my log that I did not make: kept, and it changes nothing.
  virtual Result<void> found_unwritten(const LogRef& ref, const Head& shown) = 0;
  // Two authentic heads of one log that do not fit: kept as evidence.
  virtual Result<void> found_fork(const LogRef& ref, const Head& held, const Head& shown) = 0;
  virtual bool read_only() = 0;
};

}  // namespace avow::log
