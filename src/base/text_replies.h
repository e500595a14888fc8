// How an answer reads: the labels and sentences around what a vault holds. "{}" is filled in with fmt by whoever says it.
#pragma once

#include <string_view>

namespace avow::text {

// ---- Notes and promises
inline constexpr std::string_view kEarlierWording = "Earlier wording, of {}:";
inline constexpr std::string_view kNotDeliveredYet = "not delivered yet: {}";
inline constexpr std::string_view kWrittenByNewer = "{}, written by a newer avow; yours will show them once it is newer too";
inline constexpr std::string_view kProposedBy = "  {}  proposed by {}: {}\n";
inline constexpr std::string_view kDueIs = "Due {}; that is {}.\n";
inline constexpr std::string_view kWritten = "{} written.\n";
inline constexpr std::string_view kAfterWritten = "`avow note list` shows them; `avow sync` brings them to your partner.";

// ---- Status
inline constexpr std::string_view kHasWitnessed = "{} witnessed {}";
inline constexpr std::string_view kNoneYet = "none yet";
inline constexpr std::string_view kWordsNotConfirmed = "{}, words not yet confirmed";
inline constexpr std::string_view kWritingOff = "off: put back from a backup or an older copy; it can only be read";

// ---- Verifying
inline constexpr std::string_view kChecked = "Checked {}, {} and {}.";
inline constexpr std::string_view kAllFits = "Everything fits together, from the first byte.";
inline constexpr std::string_view kDoesNotFit = "This does not fit:";
inline constexpr std::string_view kNothingToDo = "nothing to do.";

// ---- Pairing and syncing
inline constexpr std::string_view kInviteLink =
    "Give this link to your partner by a way that only the two of you use. It works once.";
inline constexpr std::string_view kInviteAddresses = "It leads your partner's avow to {}.";
inline constexpr std::string_view kInviteWaiting = "Waiting for your partner at {}, until {}.";
inline constexpr std::string_view kPairedWith = "Paired with {}.";
inline constexpr std::string_view kYourPartner = "your partner";
inline constexpr std::string_view kCompareWords =
    "Read these five words to each other. They must be the same on both sides:";
inline constexpr std::string_view kIfWordsMatch =
    "if they are the same, each of you runs `avow pair confirm`. If not, stop here: somebody may be in between.";
inline constexpr std::string_view kSideBySide = "You said that you sit side by side, so the pairing is confirmed here.";
inline constexpr std::string_view kConfirmed = "Confirmed. Your side is open for {} now.";
inline constexpr std::string_view kAfterConfirm =
    "`avow sync`, once your partner has confirmed too. `avow note share` and `avow promise offer --draft` send your "
    "drafts.";
inline constexpr std::string_view kListeningAt = "Waiting for your partner at {}";
inline constexpr std::string_view kStopsBy = "Ctrl-C ends the waiting.";
inline constexpr std::string_view kSentReceived = "Sent {}, received {}. {}\n";
inline constexpr std::string_view kLevel = "Both copies are level.";
inline constexpr std::string_view kNotLevel = "The copies are not level yet.";
inline constexpr std::string_view kAfterLevel = "`avow note list` and `avow promise list` show what is new.";
inline constexpr std::string_view kAfterNotLevel = "run `avow sync` again; it goes on from here.";
inline constexpr std::string_view kSyncWords =
    "Five words of this sync, the same on both sides if you read them aloud:";
inline constexpr std::string_view kWordsFrom = "From {}.\n";
inline constexpr std::string_view kLogsThen = "So many entries there were then:";
inline constexpr std::string_view kReadThemOut = "read them to each other: if they are the same, so are both copies.";
inline constexpr std::string_view kNoWords = "There are no words yet. They come with a live sync.";
inline constexpr std::string_view kJustSync = "`avow sync`.";

// ---- While an instance serves
inline constexpr std::string_view kArrived = "{} arrived.\n";
inline constexpr std::string_view kLevelMoved = "Both copies are level: {} moved.\n";

}  // namespace avow::text
