// What is said around the private lane: the forgiveness journal, the log of one's own boundaries, signs of trust, a
// thought for a session. For one person alone, often late at night: short, without a date to reach and without advice.
#pragma once

#include <span>
#include <string_view>

#include "base/text_catalogue.h"
#include "base/text_help.h"

namespace avow::text {

// ---- What was asked for is not right
inline constexpr std::string_view kAnEntry = "An entry";
inline constexpr std::string_view kASign = "A sign of trust";
inline constexpr std::string_view kASentence = "The sentence";
inline constexpr std::string_view kNoPrivateKind = "There is no such private record. There are: journal, boundary, sign, session.";
inline constexpr std::string_view kOneSentence = "Only one line: one sentence, in your own words.";
inline constexpr std::string_view kHeldOrCrossed = "Say one of: held, crossed.";
inline constexpr std::string_view kNotOwnBoundary = "That is not a boundary of yours; this log is for your own.";
inline constexpr std::string_view kNoSession = "That is not a session.";
inline constexpr std::string_view kJournalSharedAlready =
    "One sentence of this entry is shared already. `avow journal take-back` takes it back first.";
inline constexpr std::string_view kJournalNotShared = "Nothing of this entry is shared.";

// ---- The journal's headings, one after the other; each may be left empty
std::span<const std::string_view> journal_headings();
inline constexpr std::string_view kTheEntry = "The entry";
inline constexpr std::string_view kAskEntry = "Write. It stays on this device. An empty line ends it.";
inline constexpr std::string_view kAskSentence = "Which sentence do you want to share? Only this one goes out. An empty line ends it.";
inline constexpr std::string_view kTheSign = "The sign";
inline constexpr std::string_view kAskSign = "What have you noticed? In your own words, or one of: {}. An empty line ends it.";
inline constexpr std::string_view kTheThought = "The thought";
inline constexpr std::string_view kAskThought = "What do you want to bring up, for yourself? An empty line ends it.";

// ---- Signs of trust: a word to type, and what it says
struct Sign {
  std::string_view name;
  std::string_view sentence;
};
std::span<const Sign> signs_of_trust();

// ---- How they are shown
inline constexpr std::string_view kAbout = "about {}";

// For after() in text_catalogue.h.
std::span<const AfterRow> private_after_rows();

std::span<const HelpPage> private_help_pages();
// "" when there is none.
std::string_view private_option_help(std::string_view command, std::string_view name);

}  // namespace avow::text
