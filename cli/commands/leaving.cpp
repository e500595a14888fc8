#include "cli/commands/commands.h"
#include "cli/context.h"

namespace avow::cli::commands {
namespace {

Result<int> run_leave(Context& context, const Command& command, const Arguments&) {
  RequestMessage request;
  request->initLeave().setNotice(command.verb == "notice");
  return context.show(request, command);
}

Result<int> run_pause(Context& context, const Command& command, const Arguments&) {
  RequestMessage request;
  auto setting = request->initConfigSet();
  setting.setKey("paused");
  setting.setValue(command.noun == "pause" ? "on" : "off");
  return context.show(request, command);
}

}  // namespace

std::vector<Command> leaving() {
  return {{"leave", "quiet", {}, run_leave},
          {"leave", "notice", {}, run_leave},
          {"pause", "", {}, run_pause},
          {"resume", "", {}, run_pause}};
}

}  // namespace avow::cli::commands
