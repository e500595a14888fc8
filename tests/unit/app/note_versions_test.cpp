// A corrected note keeps its older wordings where both can see them.
#include <doctest/doctest.h>

#include "support.h"

using namespace avow;
using namespace avow::testing;

namespace {

std::vector<std::string> versions_of(Person& person, const std::string& id) {
  const auto answers = ask(person, [&](Request request) { request.initNoteShow().setId(id); });
  std::vector<std::string> out;
  std::string before;
  for (const auto version : answers->at(0).getNote().getVersions()) {
    out.emplace_back(version.getText());
    CHECK(before <= std::string(version.getSaidAt()));
    before = version.getSaidAt();
  }
  return out;
}

}  // namespace

TEST_CASE("note show tells every wording, the oldest first, lists tell the current one") {
  TwoPeople two(91);
  two.pair();
  const auto id = two.a.note("first");
  CHECK(versions_of(two.a, id) == std::vector<std::string>{"first"});
  two.clock.advance(std::chrono::minutes(1));
  ask(two.a, correct_note(id, "second"));
  two.clock.advance(std::chrono::minutes(1));
  ask(two.a, correct_note(id, "third"));
  REQUIRE(two.sync().ok());
  const std::vector<std::string> all{"first", "second", "third"};
  CHECK(versions_of(two.a, id) == all);
  CHECK(versions_of(two.b, id) == all);
  CHECK(text_of_note(two.b, id) == "third");
  CHECK(ask(two.b, list_notes())->at(0).getNote().getVersions().size() == 0);
  ask(two.a, withdraw_note(id));
  REQUIRE(two.sync().ok());
  CHECK(versions_of(two.a, id).empty());
  CHECK(versions_of(two.b, id).empty());
}

TEST_CASE("a draft has the one wording that it has now") {
  TwoPeople two(92);
  const auto id = two.a.note("first");
  ask(two.a, correct_note(id, "second"));
  CHECK(versions_of(two.a, id) == std::vector<std::string>{"second"});
}
