// What the use cases say to a person: why something cannot be done, and what verifying found. "{}" is filled in with
// fmt by whoever says it. Refusals of the ledger's own table stand in that table.
#pragma once

#include <string_view>

namespace avow::text {

// ---- What was asked for is not right
inline constexpr std::string_view kNoNoteKind =
    "There is no such kind of note. There are: plan-change, contact, money, urge, answer, gratitude, telling.";
inline constexpr std::string_view kTooManyNotes = "At most {} notes can be written at a time.";
inline constexpr std::string_view kInviteWindow = "An invitation stays open between one second and 24 hours.";
inline constexpr std::string_view kSyncWindow = "A sync waits between one second and 24 hours.";
inline constexpr std::string_view kAddressForm = "An address is written host:port, like 192.168.1.20:7777.";
inline constexpr std::string_view kAddressWildcard =
    "{} means every address of this device; your partner needs one that leads here, with its port.";
inline constexpr std::string_view kLinkWithoutAddress = "This link names no address. Say where: --at host:port.";
inline constexpr std::string_view kSayOutcome = "Say one of: kept, partly, missed.";
inline constexpr std::string_view kDoneAt = "Done {}.";
inline constexpr std::string_view kNoSuchVerb = "There is no such thing to do with a promise: {}.";
inline constexpr std::string_view kUnknownZone = "The time zone {} is unknown here.";
inline constexpr std::string_view kUnknownRequest = "This avow does not know what was asked.";
inline constexpr std::string_view kTextEmpty = "{} cannot be empty.";
inline constexpr std::string_view kTextTooLong =
    "{} is too long: it has {} bytes, and {} are the most (five or six pages).";
inline constexpr std::string_view kTextNotUtf8 = "{} is not UTF-8 text.";
inline constexpr std::string_view kANote = "A note";
inline constexpr std::string_view kAPromise = "A promise";
inline constexpr std::string_view kAPromisePart = "Each part of a promise";
inline constexpr std::string_view kTheText = "The text";
inline constexpr std::string_view kNoSetting = "There is no setting {}.";
inline constexpr std::string_view kDidYouMean = "{} Did you mean {}?";
inline constexpr std::string_view kThereAre = "{} There are: {}.";
inline constexpr std::string_view kSettingTakes = "{} takes {}. Nothing was changed.";

inline constexpr std::string_view kNotAhead = "{} is not ahead of now.";
inline constexpr std::string_view kTooManyTags = "A note has at most {} tags.";
inline constexpr std::string_view kTagTakes = "A tag is a word or two on one line, at most {} bytes.";

// ---- What a rule forbids
inline constexpr std::string_view kDraftExpired = "The time that was set for this draft has ended. Write it anew, or withdraw it.";
inline constexpr std::string_view kAnswersShared = "Only a note that was shared, and is still to be seen, can be answered.";
inline constexpr std::string_view kSharedAlready = "This was shared already; it is not a draft any more.";
inline constexpr std::string_view kOwnDraft = "This is your own draft; only your partner's notes can be marked as seen.";
inline constexpr std::string_view kStillDraft =
    "This is still a draft: offer it with `avow promise offer --draft`, or withdraw it.";
inline constexpr std::string_view kPairedAlready = "This vault is paired already. Another relationship is another vault.";
inline constexpr std::string_view kLinkExpired = "This link has expired.";
inline constexpr std::string_view kNoWordsYet =
    "There are no words to compare yet: invite or join once more with the same link.";
// Begins as base/reason.h's kClock says.
inline constexpr std::string_view kClockFalls = "This device's clock shows {}, but your last record was said on {}";
inline constexpr std::string_view kClockBeforeRelease = "This device's clock shows {}, but this avow was released on {}";
inline constexpr std::string_view kClockAdvice = " Set the clock, or add --clock-is-right if it is right.";

// ---- Verifying
inline constexpr std::string_view kVerifyRestored =
    "this vault was put back from an older copy: it is behind what was already written or shown";
inline constexpr std::string_view kVerifyTwoHistories =
    "two histories were shown (restored from a backup?); the first one is kept";

// ---- Who may do what with a promise, and from where
inline constexpr std::string_view kWhoPromises = "the one who promises";
inline constexpr std::string_view kWhoOther = "the other";
inline constexpr std::string_view kWhoEither = "either of you";
inline constexpr std::string_view kWhoWroteTerms = "who wrote the open terms";
inline constexpr std::string_view kWhoAnswersTerms = "who is to answer the open terms";
inline constexpr std::string_view kWhoProposed = "who made the proposal";
inline constexpr std::string_view kWhoAnswersProposal = "who did not make the proposal";
inline constexpr std::string_view kFromNothing = "nothing yet";
inline constexpr std::string_view kFromAnyReport = "any report";
inline constexpr std::string_view kFromOpenReport = "a report of kept or partly, not yet confirmed";
inline constexpr std::string_view kFromWaiting = "anything that waits for an answer";
inline constexpr std::string_view kFromActive = "active, also past due";

// ---- The doctor
inline constexpr std::string_view kDoctorCannotLook = "{} cannot be looked at.";
inline constexpr std::string_view kDoctorSomebodyElse = "{} belongs to somebody else.";
inline constexpr std::string_view kDoctorOpenToOthers = "{} has the mode {:04o}, so others can reach it.";
inline constexpr std::string_view kDoctorCannotRead = "{} cannot be read.";
inline constexpr std::string_view kDoctorClock = "It is {}.";
inline constexpr std::string_view kDoctorSyncedToday = "Less than a day ago.";
inline constexpr std::string_view kDoctorSyncedYesterday = "1 day ago.";
inline constexpr std::string_view kDoctorSyncedDays = "{} days ago.";
inline constexpr std::string_view kNotDelivered = "{} {} not delivered yet.";

}  // namespace avow::text
