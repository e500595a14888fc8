// An Error as whoever called the program meets it: its sentences (wire/explanation.h), and the exit code that scripts see.
#pragma once

#include "base/result.h"
#include "wire/explanation.h"

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

using wire::explain;
using wire::Explanation;
using wire::to_json;

}  // namespace avow::cli
