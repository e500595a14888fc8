// An Error as a person meets it: what happened, what to do now, and the exit code that scripts see.
// The only place where sentences for errors are put together (their words: base/text_catalogue.h).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace avow::cli {

// PRODUCT.md, "Command line".
namespace exit_code {
inline constexpr int kOk = 0;
inline constexpr int kFailed = 1;
inline constexpr int kUsage = 2;
inline constexpr int kNotFound = 3;
inline constexpr int kLocked = 4;
inline constexpr int kNotRunning = 5;
inline constexpr int kUnreachable = 6;
inline constexpr int kRefused = 7;
inline constexpr int kVerification = 8;
inline constexpr int kInterrupted = 130;
}  // namespace exit_code

int exit_code_of(Errc code);

struct Explanation {
  std::string code;                     // "wrong_passphrase"
  std::string message;                  // neutralised
  std::string hint;                     // may be empty
  std::vector<std::string> candidates;  // ids that an ambiguous prefix fits
};

// `command`: what was asked for ("note add"), as far as it was understood.
Explanation explain(const Error& error, std::string_view command);

// {"code":…,"message":…,"hint":…,"candidates":[…]}
std::string to_json(const Explanation& explanation);

}  // namespace avow::cli
