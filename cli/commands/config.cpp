#include "app/settings.h"
#include "cli/commands/commands.h"
#include "cli/context.h"
#include "cli/kept_answer.h"
#include "cli/local_places.h"
#include "wire/message.h"

namespace avow::cli::commands {
namespace {

constexpr Parameter kKey{.takes = Takes::positional, .name = "key", .value = "KEY"};

Result<int> show_done(Context& context, const Command& command, schema::Done::Reader done) {
  const auto replies = replies_for(context.output(), command);
  replies->done(done);
  return replies->exit_code();
}

Result<void> fill_paths(Context& context, schema::Config::Builder config) {
  AVOW_TRY(const auto place, context.place());
  AVOW_TRY(const auto socket, context.socket());
  const auto places = local_places(place, socket);
  auto paths = config.initPaths(static_cast<unsigned>(places.size()));
  for (unsigned i = 0; i < paths.size(); ++i) {
    paths[i].setKey(places[i].name);
    paths[i].setValue(places[i].path);
    paths[i].setStandard("");
    paths[i].setHelp(std::string(places[i].help));
  }
  return {};
}

Result<int> run_show(Context& context, const Command& command, const Arguments& arguments) {
  const bool one = arguments.has("key");
  if (one) AVOW_CHECK(app::check_setting(arguments.get("key"), std::nullopt));
  RequestMessage request;
  request->setConfigShow();
  KeptAnswer answer;
  AVOW_CHECK(context.ask(request, answer));
  if (!answer.get().isConfig()) return Error{Errc::failed, "no answer came"};
  if (!one) {
    AVOW_CHECK(fill_paths(context, answer.get().getConfig()));
    return show_done(context, command, answer.get());
  }
  for (const auto setting : answer.get().asReader().getConfig().getSettings()) {
    if (wire::view_of(setting.getKey()) != arguments.get("key")) continue;
    capnp::MallocMessageBuilder message;
    message.initRoot<schema::Done>().setSetting(setting);
    return show_done(context, command, message.getRoot<schema::Done>());
  }
  return Error{Errc::not_found, arguments.get("key")};
}

Result<int> run_set(Context& context, const Command& command, const Arguments& arguments) {
  AVOW_CHECK(app::check_setting(arguments.get("key"), arguments.get("value")));
  RequestMessage request;
  auto setting = request->initConfigSet();
  setting.setKey(arguments.get("key"));
  setting.setValue(arguments.get("value"));
  return context.show(request, command);
}

// Opens nothing: the paths are the same whatever the vault holds.
Result<int> run_paths(Context& context, const Command& command, const Arguments&) {
  capnp::MallocMessageBuilder message;
  auto config = message.initRoot<schema::Done>().initConfig();
  AVOW_CHECK(fill_paths(context, config));
  return show_done(context, command, message.getRoot<schema::Done>());
}

}  // namespace

std::vector<Command> config() {
  Parameter key = kKey;
  key.required = true;
  return {{"config", "", {}, run_show},
          {"config", "show", {kKey}, run_show},
          {"config", "set", {key, {.takes = Takes::positional, .name = "value", .value = "VALUE", .required = true}}, run_set},
          {"config", "paths", {}, run_paths}};
}

}  // namespace avow::cli::commands
