// What is said about the shapes of promises, their days, and about figures. Like base/text_app.h.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace avow::text {

inline constexpr std::string_view kGraceForm = "Say how long, at most a year: --grace \"2 hours\", \"30 minutes\" or \"1 day\".";
inline constexpr std::string_view kGraceNeedsDue = "A grace needs a due: add --due or --every.";
inline constexpr std::string_view kWindowNeedsDue = "A window ends with the due: add --due.";
inline constexpr std::string_view kWindowForm = "The window has to begin before the due.";
inline constexpr std::string_view kReviewForm = "A report can be answered for at most 366 days.";
inline constexpr std::string_view kOneShape = "One of --every, --standing and --if: a promise has one shape.";
inline constexpr std::string_view kUntilNeedsEvery = "--until belongs to --every; --due says when a promise is due.";
inline constexpr std::string_view kEndTwice = "The rule says already when it ends; leave --until out.";
inline constexpr std::string_view kNoDay = "That rule names no day from then on.";
inline constexpr std::string_view kStandingHasNoDue = "A standing promise has no due: it holds until you end it.";
inline constexpr std::string_view kSayEveryAgain = "Say --every again with the new due.";
inline constexpr std::string_view kNoDays = "That promise is done once; leave the day out.";
inline constexpr std::string_view kWholeOnly = "That is said about the whole promise; leave --on out.";
inline constexpr std::string_view kNoDayWaits = "None of its days waits for that; name one with --on DATE.";
inline constexpr std::string_view kWhichDay = "Several of its days fit; name one with --on: {}";
inline constexpr std::string_view kNotItsDay = "It is not due on {}; `avow promise show` names its days.";
inline constexpr std::string_view kNotItsDayBut = "It is not due on {}. The days nearest to it: {}";
inline constexpr std::string_view kHasCome = "Its time has come: there is nothing left to forewarn of.";
inline constexpr std::string_view kFirstDayForm =
    "Without --due, --from is the first day of a promise that comes round: a date, today or later. For a window give --due too.";
inline constexpr std::string_view kDueEvery = "Due {}.";
inline constexpr std::string_view kNoneOfItsDays = "{} is none of its days; the first is {}.";
inline constexpr std::string_view kMonthPassedOver =
    "A month without such a day is passed over; `--every \"month on the last day\"` passes over none.";
inline constexpr std::string_view kWindowIs = "It may be kept from {} on.";
inline constexpr std::string_view kPausedFrom = "Not due from {} on, until you resume it.";
inline constexpr std::string_view kPausedRange = "Not due from {} on; due again on {} or after.";
inline constexpr std::string_view kPausedUntil = "Paused until {}.";
inline constexpr std::string_view kEndsShort = "That is less than a day ahead, so it counts as stepping back.";
inline constexpr std::string_view kWholeFromNow = "That is the whole promise, from now on. One day alone: `--on DATE`.";
inline constexpr std::string_view kCorrectionWaits = "It counts once your partner confirms it; until then the first word stands.";
inline constexpr std::string_view kSaysAlready = "That is what the report says already; --done-at DATE says when it was done.";
inline constexpr std::string_view kCountsLate = "That counts as late. If it was done in time: `avow promise correct kept ID --done-at DATE`.";
inline constexpr std::string_view kSayNewDue = "Its time has passed: {}. Name another with --due; \"none\" leaves it open.";
inline constexpr std::string_view kTooLateToTake = "Its time has passed: {}. `avow promise counter` names another.";
inline constexpr std::string_view kTooLateToChange = "The time of these new terms has passed: {}. `avow promise change` names another.";
inline constexpr std::string_view kPauseAhead = "It can pause from today on; what was due before stays.";
inline constexpr std::string_view kEndsAlready = "It ends already from {} on; only an earlier day can take that one's place.";
inline constexpr std::string_view kEndsFrom = "From {} on it holds no more.";
inline constexpr std::string_view kNoSuchPart = "Say one of: open, asked, done.";
inline constexpr std::string_view kNoRange = "--from and --until belong to pause and end.";
inline constexpr std::string_view kRangeForm = "The day on which it goes on lies behind the first day of the pause.";
inline constexpr std::string_view kEndAhead = "It can end from today on; what was due before stays.";

inline constexpr std::string_view kStands = "until it is ended";
inline constexpr std::string_view kWindowFrom = "from";
inline constexpr std::string_view kCondition = "if it comes up";
inline constexpr std::string_view kRepeats = "how often";
inline constexpr std::string_view kGrace = "grace";
inline constexpr std::string_view kReview = "a report can be answered";
inline constexpr std::string_view kReviewDays = "for {} days";
inline constexpr std::string_view kNoLonger = "no longer";

// ---- Figures
inline constexpr std::string_view kStatsTitle = "Your promises";
inline constexpr std::string_view kStatsNothing = "Nothing was due yet. There is nothing to count.";
inline constexpr std::string_view kStatsTogether = "Together you kept {} of {}.";
inline constexpr std::string_view kStatsTooFew = "Follow-through: too few to say.";
inline constexpr std::string_view kStatsTooLittle = "Follow-through: too little reported to say.";
inline constexpr std::string_view kStatsUnsettled = "Follow-through: nothing is settled yet.";
inline constexpr std::string_view kStatsFollowThrough = "Follow-through: {} %";
inline constexpr std::string_view kStatsOnTime = "on time {} %";
inline constexpr std::string_view kStatsForewarned = "forewarned {} of {}";
inline constexpr std::string_view kStatsBeside = "Beside it: {} excused, {} excused after the due, {} seen differently, {} without a word yet.";
inline constexpr std::string_view kStatsMonths = "By month";
inline constexpr std::string_view kStatsTrend = "Trend: {} (one miss dents it, nothing resets it)";
inline constexpr std::string_view kNoFiguresYet = "Nothing of yours was due yet, so there is nothing to count. Nothing was shared.";
// "12 due · 9 kept · 1 missed": those that are 0 are left out.
struct Counted {
  std::uint32_t count;
  std::string_view name;
};
std::string counted(std::uint32_t due, std::span<const Counted> counts);
inline constexpr std::string_view kCountKept = "kept";
inline constexpr std::string_view kCountLate = "kept late";
inline constexpr std::string_view kCountPartly = "partly";
inline constexpr std::string_view kCountMissed = "missed";
inline constexpr std::string_view kCountSteppedBack = "stepped back";
inline constexpr std::string_view kCountExcused = "excused";
inline constexpr std::string_view kCountDiffered = "seen differently";
inline constexpr std::string_view kCountUnreported = "without a word yet";
inline constexpr std::string_view kCountRenegotiated = "renegotiated in good time";
inline constexpr std::string_view kCountLateChanges = "changed late";

// One's own figures as they are told to the partner.
inline constexpr std::string_view kFiguresShared = "My promises, counted: {}";
inline constexpr std::string_view kFiguresSharedRatio = ". Follow-through: {}.";
inline constexpr std::string_view kFiguresSharedTooFew = ". Too few to say more.";
inline constexpr std::string_view kFiguresSharedTooLittle = ". Too little reported to say more.";
inline constexpr std::string_view kFiguresSharedUnsettled = ". Nothing is settled yet.";
inline constexpr std::string_view kStatsFirst = "`avow promise offer` makes the first one.";
inline constexpr std::string_view kStatsNext = "`avow promise list` shows each of them.";

}  // namespace avow::text
