#include "cli/commands/commands.h"
#include "cli/context.h"

namespace avow::cli::commands {
namespace {

Result<int> run_words(Context& context, const Command& command, const Arguments&) {
  RequestMessage request;
  request->setWords();
  return context.show(request, command);
}

}  // namespace

std::vector<Command> words() { return {{"words", "", {}, run_words}}; }

}  // namespace avow::cli::commands
