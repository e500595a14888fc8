#include <fmt/format.h>

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
  context.let_go();
  return own.get().isStatus() && wire::view_of(own.get().getStatus().getName().asReader()) == typed;
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

void show(Output& output, const instance::VaultPlace& place, const std::vector<std::string>& remains) {
  std::string list;
  if (output.json()) {
    for (const auto& name : remains) list += (list.empty() ? "" : ",") + wire::to_json_string(name);
    return output.data(fmt::format("{{\"done\":true,\"remains\":[{}]}}", list));
  }
  for (const auto& name : remains) list += (list.empty() ? "" : ", ") + neutralise_line(name);
  output.print_wrapped(text::kWiped);
  if (!remains.empty()) output.print_wrapped(fmt::format(text::kWipedRemains, neutralise_line(place.vault.string()), list));
  output.print_wrapped(text::kWipedCannot);
  output.print_wrapped(std::string(text::kNext) + std::string(text::kAfterWipe));
}

Result<int> run_wipe(Context& context, const Command&, const Arguments& arguments) {
  AVOW_CHECK(context.check_vault());
  AVOW_TRY(const auto place, context.place());
  AVOW_TRY(const auto socket, context.socket());
  AVOW_TRY(const std::string typed, typed_name(context, arguments, place));
  AVOW_TRY(const bool its_name, is_its_name(context, place, typed));
  if (!its_name) return Error{Errc::refused, std::string(text::kWipeOtherName)};
  AVOW_CHECK(stop_running(context));
  AVOW_TRY(const auto remains, context.world().backend.wipe(place, socket, [] {}));
  const auto folder = vaults_folder(context.world().environment);
  const bool was_current = folder.ok() && place.vault == *folder / current_vault(context.world().environment);
  if (was_current) static_cast<void>(choose_vault(context.world().environment, std::string(kFirstVault)));
  show(context.output(), place, remains);
  return 0;
}

}  // namespace

std::vector<Command> wipe() { return {{"wipe", "", {{Takes::option, "confirm", "NAME"}}, run_wipe}}; }

}  // namespace avow::cli::commands
