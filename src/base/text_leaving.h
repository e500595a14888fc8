// What a person is told who leaves, pauses, wipes a vault, has several of them or changes the passphrase. "{}" is filled
// in with fmt by whoever says it.
#pragma once

#include <span>
#include <string_view>

#include "base/text_help.h"

namespace avow::text {

std::span<const HelpPage> leaving_help_pages();
std::span<const OptionRow> leaving_option_rows();

// ---- Leaving
// The note that `leave notice` gives to the partner.
inline constexpr std::string_view kLeavingNote =
    "I have left. What you write from now on does not reach me here. What we both wrote until now stays yours to keep.";
inline constexpr std::string_view kLeft =
    "You have left. Your partner's keys and addresses are gone from this vault; nothing calls and nothing answers any more.";
inline constexpr std::string_view kLeftQuietly = "Nobody was told. To your partner this looks like a device on which avow does not run.";
inline constexpr std::string_view kLeftDelivered = "Your notice has arrived on your partner's device.";
inline constexpr std::string_view kLeftUnsure =
    "Your partner's device could not be reached in time, so your notice may not have arrived. It is not sent again: after "
    "leaving, nothing calls.";
inline constexpr std::string_view kLeftPaused = "Nobody was told: avow is paused, and calls nobody in a pause.";
inline constexpr std::string_view kLeftUntold =
    "Nobody was told: a notice could not be written or sent just now. To your partner this looks like a device on which avow does not run.";
// Between the two halves: why it could not be written.
inline constexpr std::string_view kLeftNotKept =
    "avow has let go of your partner: it neither calls nor answers any more, and does not after a restart. But it could not be "
    "written down ({}), so your partner's keys are still on this disk. Free some space and leave once more.";
inline constexpr std::string_view kLeftNotMarked =
    "avow has let go of your partner and neither calls nor answers for as long as it runs. But it could not be written down ({}): "
    "after a restart it would call again, and your partner's keys are still on this disk. Free some space and leave once more.";
inline constexpr std::string_view kLeavingOwed =
    "You have left: avow neither calls nor answers. But that could not be written down yet, so your partner's keys are still on this disk.";
inline constexpr std::string_view kLeavingOwedNext = "free some space on this disk: whatever you do next then finishes leaving.";
inline constexpr std::string_view kTracesLeft =
    "The disk is full, so old bytes of what was erased may still stand in unused places of the vault's files.";
inline constexpr std::string_view kTracesNext = "free some space on this disk: whatever you do next then clears them.";
inline constexpr std::string_view kLeftBefore = "You had left before. Nothing was changed now, and nobody is told.";
inline constexpr std::string_view kLeftKeeps =
    "All that you both wrote is still here: lists, search and `avow verify` work as before, and so do drafts and your private "
    "lane. Backups that you made before can still open the connection; delete them if you do not want that.";
inline constexpr std::string_view kAfterLeaving =
    "nothing needs doing. `avow vault new NAME` makes a vault for another relationship; `avow wipe` removes this one.";
inline constexpr std::string_view kLeftWriting =
    "You have left this relationship, so nothing is shared from this vault any more. Drafts and your private lane go on.";
inline constexpr std::string_view kLeftPairing =
    "You have left the relationship of this vault. A new relationship is a new vault, with keys of its own.";
inline constexpr std::string_view kDraftAfterLeaving =
    "It stays on this device: you have left this relationship, and a new one is a new vault.";
inline constexpr std::string_view kLeftHint = "`avow vault new NAME` makes a new vault.";
inline constexpr std::string_view kLeftNow = "You have left meanwhile.";
inline constexpr std::string_view kNextLeft =
    "nothing: you have left, and your history stays here. `avow vault new NAME` for another relationship.";
inline constexpr std::string_view kStatusLeft = "{} (you have left)";
inline constexpr std::string_view kDoctorLeft = "You have left; nothing calls and nothing answers.";

// ---- Pausing
inline constexpr std::string_view kPaused = "This vault is paused: avow neither calls nor answers for it.";
inline constexpr std::string_view kPausedHint = "`avow resume` ends the pause.";
inline constexpr std::string_view kPauseNotKept =
    "The pause holds from now on, but it could not be written down, so it ends when avow ends or is locked ({}).";
inline constexpr std::string_view kPausedNow =
    "Paused. avow neither calls nor answers now, and your partner does not learn it. Everything else works as before.";
inline constexpr std::string_view kResumedNow = "The pause is over. Nothing is sent before the next sync.";
inline constexpr std::string_view kAfterResume = "`avow sync`, or a running avow goes on by itself.";

// ---- Wiping
inline constexpr std::string_view kAskWipe =
    "This removes the vault in {} for good, with everything in it, on this device. There is no way back. To go on, type its "
    "name ({}):";
inline constexpr std::string_view kWipeNeedsName = "`avow wipe` needs --confirm NAME: the name of this vault ({}), or your own name in it.";
inline constexpr std::string_view kWipeOtherName = "That is not the name of this vault. Nothing was changed.";
inline constexpr std::string_view kWipeHint = "`avow wipe --confirm NAME`: the name of its folder, or your own name in it.";
inline constexpr std::string_view kWiped =
    "Wiped. The vault, its keys, its journal and its mark on this device were overwritten and removed. Nobody was told.";
inline constexpr std::string_view kWipePassphrase =
    "With the passphrase avow also removes the backups that it made. Enter alone leaves them where they are.";
inline constexpr std::string_view kWipedBackups = "These backups, which avow had made, were overwritten and removed, too: {}.";
inline constexpr std::string_view kWipedBackupsLeft =
    "These backups were not found where avow had put them, or could not be removed. If they still exist, delete them yourself: {}.";
inline constexpr std::string_view kWipedBackupsUnknown =
    "The vault was not opened, so avow does not know where it put backups. If there are any, delete them yourself.";
inline constexpr std::string_view kWipedCannot =
    "What avow cannot remove: your partner's copy, copies that were made of backups, backups that another copy of this "
    "vault made, exports, snapshots that the computer made of "
    "its disk, what a flash disk keeps of overwritten files, and the history of your shell.";
inline constexpr std::string_view kWipedRemains = "These files in {} are not avow's, and stay: {}.";
inline constexpr std::string_view kWipedMarks =
    "The vault was too damaged to tell which mark outside its folder was its own. One of these may be it; those of your other vaults are needed: {}.";
inline constexpr std::string_view kAfterWipe = "nothing. `avow init` would make a new vault.";
inline constexpr std::string_view kAfterWipeOthers =
    "`avow vault list` shows the vaults that are still here; `avow vault switch NAME` takes one of them.";

// ---- Several vaults
inline constexpr std::string_view kVaultName =
    "The name of a vault has 1 to 64 letters, digits, dots, hyphens or underscores, and begins with a letter or digit.";
inline constexpr std::string_view kNoSuchVault = "There is no vault {}.";
inline constexpr std::string_view kVaultsHint = "`avow vault list` shows those that there are.";
inline constexpr std::string_view kNoVaults = "There are no vaults in {} yet.";
inline constexpr std::string_view kVaultsNext = "`avow vault switch NAME` takes another one.";
inline constexpr std::string_view kVaultsNextNone = "`avow init` makes one.";
inline constexpr std::string_view kSwitched = "From now on avow uses the vault {}.";
inline constexpr std::string_view kSwitchedBut = "As long as --vault or AVOW_VAULT is given, that one counts.";
inline constexpr std::string_view kSwitchedNext = "`avow status`.";
inline constexpr std::string_view kNewVaultNext = "`avow vault switch {}` makes it the one that avow uses.";

// ---- The passphrase
inline constexpr std::string_view kPassphraseChanged =
    "The passphrase is changed, and everything is sealed anew. The old passphrase and the old recovery code open nothing any more, "
    "except backups that were made before.";
inline constexpr std::string_view kNewRecoveryCode = "New recovery code, shown only now:";
inline constexpr std::string_view kRunsLockedNow =
    "The avow that was running is locked now. `avow unlock` opens it, with the new passphrase.";
inline constexpr std::string_view kAfterPassphrase = "nothing else. Throw the old recovery code away.";

}  // namespace avow::text
