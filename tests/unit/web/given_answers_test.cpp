#include "base/limits.h"
#include "web/given_answers.h"

#include <doctest/doctest.h>

using namespace avow;
using namespace avow::web;

namespace {

RequestKey key(int number) { return key_of(SessionHash{}, "id", std::to_string(number)); }

}  // namespace

TEST_CASE("the last answers are kept, and none that is large") {
  GivenAnswers given;
  given.keep(key(0), std::string(limits::kPageGivenAnswerBytesMax + 1, 'a'));
  CHECK(given.find(key(0)) == nullptr);
  for (int number = 1; number <= static_cast<int>(limits::kPageGivenAnswersMax) + 1; ++number) given.keep(key(number), std::to_string(number));
  CHECK(given.find(key(1)) == nullptr);
  REQUIRE(given.find(key(2)) != nullptr);
  CHECK(*given.find(key(2)) == "2");
  given.keep(key(2), "another");
  CHECK(*given.find(key(2)) == "2");  // the first one stands
  given.forget();
  CHECK(given.find(key(2)) == nullptr);
}

TEST_CASE("a page that goes takes its own answers with it, and nobody else's") {
  GivenAnswers given;
  const SessionHash other{1};
  given.keep(key_of({}, "id", "a"), "mine");
  given.keep(key_of(other, "id", "a"), "other");
  given.forget(SessionHash{});
  CHECK(given.find(key_of({}, "id", "a")) == nullptr);
  REQUIRE(given.find(key_of(other, "id", "a")) != nullptr);
  CHECK(*given.find(key_of(other, "id", "a")) == "other");
  given.forget_others(SessionHash{});
  CHECK(given.find(key_of(other, "id", "a")) == nullptr);
}

TEST_CASE("where one part of a key ends is not to be mistaken") {
  CHECK(key_of({}, "ab", "c") != key_of({}, "a", "bc"));
  CHECK(key_of({}, "a", "b") != key_of({}, "a", "c"));
}
