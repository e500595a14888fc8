// Every sentence about questions, agreements, boundaries, repair, sessions, milestones and signs of trust. Like
// base/text_catalogue.h: plain words, short, without blame, and the same for both. "{}" is filled in with fmt.
#pragma once

#include <span>
#include <string_view>

#include "base/text_catalogue.h"

namespace avow::text {

// ---- What is asked for before it is written
inline constexpr std::string_view kEachPart = "Each part";
inline constexpr std::string_view kEndsBeforeItBegins = "Its end has to lie behind its beginning, and ahead of now.";
inline constexpr std::string_view kReviewAfterEnd = "The day on which you both look at it again lies behind its end; leave --review out.";
inline constexpr std::string_view kReviewIsPast = "The day on which you both look at it again has to lie ahead.";
inline constexpr std::string_view kSessionNeedsTime = "Say when the session is: --at WHEN.";
inline constexpr std::string_view kSayWhen = "Say when.";
inline constexpr std::string_view kNoSuchThreadVerb = "There is no such thing to do with it: {}.";
inline constexpr std::string_view kLinkOrOffer = "Either a promise that is there already, or a new one.";
inline constexpr std::string_view kAmendsNeedPromise =
    "Amends are a promise: --promise ID names one of yours, --offer TEXT offers a new one.";

// ---- What a signature leads to
inline constexpr std::string_view kHoldsNow = "From now on it holds.";
inline constexpr std::string_view kHoldsFrom = "It holds from {} on.";

// ---- What a rule forbids
inline constexpr std::string_view kTransparencyTooLong =
    "A transparency agreement lasts at most {} days. When it ends, you can both sign a fresh one.";
inline constexpr std::string_view kEndHasPassed = "Its end has passed. Propose it again with an end that is ahead.";
inline constexpr std::string_view kTooManyQuestions =
    "You have {} open questions already. Wait for an answer, or withdraw one: `avow question list` shows them.";
inline constexpr std::string_view kAnswerPromised =
    "You have promised by when already: `avow promise show {id}`. Change that promise, or withdraw it first.";
inline constexpr std::string_view kPauseIsPast = "A pause needs a time to come back that is still ahead.";
inline constexpr std::string_view kThreadStillDraft =
    "This is still a draft on this device. Send it with --draft, or take it back.";
inline constexpr std::string_view kOwnPromiseOnly = "Amends are a promise of your own; this one is your partner's.";

// ---- Today
inline constexpr std::string_view kTodayThreads = "Waiting for your answer";
inline constexpr std::string_view kTodayMoreThreads = "{} more waiting: `avow question list`, `avow agreement list`, `avow repair list`";
// What is asked, in a few words: "a question", "an agreement is proposed", …; by Thread.kind.
std::string_view asked_by_thread(std::string_view kind);
// What to do next; "{id}" stands for its id.
std::string_view next_for_thread(std::string_view kind);

// ---- After a command, and how answers read
// For after() in text_catalogue.h.
std::span<const AfterRow> thread_after_rows();
inline constexpr std::string_view kTimeIs = "{}; that is {}.\n";
inline constexpr std::string_view kNextSession = "The next session: {}\n";
inline constexpr std::string_view kPromisedAlong = "The promise for it: {}\n";
inline constexpr std::string_view kWaitsForYou = "waits for your answer";
inline constexpr std::string_view kStarts = "begins {}";
inline constexpr std::string_view kIsOn = "on {}";
inline constexpr std::string_view kEnds = "until {}";
inline constexpr std::string_view kReview = "look at it again on {}";
inline constexpr std::string_view kBackAt = "back on {}";
inline constexpr std::string_view kPromiseLink = "promise {}";
inline constexpr std::string_view kRenewsLink = "in the place of {}";
inline constexpr std::string_view kYouCan = "you can: {}.";
inline constexpr std::string_view kNothingToDoWithIt = "nothing; it needs nothing from you now.";

// ---- What is asked at a terminal
inline constexpr std::string_view kSkipPart = "{} (an empty line ends it; Enter at once leaves it out)";
inline constexpr std::string_view kTheQuestion = "The question";
inline constexpr std::string_view kAskQuestion = "What would you like to ask? (an empty line ends it)";
inline constexpr std::string_view kTheAnswer = "The answer";
inline constexpr std::string_view kAskAnswer = "Your answer (an empty line ends it)";
inline constexpr std::string_view kTheAgreement = "The agreement";
inline constexpr std::string_view kAskAgreement = "What do you want to agree on, for both of you?";
inline constexpr std::string_view kAskWhy = "Why is it good for both of you?";
inline constexpr std::string_view kAskNotIncluded = "What does it not include?";
inline constexpr std::string_view kTheBoundary = "The boundary";
inline constexpr std::string_view kAskWhen = "When … happens:";
inline constexpr std::string_view kAskIWill = "I will … (your own act)";
inline constexpr std::string_view kAskINeed = "I need …";
inline constexpr std::string_view kWhatYouSay = "What you want to say";
inline constexpr std::string_view kAskAboutBoundary = "What would you like to understand? (an empty line ends it)";
inline constexpr std::string_view kAskHappened = "What happened?";
inline constexpr std::string_view kAskLanded = "How did it land with you?";
inline constexpr std::string_view kAskNeed = "What do you need?";
inline constexpr std::string_view kAskIHear = "What I hear is …";
inline constexpr std::string_view kAskMyPart = "My part in it is …";
inline constexpr std::string_view kAskResponsibility = "What I take responsibility for:";
inline constexpr std::string_view kAskHow = "How I will repair it:";
inline constexpr std::string_view kAskRegret = "What I regret:";
inline constexpr std::string_view kAskWrong = "What went wrong:";
inline constexpr std::string_view kAskDifferent = "What will be different:";
inline constexpr std::string_view kAskAgenda = "What would you like to talk about there? (an empty line ends it)";
inline constexpr std::string_view kAskOutcome = "What came of it? (an empty line ends it)";
inline constexpr std::string_view kAskMilestone = "What have the two of you reached? (an empty line ends it)";
inline constexpr std::string_view kAskSharedSign = "What did you notice? (an empty line ends it)";
inline constexpr std::string_view kReadsAsRule =
    "A thought: this reads as a rule for the other. A boundary says what you will do. For the rest there is a request "
    "(`avow promise ask`) or an agreement (`avow agreement propose`). It is kept as you wrote it.";
inline constexpr std::string_view kDraftThreadAlone = "--draft sends the draft as it is; leave out the rest.";
inline constexpr std::string_view kOneAnswer = "Either a text, or --by, or --in-session.";
inline constexpr std::string_view kDueNeedsOffer = "--due goes with --offer.";

// ---- What is written for a person
inline constexpr std::string_view kAnswerPromise = "I will answer a question of yours.";

}  // namespace avow::text
