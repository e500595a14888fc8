// The vault: one file in which everything that a person and the partner wrote is kept, sealed row by
// row. It knows rows, not meanings: headers, payload parts and items are opaque to it, and rules are the
// callers' business. Row layout and what is authenticated: protocol/README.md#rest.
// Resource, single-threaded. The VaultLock and the RandomSource must outlive it. A commit blocks until
// it is on the disk; no other call waits for the disk on purpose.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "crypto/slot.h"
#include "log/entry.h"
#include "store/item_kind.h"
#include "store/lock.h"
#include "store/state.h"

namespace avow::store {

enum class Pages : std::uint8_t;  // store/check.h

class BackupReader;
class Transaction;
class StoreInside;
struct CheckReport;

using VaultId = ByteArray<16>;

// What a new vault is opened with. `passphrase` is normalised (crypto::normal_passphrase), the recovery
// code is 16 random bytes. Views: they must stay valid for the call.
struct NewSecrets {
  ByteView passphrase;
  ByteView recovery_code;
  crypto::KdfCost cost;
};

// What can be read of a locked vault: enough to run the slow key derivation on another thread.
struct KeySlots {
  VaultId vault_id{};
  Bytes passphrase_slot;     // for crypto::open_slot
  Bytes recovery_code_slot;
  const Bytes& slot(crypto::SlotKind kind) const {
    return kind == crypto::SlotKind::passphrase ? passphrase_slot : recovery_code_slot;
  }
  // The master key. Slow, and knows no file: any thread may do it. Errors: wrong_passphrase, damaged, too_large.
  Result<crypto::Key> open(crypto::SlotKind kind, ByteView secret) const;
};

// When a change is on the disk. with_the_next: the process may be killed, but when the machine stops before the next
// change that is durable at its commit, this one may be undone (whole, like those after it). For what comes in
// quickly and can come again; nothing may be said about it before.
enum class Durability : std::uint8_t { at_commit, with_the_next };

enum class IfThere : std::uint8_t { refuse, replace };  // what to do when there is a vault already

struct Outline {
  std::uint64_t entries = 0;
  std::vector<std::pair<ItemKind, Bytes>> items;
};

class Store {
 public:
  // Makes a vault in the locked folder under a temporary name, where nobody finds it: fill it, then put_in_place().
  // Until then it leaves nothing that the next one minds, whenever the machine stops.
  // Error{refused}: there is a vault already (with IfThere::refuse), or the folder holds other things.
  static Result<std::unique_ptr<Store>> make(const VaultLock& lock, const NewSecrets& secrets, RandomSource& random,
                                             IfThere if_there = IfThere::refuse);
  // Gives what make() made its name, in one step. A vault that had it is overwritten and gone.
  static Result<std::unique_ptr<Store>> put_in_place(std::unique_ptr<Store> made, const VaultLock& lock);
  // Both at once: an empty vault.
  static Result<std::unique_ptr<Store>> create(const VaultLock& lock, const NewSecrets& secrets, RandomSource& random);
  // What make() does, with the vault that a backup holds: as it was, with its id and its keys, but read-only, since what was
  // written after the backup may exist elsewhere. An item of kind evidence, kRestoredKey (store/backup.h), keeps what the
  // backup said of itself. `reader` is used up. Errors: of make() and of BackupReader.
  static Result<std::unique_ptr<Store>> restore(const VaultLock& lock, BackupReader& reader, const crypto::Key& master,
                                                RandomSource& random);
  // What can be told of a vault without its keys: how many entries, and its items' kinds and keys, at most `items_max`.
  // Error{no_vault}, {damaged}, {newer_version}, {io}.
  static Result<Outline> outline(const VaultLock& lock, std::size_t items_max);

  // Error{no_vault}, {damaged}, {wrong_passphrase}, {newer_version}, {io}: nothing on disk has changed.
  static Result<std::unique_ptr<Store>> open(const VaultLock& lock, crypto::SlotKind kind, ByteView secret,
                                             RandomSource& random);
  // The same in two steps: read_slots here, crypto::open_slot anywhere, then open() with the master key.
  static Result<KeySlots> read_slots(const VaultLock& lock);
  // Those of an open one.
  Result<KeySlots> slots();
  static Result<std::unique_ptr<Store>> open(const VaultLock& lock, const crypto::Key& master, RandomSource& random);

  // Changes passphrase and recovery code: a new master key and a new file with every row sealed anew,
  // put in place of the old one in one step. The store goes on with the new file, or, when that cannot be opened just now, has
  // to be opened again. Derived keys change. Precondition: no transaction is open. Error: the old vault is as it was.
  Result<void> change_secrets(const NewSecrets& secrets);

  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;
  ~Store();

  const VaultId& vault_id() const;
  // A key for one purpose of the caller's, from the master key (which never leaves the store). The
  // labels "store …" are the store's own.
  crypto::Key derive(std::string_view label) const;

  // As of the last commit; inside a transaction see Transaction::state().
  const State& state() const;
  // At most one at a time.
  Result<std::unique_ptr<Transaction>> begin(Durability durability = Durability::at_commit);
  // Waits until everything that was committed is on the disk. No transaction is open.
  Result<void> make_durable();
  // A commit that left no trace could not clear the journal (a full disk): old bytes are still in the vault's files. The next
  // commit tries again by itself, and so does the next opening.
  bool holds_traces() const;
  Result<void> remove_traces();  // at once; no transaction is open

  // Entries from `first`: at most `count`, and no more than fit `max_bytes` of headers and parts, but at
  // least one if count > 0. Parts that are withheld or destroyed are absent. Precondition: the log is
  // known and first <= its size. Reads see what an open transaction has written so far.
  Result<std::vector<log::Entry>> entries(const log::LogRef& ref, std::uint64_t first, std::uint64_t count,
                                          std::size_t max_bytes);
  Result<log::Entry> entry(const log::LogRef& ref, std::uint64_t index);
  // Complete nodes of the log's tree. The reader must not outlive the store. Precondition: the log is known.
  std::unique_ptr<log::NodeReader> nodes(const log::LogRef& ref);

  Result<std::optional<Bytes>> item(ItemKind kind, ByteView key);
  // For whoever goes on past an item that is damaged.
  Result<std::vector<Bytes>> item_keys(ItemKind kind);
  // In the order of the keys, as bytes. `visit` may read and write the store; an Error from it ends the walk.
  Result<void> for_each_item(ItemKind kind, const std::function<Result<void>(ByteView key, ByteView plain)>& visit);

  // Everything that can be verified at this level, at once. For a vault in use see StoreCheck (store/check.h).
  CheckReport check();

 private:
  friend class Transaction;
  friend class BackupWriter;
  friend class StoreCheck;
  friend Result<void> quick_check(Store& store, Pages pages);
  static Result<void> free_folder(const VaultLock& lock, IfThere if_there);
  explicit Store(std::unique_ptr<StoreInside> inside);
  std::unique_ptr<StoreInside> inside_;
};

}  // namespace avow::store
