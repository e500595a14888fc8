// Every sentence of check-ins: the questions that come with avow (our own; no licensed questionnaire), where one stands,
// the weekly talk, and what was typed wrongly. "{}" is filled in with fmt by whoever says it.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/text_help.h"

namespace avow::text {

std::span<const HelpPage> checkin_help_pages();

// ---- The questions that come with avow
struct QuestionText {
  std::string_view key;
  std::string_view text;
  bool words = false;  // else 0 to 10
};
std::span<const QuestionText> pulse_questions();
std::span<const QuestionText> talk_questions();

// ---- The weekly talk
struct TalkPart {
  std::string_view title;
  std::string_view text;
  std::uint32_t minutes = 0;
};
std::span<const TalkPart> talk_parts();
inline constexpr std::string_view kTalkIntro =
    "A talk once a week, about half an hour. Sit so that you see each other, and put everything else away. Either of you "
    "may pause or stop at any time.";
inline constexpr std::string_view kTalkPart = "{}. {} ({} minutes)";
inline constexpr std::string_view kTalkGoOn = "Press Enter for the next part, or Ctrl-C to stop. ";
inline constexpr std::string_view kTalkNext = "`avow promise offer` for the one thing that you will do next week.";

// ---- How one is shown
inline constexpr std::string_view kCheckinUntil = "until {}";
inline constexpr std::string_view kCheckinYours = "Yours";
inline constexpr std::string_view kCheckinTheirs = "Your partner's";
inline constexpr std::string_view kCheckinQuestions = "The questions";
inline constexpr std::string_view kCheckinShownExact = "shown as it is";
inline constexpr std::string_view kCheckinShownAs = "shown as: {}";
inline constexpr std::string_view kCheckinNoTrend = "not shown: nothing before to compare with";
inline constexpr std::string_view kCheckinKept = "kept here, for you alone";
inline constexpr std::string_view kCheckinAskedScale = "{} to {}";
inline constexpr std::string_view kCheckinAskedWords = "in words";
inline constexpr std::string_view kCheckinNothingShared = "nothing shared this time";
inline constexpr std::string_view kCheckinOpenedOnlyMine =
    "Your answers were opened, your partner's were not. avow shows the answers only when both are open.";
inline constexpr std::string_view kCheckinOpenedOnlyTheirs =
    "Your partner's answers were opened, yours were not. avow shows the answers only when both are open.";
inline constexpr std::string_view kCheckinFalsePartner =
    "What your partner's avow opened is not what it had sealed. That can be a fault of a program; nothing of it is shown.";
inline constexpr std::string_view kCheckinFalseMine =
    "What your avow opened is not what it had sealed. Your partner sees that too. `avow verify` looks at this copy.";
// What comes next, by state; "{id}" stands for the record's id.
std::string_view checkin_next(std::string_view state);
inline constexpr std::string_view kCheckinBegun = "`avow checkin answer {id}` for your own answers; `avow sync` brings it to your partner.";
inline constexpr std::string_view kTodayCheckin = "A check-in";
inline constexpr std::string_view kTodayCheckinOpen = "for both of you; it is open until {}";
inline constexpr std::string_view kTodayCheckinSealed = "your partner has answered; it is open until {}";
inline constexpr std::string_view kTodayNextCheckin = "`avow checkin answer {id}`, if you like: a minute is enough.";

// ---- Asking, question by question
inline constexpr std::string_view kAskCheckin =
    "One question at a time; Enter alone skips it. Behind an answer you may say how it is shown: 7:exact, 7:band (low, "
    "middle, high), 7:trend (up, same, down) or 7:private.";
inline constexpr std::string_view kAskOneOfCheckin = "{} ({}, {})";
inline constexpr std::string_view kAnswersMissing =
    "Give --answers, like connection=7,calm=6:band. At a terminal avow asks one question at a time.";
inline constexpr std::string_view kAnswersForm = "--answers takes name=value with commas, like connection=7,calm=6:band.";
inline constexpr std::string_view kSetOrFile = "Only one of --set, --set-file and --talk.";
inline constexpr std::string_view kSetFolder = "checkin-sets";  // in the vault's folder
inline constexpr std::string_view kSetName = "A set's name has small letters, digits and -, at most 32 of them.";

// ---- What was typed wrongly
inline constexpr std::string_view kNoSet = "There is no set of questions {}. There are: pulse, talk, and your own.";
inline constexpr std::string_view kSetForm =
    "This is no set of questions ({}). A set is JSON: {{\"questions\":[{{\"key\":\"calm\",\"text\":\"…\",\"lowest\":0,\"highest\":10}}]}}.";
inline constexpr std::string_view kSetCount = "A set has between 1 and {} questions.";
inline constexpr std::string_view kSetKey = "A question's key has small letters, digits, - and _, at most {} of them: {}.";
inline constexpr std::string_view kSetTwice = "Two questions have the key {}.";
inline constexpr std::string_view kSetText = "The question {} needs a text.";
inline constexpr std::string_view kSetScale =
    "The question {} needs a scale: whole numbers, \"lowest\" below \"highest\"; or both 0, and it asks for words.";
inline constexpr std::string_view kSetSharing =
    "The sharing of {} is exact, band, trend or private; of a question that asks for words, exact or private.";
inline constexpr std::string_view kAnswerTakes = "{} takes {}.";
inline constexpr std::string_view kAnswerScale = "a whole number from {} to {}";
inline constexpr std::string_view kAnswerWords = "a few words";
inline constexpr std::string_view kAnswerNoScale = "{} has no scale that avow can read; leave it out.";
inline constexpr std::string_view kScaleLevel = "{} can be shown as exact, band, trend or private.";
inline constexpr std::string_view kWordsLevel = "{} asks for words; they can be shown as exact or private.";
inline constexpr std::string_view kAnswerUnknown = "There is no question {}. There are: {}.";
inline constexpr std::string_view kAnswerTwice = "{} is answered twice.";
inline constexpr std::string_view kNothingAnswered = "Nothing was answered, so nothing was sealed.";
inline constexpr std::string_view kAnswersTooLong = "Your answers are too long together. About five pages fit.";

}  // namespace avow::text
