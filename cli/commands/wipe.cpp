#include <fmt/format.h>
#include <algorithm>

#include "base/text.h"
#include "base/text_catalogue.h"
#include "base/text_leaving.h"
#include "cli/commands/commands.h"
#include "cli/context.h"
#include "cli/input.h"
#include "cli/kept_answer.h"
#include "cli/vaults.h"
#include "wire/json.h"
#include "wire/message.h"

namespace avow::cli::commands {
namespace {

constexpr std::size_t kNameTyped = 256;

// The name that was typed on the command line or is typed now.
Result<std::string> typed_name(Context& context, const Arguments& arguments, const instance::VaultPlace& place) {
  if (arguments.has("confirm")) return arguments.get("confirm");
  const std::string name = neutralise_line(place.vault.filename().string());
  if (!context.may_ask()) return Error{Errc::usage, fmt::format(text::kWipeNeedsName, name)};
  context.output().notice(fmt::format(text::kAskWipe, neutralise_line(place.vault.string()), name));
  return read_line(context.world().streams.in, kNameTyped);
}

// The folder's name needs no passphrase; the own name is inside.
Result<bool> is_its_name(Context& context, const instance::VaultPlace& place, const std::string& typed) {
  if (typed.empty()) return false;
  if (typed == place.vault.filename().string()) return true;
  RequestMessage request;
  request->setStatus();
  KeptAnswer own;
  AVOW_CHECK(context.ask(request, own));
  return own.get().isStatus() && wire::view_of(own.get().getStatus().getName().asReader()) == typed;
}

// Does the vault answer without anybody being asked for the passphrase?
bool is_open(Context& context) {
  const auto there = context.running();
  return there.ok() && *there != nullptr && (*there)->state() == instance::Running::State::open;
}

// Where backups of it were put. Nothing when it cannot say: whoever wipes need not be able to open it.
std::optional<std::vector<std::string>> known_backups(Context& context) {
  if (context.passphrase_sources().asks() && !is_open(context)) {
    if (!context.may_ask()) return std::nullopt;
    context.output().notice(text::kWipePassphrase);
  }
  RequestMessage request;
  request->setBackupList();
  KeptAnswer answer;
  if (!context.ask(request, answer).ok() || !answer.get().isBackups()) return std::nullopt;
  std::vector<std::string> out;
  for (const auto file : answer.get().asReader().getBackups().getFiles()) out.emplace_back(wire::view_of(file));
  return out;
}

// Its ports and keys are closed when this comes back; it lets go of the vault a moment later.
Result<void> stop_running(Context& context) {
  AVOW_TRY(const auto there, context.running());
  if (there == nullptr) return {};
  RequestMessage request;
  request->setStop();
  Unheard unheard;
  return there->handle(request->asReader(), unheard);
}

std::string listed(const std::vector<std::string>& names) {
  std::string out;
  for (const auto& name : names) out += (out.empty() ? "" : ", ") + neutralise_line(name);
  return out;
}

void show(Output& output, const instance::VaultPlace& place, const instance::Wiped& wiped, bool backups_known, bool others) {
  const auto& [removed, left] = wiped.backups;
  if (output.json()) {
    return output.data(fmt::format(R"({{"done":true,"remains":{},"backups_known":{},"backups_removed":{},"backups_left":{}}})",
                                   wire::to_json_list(wiped.remains), backups_known, wire::to_json_list(removed), wire::to_json_list(left)));
  }
  output.print_wrapped(text::kWiped);
  if (!removed.empty()) output.print_wrapped(fmt::format(text::kWipedBackups, listed(removed)));
  if (!left.empty()) output.print_wrapped(fmt::format(text::kWipedBackupsLeft, listed(left)));
  if (!backups_known) output.print_wrapped(text::kWipedBackupsUnknown);
  const auto marks = std::ranges::find_if(wiped.remains, [](const auto& name) { return name.starts_with('/'); });
  const std::vector<std::string> others_there(wiped.remains.begin(), marks);
  if (!others_there.empty()) {
    output.print_wrapped(fmt::format(text::kWipedRemains, neutralise_line(place.vault.string()), listed(others_there)));
  }
  if (marks != wiped.remains.end()) output.print_wrapped(fmt::format(text::kWipedMarks, listed({marks, wiped.remains.end()})));
  output.print_wrapped(text::kWipedCannot);
  output.print_wrapped(std::string(text::kNext) + std::string(others ? text::kAfterWipeOthers : text::kAfterWipe));
}

Result<int> run_wipe(Context& context, const Command&, const Arguments& arguments) {
  AVOW_CHECK(context.check_vault());
  AVOW_TRY(const auto place, context.place());
  AVOW_TRY(const auto socket, context.socket());
  AVOW_TRY(const std::string typed, typed_name(context, arguments, place));
  AVOW_TRY(const bool its_name, is_its_name(context, place, typed));
  if (!its_name) return Error{Errc::refused, std::string(text::kWipeOtherName)};
  const auto backups = known_backups(context);
  context.let_go();
  AVOW_CHECK(stop_running(context));
  AVOW_TRY(const auto wiped, context.world().backend.wipe(place, socket, backups.value_or(std::vector<std::string>()), [] {}));
  const auto folder = vaults_folder(context.world().environment);
  const bool was_current = folder.ok() && place.vault == *folder / current_vault(context.world().environment);
  if (was_current) static_cast<void>(choose_vault(context.world().environment, std::string(kFirstVault)));
  const bool others = was_current && !vault_names(*folder).empty();
  show(context.output(), place, wiped, backups.has_value(), others);
  return 0;
}

}  // namespace

std::vector<Command> wipe() { return {{"wipe", "", {{Takes::option, "confirm", "NAME"}}, run_wipe}}; }

}  // namespace avow::cli::commands
