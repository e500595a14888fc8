#include "cli/commands/commands.h"
#include "cli/context.h"

namespace avow::cli::commands {
namespace {

Result<int> run_stats(Context& context, const Command& command, const Arguments& arguments) {
  RequestMessage request;
  if (arguments.has("share")) {
    AVOW_CHECK(context.announce_lane("notes", KeptAsDraft::without_partner));
    request->initStatsShare().setSince(arguments.get("since"));
    return context.show(request, Command{"note", "add", {}, {}});
  }
  request->initStats().setSince(arguments.get("since"));
  return context.show(request, command);
}

}  // namespace

std::vector<Command> stats() { return {{"stats", "", {{Takes::option, "since", "WHEN"}, {Takes::flag, "share", ""}}, run_stats}}; }

}  // namespace avow::cli::commands
