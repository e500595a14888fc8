// Every sentence that avow says to a person: notices, errors, what a command changed and what comes next.
// Plain words, short, for somebody who is tired. No state, no formatting for a medium, no text of a partner.
// Help pages are in base/text_help.h.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace avow::text {

// An error as a person meets it. An empty sentence: the error's own context is the sentence.
struct ErrorText {
  std::string_view sentence;
  std::string_view hint;  // what to do now
};
ErrorText error_text(Errc code);

// What a command changed, and what comes next; "{id}" stands for the record's id. `state` is the record's
// state afterwards ("draft" reads differently).
struct After {
  std::string_view changed;
  std::string_view next;
};
After after(std::string_view command, std::string_view state);

// A text with "{id}" filled in.
std::string with_id(std::string_view text, std::string_view id);

// Said before the first record of each lane is written. `lane`: commitments, notes or private; others give "".
std::string_view lane_notice(std::string_view lane);

// The page that each person sees, alone, before pairing.
extern const std::string_view kSafetyPage;

inline constexpr std::string_view kNext = "Next: ";
inline constexpr std::string_view kContinue = "Press Enter to go on, or Ctrl-C to stop. ";
inline constexpr std::string_view kStopped = "Stopped. What was saved stays saved; nothing is half done.";
inline constexpr std::string_view kInternal = "avow stopped because of a fault of its own. What was saved stays saved.";
inline constexpr std::string_view kWaiting = "Another avow is using this vault. Waiting for it; Ctrl-C stops waiting.";
inline constexpr std::string_view kOtherVersion =
    "The avow that is running (process {}) is another version than this one. Restart the instance: `kill {}`, then "
    "`avow unlock`. Nothing is lost.";
inline constexpr std::string_view kNothingHere = "Nothing here yet.";
inline constexpr std::string_view kUnreadable =
    "could not be read: the stored data fails its check. Copy the vault's folder, then run `avow verify`: it says what is affected.";
inline constexpr std::string_view kWithoutDue = "without a due date";
inline constexpr std::string_view kUnlockedSecrets =
    "Note: this computer would not lock avow's secrets in memory; they may reach the swap space.";

// Passphrases
inline constexpr std::string_view kAskPassphrase = "Passphrase: ";
inline constexpr std::string_view kAskNewPassphrase = "New passphrase: ";
inline constexpr std::string_view kAskAgain = "The same once more: ";
inline constexpr std::string_view kPassphraseAdvice =
    "Choose a passphrase: five or six words that nobody who knows you would guess. It cannot be reset.";
inline constexpr std::string_view kPassphrasesDiffer = "The two were not the same. Please type it again.";
inline constexpr std::string_view kPassphraseEmpty = "A passphrase needs at least one character.";
inline constexpr std::string_view kTryAgain =
    "That passphrase does not open this vault. Nothing was changed. Try again.";

// Making a vault
inline constexpr std::string_view kVaultReady = "Your vault is ready.";
inline constexpr std::string_view kRecoveryCode = "Recovery code, shown only now:";
inline constexpr std::string_view kRecoveryAdvice =
    "Write it on paper and keep it where only you can reach it. It opens the vault if you forget the passphrase, "
    "and it does so for anyone who finds it.";
inline constexpr std::string_view kAfterInit =
    "everything works alone from now on (`avow note add`). To share with your partner: `avow pair invite`, after "
    "its short safety page.";

// Asking for text
inline constexpr std::string_view kAskNote = "Write your note. An empty line ends it.";
inline constexpr std::string_view kAskPromise = "I will … (one sentence about your own acts; an empty line ends it)";
inline constexpr std::string_view kAskRequest = "What do you ask for? (one sentence; an empty line ends it)";
inline constexpr std::string_view kAskLink = "Paste the link that your partner gave you, then press Enter twice.";

// An instance that stays up
inline constexpr std::string_view kRunsAlready =
    "avow is running and unlocked for this vault already. `avow status` says where it listens; `avow lock` locks it.";
inline constexpr std::string_view kRunsLocked = "avow is running for this vault, and it is locked. `avow unlock` opens it.";
inline constexpr std::string_view kLocked = "Locked. The keys are out of memory, nothing listens, nothing calls.";
inline constexpr std::string_view kAfterLock = "`avow unlock` when you want it open again.";
inline constexpr std::string_view kUnlocked = "Unlocked, in the background. Commands answer at once now.";
inline constexpr std::string_view kNothingListens = "It neither listens nor calls: give --listen or --dial to sync by itself.";
inline constexpr std::string_view kServesAt = "Listening at ";
inline constexpr std::string_view kAfterUnlock = "`avow lock` when you are done.";

// Pairing and syncing
inline constexpr std::string_view kInviteLink =
    "Give this link to your partner by a way that only the two of you use. It works once.";
inline constexpr std::string_view kInviteWaiting = "Waiting for your partner at ";
inline constexpr std::string_view kPairedWith = "Paired with ";
inline constexpr std::string_view kYourPartner = "your partner";
inline constexpr std::string_view kCompareWords =
    "Read these five words to each other. They must be the same on both sides:";
inline constexpr std::string_view kIfWordsMatch =
    "if they are the same, each of you runs `avow pair confirm`. If not, stop here: somebody may be in between.";
inline constexpr std::string_view kSideBySide = "You said that you sit side by side, so the pairing is confirmed here.";
inline constexpr std::string_view kListeningAt = "Waiting for your partner at ";
inline constexpr std::string_view kStopsBy = "Ctrl-C ends the waiting.";
inline constexpr std::string_view kLevel = "Both copies are level.";
inline constexpr std::string_view kNotLevel = "The copies are not level yet.";
inline constexpr std::string_view kSyncWords =
    "Five words of this sync, the same on both sides if you read them aloud:";
inline constexpr std::string_view kNoWords = "There are no words yet. They come with a live sync.";
inline constexpr std::string_view kLinkInArguments =
    "A link is a secret, and the command line keeps a history. Leave it out and avow asks for it, or use --link-file.";

}  // namespace avow::text
