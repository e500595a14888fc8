// The forgiveness journal: for one person alone.
#include <fmt/format.h>

#include "base/text_notes.h"
#include "base/text_private.h"
#include "cli/commands/commands.h"
#include "cli/context.h"
#include "cli/values.h"

namespace avow::cli::commands {
namespace {

constexpr Parameter kId{.takes = Takes::positional, .name = "id", .value = "ID", .required = true};
constexpr Parameter kText{.takes = Takes::positional, .name = "text", .value = "TEXT"};
constexpr std::string_view kKind = "journal";

Result<std::string> entry_text(Context& context, const Arguments& arguments) {
  if (!arguments.has("guided")) return context.own_text(arguments, text::kTheEntry, text::kAskEntry);
  if (arguments.has("text")) return Error{Errc::usage, fmt::format(text::kHeadingsAlone, "--guided")};
  return context.text_along(text::journal_headings(), text::kTheEntry, "--guided");
}

Result<int> run_write(Context& context, const Command& command, const Arguments& arguments) {
  AVOW_TRY(const std::string text, entry_text(context, arguments));
  AVOW_CHECK(context.announce_private_lane());
  RequestMessage request;
  auto entry = request->initPrivateWrite();
  entry.setKind(std::string(kKind));
  entry.setText(text);
  return context.show(request, command);
}

Result<int> run_list(Context& context, const Command& command, const Arguments& arguments) {
  AVOW_TRY(const std::uint32_t limit, list_limit(arguments.get("limit")));
  RequestMessage request;
  auto query = request->initPrivateList();
  query.setKind(std::string(kKind));
  query.setLimit(limit);
  return context.show(request, command);
}

Result<int> run_one(Context& context, const Command& command, const Arguments& arguments) {
  AVOW_TRY(const std::string id, typed_id(arguments.get("id")));
  RequestMessage request;
  auto query = command.verb == "show" ? request->initPrivateShow() : request->initPrivateErase();
  query.setKind(std::string(kKind));
  query.setId(id);
  return context.show(request, command);
}

Result<int> run_share(Context& context, const Command& command, const Arguments& arguments) {
  AVOW_TRY(const std::string id, typed_id(arguments.get("id")));
  AVOW_TRY(const std::string sentence, context.own_text(arguments, text::kASentence, text::kAskSentence));
  AVOW_CHECK(context.announce_lane("notes", KeptAsDraft::never));
  RequestMessage request;
  auto share = request->initJournalShare();
  share.setId(id);
  share.setText(sentence);
  return context.show(request, command);
}

Result<int> run_take_back(Context& context, const Command& command, const Arguments& arguments) {
  AVOW_TRY(const std::string id, typed_id(arguments.get("id")));
  RequestMessage request;
  request->initJournalTakeBack().setId(id);
  return context.show(request, command);
}

}  // namespace

std::vector<Command> journal() {
  return {{"journal", "write", {kText, {Takes::flag, "guided", ""}}, run_write},
          {"journal", "list", {{Takes::option, "limit", "N"}}, run_list, "entries"},
          {"journal", "show", {kId}, run_one, "entries"},
          {"journal", "erase", {kId}, run_one},
          {"journal", "share", {kId, kText}, run_share},
          {"journal", "take-back", {kId}, run_take_back}};
}

}  // namespace avow::cli::commands
