#include "cli/commands/commands.h"
#include "cli/context.h"

namespace avow::cli::commands {

std::vector<Command> demo() {
  return {{"demo", "", {}, [](Context& context, const Command& command, const Arguments& arguments) {
             return context.world().backend.demo(context, command, arguments);
           }}};
}

std::vector<Command> all() {
  std::vector<Command> out;
  for (const auto nouns : {init, status, today, pair, safety, sync, serve, web, note, promise, question, agreement, boundary, own_boundary,
                           repair, session, milestone, checkin, own_things, looking_back, stats, journal, taking_back, verify, words, mute, config,
                           device, doctor, backup, bundle, restoring, export_all, import_all, passphrase, vaults, leaving, wipe, demo}) {
    for (Command& command : nouns()) out.push_back(std::move(command));
  }
  return out;
}

}  // namespace avow::cli::commands
