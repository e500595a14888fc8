// What a person is told whose vault was restored: why it is only read, what came back, how writing begins anew, and what to
// do when somebody else has the keys. "{}" is filled in with fmt by whoever says it.
#pragma once

#include <span>
#include <string_view>

#include "base/text_help.h"

namespace avow::text {

std::span<const HelpPage> epoch_help_pages();
std::span<const OptionRow> epoch_option_rows();

// ---- Why it is only read
inline constexpr std::string_view kWhyRestored =
    "This vault was put back from a backup. It can be read; what you wrote after that day may still be with your partner.";
inline constexpr std::string_view kWhyRolledBack =
    "This vault is an older copy of itself. It can be read; what you wrote later may still be with your partner.";
inline constexpr std::string_view kWhyAsk =
    "Your partner holds entries with your signature that this vault does not know, although nothing seems to be missing here. "
    "Either this disk was put back to an earlier day, or somebody else writes with your keys.";
inline constexpr std::string_view kNextGetBack =
    "`avow sync` with your partner brings back what they hold of yours. If they cannot be reached any more: `avow epoch start "
    "--partner-unreachable`.";
inline constexpr std::string_view kNextSay =
    "`avow restored list` shows what came back; `avow restored mine --all` (or an id) lets it count. Then `avow epoch start`.";
inline constexpr std::string_view kNextSayLater =
    "`avow restored list` shows entries of yours that came back and wait for your word.";
inline constexpr std::string_view kNextEpoch = "`avow epoch start`: from then on you can write again.";
inline constexpr std::string_view kNextUnpaired = "`avow epoch start`: then you can write here again.";
inline constexpr std::string_view kKeyAlarm =
    "You said that you did not write some entries that carry your signature. Somebody may have a copy of this vault and its "
    "passphrase, or of a backup.";
inline constexpr std::string_view kKeyAlarmNext =
    "`avow passphrase` makes a new passphrase. Then, with your partner on the phone or beside you, `avow rekey`: copies of what "
    "you had before can then not speak as you any more.";
inline constexpr std::string_view kReadOnlyHint = "`avow status` says why, and what the next step is.";

// ---- A new epoch
inline constexpr std::string_view kEpochNotNeeded = "This vault may write; it needs no new epoch.";
inline constexpr std::string_view kEpochNeedsSync =
    "Since it was put back, this vault has not been level with your partner's copy, which may hold what is missing here.";
inline constexpr std::string_view kEpochNeedsSyncHint =
    "`avow sync` first. If your partner's copy is lost for good, or far away for long: `avow epoch start --partner-unreachable`; "
    "what they hold can still come back later.";
inline constexpr std::string_view kEpochTooMany =
    "There are as many epochs as one vault can have. A new vault goes on: `avow export --jsonl FILE` here, `avow vault new`, "
    "`avow import FILE` there, and pair anew.";
inline constexpr std::string_view kEpochRekeyFirst =
    "Many epochs began since the two of you last renewed your keys, perhaps by somebody with a copy of this vault. The next one "
    "begins with new keys.";
inline constexpr std::string_view kEpochRekeyFirstHint =
    "With your partner on the phone or beside you: `avow rekey`, which works in a vault that is only read, too. Then `avow sync` and "
    "`avow epoch start`.";
inline constexpr std::string_view kEpochStarted =
    "You can write again. New keys were made for it, and your partner's avow learns them with the next sync.";
inline constexpr std::string_view kEpochWritesAgain = "You can write here again.";
inline constexpr std::string_view kEpochStartedNext = "`avow sync`, so that both hold the same.";

// ---- What came back
inline constexpr std::string_view kRestoredNone = "Nothing waits for your word.";
inline constexpr std::string_view kRestoredIdOrAll = "Give one id, or --all for everything that waits.";
inline constexpr std::string_view kRestoredCounts = "Yours, and counted again: {}.\n";
inline constexpr std::string_view kRestoredSetApart = "Kept, and counted nowhere: {}.\n";
inline constexpr std::string_view kRestoredAllMineNext = "`avow status` says what is next.";
inline constexpr std::string_view kRestoredDisown = "says that this one is not yours: {}";
inline constexpr std::string_view kRestoredNoSuch = "nothing that came back has an id that starts like this";
inline constexpr std::string_view kRestoredNotContinued =
    "That one stands in a history that is not continued, so it cannot count again. `avow restored list` shows its words: write "
    "them again as something new if you want them to count, and `avow redact ID` erases what is kept here.";
inline constexpr std::string_view kRestoredTold = "Your partner was told already that you did not write this.";
inline constexpr std::string_view kRestoredNotYours = "That one is not yours to answer for.";

inline constexpr std::string_view kStatusWaiting = "{} of yours, waiting for your word (`avow restored list`)";

// ---- New keys for both
inline constexpr std::string_view kRekeyed = "New keys are agreed on with your partner. They are not used yet.";
inline constexpr std::string_view kRekeyedNext =
    "If the words are the same on both devices: `avow pair confirm`, each of you. If they are not: `avow rekey --drop`.";
inline constexpr std::string_view kRenewalConfirmed =
    "The new keys are used from the first sync on for which both of you have confirmed. The old ones are destroyed with it; "
    "whoever has an older backup or a copy can then not speak as you any more, and neither can you with one.";
inline constexpr std::string_view kRenewalConfirmedNext = "`avow sync`, and after it `avow backup create`.";
inline constexpr std::string_view kRenewalDropped = "The new keys are forgotten; you go on with those that you have.";
inline constexpr std::string_view kRekeyTogether =
    "You do this together: one with --listen ADDR:PORT, the other with --at ADDR:PORT.";
inline constexpr std::string_view kRekeyUnreachableHint =
    "Both need to be there at the same time: one runs `avow rekey --listen ADDR:PORT`, the other `avow rekey --at ADDR:PORT`.";
inline constexpr std::string_view kRenewalAnswered =
    "Your partner may use the new keys already, so they cannot be dropped or replaced before a sync with them.";
inline constexpr std::string_view kRenewalAnsweredHint = "`avow sync` with your partner takes them here, too.";
inline constexpr std::string_view kNoRenewal = "No new keys wait here.";
inline constexpr std::string_view kNextRenewal =
    "new keys wait: compare the five words (`avow pair words`). If they are the same: `avow pair confirm`; if not: `avow rekey --drop`.";
inline constexpr std::string_view kNextRenewalSync = "`avow sync`: your new keys are used as soon as your partner has confirmed theirs. If they say that they have, do not drop them.";

// ---- Two histories
inline constexpr std::string_view kStatusHistories = "two of one log were shown (restored from a backup?); `avow verify` says which";
inline constexpr std::string_view kHistoriesUnsettled =
    "Two histories of one log were shown (restored from a backup?). The one held first counts; both are kept. Nobody has to have "
    "done anything wrong.";
inline constexpr std::string_view kDoctorOneHistory = "Of every log one history is known.";
inline constexpr std::string_view kHistoriesSettled = "Two histories of it were shown (restored from a backup?); a later epoch began since.";

}  // namespace avow::text
