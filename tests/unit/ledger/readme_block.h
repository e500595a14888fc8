// What stands in protocol/README.md between two markers, held against what the code generates.
#pragma once

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>
#include <string>

namespace avow::ledger::story {

inline void check_readme_block(const std::string& name, const std::string& generated) {
  std::ifstream file(AVOW_SOURCE_DIR "/protocol/README.md");
  std::stringstream text;
  text << file.rdbuf();
  const std::string readme = text.str();
  const std::string begin = "<!-- " + name + ":begin -->\n";
  const auto from = readme.find(begin);
  const auto to = readme.find("<!-- " + name + ":end -->");
  REQUIRE(from != std::string::npos);
  REQUIRE(to != std::string::npos);
  const bool same = readme.substr(from + begin.size(), to - from - begin.size()) == generated;
  CHECK_MESSAGE(same, "put this between the markers:\n" << generated);
}

}  // namespace avow::ledger::story
