#include "store/inside.h"

#include "store/files.h"

namespace avow::store {

StoreInside::StoreInside(std::string file, const VaultId& id, const crypto::Key& key, RandomSource& source,
                         std::unique_ptr<Database> db)
    : path(std::move(file)), vault_id(id), master(key.copy()), random(source), database(std::move(db)),
      rows(vault_id, master, random) {}

Result<std::unique_ptr<StoreInside>> StoreInside::open(const std::string& path, const crypto::Key& master,
                                                       RandomSource& random) {
  AVOW_TRY(auto database, open_vault_file(path));
  AVOW_TRY(const KeySlots slots, read_key_slots(*database));
  return open(path, std::move(database), slots.vault_id, master, random);
}

Result<std::unique_ptr<StoreInside>> StoreInside::open(const std::string& path, std::unique_ptr<Database> database,
                                                       const VaultId& vault_id, const crypto::Key& master,
                                                       RandomSource& random) {
  std::unique_ptr<StoreInside> out(new StoreInside(path, vault_id, master, random, std::move(database)));
  AVOW_CHECK(out->prepare());
  return out;
}

Result<void> StoreInside::prepare() {
  AVOW_TRY(state, read_state(*database, rows));
  // From here on the vault is ours: finish what a crash left.
  database->checkpoint_when_closed(true);
  if (size_of_file(journal_of(path)).value_or(0) > 0) AVOW_CHECK(clear_old_journal());
  AVOW_TRY(const auto version, schema_version(*database));
  if (version < kSchemaVersion) {
    AVOW_CHECK(migrate(*database, rows, migrations()));
    AVOW_CHECK(compare_schema(*database));
    AVOW_CHECK(scrub_journal(*database, path));
    AVOW_TRY(state, read_state(*database, rows));
  }
  AVOW_TRY(entries, EntryTable::open(*database, rows));
  AVOW_TRY(nodes, NodeTable::open(*database, rows));
  AVOW_TRY(items, ItemTable::open(*database, rows));
  AVOW_TRY(write_state_, database->prepare("UPDATE vault SET value = ?1 WHERE row = 4"));
  settle();
  return {};
}

// Why a full disk is no error: all that is in the journal is read from there, and the next commit tries again.
Result<void> StoreInside::clear_old_journal() {
  auto scrubbed = scrub_journal(*database, path);
  if (scrubbed.ok() || scrubbed.error().code != Errc::io) return scrubbed;
  journal_needs_scrub = true;
  return {};
}

// What follows from `state` when no transaction is open.
void StoreInside::settle() {
  next = state;
  rows.set_total(state.set_hash, state.rows);
  stored.clear();
  for (const LogState& log : state.logs) stored.push_back(log.size);
  in_transaction = false;
}

// Whether a commit syncs the journal; it is written in order and checked as a whole, so the one sync covers all before.
Result<void> StoreInside::wait_for_disk(bool at_commit) {
  if (waits_for_disk_ == at_commit) return {};
  AVOW_CHECK(database->run(at_commit ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL"));
  waits_for_disk_ = at_commit;
  return {};
}

Result<void> StoreInside::begin(Durability durability) {
  AVOW_ASSERT(!in_transaction);
  if (dead) return Error{Errc::io, "the vault must be opened again"};
  AVOW_CHECK(wait_for_disk(durability == Durability::at_commit));
  AVOW_CHECK(database->run("BEGIN IMMEDIATE"));
  in_transaction = true;
  return {};
}

Result<void> StoreInside::commit() {
  AVOW_ASSERT(in_transaction);
  for (std::size_t slot = 0; slot < next.logs.size(); ++slot) AVOW_ASSERT(next.logs[slot].size == stored[slot]);
  AVOW_CHECK(entries->flush());
  AVOW_CHECK(nodes->flush());
  ++next.counter;
  next.set_hash = rows.set_hash();
  next.rows = rows.rows();
  const Bytes sealed = seal_state(rows, next);
  AVOW_CHECK(write_state_.bind(1, sealed).run());
  AVOW_CHECK(database->run("COMMIT"));
  state = next;
  may_be_undone = !waits_for_disk_;
  settle();
  static_cast<void>(remove_traces());
  return {};
}

Result<void> StoreInside::remove_traces() {
  AVOW_ASSERT(!in_transaction);
  if (!journal_needs_scrub) return {};
  AVOW_CHECK(scrub_journal(*database, path));
  journal_needs_scrub = false;
  return {};
}

void StoreInside::rollback() {
  static_cast<void>(database->run("ROLLBACK"));
  entries->forget();
  nodes->forget();
  settle();
}

std::uint64_t StoreInside::slot_of(const log::LogRef& ref) const {
  const LogState* const log = next.find(ref);
  AVOW_ASSERT(log != nullptr);
  return static_cast<std::uint64_t>(log - next.logs.data());
}

}  // namespace avow::store
