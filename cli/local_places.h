// Where things of a vault lie on this computer, for whoever asks: `avow config paths`, `avow doctor`, the first steps.
#pragma once

#include <string>
#include <vector>

#include "cli/surroundings.h"

namespace avow::cli {

bool has_vault(const instance::VaultPlace& place);

// Where commands reach a running instance of this vault; "": there is none, every command opens the vault by itself.
std::string socket_of(const instance::VaultPlace& place, const EnvironmentLookup& environment);

struct LocalPlace {
  std::string name;  // vault, state, socket
  std::string path;
  std::string_view help;
};
std::vector<LocalPlace> local_places(const instance::VaultPlace& place, const EnvironmentLookup& environment);

}  // namespace avow::cli
