#include "base/encoding.h"

#include <doctest/doctest.h>

using namespace avow;

TEST_CASE("base32 refuses a superfluous symbol and trailing bits") {
  const Bytes bytes{0xFF, 0x00, 0x7A};
  const auto text = to_base32(bytes);
  CHECK(text == "ZW07M");
  CHECK(*from_base32("zwo7m") == bytes);
  CHECK_FALSE(from_base32("ZW07N").ok());
  CHECK_FALSE(from_base32("ZW07M0").ok());
}

TEST_CASE("base64 is strict") {
  CHECK(to_base64(bytes_of("foobar!")) == "Zm9vYmFyIQ==");
  CHECK(text_of(*from_base64("Zm9vYmFyIQ==")) == "foobar!");
  CHECK_FALSE(from_base64("Zm9vYmFyIR==").ok());
  CHECK_FALSE(from_base64("Zm9vYmFyIQ=").ok());
  CHECK_FALSE(from_base64("Zm9v YmFy").ok());
}

TEST_CASE("hex both ways") {
  CHECK(to_hex(Bytes{0x00, 0xAB}) == "00ab");
  CHECK(*from_hex("00Ab") == Bytes{0x00, 0xAB});
  CHECK_FALSE(from_hex("0").ok());
  CHECK_FALSE(from_hex("0g").ok());
}
