// Every sentence of the pictures: their titles, what they say in one sentence, the headings of their tables and the words
// beside their marks. Like base/text_promises.h: counts, calm, nothing against anybody. "{}" is filled in with fmt.
#pragma once

#include <string_view>

namespace avow::text {

// ---- What became of one's own promises, by month
inline constexpr std::string_view kMonthsTitle = "Your promises by month";
inline constexpr std::string_view kMonthsSentence = "From {} to {}: {}.";  // filled in with counted() of text_promises.h
inline constexpr std::string_view kMonthsEmpty = "Nothing of yours was due yet, so there is nothing to count.";
inline constexpr std::string_view kColumnMonth = "Month";
inline constexpr std::string_view kColumnDue = "due";
inline constexpr std::string_view kColumnTogether = "together";
inline constexpr std::string_view kCountOf = "{} of {}";

// ---- One's own trend
inline constexpr std::string_view kTrendTitle = "Your trend";
inline constexpr std::string_view kTrendSentence =
    "How steadily you kept your word from {} to {}: it stood at {} % then and at {} % last. One miss dents it, nothing resets it.";
inline constexpr std::string_view kTrendEmpty = "Too few to say yet. A trend begins once five of your promises were due.";
inline constexpr std::string_view kTrendTop = "all kept";
inline constexpr std::string_view kTrendBottom = "none kept";
inline constexpr std::string_view kColumnTrend = "trend";

// ---- One's own days
inline constexpr std::string_view kCalendarTitle = "Your days";
inline constexpr std::string_view kCalendarSentence = "From {} to {}: something of yours was due on {}; on {} of them all of it was kept.";
inline constexpr std::string_view kDaysOne = "1 day";
inline constexpr std::string_view kDaysMany = "{} days";
inline constexpr std::string_view kCalendarEmpty = "From {} to {} nothing of yours was due.";
inline constexpr std::string_view kColumnDay = "Day";
inline constexpr std::string_view kColumnHow = "how it was";
inline constexpr std::string_view kColumnKept = "kept";
inline constexpr std::string_view kDayNothing = "nothing due";
inline constexpr std::string_view kDayKept = "all kept";
inline constexpr std::string_view kDayPartly = "partly kept";
inline constexpr std::string_view kDayNotKept = "not kept";
inline constexpr std::string_view kDayOpen = "still open";
inline constexpr std::string_view kWeekdays[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
inline constexpr std::string_view kMonthNames[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

// ---- What both shared in check-ins
inline constexpr std::string_view kPulseTitle = "How it was, for both of you";
inline constexpr std::string_view kPulseSentence =
    "{} that both of you opened, from {} to {}. A band lies between your two answers; it does not say whose is whose.";
inline constexpr std::string_view kCheckinsOne = "1 check-in";
inline constexpr std::string_view kCheckinsMany = "{} check-ins";
inline constexpr std::string_view kPulseEmpty = "Nothing to show yet: it begins once both of you have answered a check-in and shared the answers.";
inline constexpr std::string_view kPulseScale = "0 below, 10 on top";
inline constexpr std::string_view kPulseRange = "{} to {}";
inline constexpr std::string_view kPulseConnection = "close to each other";
inline constexpr std::string_view kPulseReliance = "counting on each other";
inline constexpr std::string_view kPulseCalm = "calm";

// ---- One promise
inline constexpr std::string_view kTimelineTitle = "How it went";
inline constexpr std::string_view kTimelineSentence = "{} from {} to {}. Now: {}.";
inline constexpr std::string_view kTimelineOne = "1 moment";
inline constexpr std::string_view kTimelineMany = "{} moments";
inline constexpr std::string_view kTimelineEmpty = "Nothing has happened to it yet.";
inline constexpr std::string_view kColumnWho = "Who";
inline constexpr std::string_view kColumnWhat = "What";
inline constexpr std::string_view kWhoMe = "you";
inline constexpr std::string_view kWhoPartner = "your partner";
inline constexpr std::string_view kWhoTime = "the time";
inline constexpr std::string_view kMomentDue = "due";
inline constexpr std::string_view kMomentCrossed = "{} (crossed in the post)";
inline constexpr std::string_view kMomentBeside = "stands beside it, or crossed in the post";

inline constexpr std::string_view kPictureCut = " What was before is left out here.";

// ---- What was asked for is not right, or was done
inline constexpr std::string_view kNoSuchPicture = "There is no picture {}. There are: {}.";
inline constexpr std::string_view kNoSuchDrawing = "A picture is drawn as svg, file or text.";
inline constexpr std::string_view kPictureOfPromise = "A timeline is of one promise: `avow promise show ID --picture`.";
inline constexpr std::string_view kPictureOfDraft = "That is a draft: nothing has happened to it yet.";
inline constexpr std::string_view kSvgNeedsPicture = "--svg belongs to --picture.";
inline constexpr std::string_view kReplaceNeedsSvg = "--replace belongs to --svg.";
inline constexpr std::string_view kShareWithoutPicture = "--share tells your figures in words; leave --picture out.";
inline constexpr std::string_view kPictureSaved = "Saved in {}. It is not encrypted: whoever has the file can look at it.";
inline constexpr std::string_view kPictureNext = "`--svg FILE` saves it as a picture; `--json` gives its numbers.";

// ---- A link as a QR code
inline constexpr std::string_view kQrNone = "The link is too long for a QR code; send it as it is, or name fewer addresses.";
inline constexpr std::string_view kQrAdvice = "Or let your partner's device read this from your screen:";
inline constexpr std::string_view kQrTitle = "The invitation as a QR code";

}  // namespace avow::text
