#include "base/text_threads.h"
#include "cli/commands/commands.h"
#include "cli/commands/threads.h"

namespace avow::cli::commands {

std::vector<Command> session() {
  constexpr std::string_view kNoun = "session";
  constexpr std::string_view kLane = "notes";
  const Form with_whom{.what = text::kWhatYouSay, .words = Form::Words::welcome};
  const Form agenda{.what = text::kWhatYouSay, .prompt = text::kAskAgenda};
  const Form outcome{.what = text::kWhatYouSay, .prompt = text::kAskOutcome};
  const Form none{.words = Form::Words::none};
  constexpr Parameter kTo{.takes = Takes::option, .name = "to", .value = "WHEN", .required = true};
  return {begins({kNoun, "add", kNoun, kLane, with_whom, {{Takes::option, "at", "WHEN"}}}),
          acts({kNoun, "move", kNoun, kLane, none, {kTo}}),
          acts({kNoun, "agenda", kNoun, kLane, agenda}),
          acts({kNoun, "outcome", kNoun, kLane, outcome, {kLinkedPromise, kOfferedPromise, kOfferedDue, {Takes::option, "next", "WHEN"}}}),
          acts({kNoun, "cancel", kNoun, kLane, none}),
          lists(kNoun, kNoun),
          shows(kNoun, kNoun)};
}

}  // namespace avow::cli::commands
