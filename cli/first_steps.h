// The way from nothing to the first promise that both hold, told to whoever has no vault yet.
#pragma once

#include "cli/context.h"

namespace avow::cli {

// On standard error, to a person only; the answer that there is no vault follows.
void say_first_steps_without_vault(Context& context);

// What `avow` alone says at its end: the first steps, or the one command that comes next.
std::string where_to_begin(const Globals& globals, const EnvironmentLookup& environment, std::size_t width);

}  // namespace avow::cli
