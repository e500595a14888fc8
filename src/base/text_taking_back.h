// What a person is told who takes words back, or whose partner did. "{}" is filled in with fmt by whoever says it.
#pragma once

#include <span>
#include <string_view>

#include "base/text_catalogue.h"
#include "base/text_help.h"

namespace avow::text {

std::span<const HelpPage> taking_back_help_pages();
std::span<const OptionRow> taking_back_option_rows();
std::span<const AfterRow> taking_back_after_rows();

// ---- Taking back
inline constexpr After kErasedAfterLeaving{
    "Erased on this device. You have left, so no record tells your partner of it; what their device has stays there.",
    "nothing needs doing."};
inline constexpr std::string_view kAskRedact =
    "This takes these words back for good. They are erased on this device, and there is no way back; a copy may already have been "
    "read. Go on? (yes/no)";
inline constexpr std::string_view kRedactNot = "Nothing was changed.";
inline constexpr std::string_view kRedactedSeveral = "The words of {} records.";
inline constexpr std::string_view kRedactOwnOnly = "You can only take back what you wrote yourself.";
inline constexpr std::string_view kRedactSayMineFirst =
    "That one came back from your partner and waits for your word. `avow restored mine ID` first; then it can be taken back.";
inline constexpr std::string_view kNoWordsInIt = "There are no words of yours in it that could be taken back.";
inline constexpr std::string_view kTakenBackAlready = "These words were taken back already.";

// ---- In place of words that are not shown (Group::missing)
inline constexpr std::string_view kInTheirPlace = "({})";

// ---- What the partner took back
inline constexpr std::string_view kTakenBackWaits =
    "Your partner took something back of which this device still has a copy ({}). `avow taken-back list` shows it; you decide, and "
    "your partner does not learn how.";
inline constexpr std::string_view kStatusTakenBack = "{}: `avow taken-back list`";
inline constexpr std::string_view kTakenBackErased = "Erased here: {}. Your partner does not learn it.\n";
inline constexpr std::string_view kTakenBackKept =
    "Kept here, out of sight: {}. `avow taken-back show ID` shows it. Your partner does not learn it.\n";
inline constexpr std::string_view kTakenBackNext =
    "`avow taken-back erase ID` erases the copy, `avow taken-back keep ID` keeps it; `all` in place of an id means every one.";
inline constexpr std::string_view kAfterTakenBack = "nothing. `avow config set erase-taken-back always` (or never) says it once for all.";

}  // namespace avow::text
