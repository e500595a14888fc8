// protocol/README.md shows the table that the code follows, word for word.
#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

#include "ledger/transitions.h"

using namespace avow::ledger;

TEST_CASE("protocol/README.md holds the generated table of transitions") {
  std::ifstream file(AVOW_SOURCE_DIR "/protocol/README.md");
  std::stringstream text;
  text << file.rdbuf();
  const std::string readme = text.str();
  const std::string begin = "<!-- transitions:begin -->\n";
  const std::string end = "<!-- transitions:end -->";
  const auto from = readme.find(begin);
  const auto to = readme.find(end);
  REQUIRE(from != std::string::npos);
  REQUIRE(to != std::string::npos);
  const std::string block = readme.substr(from + begin.size(), to - from - begin.size());
  const bool same = block == transitions_markdown();
  CHECK_MESSAGE(same, "put this between the markers:\n" << transitions_markdown());
}
