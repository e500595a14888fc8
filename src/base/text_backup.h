// Every sentence about backups. "{}" is filled in with fmt by whoever says it.
#pragma once

#include <string_view>

namespace avow::text {

inline constexpr std::string_view kBackupWritten = "Backup written to {} and read back: the whole vault, with {} that you two share.";
inline constexpr std::string_view kBackupWrittenNext =
    "keep it on another device. Today's passphrase opens it, and so does your recovery code. `avow backup verify FILE` reads it again.";
inline constexpr std::string_view kFileReadBack =
    "what the disk gave back is not what was written to it. The file was not kept; try another disk or stick";
inline constexpr std::string_view kBackupWhole = "This backup is whole, with {} that you two share. It was made on {}.";
inline constexpr std::string_view kBackupWholeNext = "`avow backup restore FILE --vault DIR` makes a vault of it when you need one.";
inline constexpr std::string_view kDoctorBackup = "The last backup made here is of {}.";
inline constexpr std::string_view kDoctorNoBackup = "No backup was made here yet; `avow backup create FILE` makes one.";
inline constexpr std::string_view kRestored = "Restored from the backup made on {}, with {} that you two share, in {}.";
inline constexpr std::string_view kRestoredReadOnly =
    "This vault can be read, searched and exported, but not written in: what was written after that day may still exist, with your "
    "partner or on another device.";
inline constexpr std::string_view kRestoredDirectly =
    "Its calls to your partner go out directly. If they should go through a proxy, set it before you sync: `avow config set proxy ADDR:PORT`.";
inline constexpr std::string_view kRestoredProxy = "Its calls to your partner go through the proxy {}, as they did on that day.";
inline constexpr std::string_view kRestoredNext = "`avow status --vault DIR` says where it stands. It opens with the passphrase of that day.";

// ---- What can be wrong with one
inline constexpr std::string_view kBackupForeign = "That file is not a backup made by avow.";
inline constexpr std::string_view kBackupForeignNext = "Check its name. `avow backup create FILE` makes one.";
inline constexpr std::string_view kBackupLater = "This backup was made by a newer avow. It was not touched.";
inline constexpr std::string_view kBackupLaterNext = "Use the newer program on this device too.";
inline constexpr std::string_view kBackupCut = "This backup is cut short: its end is missing.";
inline constexpr std::string_view kBackupCutNext = "Copy the file again from where it was made, all of it. Nothing was changed here.";
inline constexpr std::string_view kBackupDamaged = "This backup is damaged: part of it is not what was written. The passphrase is not the reason.";
inline constexpr std::string_view kBackupDamagedNext = "Take another copy or another backup. Nothing was changed here.";
inline constexpr std::string_view kBackupLocked = "That passphrase does not open this backup. Nothing was changed.";
inline constexpr std::string_view kBackupLockedNext =
    "It is the one of the day on which the backup was made; the recovery code of that day works in its place.";

}  // namespace avow::text
