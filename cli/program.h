// The command line program from its arguments to its exit code. main.cpp gives it the real surroundings.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "cli/surroundings.h"

namespace avow::cli {

// Never throws. `arguments`: without the program's name.
int run(const std::vector<std::string>& arguments, std::span<const Command> commands, const Surroundings& world);

}  // namespace avow::cli
