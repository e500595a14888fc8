// A hint for whoever writes a boundary: does it read as a rule for the other? Local, never blocking, kept nowhere.
#pragma once

#include <string_view>

namespace avow::app {

bool reads_as_a_rule(std::string_view text);

}  // namespace avow::app
