// A struct of the protocol as one readable line of JSON, and back without loss: for what people keep outside of avow
// (`avow export`). By the schema alone, so that a new field of a record is in it at once. Not the local API, whose names and
// values are chosen one by one (wire/json.h).
// Names are in snake_case, and what has its default is left out. A number beyond 2^53 is a text, for JSON would round it.
// Data of 16 bytes is an id as people read it, all other Data base64: the two are never as long as each other.
#pragma once

#include <capnp/dynamic.h>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace avow::wire {

// What a schema does not know of its fields. Value.
struct FieldWords {
  // The word for a number in that field ("" = it has none, and stands as it is), and the number for a word.
  std::function<std::string(std::string_view field, std::int64_t number)> word_of = {};
  std::function<std::optional<std::int64_t>(std::string_view field, std::string_view word)> number_of = {};
  std::vector<std::string_view> null_when_none = {};  // structs that are null when they are not there, not left out
};

// Error{malformed}: a text that is not UTF-8, which JSON cannot hold without loss.
Result<std::string> struct_to_json(capnp::DynamicStruct::Reader value, const FieldWords& words = {});

// Fills `into`, a fresh struct; after an Error it holds nothing that may be used. Defaults may be there.
// Error{too_large}: more than bytes_max bytes. Error{malformed}: what wire/json.h refuses, and numbers that their field
// cannot hold, unknown words, ids and base64 that are none.
Result<void> json_to_struct(std::string_view text, std::size_t bytes_max, capnp::DynamicStruct::Builder into,
                            const FieldWords& words = {});

}  // namespace avow::wire
