#include "cli/local_places.h"

#include "base/text_daily.h"

namespace avow::cli {

bool has_vault(const instance::VaultPlace& place) {
  std::error_code problem;
  return std::filesystem::exists(place.vault / "vault.db", problem) || problem;
}

std::string socket_of(const instance::VaultPlace&, const EnvironmentLookup&) { return ""; }

std::vector<LocalPlace> local_places(const instance::VaultPlace& place, const EnvironmentLookup& environment) {
  return {{"vault", place.vault.string(), text::kPathVault},
          {"state", (place.state_home / "avow").string(), text::kPathState},
          {"socket", socket_of(place, environment), text::kPathSocket}};
}

}  // namespace avow::cli
