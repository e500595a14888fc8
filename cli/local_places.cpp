#include "cli/local_places.h"

#include "base/reason.h"
#include "base/text_daily.h"

namespace avow::cli {

bool has_vault(const instance::VaultPlace& place) {
  std::error_code problem;
  return std::filesystem::exists(place.vault / "vault.db", problem) || problem;
}

Result<void> check_place_is_free(const instance::VaultPlace& place) {
  std::error_code problem;
  if (std::filesystem::exists(place.vault, problem) && !std::filesystem::is_directory(place.vault, problem)) {
    return Error{Errc::no_vault, std::string(reason::kNotAFolder) + place.vault.string()};
  }
  if (std::filesystem::exists(place.vault / "vault.db", problem)) {
    return Error{Errc::refused, std::string(reason::kVaultThere) + place.vault.string()};
  }
  return {};
}

std::vector<LocalPlace> local_places(const instance::VaultPlace& place, const std::filesystem::path& socket) {
  return {{"vault", place.vault.string(), text::kPathVault},
          {"state", (place.state_home / "avow").string(), text::kPathState},
          {"socket", socket.string(), text::kPathSocket}};
}

}  // namespace avow::cli
