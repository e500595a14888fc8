#include "base/text_taking_back.h"
#include "cli/commands/commands.h"
#include "cli/context.h"
#include "cli/input.h"
#include "cli/values.h"

namespace avow::cli::commands {
namespace {

constexpr std::size_t kAnswerTyped = 16;
constexpr std::string_view kAll = "all";
constexpr Parameter kId{.takes = Takes::positional, .name = "id", .value = "ID", .required = true};

bool agrees(Context& context) {
  context.output().notice(text::kAskRedact);
  const std::string typed = read_line(context.world().streams.in, kAnswerTyped);
  return typed == "yes" || typed == "y";
}

Result<int> run_redact(Context& context, const Command& command, const Arguments& arguments) {
  AVOW_TRY(const std::string id, typed_id(arguments.get("id")));
  if (!arguments.has("yes") && context.may_ask() && !agrees(context)) return Error{Errc::refused, std::string(text::kRedactNot)};
  RequestMessage request;
  auto redact = request->initRedact();
  redact.setId(id);
  redact.setAll(arguments.has("all"));
  return context.show(request, command);
}

Result<int> run_taken_back(Context& context, const Command& command, const Arguments& arguments) {
  RequestMessage request;
  auto act = request->initTakenBack();
  act.setVerb(std::string(command.verb));
  if (command.verb != "list") {
    const std::string typed = arguments.get("id");
    const bool every = typed == kAll && command.verb != "show";
    if (!every) AVOW_CHECK(typed_id(typed));
    act.setId(typed);
  }
  return context.show(request, command);
}

}  // namespace

std::vector<Command> taking_back() {
  return {{"redact", "", {kId, {Takes::flag, "all", ""}, {Takes::flag, "yes", ""}}, run_redact},
          {"taken-back", "list", {}, run_taken_back, "taken_back"},
          {"taken-back", "show", {kId}, run_taken_back, "taken_back"},
          {"taken-back", "erase", {kId}, run_taken_back},
          {"taken-back", "keep", {kId}, run_taken_back}};
}

}  // namespace avow::cli::commands
