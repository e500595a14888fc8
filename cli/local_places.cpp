#include "cli/local_places.h"

#include "base/reason.h"
#include "base/text_daily.h"
#include "base/text_porting.h"

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

Result<void> check_is_outside(const std::filesystem::path& file, const instance::VaultPlace& place) {
  std::error_code problem;
  const auto folder = std::filesystem::weakly_canonical(std::filesystem::absolute(file, problem), problem).parent_path();
  for (const auto& own : {place.vault, place.state_home / "avow"}) {
    if (folder == std::filesystem::weakly_canonical(own, problem)) return Error{Errc::usage, std::string(text::kInVaultFolder)};
  }
  return {};
}

std::vector<LocalPlace> local_places(const instance::VaultPlace& place, const std::filesystem::path& socket) {
  return {{"vault", place.vault.string(), text::kPathVault},
          {"state", (place.state_home / "avow").string(), text::kPathState},
          {"socket", socket.string(), text::kPathSocket}};
}

}  // namespace avow::cli
