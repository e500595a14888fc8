#include "cli/commands/commands.h"
#include "cli/context.h"

namespace avow::cli::commands {
namespace {

Result<int> run_verify(Context& context, const Command& command, const Arguments&) {
  RequestMessage request;
  request->setVerify();
  return context.show(request, command);
}

}  // namespace

std::vector<Command> verify() { return {{"verify", "", {}, run_verify}}; }

}  // namespace avow::cli::commands
