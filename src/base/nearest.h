// What somebody may have meant: the nearest of some names to one that does not exist.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace avow {

// How many letters to insert, drop, replace or swap with their neighbour. Looks at 64 bytes of each at most.
std::size_t edit_distance(std::string_view a, std::string_view b);

// The nearest name, or "" when none is near (more than a third of its letters differ).
std::string nearest(std::string_view typed, std::span<const std::string> names);

}  // namespace avow
