// The name of a vault's owner, as typed: one line of plain text, which the partner will see.
#pragma once

#include <string>

#include "base/result.h"

namespace avow::app {

// Error{usage}.
Result<void> check_owner_name(const std::string& name);

}  // namespace avow::app
