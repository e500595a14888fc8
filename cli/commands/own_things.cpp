// What a person keeps for themselves beside the journal: signs of trust, thoughts for a session.
#include <fmt/format.h>

#include "base/text_private.h"
#include "cli/commands/commands.h"
#include "cli/context.h"
#include "cli/values.h"

namespace avow::cli::commands {
namespace {

constexpr Parameter kId{.takes = Takes::positional, .name = "id", .value = "ID", .required = true};
constexpr Parameter kText{.takes = Takes::positional, .name = "text", .value = "TEXT"};

std::string sign_names() {
  std::string out;
  for (const auto& sign : text::signs_of_trust()) out += (out.empty() ? "" : ", ") + std::string(sign.name);
  return out;
}

Result<int> write(Context& context, const Command& command, std::string_view kind, const std::string& text,
                  const std::string& about) {
  AVOW_CHECK(context.announce_private_lane());
  RequestMessage request;
  auto record = request->initPrivateWrite();
  record.setKind(std::string(kind));
  record.setText(text);
  record.setAbout(about);
  return context.show(request, command);
}

Result<int> run_tick(Context& context, const Command& command, const Arguments& arguments) {
  AVOW_TRY(const std::string text, context.own_text(arguments, text::kTheSign, fmt::format(text::kAskSign, sign_names())));
  return write(context, command, "sign", text, "");
}

Result<int> run_session_note(Context& context, const Command& command, const Arguments& arguments) {
  AVOW_TRY(const std::string id, typed_id(arguments.get("id")));
  AVOW_TRY(const std::string text, context.own_text(arguments, text::kTheThought, text::kAskThought));
  return write(context, command, "session", text, id);
}

Result<int> run_list(Context& context, const Command& command, const Arguments& arguments) {
  AVOW_TRY(const std::uint32_t limit, list_limit(arguments.get("limit")));
  RequestMessage request;
  auto query = request->initPrivateList();
  query.setKind(command.noun == "signs" ? "sign" : "");
  query.setLimit(limit);
  return context.show(request, command);
}

Result<int> run_erase(Context& context, const Command& command, const Arguments& arguments) {
  AVOW_TRY(const std::string id, typed_id(arguments.get("id")));
  RequestMessage request;
  request->initPrivateErase().setId(id);
  return context.show(request, command);
}

}  // namespace

std::vector<Command> own_things() {
  constexpr Parameter kLimit{Takes::option, "limit", "N"};
  return {{"signs", "tick", {kText}, run_tick},
          {"signs", "mine", {kLimit}, run_list, "signs"},
          {"session", "note", {kId, kText}, run_session_note},
          {"private", "list", {kLimit}, run_list, "records"},
          {"private", "erase", {kId}, run_erase}};
}

}  // namespace avow::cli::commands
