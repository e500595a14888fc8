// Every sentence that avow says to a person: notices, errors, what a command changed and what comes next.
// Plain words, short, for somebody who is tired. No state, no formatting for a medium, no text of a partner.
// By topic: this file (notices, what a command changed), text_asking.h (what was typed and what is asked), text_errors.h,
// text_replies.h (answers), text_daily.h, text_app.h (rules of the use cases), text_demo.h, text_help.h.
// What the page says too stands in text_words.h, and only there: the program makes /said.js out of it (web/said.h), and the
// page's own sentences (web/assets/text.js) are those that no terminal says.
#pragma once

#include <string>
#include <string_view>

#include "base/text_errors.h"

namespace avow::text {

// What a command changed, and what comes next; "{id}" stands for the record's id. `state` is the record's
// state afterwards ("draft" reads differently).
struct After {
  std::string_view changed;
  std::string_view next;
};
After after(std::string_view command, std::string_view state);
// One line of the tables that after() looks through, one table a topic; of a table the first row that fits counts.
struct AfterRow {
  std::string_view command;
  std::string_view state;  // "" = any
  After after;
};
// A draft was thrown away: whatever the command, nothing of it was ever shared.
inline constexpr After kDraftGone{"The draft is gone. It never left this device.", "nothing needs doing."};
inline constexpr std::string_view kNextSync = "`avow sync` brings it to your partner.";

// A text with "{id}" filled in.
std::string with_id(std::string_view text, std::string_view id);

// The page that each person sees, alone, before pairing.
std::string safety_page();

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

// Making a vault
inline constexpr std::string_view kVaultReady = "Your vault is ready.";
inline constexpr std::string_view kRecoveryCode = "Recovery code, shown only now:";
inline constexpr std::string_view kRecoveryAdvice =
    "Write it on paper and keep it where only you can reach it. It opens the vault if you forget the passphrase, "
    "and it does so for anyone who finds it.";
inline constexpr std::string_view kAfterInit =
    "everything works alone from now on (`avow note add`). To share with your partner: `avow pair invite`, after "
    "its short safety page.";

// An instance that stays up
inline constexpr std::string_view kRunsAlready =
    "avow is running and unlocked for this vault already. `avow status` says where it listens; `avow lock` locks it.";
inline constexpr std::string_view kRunsLocked = "avow is running for this vault, and it is locked. `avow unlock` opens it.";
inline constexpr std::string_view kLocked = "Locked. The keys are out of memory, nothing listens, nothing calls.";
inline constexpr std::string_view kAfterLock = "`avow unlock` when you want it open again.";
inline constexpr std::string_view kUnlocked = "Unlocked, in the background. Commands answer at once now.";
inline constexpr std::string_view kNothingListens = "It neither listens nor calls: give --listen or --dial to sync by itself.";
inline constexpr std::string_view kOnlyCalls = "It calls your partner by itself, and comes back after a cut.";
inline constexpr std::string_view kServesAt = "Listening at ";
inline constexpr std::string_view kKeepsItsPlaces =
    "avow is running already, so it keeps the addresses and the time that it was started with.";
inline constexpr std::string_view kAfterUnlock = "`avow lock` when you are done.";

}  // namespace avow::text
