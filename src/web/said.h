// The words of base/text_words.h as a module of the page, /said.js: one object for each group, a sentence for each key.
// Pure.
#pragma once

#include <string>
#include <string_view>

namespace avow::web {

inline constexpr std::string_view kSaidName = "said.js";
// "export const said = {…};", in plain ASCII and with nothing in it that could end a script.
std::string said_module();

}  // namespace avow::web
