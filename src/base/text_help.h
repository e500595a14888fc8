// The help page of every command, and one line for every option. Plain text without line breaks inside a
// paragraph; whoever shows it wraps it.
#pragma once

#include <span>
#include <string_view>

namespace avow::text {

struct HelpPage {
  std::string_view command;  // "note add"
  std::string_view summary;  // one line
  std::string_view what;     // a short paragraph
  std::string_view example;  // as typed
  std::string_view next;     // what usually comes next
};

// In the order in which they are listed.
std::span<const HelpPage> help_pages();
std::span<const HelpPage> promise_help_pages();
std::span<const HelpPage> thread_help_pages();  // questions, agreements, boundaries, repair, sessions, milestones, signs
// Of any list; nullptr when there is none.
const HelpPage* find_help(std::string_view command);

struct OptionRow {
  std::string_view command;  // "" = any
  std::string_view name;
  std::string_view help;
};
std::span<const OptionRow> thread_option_rows();
// What an option or positional means. The most particular text counts: for this command, else for all.
std::string_view option_help(std::string_view command, std::string_view name);

inline constexpr std::string_view kTagline = "avow: a private ledger of promises for two people.";
inline constexpr std::string_view kOverviewEnd =
    "`avow COMMAND --help` explains one command. New here? `avow demo` shows two people using it, then `avow init`.";

inline constexpr std::string_view kEveryOption = "Options of every command";
inline constexpr std::string_view kExample = "Example";
inline constexpr std::string_view kNounNext = "`avow {} {} --help` explains one of them.";
inline constexpr std::string_view kPromiseWho = "Who: {}.";
inline constexpr std::string_view kPromiseFrom = "From: {}.";
inline constexpr std::string_view kPromiseThen = "Then: {}.";
inline constexpr std::string_view kGlobalsElsewhere = "`avow --help` lists the options that every command takes.";

}  // namespace avow::text
