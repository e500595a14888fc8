#include "cli/commands/commands.h"
#include "cli/context.h"

namespace avow::cli::commands {
namespace {

Result<int> run_mute(Context& context, const Command& command, const Arguments& arguments) {
  RequestMessage request;
  auto mute = request->initMute();
  mute.setWhat(arguments.get("what"));
  mute.setUntil(arguments.get("until"));
  return context.show(request, command);
}

}  // namespace

std::vector<Command> mute() {
  return {{"mute",
           "",
           {{.takes = Takes::positional, .name = "what", .value = "WHAT", .required = true},
            {Takes::option, "until", "WHEN"}},
           run_mute}};
}

}  // namespace avow::cli::commands
