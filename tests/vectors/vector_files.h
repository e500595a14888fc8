// Published test vectors live outside the project, in $AVOW_VECTORS or beside the source root (../shared/vectors); they are
// never copied in. A test runs every case of every *.json of its folder that has the shape it knows. What is not there,
// and what no test knows, is one skip by name, never a failure.
// Each test ends with report_ran(), so a run shows how many cases it really checked.
#pragma once

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <set>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/assert.h"
#include "base/bytes.h"
#include "base/encoding.h"

namespace avow::testing {

inline std::string vectors_root() {
  const char* const named = std::getenv("AVOW_VECTORS");
  return named != nullptr && *named != '\0' ? named : AVOW_SOURCE_DIR "/../shared/vectors";
}

inline void report_skipped(const std::string& what, const std::string& why) {
  std::printf("SKIP %s: %s\n", what.c_str(), why.c_str());
}

inline void report_ran(const std::string& what, std::size_t cases) {
  std::printf("RAN %s: %zu cases\n", what.c_str(), cases);
}

// A kind of file: it has `list`, and what stands in it has `field` ("" = whatever stands in it).
struct Shape {
  std::string folder;
  std::string list;
  std::string field;
  bool fits(const nlohmann::json& file) const {
    if (!file.is_object() || !file.contains(list)) return false;
    if (field.empty()) return true;
    const auto& inside = file.at(list);
    return inside.is_array() && !inside.empty() && inside.front().is_object() && inside.front().contains(field);
  }
};

// Text that somebody may write, for every room that carries it.
inline const Shape kNaughtyStrings{"hostile", "strings", ""};
inline const Shape kTerminalCases{"hostile", "cases", "neutralise"};
inline const Shape kUtf8Sequences{"hostile", "sequences", "valid_utf8_rfc3629"};

struct VectorFile {
  std::string name;  // "noise/x.json"
  nlohmann::json json;
};
// Every *.json of the folder, by name. Throws (a failing test) when one is no JSON.
inline std::vector<VectorFile> vectors_in(const std::string& folder) {
  std::vector<VectorFile> out;
  std::error_code missing;
  for (const auto& entry : std::filesystem::directory_iterator(vectors_root() + "/" + folder, missing)) {
    if (entry.path().extension() != ".json") continue;
    std::ifstream file(entry.path(), std::ios::binary);
    out.push_back({folder + "/" + entry.path().filename().string(), nlohmann::json::parse(file)});
  }
  std::sort(out.begin(), out.end(), [](const VectorFile& a, const VectorFile& b) { return a.name < b.name; });
  return out;
}

// Runs `check` with every file of that shape.
template <typename Check>
void for_each_vectors(const Shape& shape, Check check) {
  bool any = false;
  for (const auto& file : vectors_in(shape.folder)) {
    if (!shape.fits(file.json)) continue;
    any = true;
    check(file.json);
  }
  if (!any) report_skipped(shape.folder + "/", "no file with \"" + shape.list + "\" in " + vectors_root());
}

// One line for every file of a folder that has none of these shapes.
inline std::size_t skip_unknown_files(const std::string& folder, std::initializer_list<Shape> known) {
  std::size_t skipped = 0;
  for (const auto& file : vectors_in(folder)) {
    const bool fits = std::any_of(known.begin(), known.end(), [&](const Shape& shape) { return shape.fits(file.json); });
    if (fits) continue;
    report_skipped(file.name, "no test knows its kind");
    ++skipped;
  }
  return skipped;
}

// One line for every folder that no test knows.
inline std::size_t skip_unknown_folders(const std::set<std::string>& known) {
  std::size_t skipped = 0;
  std::error_code missing;
  for (const auto& entry : std::filesystem::directory_iterator(vectors_root(), missing)) {
    const auto name = entry.path().filename().string();
    if (!entry.is_directory() || known.contains(name)) continue;
    std::string why = "no test knows it";
    if (name == "cpace") why = "comes with the short code";
    report_skipped(name + "/", why);
    ++skipped;
  }
  return skipped;
}

// Hex of a vector file; text that is no hex is a broken file.
inline Bytes hex(const nlohmann::json& value) {
  auto bytes = from_hex(value.get<std::string>());
  AVOW_ASSERT(bytes.ok());
  return std::move(bytes).value();
}

}  // namespace avow::testing
