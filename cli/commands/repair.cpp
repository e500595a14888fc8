#include "base/text_threads.h"
#include "cli/commands/commands.h"
#include "cli/commands/threads.h"
#include "cli/context.h"

namespace avow::cli::commands {
namespace {

constexpr std::string_view kNoun = "repair";
constexpr std::string_view kLane = "notes";

Form raised() {
  return {.what = text::kWhatYouSay,
          .headed = {{"happened", "what_happened", text::kAskHappened},
                     {"landed", "how_it_landed", text::kAskLanded},
                     {"need", "what_i_need", text::kAskNeed}}};
}

Form acknowledged() {
  return {.what = text::kWhatYouSay,
          .headed = {{"i-hear", "i_hear", text::kAskIHear}, {"my-part", "my_part", text::kAskMyPart}}};
}

// Responsibility and repair come first: they weigh most.
Form apology() {
  return {.what = text::kWhatYouSay,
          .headed = {{"responsibility", "my_responsibility", text::kAskResponsibility},
                     {"how", "how_i_will_repair", text::kAskHow},
                     {"regret", "regret", text::kAskRegret},
                     {"wrong", "what_went_wrong", text::kAskWrong},
                     {"different", "what_will_be_different", text::kAskDifferent}}};
}

// With the id of the partner's attempt it takes that up; without one it offers to start again.
Command attempt() {
  const ThreadCommand what{kNoun, "attempt", kNoun, kLane, {.words = Form::Words::none}};
  ThreadCommand first = what;
  first.kind = "attempt";
  const Command offer = begins(first);
  const Command take_up = acts(what);
  std::vector<Parameter> takes{{.takes = Takes::positional, .name = "id", .value = "ID"}};
  takes.insert(takes.end(), offer.takes.begin(), offer.takes.end());
  return {kNoun, "attempt", std::move(takes),
          [offer, take_up](Context& context, const Command& command, const Arguments& arguments) {
            const Command& meant = arguments.has("id") ? take_up : offer;
            return meant.run(context, command, arguments);
          }};
}

}  // namespace

std::vector<Command> repair() {
  const Form none{.words = Form::Words::none};
  const Form few{.what = text::kWhatYouSay, .words = Form::Words::welcome};
  const Form need{.what = text::kWhatYouSay, .prompt = text::kAskNeed};
  constexpr Parameter kUntil{.takes = Takes::option, .name = "until", .value = "WHEN", .required = true};
  return {begins({kNoun, "raise", kNoun, kLane, raised()}),
          acts({kNoun, "acknowledge", kNoun, kLane, acknowledged()}),
          acts({kNoun, "apologise", kNoun, kLane, apology()}),
          acts({kNoun, "amends", kNoun, kLane, few, {kLinkedPromise, kOfferedPromise, kOfferedDue}}),
          acts({kNoun, "heard", kNoun, kLane, few}),
          acts({kNoun, "not-yet", kNoun, kLane, few}),
          acts({kNoun, "need", kNoun, kLane, need}),
          acts({kNoun, "settle", kNoun, kLane, few}),
          acts({kNoun, "reopen", kNoun, kLane, none}),
          acts({kNoun, "pause", kNoun, kLane, none, {kUntil}}),
          acts({kNoun, "resume", kNoun, kLane, none}),
          acts({kNoun, "withdraw", kNoun, kLane, none}),
          attempt(),
          lists(kNoun, kNoun),
          shows(kNoun, kNoun)};
}

}  // namespace avow::cli::commands
