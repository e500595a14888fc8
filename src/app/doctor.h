// `avow doctor`: is everything as it should be? Here what the program and an open vault know; the folder, its modes and
// the socket are the command line's to look at. Changes nothing. Says of the partner only what days say: "3 days ago".
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/replies.h"
#include "app/vault.h"
#include "store/check.h"

namespace avow::app {

// One thing that was looked at. Value.
struct Health {
  std::string name;      // "clock"; the one named kIntegrity means that the vault itself is damaged
  bool ok = true;
  std::string text = {}; // what was found, a sentence
  std::string hint = {}; // what to do, when it is not well
};
inline constexpr std::string_view kIntegrity = "integrity";

// Libraries, memory, clock, time zone: without any vault. `last_said`: of the last own record, when it is known.
std::vector<Health> program_health(Instant now, std::optional<Instant> last_said, std::string_view zone);
// The file of a vault that stays closed. `place`: there is a vault. Changes nothing.
Health closed_vault_health(const VaultPlace& place);
void fill_doctor(schema::Doctor::Builder out, const std::vector<Health>& all);

// All of program_health() and the open vault's own.
Result<void> doctor(Vault& vault, store::Pages pages, std::string_view zone, Replies& replies);

}  // namespace avow::app
