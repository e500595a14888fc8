#include "base/text_threads.h"
#include "cli/commands/commands.h"
#include "cli/commands/threads.h"

namespace avow::cli::commands {

std::vector<Command> question() {
  constexpr std::string_view kKind = "question";
  constexpr std::string_view kLane = "notes";
  const Form answer{.what = text::kTheAnswer, .prompt = text::kAskAnswer};
  const Form none{.words = Form::Words::none};
  return {begins({"ask", "", kKind, kLane, {.what = text::kTheQuestion, .prompt = text::kAskQuestion}}),
          acts({"answer", "", kKind, kLane, answer, {{Takes::option, "by", "WHEN"}, {Takes::flag, "in-session", ""}}}),
          acts({"decline", "", kKind, kLane, none}),
          lists("question", kKind),
          shows("question", kKind),
          acts({"question", "withdraw", kKind, kLane, none})};
}

}  // namespace avow::cli::commands
