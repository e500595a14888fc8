#include "base/text_asking.h"
#include "base/text_epoch.h"
#include "cli/commands/commands.h"
#include "cli/context.h"
#include "cli/values.h"
#include "wire/message.h"

namespace avow::cli::commands {
namespace {

Result<int> run_epoch(Context& context, const Command& command, const Arguments& arguments) {
  RequestMessage request;
  request->initEpochStart().setPartnerUnreachable(arguments.has("partner-unreachable"));
  return context.show(request, command);
}

Result<int> run_list(Context& context, const Command& command, const Arguments&) {
  RequestMessage request;
  request->setRestoredList();
  return context.show(request, command);
}

Result<int> run_say(Context& context, const Command& command, const Arguments& arguments) {
  const bool all = arguments.has("all");
  if (all == arguments.has("id")) return Error{Errc::usage, std::string(text::kRestoredIdOrAll)};
  RequestMessage request;
  auto say = request->initRestoredSay();
  say.setMine(command.verb == "mine");
  say.setAll(all);
  say.setId(wire::text_for(arguments.get("id")));
  return context.show(request, command);
}

Result<int> run_rekey(Context& context, const Command& command, const Arguments& arguments) {
  RequestMessage request;
  const bool listens = arguments.has("listen");
  if (arguments.has("drop")) {
    if (listens || arguments.has("at")) return Error{Errc::usage, std::string(text::kRekeyTogether)};
    request->setRekeyDrop();
    return context.show(request, command);
  }
  if (listens && arguments.has("at")) return Error{Errc::usage, std::string(text::kListenOrAt)};
  if (arguments.has("for") && !listens) return Error{Errc::usage, std::string(text::kForWithListen)};
  auto rekey = request->initRekey();
  if (listens) {
    AVOW_CHECK(check_address(arguments.get("listen"), "--listen"));
    AVOW_TRY(const std::uint32_t seconds, window_seconds(arguments.get("for")));
    rekey.setListen(arguments.get("listen"));
    rekey.setForSeconds(seconds);
  } else if (arguments.has("at")) {
    AVOW_CHECK(check_address(arguments.get("at"), "--at"));
    rekey.setAt(arguments.get("at"));
  }
  return context.show(request, command);
}

}  // namespace

std::vector<Command> restoring() {
  const Parameter id{.takes = Takes::positional, .name = "id", .value = "ID"};
  return {{"rekey",
           "",
           {{Takes::option, "listen", "ADDR:PORT"},
            {Takes::option, "for", "TIME"},
            {Takes::option, "at", "ADDR:PORT"},
            {Takes::flag, "drop", ""}},
           run_rekey},
          {"epoch", "start", {{Takes::flag, "partner-unreachable", ""}}, run_epoch},
          {"restored", "list", {}, run_list, "restored"},
          {"restored", "mine", {id, {Takes::flag, "all", ""}}, run_say},
          {"restored", "not-mine", {id, {Takes::flag, "all", ""}}, run_say}};
}

}  // namespace avow::cli::commands
