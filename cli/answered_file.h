// A file whose bytes an instance gives as the chunks of an answer: written for its owner only, compared with what the disk
// gives back, and at its place whole or not at all.
#pragma once

#include <functional>
#include <string>

#include "cli/context.h"

namespace avow::cli {

// `take_end`: is this Done the one that ends such an answer? Errors: of the request; refused: something stands at `path` and
// may not be replaced; io; interrupted: nothing of it stays.
Result<void> write_answer(Context& context, RequestMessage& request, const std::string& path, bool replace,
                          const std::function<bool(schema::Done::Reader done)>& take_end);

}  // namespace avow::cli
