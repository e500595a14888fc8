// Starts libsodium. Call before anything else of this room; safe to call again.
#pragma once

#include "base/result.h"

namespace avow::crypto {

// Also switches core dumps off for this process. Error{io} when libsodium cannot start.
Result<void> start();

}  // namespace avow::crypto
