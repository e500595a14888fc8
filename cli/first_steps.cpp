#include "cli/first_steps.h"

#include "base/text_catalogue.h"
#include "base/text_daily.h"
#include "cli/environment.h"
#include "cli/local_places.h"
#include "cli/terminal.h"

namespace avow::cli {

void say_first_steps_without_vault(Context& context) {
  const auto place = context.place();
  if (context.output().json() || !place.ok() || has_vault(*place)) return;
  context.output().notice(text::kFirstSteps);
}

std::string where_to_begin(const Globals& globals, const EnvironmentLookup& environment, std::size_t width) {
  const auto place = vault_place(globals.vault, environment);
  const bool begun = place.ok() && has_vault(*place);
  const std::string next = std::string(text::kNext) + std::string(begun ? text::kNextToday : text::kNextInit);
  return "\n" + (begun ? "" : wrap(text::kFirstSteps, width) + "\n") + wrap(next, width);
}

}  // namespace avow::cli
