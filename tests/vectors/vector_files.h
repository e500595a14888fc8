// Published test vectors live outside the project, in $AVOW_VECTORS or beside the source root
// (../shared/vectors); they are never copied in. A file that is not there is skipped by name, never a failure.
// Each test ends with report_ran(), so a run shows how many cases it really checked.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "base/assert.h"
#include "base/bytes.h"
#include "base/encoding.h"

namespace avow::testing {

inline std::string vectors_root() {
  const char* const named = std::getenv("AVOW_VECTORS");
  return named != nullptr && *named != '\0' ? named : AVOW_SOURCE_DIR "/../shared/vectors";
}

// `name` such as "noise/x.json". Throws (a failing test) when the file is there and is no JSON.
inline std::optional<nlohmann::json> load_vectors(const std::string& name) {
  const std::string path = vectors_root() + "/" + name;
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    std::printf("SKIP %s: not found at %s\n", name.c_str(), path.c_str());
    return std::nullopt;
  }
  return nlohmann::json::parse(file);
}

inline void report_skipped(const std::string& what, const std::string& why) {
  std::printf("SKIP %s: %s\n", what.c_str(), why.c_str());
}

inline void report_ran(const std::string& what, std::size_t cases) {
  std::printf("RAN %s: %zu cases\n", what.c_str(), cases);
}

// Hex of a vector file; text that is no hex is a broken file.
inline Bytes hex(const nlohmann::json& value) {
  auto bytes = from_hex(value.get<std::string>());
  AVOW_ASSERT(bytes.ok());
  return std::move(bytes).value();
}

}  // namespace avow::testing
