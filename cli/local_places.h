// Where things of a vault lie on this computer, for whoever asks: `avow config paths`, `avow doctor`, the first steps.
#pragma once

#include <string>
#include <vector>

#include "cli/surroundings.h"

namespace avow::cli {

bool has_vault(const instance::VaultPlace& place);
// What is wrong with the place of a new vault, said before anybody thinks of a passphrase. Error{no_vault}, Error{refused}.
Result<void> check_place_is_free(const instance::VaultPlace& place);

// May a person's own file be written there? Error{usage}: it would lie among the vault's own files.
Result<void> check_is_outside(const std::filesystem::path& file, const instance::VaultPlace& place);

struct LocalPlace {
  std::string name;  // vault, state, socket
  std::string path;
  std::string_view help;
};
// `socket`: where commands reach a running instance of this vault.
std::vector<LocalPlace> local_places(const instance::VaultPlace& place, const std::filesystem::path& socket);

}  // namespace avow::cli
