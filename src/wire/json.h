// The local API as JSON: what `--json` prints and what a script or page sends. The same structs as
// protocol/api.capnp (protocol/README.md#local-api). Not a general JSON library: no tree, no pretty print.
// Out: one line of valid UTF-8 that is safe to print: controls, bidi and invisible code points (joiners too) are
// written \uXXXX, which changes nothing for a program that reads it. In: strict, and within limits.
// Schemas that pass through here hold no 64-bit integers and no Data (the codec would turn them into strings and
// lists).
#pragma once

#include <capnp/dynamic.h>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace avow::wire {

inline constexpr std::size_t kJsonNestingMax = 32;  // objects and lists that are open at the same time

// Bytes that are not UTF-8 come out as U+FFFD, one for each such byte.
// Why not an Error: one bad text of a partner must not make a whole list unreadable.
Result<std::string> dynamic_to_json(capnp::DynamicStruct::Reader value);
template <typename Schema>
Result<std::string> to_json(typename Schema::Reader value) {
  return dynamic_to_json(capnp::DynamicStruct::Reader(value));
}

// For a page that puts texts before a person as they come: each is neutralised (base/text.h).
Result<std::string> dynamic_to_shown_json(capnp::DynamicStruct::Reader value);
template <typename Schema>
Result<std::string> to_shown_json(typename Schema::Reader value) {
  return dynamic_to_shown_json(capnp::DynamicStruct::Reader(value));
}

// One string in quotes, guarded in the same way.
std::string to_json_string(std::string_view text);
std::string to_json_list(std::span<const std::string> texts);

// Fills `into`, a fresh struct; after an Error it holds nothing that may be used.
// Error{too_large}: more than bytes_max bytes. Error{malformed}: not UTF-8, not RFC 8259 JSON, a lone surrogate, one
// key twice in an object, nested deeper than kJsonNestingMax, two members of one union, an unknown field, a value of a
// wrong kind.
Result<void> json_to_dynamic(std::string_view text, std::size_t bytes_max, capnp::DynamicStruct::Builder into);
template <typename Schema>
Result<void> from_json(std::string_view text, std::size_t bytes_max, typename Schema::Builder into) {
  return json_to_dynamic(text, bytes_max, capnp::DynamicStruct::Builder(into));
}

}  // namespace avow::wire
