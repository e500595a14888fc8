#include "base/text_errors.h"

#include <algorithm>
#include <array>
#include <span>

#include "base/reason.h"
#include "base/text_app.h"
#include "base/text_backup.h"
#include "base/text_bundle.h"
#include "base/text_proxy.h"
#include "base/text_catalogue.h"
#include "base/text_epoch.h"
#include "base/text_leaving.h"
#include "base/text_replies.h"
#include "base/text_words.h"

namespace avow::text {
namespace {

struct HintRow {
  std::string_view noun;  // or a whole command, before its noun; "" = any; the last row
  std::string_view hint;
};

// For something that is not there, and for what a rule forbids.
constexpr auto kMissing = std::to_array<HintRow>({
    {"note", "`avow note list` shows the ids."},
    {"promise", "`avow promise list` shows the ids."},
    {"checkin", "`avow checkin list` shows the ids."},
    {"config", "`avow config show` shows what can be set."},
    {"answer", "`avow question list` shows the ids."},
    {"decline", "`avow question list` shows the ids."},
    {"question", "`avow question list` shows the ids."},
    {"agreement", "`avow agreement list` shows the ids."},
    {"boundary", "`avow boundary list` shows the ids."},
    {"repair", "`avow repair list` shows the ids."},
    {"session", "`avow session list` shows the ids."},
    {"milestone", "`avow milestone list` shows the ids."},
    {"restored", "`avow restored list` shows the ids."},
    {"", "`avow note list` and `avow promise list` show the ids."},
});
constexpr auto kRefused = std::to_array<HintRow>({
    {"note", "`avow note show ID` says where a note stands."},
    {"promise offer", "`avow promise offer --help` shows how a due is typed."},
    {"promise ask", "`avow promise offer --help` shows how a due is typed."},
    {"promise", "`avow promise show ID` says where a promise stands."},
    {"checkin", "`avow checkin show ID` says where a check-in stands."},
    {"export", "`avow export --help` explains it."},
    {"backup", "`avow backup --help` explains it."},
    {"bundle", "`avow bundle --help` explains it."},
    {"epoch", kEpochNeedsSyncHint},
    {"restored", "`avow restored list` shows what came back."},
    {"", "`avow status` says where things stand."},
});
constexpr auto kAlone = std::to_array<HintRow>({
    {"checkin", "`avow pair invite` or `avow pair join`. A check-in is for two."},
    {"", "`avow pair invite` or `avow pair join`. Until then everything works alone, as drafts."},
});

std::string_view hint_of(std::span<const HintRow> rows, std::string_view command) {
  const std::string_view noun = command.substr(0, command.find(' '));
  for (const HintRow& row : rows) {
    if (row.noun.empty() || row.noun == noun || row.noun == command) return row.hint;
  }
  return "";
}

constexpr std::string_view kRekeyCommand = "rekey";
constexpr std::string_view kConfirmFirst =
    "Compare them (`avow pair words`). If they are the same: `avow pair confirm`.";

constexpr auto kReasons = std::to_array<ReasonText>({
    {Errc::malformed, reason::kNoLink, "That is no pairing link.",
     "It begins with AVOW1. Ask your partner for it, then `avow pair join`."},
    {Errc::malformed, reason::kDamagedLink, "This link has a wrong or missing character.",
     "Ask for it again, or paste it once more: `avow pair join`."},
    {Errc::newer_version, reason::kLaterLink, "This link was made by a newer avow.",
     "Use the newer program on this device too, then `avow pair join`."},
    {Errc::too_large, reason::kLongLink, "That is longer than any pairing link.",
     "Paste the link alone: `avow pair join`."},
    {Errc::not_found, reason::kNoFile, "There is no file {}.",
     "Check its name. Without a / in front it is looked for in the current folder."},
    {Errc::not_found, reason::kNoVaultNamed, kNoSuchVault, kVaultsHint},
    {Errc::not_found, reason::kNoWords, kNoWords, kJustSync},
    {Errc::no_vault, reason::kNotAFolder, "{} is a file; a vault is a folder.",
     "--vault or AVOW_VAULT names the folder. `avow init` makes a vault in a new one."},
    {Errc::refused, reason::kVaultThere, "There is a vault already in {}. It was not touched.",
     "`avow status` shows it. A vault for another relationship: `avow init --vault DIR`."},
    {Errc::refused, reason::kFolderUsed, "The folder {}.",
     "Choose a new or an empty folder with --vault DIR."},
    {Errc::refused, kPairedAlready, "", "`avow status` says with whom. `avow vault new NAME` makes another vault."},
    {Errc::refused, reason::kPairedMeanwhile, kPairedAlready,
     "`avow status` says with whom. `avow vault new NAME` makes another vault."},
    {Errc::refused, kLeftWriting, "", kLeftHint},
    {Errc::refused, kLeftPairing, "", kLeftHint},
    {Errc::refused, kLeavingOwed, "", kLeavingOwedNext},
    {Errc::refused, kPaused, "", kPausedHint},
    {Errc::refused, kWipeOtherName, "", kWipeHint},
    {Errc::refused, kRenewalAnswered, "", kRenewalAnsweredHint},
    {Errc::refused, kEpochRekeyFirst, "", kEpochRekeyFirstHint},
    {Errc::refused, kEpochTooMany, "", "Everything here stays readable. `avow vault new --help` and `avow export --help` explain it."},
    {Errc::refused, kEpochNotNeeded, "", "nothing needs doing; `avow status` says where things stand."},
    {Errc::refused, kNoRenewal, "", "`avow rekey --help` says how new keys are made."},
    {Errc::refused, kLinkExpired, "", "Your partner makes a new one with `avow pair invite`."},
    {Errc::refused, reason::kLinkUsed, "Another device has used this link already.",
     "If that was not your partner, tell them. `avow pair invite` makes a new link."},
    {Errc::refused, reason::kClock, "", "`avow doctor` looks at this device's clock, too."},
    {Errc::too_large, reason::kEpochsBeyond, "That vault has begun more epochs than are taken before keys are renewed.", kEpochRekeyFirstHint},
    {Errc::malformed, reason::kEpochGap, "Epochs of that vault do not follow each other: somebody may have a copy of its keys.", kEpochRekeyFirstHint},
    {Errc::unreachable, reason::kUnconfirmed,
     "The five words are not confirmed on this device yet, so it neither calls nor answers.", kConfirmFirst},
    {Errc::unreachable, reason::kNoAddress, "It is not known here yet where your partner is reached.",
     "`avow sync --at HOST:PORT`; or wait for their call with `avow sync --listen ADDR:PORT`."},
    {Errc::unreachable, reason::kProxy, "{}", kProxyHint},
    {Errc::unreachable, reason::kOnion, kOnionNeedsProxy, kOnionHint},
    {Errc::io, reason::kPort, "That port could not be opened: {}.",
     "Take another port, or 0 for any that is free. The address has to be one of this device's own."},
    {Errc::malformed, reason::kNoBackup, kBackupForeign, kBackupForeignNext},
    {Errc::newer_version, reason::kLaterPartner, "Your partner's avow is newer than this one: the two do not understand each other any more.",
     "Bring avow up to date on this device, then try again. What you write until then waits here."},
    {Errc::newer_version, reason::kBackupLater, kBackupLater, kBackupLaterNext},
    {Errc::damaged, reason::kBackupCut, kBackupCut, kBackupCutNext},
    {Errc::damaged, reason::kBackupDamaged, kBackupDamaged, kBackupDamagedNext},
    {Errc::wrong_passphrase, reason::kBackupLocked, kBackupLocked, kBackupLockedNext},
    {Errc::malformed, reason::kNoBundle, kBundleForeign, kBundleForeignNext},
    {Errc::newer_version, reason::kBundleLater, kBundleLater, kBundleLaterNext},
    {Errc::damaged, reason::kBundleCut, kBundleCut, kBundleCutNext},
    {Errc::damaged, reason::kBundleDamaged, kBundleDamaged, kBundleDamagedNext},
    {Errc::forged, reason::kBundleForeign, kBundleOther, kBundleOtherNext},
    {Errc::interrupted, reason::kSaved, "Stopped. Saved so far: {}.",
     "Go on behind that line. All of it once more would write the first ones twice."},
});

}  // namespace

ErrorText error_text(Errc code, std::string_view command) {
  switch (code) {
    case Errc::failed: return {words(Group::sentence, "failed"), "Try again. `avow verify` checks everything that is stored."};
    case Errc::usage: return {"", ""};
    case Errc::not_found: return {"There is no such record here.", hint_of(kMissing, command)};
    case Errc::ambiguous: return {"Several records begin like that.", "Type a few more characters of the id."};
    case Errc::passphrase_needed:
      return {"The vault is locked, and no passphrase was given.",
              "Type it when asked (without --no-input), or use --passphrase-file, --passphrase-fd or "
              "AVOW_PASSPHRASE_COMMAND."};
    case Errc::wrong_passphrase:
      return {"That passphrase does not open this vault. Nothing was changed.",
              "Try again. The recovery code on your paper works in its place."};
    case Errc::no_vault:
      return {"There is no vault here.", "`avow init` makes one. --vault or AVOW_VAULT names another place."};
    case Errc::not_running: return {"avow is not running for this vault.", "Start it again."};
    case Errc::unreachable:
      if (command == kRekeyCommand) return {"Your partner could not be reached.", kRekeyUnreachableHint};
      return {"Your partner could not be reached.",
              "Both need to be there at the same time: one runs `avow sync --listen`, the other `avow sync`. After "
              "pairing, each of you first runs `avow pair confirm`."};
    case Errc::refused: return {"", hint_of(kRefused, command)};
    case Errc::not_paired:
      return {"There is no partner in this vault yet.", hint_of(kAlone, command)};
    case Errc::read_only:
      return {"This vault was put back from a backup or an older copy, so it can only be read for now. Nothing is lost.",
              kReadOnlyHint};
    case Errc::damaged:
      return {"The vault is damaged: stored data fails its check. The passphrase is not the reason.",
              "Copy the vault's folder before anything else. `avow verify` says what is affected."};
    case Errc::malformed: return {"That could not be understood.", "Check that it is complete, then try again."};
    case Errc::too_large: return {"That is longer than avow allows.", "Make it shorter, or split it."};
    case Errc::forged:
      return {"What arrived was not made by your partner. It was refused and nothing of it was stored.",
              "Your own records are untouched. Try again on another network if it keeps happening."};
    case Errc::closed:
      return {"The connection ended before both copies were level. What had arrived is kept.",
              "Run the same command again; it goes on from there."};
    case Errc::timed_out:
      return {"The other side did not answer in time.", "Make sure that both are at it, then try again."};
    case Errc::busy:
      return {"Another avow has been using this vault for a long time.", "Let it finish, then try again."};
    case Errc::newer_version:
      return {"This vault was made by a newer avow. It was not touched.", "Use the newer program to open it."};
    case Errc::io:
      return {"The computer did not allow it.", "Check the disk, the folder and its permissions, then try again."};
    case Errc::interrupted: return {kStopped, "Run the command again when you like."};
  }
  AVOW_ASSERT(false);
}

const ReasonText* find_reason(Errc code, std::string_view context) {
  const auto found = std::find_if(kReasons.begin(), kReasons.end(), [&](const ReasonText& row) {
    return row.code == code && context.starts_with(row.begins);
  });
  return found == kReasons.end() ? nullptr : &*found;
}

}  // namespace avow::text
