#include "cli/local_places.h"

#include "base/text_daily.h"

namespace avow::cli {

bool has_vault(const instance::VaultPlace& place) {
  std::error_code problem;
  return std::filesystem::exists(place.vault / "vault.db", problem) || problem;
}

std::vector<LocalPlace> local_places(const instance::VaultPlace& place, const std::filesystem::path& socket) {
  return {{"vault", place.vault.string(), text::kPathVault},
          {"state", (place.state_home / "avow").string(), text::kPathState},
          {"socket", socket.string(), text::kPathSocket}};
}

}  // namespace avow::cli
