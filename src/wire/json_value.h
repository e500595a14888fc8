// JSON as a tree, for what reads a line by a schema of its own (wire/struct_json.h). Not for other rooms.
#pragma once

#include <capnp/compat/json.h>

#include <string_view>

#include "base/result.h"

namespace avow::wire {

// The first four of json_to_dynamic()'s checks: size, UTF-8, RFC 8259, nesting and keys.
Result<void> parse_json(std::string_view text, std::size_t bytes_max, capnp::JsonValue::Builder into);

}  // namespace avow::wire
