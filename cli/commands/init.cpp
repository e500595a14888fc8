#include <fmt/format.h>

#include "app/owner_name.h"
#include "base/text.h"
#include "base/text_asking.h"
#include "base/text_catalogue.h"
#include "cli/commands/commands.h"
#include "cli/context.h"
#include "cli/local_places.h"
#include "wire/json.h"
#include "wire/message.h"

namespace avow::cli::commands {
namespace {

// Why not a Created struct: the code would then also lie in a message and in a codec's memory.
void show_as_json(Output& output, const std::string& vault, ByteView code, std::string_view) {
  output.print(fmt::format("{{\"v\":1,\"data\":{{\"vault\":{},\"recovery_code\":\"", wire::to_json_string(vault)));
  output.print_secret(code);
  output.print("\"}}\n");
  output.flush();
}

void show_to_person(Output& output, const std::string& vault, ByteView code, std::string_view next) {
  output.print(fmt::format("{}\n  {}\n\n{}\n\n    ", text::kVaultReady, neutralise_line(vault), text::kRecoveryCode));
  output.print_secret(code);
  output.print("\n\n");
  output.print_wrapped(text::kRecoveryAdvice);
  output.print_wrapped(std::string(text::kNext) + std::string(next));
  output.flush();
}

Result<int> run_init(Context& context, const Command&, const Arguments& arguments) {
  AVOW_TRY(const auto place, context.place());
  return make_vault(context, place, arguments.get("name"), text::kAfterInit);
}

}  // namespace

Result<int> make_vault(Context& context, const instance::VaultPlace& place, const std::string& name, std::string_view next) {
  AVOW_CHECK(app::check_owner_name(name));
  AVOW_CHECK(check_place_is_free(place));
  AVOW_TRY(const auto passphrase, read_new_passphrase(context.passphrase_sources()));
  AVOW_TRY(const auto made, context.world().backend.create_vault(place, passphrase.view(), name));
  if (!crypto::secrets_are_locked()) context.output().notice(text::kUnlockedSecrets);
  const auto show = context.output().json() ? show_as_json : show_to_person;
  show(context.output(), place.vault.string(), made.recovery_text.view(), next);
  // Why no error: the code is out, and what is not kept only lets a later init replace this vault while it is empty.
  static_cast<void>(made.code_was_shown());
  return 0;
}

std::vector<Command> init() { return {{"init", "", {{Takes::option, "name", "NAME"}}, run_init}}; }

}  // namespace avow::cli::commands
