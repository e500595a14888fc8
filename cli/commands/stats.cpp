#include "cli/commands/commands.h"
#include "cli/context.h"

namespace avow::cli::commands {
namespace {

Result<int> run_stats(Context& context, const Command& command, const Arguments& arguments) {
  RequestMessage request;
  request->initStats().setSince(arguments.get("since"));
  return context.show(request, command);
}

}  // namespace

std::vector<Command> stats() { return {{"stats", "", {{Takes::option, "since", "WHEN"}}, run_stats}}; }

}  // namespace avow::cli::commands
