// Every sentence of what looks back: search, timeline, us, what was shared. Plain words, no counting against anybody;
// time only ever backwards, in days, months and years. "{}" is filled in with fmt by whoever says it.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace avow::text {

// "today", "yesterday", "3 days ago", "5 weeks ago", "4 months ago", "2 years ago"; what is ahead by a wrong clock: "today".
std::string ago(std::chrono::days days);
// "in the first month", "in the third year": how long something has gone on.
std::string in_which(std::chrono::days days);

// ---- What was asked for is not right
inline constexpr std::string_view kNoSuchKind = "There is no kind {}. There are: {}.";
inline constexpr std::string_view kByTakes = "by: takes me or partner.";
inline constexpr std::string_view kTagIsEmpty = "tag: needs a tag behind it, like tag:money.";
inline constexpr std::string_view kMomentIsEmpty = "after: and before: need a date behind them, like after:2026-11-27.";
inline constexpr std::string_view kSayWordToFind = "Say at least one word to look for, or a filter like kind:promise.";
inline constexpr std::string_view kSearchTooLong = "A search has at most {} words and {} bytes.";
inline constexpr std::string_view kSearchLimit = "A search shows at most {} hits.";
inline constexpr std::string_view kNotYours = "That is your partner's; only what is yours can be listed here.";
inline constexpr std::string_view kOnlyDraft = "That is a draft: your partner does not have it.";

// ---- Search
inline constexpr std::string_view kAskSearch = "What are you looking for? An empty line ends it.";
inline constexpr std::string_view kTheSearch = "What to look for";
inline constexpr std::string_view kNothingFound = "Nothing found.";
inline constexpr std::string_view kSearchOther =
    "fewer words, or the beginning of the last one. kind: by: before: after: and tag: make it narrower.";
inline constexpr std::string_view kMoreFound = "there are more. kind: by: before: after: and tag: make it narrower, --limit shows more.";
inline constexpr std::string_view kSearchNext = "`avow note show ID`, `avow promise show ID` and so on show one of them whole.";
inline constexpr std::string_view kSearchLeftOut = "{} could not be looked in.";

// ---- Us
inline constexpr std::string_view kUsHead = "The two of you";
inline constexpr std::string_view kUsSince = "Together here since {}, {}.";
inline constexpr std::string_view kUsNothing = "Nothing is shared here yet.";
inline constexpr std::string_view kUsMilestones = "Milestones";
inline constexpr std::string_view kUsAgreements = "Agreements that hold";
inline constexpr std::string_view kUsBoundaries = "Boundaries, as each of you said them";
inline constexpr std::string_view kUsSessions = "Next session";
inline constexpr std::string_view kUsRepairs = "Open repair: {}";
inline constexpr std::string_view kUsUntil = "until {}";
inline constexpr std::string_view kUsReview = "to look at again on {}";
inline constexpr std::string_view kUsNext = "`avow timeline` tells it in order; `avow us --year-ago` what was said a year ago.";
inline constexpr std::string_view kUsFirst = "`avow note add` or `avow promise offer` begins it.";

// ---- What was shared
inline constexpr std::string_view kSharedHead =
    "What you have shared, the newest first. Taking something back hides it; a copy may already have been read.";
inline constexpr std::string_view kSharedDelivered = "delivered";
inline constexpr std::string_view kSharedOnTheWay = "not delivered yet";
inline constexpr std::string_view kSharedBack = "to take it back: {}";
inline constexpr std::string_view kSharedStays = "it stays with both of you";
inline constexpr std::string_view kNothingShared = "You have not shared anything yet.";
inline constexpr std::string_view kNothingAYearAgo = "Nothing was said around this day a year ago.";
inline constexpr std::string_view kTakesItBack = "`{}` takes it back. Nothing was changed yet.";
inline constexpr std::string_view kNothingTakesBack = "it stays: both of you hold it. A copy may already have been read.";

}  // namespace avow::text
