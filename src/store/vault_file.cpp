#include "store/vault_file.h"

#include <cerrno>
#include <filesystem>

#include <fcntl.h>
#include <unistd.h>

#include "base/codec.h"
#include "crypto/hash.h"
#include "store/files.h"
#include "store/reserve.h"

namespace avow::store {
namespace {

constexpr std::string_view kJournalSuffixes[] = {"-wal", "-shm", "-journal"};

std::int64_t number_of(VaultRow row) { return static_cast<std::int64_t>(row); }

Hash identity_checksum(ByteView vault_id) { return crypto::blake2b({bytes_of("avow/v1 vault id checksum"), vault_id}); }

Result<void> insert_vault_row(Database& database, VaultRow row, ByteView value) {
  AVOW_TRY(auto insert, database.prepare("INSERT INTO vault(row, value) VALUES(?1, ?2)"));
  return insert.bind(1, number_of(row)).bind(2, value).run();
}

Result<void> fill_vault_file(Database& database, const VaultId& vault_id, const crypto::Key& master,
                             const NewSecrets& secrets, RandomSource& random) {
  AVOW_CHECK(make_schema(database));
  Rows rows(vault_id, master, random);
  struct Plain {
    VaultRow row;
    Bytes value;
  };
  const Plain plain[] = {
      {VaultRow::identity, identity_of(vault_id)},
      {VaultRow::passphrase_slot, crypto::make_slot(crypto::SlotKind::passphrase, secrets.passphrase, master, vault_id,
                                                    secrets.cost, random)},
      {VaultRow::recovery_code_slot, crypto::make_slot(crypto::SlotKind::recovery_code, secrets.recovery_code, master,
                                                       vault_id, secrets.cost, random)}};
  AVOW_CHECK(database.run("BEGIN IMMEDIATE"));
  for (const Plain& row : plain) {
    AVOW_CHECK(insert_vault_row(database, row.row, row.value));
    rows.added(rows.digest(Table::vault, row_key(static_cast<std::uint64_t>(row.row)), {ByteView(row.value)}));
  }
  State state;
  state.set_hash = rows.set_hash();
  state.rows = rows.rows();
  AVOW_CHECK(insert_vault_row(database, VaultRow::state, seal_state(rows, state)));
  return database.run("COMMIT");
}

// (busy, frames, checkpointed): all of the journal is in the file now.
Result<void> checkpoint(Database& database, const std::string& mode) {
  AVOW_TRY(auto statement, database.prepare("PRAGMA wal_checkpoint(" + mode + ")"));
  AVOW_TRY(const bool row, statement.step());
  if (!row) return Error{Errc::damaged, "the vault's journal does not answer"};
  AVOW_TRY(const auto busy, statement.integer(0));
  if (busy != 0) return Error{Errc::busy, "the vault's journal is in use"};
  return {};
}

}  // namespace

std::string journal_of(const std::string& path) { return path + "-wal"; }
std::string new_file_in(const std::string& dir) { return dir + "/" + kVaultFileName + ".new"; }
std::string old_file_in(const std::string& dir) { return dir + "/" + kVaultFileName + ".old"; }

Result<Bytes> read_file_start(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
  if (fd < 0) {
    if (errno == ENOENT || errno == ENOTDIR) return Error{Errc::no_vault, path};
    return io_error("opening " + path);
  }
  Bytes out(kFileStartBytes);
  const ssize_t got = ::pread(fd, out.data(), out.size(), 0);
  ::close(fd);
  if (got < 0) return io_error("reading " + path);
  out.resize(static_cast<std::size_t>(got));
  return out;
}

Result<std::unique_ptr<Database>> open_vault_file(const std::string& path) {
  AVOW_TRY(const Bytes start, read_file_start(path));
  AVOW_CHECK(check_file_start(start));
  const bool has_journal = size_of_file(journal_of(path)).value_or(0) > 0;
  AVOW_TRY(auto database, Database::open(path));
  // Why: whoever cannot open the vault must not change it, not even by tidying up after a crash.
  if (has_journal) database->checkpoint_when_closed(false);
  AVOW_TRY(const auto version, schema_version(*database));
  if (version == kSchemaVersion) AVOW_CHECK(compare_schema(*database));
  return database;
}

Result<Bytes> read_vault_row(Database& database, VaultRow row) {
  AVOW_TRY(auto select, database.prepare("SELECT value FROM vault WHERE row = ?1"));
  AVOW_TRY(const bool there, select.bind(1, number_of(row)).step());
  if (!there) return Error{Errc::damaged, "row " + std::to_string(number_of(row)) + " of the vault is missing"};
  AVOW_TRY(const ByteView value, select.blob(0));
  return to_bytes(value);
}

Bytes identity_of(const VaultId& vault_id) { return joined({vault_id, identity_checksum(vault_id)}); }

Result<VaultId> decode_identity(ByteView value) {
  const VaultId none{};
  if (value.size() != none.size() + Hash{}.size()) return Error{Errc::damaged, "the vault's id"};
  const ByteView id = value.first(none.size());
  if (!equal(identity_checksum(id), value.subspan(none.size()))) return Error{Errc::damaged, "the vault's id"};
  return first<16>(id);
}

Result<KeySlots> read_key_slots(Database& database) {
  KeySlots out;
  AVOW_TRY(const Bytes identity, read_vault_row(database, VaultRow::identity));
  AVOW_TRY(out.vault_id, decode_identity(identity));
  AVOW_TRY(out.passphrase_slot, read_vault_row(database, VaultRow::passphrase_slot));
  AVOW_TRY(out.recovery_code_slot, read_vault_row(database, VaultRow::recovery_code_slot));
  return out;
}

Bytes seal_state(Rows& rows, const State& state) {
  return rows.seal(Table::vault, row_key(static_cast<std::uint64_t>(VaultRow::state)), encode(state));
}

Result<State> read_state(Database& database, Rows& rows) {
  AVOW_TRY(const Bytes sealed, read_vault_row(database, VaultRow::state));
  AVOW_TRY(const Bytes plain, rows.open(Table::vault, row_key(static_cast<std::uint64_t>(VaultRow::state)), sealed));
  return decode_state(plain);
}

Result<crypto::Key> make_vault_file(const std::string& path, const VaultId& vault_id, const NewSecrets& secrets,
                                    RandomSource& random) {
  crypto::Key master = crypto::Key::random(random);
  AVOW_CHECK(make_empty_file(path));  // SQLite gives its journal the same mode
  {
    AVOW_TRY(auto database, Database::open(path));
    AVOW_CHECK(fill_vault_file(*database, vault_id, master, secrets, random));
    AVOW_CHECK(scrub_journal(*database, path));
  }
  AVOW_CHECK(sync_file(path));
  return master;
}

Result<void> scrub_journal(Database& database, const std::string& path) {
  AVOW_CHECK(checkpoint(database, "FULL"));
  // Everything is in the file and synced: the journal's bytes can go. A crash here leaves an empty journal.
  AVOW_CHECK(overwrite_with_zeros(journal_of(path)));
  return checkpoint(database, "TRUNCATE");
}

Result<void> keep_for_overwriting(const std::string& dir) {
  const std::string path = dir + "/" + kVaultFileName;
  if (::link(path.c_str(), old_file_in(dir).c_str()) != 0) return io_error("keeping the old vault's name");
  return {};
}

Result<void> give_up_vault_file(const std::string& dir) {
  const std::string path = dir + "/" + kVaultFileName;
  {
    AVOW_TRY(auto database, open_vault_file(path));
    AVOW_CHECK(scrub_journal(*database, path));
    database->checkpoint_when_closed(true);
  }
  return keep_for_overwriting(dir);
}

void remove_leftovers(const std::string& dir) {
  // Why: stopped before the new file took its place, both names mean the vault that is in use.
  std::error_code error;
  const bool in_use = std::filesystem::equivalent(old_file_in(dir), dir + "/" + kVaultFileName, error);
  if (!in_use && !error) static_cast<void>(overwrite_with_zeros(old_file_in(dir)));
  for (const std::string& path : {new_file_in(dir), old_file_in(dir)}) {
    remove_if_there(path);
    for (const std::string_view suffix : kJournalSuffixes) remove_if_there(path + std::string(suffix));
  }
}

Result<bool> is_free_for_vault(const std::string& dir) {
  std::error_code error;
  const std::string leftover = std::string(kVaultFileName) + ".new";
  for (std::filesystem::directory_iterator at(dir, error), end; !error && at != end; at.increment(error)) {
    const std::string name = at->path().filename().string();
    if (name != kLockFileName && name != kReserveName && name.rfind(leftover, 0) != 0) return false;
  }
  if (error) return Error{Errc::io, "reading " + dir + ": " + error.message()};
  return true;
}

}  // namespace avow::store
