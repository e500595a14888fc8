#include "cli/program.h"

#include <exception>

#include <fmt/format.h>

#include "base/text_asking.h"
#include "base/text_catalogue.h"
#include "cli/context.h"
#include "cli/environment.h"
#include "cli/farewell.h"
#include "cli/first_steps.h"
#include "cli/help.h"
#include "wire/json.h"

namespace avow::cli {
namespace {

bool wants_colour(const Globals& globals, int fd, const EnvironmentLookup& environment) {
  if (globals.color != "auto") return globals.color == "always";
  if (!environment("NO_COLOR").value_or("").empty() || environment("TERM").value_or("") == "dumb") return false;
  return is_terminal(fd);
}

void show_version(Output& output) {
  if (output.json()) return output.data(fmt::format("{{\"version\":{}}}", wire::to_json_string(AVOW_VERSION)));
  output.print(fmt::format("avow {}\n", AVOW_VERSION));
}

Result<int> obey(const Invocation& invocation, std::span<const Command> commands, const Surroundings& world,
                 Output& output) {
  if (invocation.error) return *invocation.error;
  const Globals& globals = invocation.globals;
  if (globals.version) {
    show_version(output);
    return exit_code::kOk;
  }
  if (globals.help || (invocation.named.empty() && !globals.json)) {
    output.print(help_page(invocation.named, commands, Page{output.width(), output.style()}));
    if (!globals.help) output.print(where_to_begin(globals, world.environment, output.width()));
    return exit_code::kOk;
  }
  if (invocation.command == nullptr) return Error{Errc::usage, std::string(text::kNoCommand)};
  const std::string zone = local_zone(world.environment);
  follow_zone(zone);
  Context context(world, globals, output, zone);
  auto outcome = invocation.command->run(context, *invocation.command, invocation.arguments);
  if (!outcome.ok() && !context.typed().empty()) output.give_back(text::kTypedBack, context.typed());
  return outcome;
}

int finish(Result<int> outcome, const std::string& named, Output& output) {
  auto written = output.finish();
  if (!written.ok() && outcome.ok()) outcome = std::move(written).error();
  if (outcome.ok()) return *outcome;
  output.error(explain(outcome.error(), named));
  static_cast<void>(output.finish());
  return exit_code_of(outcome.error().code);
}

}  // namespace

int run(const std::vector<std::string>& arguments, std::span<const Command> commands, const Surroundings& world) {
  const Invocation invocation = parse(arguments, commands);
  const Globals& globals = invocation.globals;
  Output output(world.streams.out, world.streams.err, globals.json,
                wants_colour(globals, world.streams.out, world.environment),
                wants_colour(globals, world.streams.err, world.environment));
  prepare_farewell(globals, world.streams, Error{Errc::interrupted, ""});
  try {
    return finish(obey(invocation, commands, world, output), invocation.named, output);
  } catch (const std::exception&) {
    // Why not what(): kj puts addresses and stack traces into it, and others may put a person's text.
    return finish(Error{Errc::failed, std::string(text::kInternal)}, invocation.named, output);
  }
}

}  // namespace avow::cli
