#include "base/text_asking.h"
#include "cli/commands/commands.h"
#include "cli/context.h"
#include "cli/values.h"

namespace avow::cli::commands {
namespace {

Result<int> listen(Context& context, const Command& command, const Arguments& arguments) {
  if (arguments.has("at")) return Error{Errc::usage, std::string(text::kListenOrAt)};
  AVOW_CHECK(check_address(arguments.get("listen"), "--listen"));
  AVOW_TRY(const std::uint32_t seconds, window_seconds(arguments.get("for")));
  RequestMessage request;
  auto sync = request->initSyncListen();
  sync.setListen(arguments.get("listen"));
  sync.setForSeconds(seconds);
  return context.show(request, command);
}

Result<int> dial(Context& context, const Command& command, const Arguments& arguments) {
  if (arguments.has("for")) return Error{Errc::usage, std::string(text::kForWithListen)};
  if (arguments.has("at")) AVOW_CHECK(check_address(arguments.get("at"), "--at"));
  RequestMessage request;
  request->initSyncDial().setAt(arguments.get("at"));
  return context.show(request, command);
}

Result<int> run_sync(Context& context, const Command& command, const Arguments& arguments) {
  if (arguments.has("now") && arguments.get("now") != "now") {
    return Error{Errc::usage, std::string(text::kAddressBehind)};
  }
  return arguments.has("listen") ? listen(context, command, arguments) : dial(context, command, arguments);
}

}  // namespace

std::vector<Command> sync() {
  return {{"sync",
           "",
           {{.takes = Takes::positional, .name = "now", .value = "now", .shown = false},
            {Takes::option, "at", "ADDR:PORT"},
            {Takes::option, "listen", "ADDR:PORT"},
            {Takes::option, "for", "TIME"}},
           run_sync}};
}

}  // namespace avow::cli::commands
