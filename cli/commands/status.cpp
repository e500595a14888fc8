#include "cli/commands/commands.h"
#include "cli/context.h"
#include "cli/first_steps.h"

namespace avow::cli::commands {
namespace {

Result<int> run_status(Context& context, const Command& command, const Arguments&) {
  say_first_steps_without_vault(context);
  RequestMessage request;
  request->setStatus();
  return context.show(request, command);
}

}  // namespace

std::vector<Command> status() { return {{"status", "", {}, run_status}}; }

}  // namespace avow::cli::commands
