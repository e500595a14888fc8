// Starts libsodium. Call before anything else of this room; safe to call again.
#pragma once

#include <string>

#include "base/result.h"

namespace avow::crypto {

// Also switches core dumps off for this process. Error{io} when libsodium cannot start.
Result<void> start();
// Does this process leave no core dump?
bool core_dumps_are_off();
std::string library_version();  // "libsodium 1.0.18"

}  // namespace avow::crypto
