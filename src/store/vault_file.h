// vault.db as a file: made whole or not at all, looked at before it is trusted, its journal scrubbed.
// Rows 1 to 4 of the table `vault`: vault id with a checksum, two key slots, the sealed state.
#pragma once

#include "store/schema.h"
#include "store/store.h"

namespace avow::store {

enum class VaultRow : std::uint8_t { identity = 1, passphrase_slot = 2, recovery_code_slot = 3, state = 4 };
inline constexpr std::uint64_t kVaultRows = 4;

std::string journal_of(const std::string& path);

// The first bytes of a file, fewer if it has fewer. A link is not followed. Error{no_vault}: none is there. Error{io}.
Result<Bytes> read_file_start(const std::string& path);
// An existing file, with header, version and schema compared. Its journal is left as it is until
// Database::checkpoint_when_closed(true). Error{no_vault}, {damaged}, {newer_version}, {io}, {busy}.
Result<std::unique_ptr<Database>> open_vault_file(const std::string& path);

Result<Bytes> read_vault_row(Database& database, VaultRow row);
Bytes identity_of(const VaultId& vault_id);  // as it is stored: an id and its checksum
Result<VaultId> decode_identity(ByteView value);
Result<KeySlots> read_key_slots(Database& database);
Result<State> read_state(Database& database, Rows& rows);
Bytes seal_state(Rows& rows, const State& state);

// A new file at `path` (which must not exist) with an empty state. The master key it was made with.
Result<crypto::Key> make_vault_file(const std::string& path, const VaultId& vault_id, const NewSecrets& secrets,
                                    RandomSource& random);

// Brings the journal into the file, overwrites the journal's bytes and cuts it to nothing.
Result<void> scrub_journal(Database& database, const std::string& path);

// What an interrupted create or change_secrets left: removed, an old vault overwritten first.
std::string new_file_in(const std::string& dir);
std::string old_file_in(const std::string& dir);
void remove_leftovers(const std::string& dir);
// Before another file takes the vault's name: a second name keeps this one reachable until remove_leftovers().
Result<void> keep_for_overwriting(const std::string& dir);
// The same for a vault that nobody opens: its journal is emptied first.
Result<void> give_up_vault_file(const std::string& dir);
// False when there is anything in the folder but a lock and leftovers.
Result<bool> is_free_for_vault(const std::string& dir);

}  // namespace avow::store
