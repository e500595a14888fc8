#include "base/text_threads.h"
#include "cli/commands/commands.h"
#include "cli/commands/threads.h"

namespace avow::cli::commands {

std::vector<Command> agreement() {
  constexpr std::string_view kNoun = "agreement";
  constexpr std::string_view kLane = "commitments";
  const Form form{.what = text::kTheAgreement,
                  .prompt = text::kAskAgreement,
                  .headed = {{"why", "why", text::kAskWhy}, {"not-included", "not_included", text::kAskNotIncluded}}};
  const Form none{.words = Form::Words::none};
  return {begins({kNoun, "propose", kNoun, kLane, form,
                  {{Takes::flag, "transparency", ""},
                   {Takes::option, "until", "WHEN"},
                   {Takes::option, "start", "WHEN"},
                   {Takes::option, "review", "WHEN"},
                   {Takes::option, "renews", "ID"}}}),
          acts({kNoun, "sign", kNoun, kLane, none}),
          acts({kNoun, "end", kNoun, kLane, none}),
          lists(kNoun, kNoun),
          shows(kNoun, kNoun)};
}

}  // namespace avow::cli::commands
