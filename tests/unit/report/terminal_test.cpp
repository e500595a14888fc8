// Pictures as lines of a terminal.
#include <doctest/doctest.h>

#include <sstream>

#include "base/text.h"
#include "unit/report/stories.h"

using namespace avow;
using namespace avow::testing;

namespace {

std::size_t columns_of(std::string_view line) {
  std::size_t columns = 0;
  for (; !line.empty(); ++columns) line.remove_prefix(first_code_point(line).length);
  return columns;
}

}  // namespace

TEST_CASE("pictures in a terminal") {
  CHECK(text_of(small_months(), 80) ==
        "  2026-10  ███▓░  4 of 5\n"
        "  2026-11         \n"
        "  2026-12  █×     1 of 1\n"
        "  █ kept   ▓ kept late   ░ missed   × stepped back\n");
  CHECK(text_of(small_trend(), 80) == "  2026-01 ██  █ 2026-05\n");
  CHECK(text_of(small_calendar(), 80) ==
        "  Mon █\n  Tue ▄\n  Wed □\n  Thu ·\n  Fri ○\n  Sat ·\n  Sun ·\n  2026-06-01 … 2026-06-07\n"
        "  █ all kept   ▄ partly kept   □ not kept   ○ still open   · nothing due\n");
  CHECK(text_of(small_pulse(), 80) ==
        "  close to each other\n  2026-06-01  ···███·····  3 to 5\n  2026-06-08  ····█······  4\n"
        "  calm\n  2026-06-08  ███████████  0 to 10\n");
  CHECK(text_of(small_timeline(), 80) ==
        "  ● 2026-06-01  you: offered\n  ■ 2026-06-02  your partner: accepted\n"
        "  ○ 2026-06-03  you: said ahead that it is at risk\n  ◆ 2026-06-04  due\n");
}

TEST_CASE("no line is wider than the terminal") {
  for (const std::size_t columns : {40U, 60U, 100U}) {
    for (const Picture& picture : large_pictures()) {
      if (std::holds_alternative<Timeline>(picture)) continue;  // words are not cut
      std::istringstream lines(text_of(picture, columns));
      for (std::string line; std::getline(lines, line);) CHECK_MESSAGE(columns_of(line) <= columns, line);
    }
  }
}
