// An Error as a person meets it: what happened and what to do now. The only place where sentences for errors are put
// together (their words: base/text_errors.h); the command line and the page both show them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace avow::wire {

struct Explanation {
  std::string code;                     // "wrong_passphrase"
  std::string message;                  // neutralised
  std::string hint;                     // may be empty
  std::vector<std::string> candidates;  // ids that an ambiguous prefix fits
};

// `command`: what was asked for ("note add"), as far as it was understood; "" when it was no command.
Explanation explain(const Error& error, std::string_view command);

// {"code":…,"message":…,"hint":…,"candidates":[…]}
std::string to_json(const Explanation& explanation);

}  // namespace avow::wire
