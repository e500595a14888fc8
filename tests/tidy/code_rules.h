// The house rules for C++ files, each a function that can be tried on a small sample.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tidy/source.h"

namespace avow::tidy {

// What CMake wrote about each room: "log: base crypto wire" a line.
using Layers = std::map<std::string, std::set<std::string>>;
Layers parse_layers(std::string_view text);

// Every room that is included is one that src/CMakeLists.txt allows; cli uses what ARCHITECTURE.md names.
Findings check_rooms(const Source& source, const Layers& layers);
// A library's headers stay where ARCHITECTURE.md's table puts them; a library without a place is refused.
Findings check_third_party(const Source& source);
// Libraries that one file alone may include.
Findings check_one_place(const std::vector<Source>& sources);
// The pure rooms have no clock, chance, socket, file, thread, environment or global.
Findings check_purity(const Source& source);
// co_await stands alone in its statement (g++ 12.2 miscompiles otherwise), and only in the driver rooms.
Findings check_awaits(const Source& source);
// One place calls libsodium's signing, one function calls that place.
Findings check_signing(const Source& source);
// Sentences for people stand in the catalogue (src/base/text*): cli and app hold no literal that reads like one.
Findings check_sentences(const Source& source);
// What both say stands once: no sentence (four words or more) of the page's text.js is one of the catalogue, too. What only
// its apostrophes or its last mark tell apart is one sentence.
Findings check_said_once(const Source& page, const std::vector<Source>& catalogue);
Findings check_using_namespace(const Source& source);
// A suppressed check says why; nothing is left for later.
Findings check_remarks(const Source& source);

inline constexpr std::size_t kLinesByHabit = 400;
inline constexpr std::size_t kLinesMax = 600;
Findings check_length(const Source& source, std::size_t lines_max);

}  // namespace avow::tidy
