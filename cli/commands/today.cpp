#include "cli/commands/commands.h"
#include "cli/context.h"
#include "cli/first_steps.h"

namespace avow::cli::commands {
namespace {

Result<int> run_today(Context& context, const Command& command, const Arguments&) {
  say_first_steps_without_vault(context);
  RequestMessage request;
  request->setToday();
  return context.show(request, command);
}

}  // namespace

std::vector<Command> today() { return {{"today", "", {}, run_today}}; }

}  // namespace avow::cli::commands
