#include "base/text_threads.h"
#include "cli/commands/commands.h"
#include "cli/commands/threads.h"

namespace avow::cli::commands {

std::vector<Command> boundary() {
  constexpr std::string_view kNoun = "boundary";
  constexpr std::string_view kLane = "notes";
  const Form form{.what = text::kTheBoundary,
                  .headed = {{"when", "when", text::kAskWhen},
                             {"i-will", "i_will", text::kAskIWill},
                             {"i-need", "i_need", text::kAskINeed}},
                  .own_limit = true};
  const Form about{.what = text::kWhatYouSay, .prompt = text::kAskAboutBoundary};
  const Form none{.words = Form::Words::none};
  return {begins({kNoun, "state", kNoun, kLane, form}),
          acts({kNoun, "revise", kNoun, kLane, form}),
          acts({kNoun, "retire", kNoun, kLane, none}),
          acts({kNoun, "understood", kNoun, kLane, none}),
          acts({kNoun, "ask", kNoun, kLane, about}),
          lists(kNoun, kNoun, "boundaries"),
          shows(kNoun, kNoun, "boundaries")};
}

}  // namespace avow::cli::commands
