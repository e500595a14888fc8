// The remark on a boundary that reads as a rule for the other.
#include "app/wording.h"

#include <doctest/doctest.h>

#include <string>

using avow::app::reads_as_a_rule;

TEST_CASE("a rule for the other is told from an own limit") {
  for (const std::string rule : {"You must call me.", "you can't go out", "YOU CAN\xE2\x80\x99T", "you cannot", "you  aren't\nallowed to",
                                 "and you have to be home", "you may not", "you're not allowed", "(you must)"}) {
    CAPTURE(rule);
    CHECK(reads_as_a_rule(rule));
  }
  for (const std::string limit : {"I will leave when it gets loud.", "", "you may call me", "when you mustard",
                                  "I must go; you may stay", "bayou mustang", "you can tell me"}) {
    CAPTURE(limit);
    CHECK_FALSE(reads_as_a_rule(limit));
  }
}
