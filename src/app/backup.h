// `avow backup`: a vault as one encrypted file, and back. It opens with the passphrase or the recovery code of the day on which it
// was made. Making one goes through the instance, in small steps; whoever asks writes the file. Looking at one and restoring
// need no instance: they block. protocol/README.md#backup.
#pragma once

#include <functional>

#include "app/desk.h"
#include "app/operation.h"
#include "app/replies.h"
#include "app/vault.h"
#include "store/backup.h"

namespace avow::app {

Result<std::unique_ptr<Operation>> backup_create(Vault& vault, schema::BackupCreate::Reader request, Replies& replies);
// Whoever asked has written the file and read it back.
Result<void> backup_made(Vault& vault, schema::BackupCreate::Reader request, Replies& replies);
// Where backups of this vault were put (app/backups_made.h).
Result<void> backup_list(Vault& vault, Replies& replies);

// The file from its beginning, as often as it is asked for.
using OpenBackup = std::function<Result<store::ByteSource>()>;

// What can be said of a file before anybody thinks of a passphrase. Errors: as below, but wrong_passphrase.
Result<void> check_beginning(const OpenBackup& open);

// Why its key did not come, as an error of a backup.
Error of_backup(Error error);

// Reads all of it. `typed`: passphrase or recovery code. Errors: wrong_passphrase, and by their reason (base/reason.h) no
// backup of avow, a later avow's, cut short, damaged.
Result<store::BackupFacts> verify_backup(const OpenBackup& open, ByteView typed, RandomSource& random);

// Makes the vault that the backup holds at `place`, read-only; nothing is made there before all of the file was read once.
// Errors: those of verify_backup; refused: a vault or other things are there.
Result<RestoredVault> restore_backup(const VaultPlace& place, const OpenBackup& open, ByteView typed, RandomSource& random);

// For comparing a piece of a file with what the disk gives back.
Hash digest_of(ByteView piece);

void fill_backup(schema::BackupVerified::Builder out, const store::BackupFacts& facts);
void fill_backup(schema::Restored::Builder out, const RestoredVault& restored);

}  // namespace avow::app
