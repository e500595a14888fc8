// A person's own log of their own boundaries.
#include <fmt/format.h>

#include "base/text_asking.h"
#include "cli/commands/commands.h"
#include "cli/context.h"
#include "cli/input.h"
#include "cli/values.h"

namespace avow::cli::commands {
namespace {

constexpr Parameter kId{.takes = Takes::positional, .name = "id", .value = "ID", .required = true};
constexpr Parameter kNote{Takes::option, "note", "TEXT"};

Result<int> run_line(Context& context, const Command& command, const Arguments& arguments) {
  AVOW_TRY(const std::string id, typed_id(arguments.get("id")));
  if (arguments.has("note")) AVOW_CHECK(check_text(arguments.get("note"), fmt::format(text::kTheOption, "note")));
  AVOW_CHECK(context.announce_private_lane());
  RequestMessage request;
  auto line = request->initPrivateWrite();
  line.setKind("boundary");
  line.setValue(std::string(command.verb));
  line.setAbout(id);
  line.setText(arguments.get("note"));
  return context.show(request, command);
}

Result<int> run_log(Context& context, const Command& command, const Arguments& arguments) {
  RequestMessage request;
  auto query = request->initPrivateList();
  query.setKind("boundary");
  if (arguments.has("id")) {
    AVOW_TRY(const std::string id, typed_id(arguments.get("id")));
    query.setAbout(id);
  }
  return context.show(request, command);
}

}  // namespace

std::vector<Command> own_boundary() {
  Parameter any = kId;
  any.required = false;
  return {{"boundary", "held", {kId, kNote}, run_line},
          {"boundary", "crossed", {kId, kNote}, run_line},
          {"boundary", "log", {any}, run_log, "entries"}};
}

}  // namespace avow::cli::commands
