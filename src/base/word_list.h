// The 2,048 common words that two people read to each other: protocol/words.txt, compiled in. Its order
// never changes; protocol/README.md names its SHA-256. Words are ASCII, lower case, 4–8 letters.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace avow {

inline constexpr std::size_t kWordListSize = 2048;  // a word carries 11 bits

const std::array<std::string_view, kWordListSize>& word_list();

}  // namespace avow
