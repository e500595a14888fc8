// The store's parts, shared by Store, Transaction and StoreCheck and by nobody else. Resource.
#pragma once

#include <vector>

#include "store/entry_table.h"
#include "store/item_table.h"
#include "store/node_table.h"
#include "store/vault_file.h"

namespace avow::store {

class StoreInside {
 public:
  // Opens the file at `path` with the master key that belongs to it.
  static Result<std::unique_ptr<StoreInside>> open(const std::string& path, const crypto::Key& master,
                                                   RandomSource& random);
  // The same with a file that open_vault_file opened and whose slots were read.
  static Result<std::unique_ptr<StoreInside>> open(const std::string& path, std::unique_ptr<Database> database,
                                                   const VaultId& vault_id, const crypto::Key& master,
                                                   RandomSource& random);
  StoreInside(const StoreInside&) = delete;
  StoreInside& operator=(const StoreInside&) = delete;

  Result<void> begin(Durability durability);
  Result<void> commit();
  void rollback();
  Result<void> remove_traces();

  // The log's place in State::logs. Precondition: it is known.
  std::uint64_t slot_of(const log::LogRef& ref) const;

  const std::string path;
  const VaultId vault_id;
  const crypto::Key master;
  RandomSource& random;
  const std::unique_ptr<Database> database;
  Rows rows;
  std::unique_ptr<EntryTable> entries;
  std::unique_ptr<NodeTable> nodes;
  std::unique_ptr<ItemTable> items;

  State state;                        // committed
  State next;                         // as the open transaction has it; equal to `state` outside
  std::vector<std::uint64_t> stored;  // entries stored, by slot, inside the open transaction
  bool in_transaction = false;
  bool journal_needs_scrub = false;   // it holds bytes of something destroyed
  bool may_be_undone = false;         // the last commit did not wait for the disk
  bool dead = false;                  // another file has taken the place of this one

 private:
  Result<void> wait_for_disk(bool at_commit);
  StoreInside(std::string file, const VaultId& id, const crypto::Key& key, RandomSource& source,
              std::unique_ptr<Database> db);
  Result<void> prepare();
  Result<void> clear_old_journal();
  void settle();
  Statement write_state_;
  bool waits_for_disk_ = true;  // as SQLite is set now
};

}  // namespace avow::store
