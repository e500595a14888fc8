#include "base/ids.h"

#include <doctest/doctest.h>

using namespace avow;

TEST_CASE("an id is 26 lower-case symbols, and its own prefix") {
  RecordId id;
  CHECK(id.is_zero());
  CHECK(to_text(id) == std::string(26, '0'));
  id.bytes.fill(0xFF);
  CHECK(to_text(id) == "zzzzzzzzzzzzzzzzzzzzzzzzzw");  // 128 bits: the last symbol holds three
  CHECK_FALSE(id.is_zero());
  CHECK(normal_id_prefix(to_text(id)).value() == to_text(id));
}

TEST_CASE("people type ids in any case and mix up I, L, 1 and O, 0") {
  CHECK(normal_id_prefix("ABCD").value() == "abcd");
  CHECK(normal_id_prefix("iLoO1").value() == "11001");
}

TEST_CASE("an id prefix has 4 to 26 symbols of the alphabet") {
  CHECK(normal_id_prefix("abcd").ok());
  CHECK(normal_id_prefix(std::string(26, 'a')).ok());
  for (const std::string& typed : {std::string(), std::string("abc"), std::string(27, 'a'), std::string("abcu"),
                                   std::string("ab-cd"), std::string("abc*"), std::string("abc "), std::string("abc\0", 4),
                                   std::string("ab\xC3\xA9")}) {
    CAPTURE(typed);
    CHECK(normal_id_prefix(typed).error().code == Errc::malformed);
  }
}
