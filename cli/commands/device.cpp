#include "cli/commands/commands.h"
#include "cli/context.h"

namespace avow::cli::commands {
namespace {

Result<int> run_device(Context& context, const Command& command, const Arguments&) {
  RequestMessage request;
  request->setLocalFacts();
  return context.show(request, command);
}

}  // namespace

std::vector<Command> device() { return {{"device", "", {}, run_device}}; }

}  // namespace avow::cli::commands
