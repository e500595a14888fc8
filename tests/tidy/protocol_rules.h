// The rules for what protocol/ promises: the fields that exist at all, the local API's JSON, the word list.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tidy/source.h"

namespace avow::tidy {

struct SchemaField {
  std::string scope;  // "Facts"; a union or group keeps the name of its struct
  std::string name;
  std::string number;
  std::string type;
  std::string json_name;  // of $Json.name, "" without
  bool first_in_union = false;
};
std::vector<SchemaField> fields_of(std::string_view schema);

// PRODUCT.md, safety rule 1: a field exists only if somebody wrote it into the list ("Facts.kind@0"), and the
// list names no field that is gone.
Findings check_fields(std::string_view schema, const std::set<std::string>& allowed);
// No field may carry where a person is, what their device does or whether they are there.
Findings check_watching(std::string_view schema);
// What capnp's JSON codec gets wrong stays out: 64-bit integers, Data, a union without `unset` in front; and
// names with several words are given in snake_case (except in `asked`: structs that only requests hold).
Findings check_api(std::string_view schema, const std::set<std::string>& asked);

// 2,048 sorted words of 4–8 letters, distinct in their first four, at least two edits apart.
Findings check_words(std::string_view text);
// At most one letter inserted, deleted or replaced.
bool within_one_edit(std::string_view a, std::string_view b);

}  // namespace avow::tidy
