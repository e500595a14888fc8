// A person's vaults, one for each relationship: the folders in the usual place, by their names, and which of them avow
// uses when nobody says. It opens none of them. Names are the person's own choice; nothing of a vault's inside is known here.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "cli/surroundings.h"

namespace avow::cli {

inline constexpr std::string_view kFirstVault = "vault";

bool is_vault_name(std::string_view name);
// Error{usage}: nothing says where.
Result<std::filesystem::path> vaults_folder(const EnvironmentLookup& environment);
// In the order of the alphabet.
std::vector<std::string> vault_names(const std::filesystem::path& folder);

// The first one unless another was chosen.
std::string current_vault(const EnvironmentLookup& environment);
// Error{io}. The first one: the choice is forgotten.
Result<void> choose_vault(const EnvironmentLookup& environment, const std::string& name);

}  // namespace avow::cli
