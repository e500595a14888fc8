#include <algorithm>

#include <fmt/format.h>

#include "base/reason.h"
#include "base/text.h"
#include "base/text_catalogue.h"
#include "base/text_leaving.h"
#include "cli/commands/commands.h"
#include "cli/context.h"
#include "cli/local_places.h"
#include "cli/vaults.h"
#include "wire/json.h"

namespace avow::cli::commands {
namespace {

std::string json_of(const std::string& name, const std::filesystem::path& folder, bool current) {
  return fmt::format("{{\"name\":{},\"path\":{},\"current\":{}}}", wire::to_json_string(name),
                     wire::to_json_string((folder / name).string()), current);
}

Result<std::string> named(const Arguments& arguments) {
  const std::string& name = arguments.get("called");
  if (!is_vault_name(name)) return Error{Errc::usage, std::string(text::kVaultName)};
  return name;
}

void show_list(Output& output, const std::vector<std::string>& names, const std::filesystem::path& folder,
               const std::filesystem::path& used) {
  std::string list;
  for (const auto& name : names) {
    const bool current = folder / name == used;
    list += output.json() ? (list.empty() ? "" : ",") + json_of(name, folder, current)
                          : fmt::format("{} {}\n", current ? '*' : ' ', neutralise_line(name));
  }
  if (output.json()) return output.data(fmt::format("{{\"vaults\":[{}]}}", list));
  output.print(list);
  if (names.empty()) output.print_wrapped(fmt::format(text::kNoVaults, neutralise_line(folder.string())));
  output.print_wrapped(std::string(text::kNext) + std::string(names.empty() ? text::kVaultsNextNone : text::kVaultsNext));
}

Result<int> run_list(Context& context, const Command&, const Arguments&) {
  AVOW_TRY(const auto folder, vaults_folder(context.world().environment));
  AVOW_TRY(const auto place, context.place());
  show_list(context.output(), vault_names(folder), folder, place.vault);
  return 0;
}

Result<int> run_new(Context& context, const Command&, const Arguments& arguments) {
  AVOW_TRY(const std::string name, named(arguments));
  AVOW_TRY(const auto folder, vaults_folder(context.world().environment));
  AVOW_TRY(auto place, context.place());
  place.vault = folder / name;
  return make_vault(context, place, arguments.get("name"), fmt::format(text::kNewVaultNext, name));
}

Result<int> run_switch(Context& context, const Command&, const Arguments& arguments) {
  const auto& environment = context.world().environment;
  AVOW_TRY(const std::string name, named(arguments));
  AVOW_TRY(const auto folder, vaults_folder(environment));
  if (!has_vault({folder / name, {}})) {
    return Error{Errc::not_found, std::string(reason::kNoVaultNamed) + (folder / name).string()};
  }
  AVOW_CHECK(choose_vault(environment, name));
  AVOW_TRY(const auto place, context.place());
  const bool counts = place.vault == folder / name;
  if (context.output().json()) {
    context.output().data(json_of(name, folder, counts));
    return 0;
  }
  context.output().print_wrapped(fmt::format(text::kSwitched, name));
  if (!counts) context.output().print_wrapped(text::kSwitchedBut);
  context.output().print_wrapped(std::string(text::kNext) + std::string(text::kSwitchedNext));
  return 0;
}

}  // namespace

std::vector<Command> vaults() {
  const Parameter called{.takes = Takes::positional, .name = "called", .value = "NAME", .required = true};
  return {{"vault", "list", {}, run_list},
          {"vault", "new", {called, {Takes::option, "name", "NAME"}}, run_new},
          {"vault", "switch", {called}, run_switch}};
}

}  // namespace avow::cli::commands
