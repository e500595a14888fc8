// A file that a person named, read piece by piece.
#pragma once

#include <string>

#include "app/backup.h"

namespace avow::cli {

// Error{not_found}, {io}.
Result<store::ByteSource> open_file(const std::string& path);

}  // namespace avow::cli
