// What the commands of questions, agreements, boundaries, repair, sessions, milestones and signs share: how their texts
// are typed or asked for, and how they begin, act, list and show. Each noun's own file says which it has. Values.
#pragma once

#include <string_view>
#include <vector>

#include "cli/command.h"

namespace avow::cli::commands {

// A text under a heading of its own: an option, and a question at the terminal.
struct HeadedText {
  std::string_view option;
  std::string_view heading;  // ledger::name_of(Heading)
  std::string_view prompt;
};

// The texts that a command takes. TEXT alone is enough; without any, a person at a terminal is asked for all of them.
struct Form {
  std::string_view what = {};    // names the text in a sentence ("The question")
  std::string_view prompt = {};  // for TEXT; "": only the headed ones are asked for
  std::vector<HeadedText> headed = {};
  enum class Words { needed, welcome, none } words = Words::needed;
  bool own_limit = false;        // a boundary: one that reads as a rule for the other is remarked on
};

struct ThreadCommand {
  std::string_view noun;
  std::string_view verb;
  std::string_view kind;  // as in ThreadBegin and ThreadAct
  std::string_view lane;  // commitments or notes
  Form form = {};
  std::vector<Parameter> more = {};
};

// Takes TEXT, the headed ones, --draft, --as-draft and `more`: among --start, --at or --on (its beginning), --until,
// --review, --renews, --transparency.
Command begins(const ThreadCommand& what);
// Takes ID, TEXT, the headed ones and `more`: among --by, --until, --to (its time) or --next, --in-session, --promise, --offer, --due.
Command acts(const ThreadCommand& what);
// `list`: what --json calls it; "": the noun with an s.
Command lists(std::string_view noun, std::string_view kind, std::string_view list = {});
Command shows(std::string_view noun, std::string_view kind, std::string_view list = {});

inline constexpr Parameter kThreadId{.takes = Takes::positional, .name = "id", .value = "ID", .required = true};
inline constexpr Parameter kThreadText{.takes = Takes::positional, .name = "text", .value = "TEXT"};
inline constexpr Parameter kLinkedPromise{.takes = Takes::option, .name = "promise", .value = "ID"};
inline constexpr Parameter kOfferedPromise{.takes = Takes::option, .name = "offer", .value = "TEXT"};
inline constexpr Parameter kOfferedDue{.takes = Takes::option, .name = "due", .value = "WHEN"};

}  // namespace avow::cli::commands
