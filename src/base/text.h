// Text that people wrote: is it UTF-8, how does a passphrase normalise, and how may it be shown.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace avow {

// The code point at the front and how many bytes it takes; length 0: the bytes there are not UTF-8.
struct CodePoint {
  char32_t value = 0;
  std::size_t length = 0;
};
CodePoint first_code_point(std::string_view text);

// Code points that no screen gets as they are: controls (line feed and tab among them), bidi marks and
// overrides, invisible fillers, tags, noncharacters. Joiners and variation selectors are not among them.
bool is_unsafe_to_show(char32_t c);

// RFC 3629: no overlong forms, no surrogates, at most U+10FFFF.
bool is_utf8(std::string_view text);

// NFKC (Unicode 15). Error{malformed} when the text is not UTF-8.
Result<std::string> to_nfkc(std::string_view text);

// What a terminal or page may show of text that somebody else wrote: controls, escape sequences, bidi
// overrides, zero-width and other invisible characters become visible ("\u{202e}"); line feed and tab
// stay; invalid UTF-8 becomes U+FFFD. The stored text never changes. Joiners inside emoji and scripts
// that need them stay (protocol/README.md#showing-text).
std::string neutralise(std::string_view text);
// The same on one line: line feeds and tabs become visible too ("⏎", one space).
std::string neutralise_line(std::string_view text);

}  // namespace avow
