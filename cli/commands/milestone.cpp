#include "base/text_threads.h"
#include "cli/commands/commands.h"
#include "cli/commands/threads.h"

namespace avow::cli::commands {

std::vector<Command> milestone() {
  constexpr std::string_view kNoun = "milestone";
  constexpr std::string_view kLane = "notes";
  const Form form{.what = text::kWhatYouSay, .prompt = text::kAskMilestone};
  const Form sign{.what = text::kWhatYouSay, .prompt = text::kAskSharedSign};
  const Form none{.words = Form::Words::none};
  return {begins({kNoun, "propose", kNoun, kLane, form, {{Takes::option, "on", "DAY"}}}),
          acts({kNoun, "pin", kNoun, kLane, none}),
          acts({kNoun, "decline", kNoun, kLane, none}),
          acts({kNoun, "withdraw", kNoun, kLane, none}),
          acts({kNoun, "unpin", kNoun, kLane, none}),
          lists(kNoun, kNoun),
          shows(kNoun, kNoun),
          begins({"signs", "share", "sign", kLane, sign}),
          acts({"signs", "withdraw", "sign", kLane, none}),
          lists("signs", "sign", "signs"),
          shows("signs", "sign", "signs")};
}

}  // namespace avow::cli::commands
