// The published hostile texts are in tests/vectors/text_vectors_test.cpp; here are the rules one by one.
#include "base/text.h"

#include <doctest/doctest.h>

using namespace avow;

TEST_CASE("honest text is not touched") {
  for (const std::string_view text : {"", "Plain text, 100 %.", "one\ntwo\tthree", "caf\xC3\xA9", "cafe\xCC\x81",
                                      "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D", "\xE6\x97\xA5\xE6\x9C\xAC",
                                      "\xF0\x9F\x91\xA8\xE2\x80\x8D\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7",
                                      "\xE2\x9D\xA4\xEF\xB8\x8F", "1\xEF\xB8\x8F\xE2\x83\xA3",
                                      "\xD9\x85\xDB\x8C\xE2\x80\x8C\xD8\xAE\xD9\x88\xD8\xA7\xD9\x87\xD9\x85"}) {
    CAPTURE(text);
    CHECK(neutralise(text) == text);
  }
}

TEST_CASE("safety_22 what cannot be seen or would act is spelled out") {
  CHECK(neutralise("\x1B[2J") == "\\u{1b}[2J");
  CHECK(neutralise("a\rb") == "a\\u{d}b");
  CHECK(neutralise("\xC2\x9B") == "\\u{9b}");
  CHECK(neutralise("photo\xE2\x80\xAEgpj.exe") == "photo\\u{202e}gpj.exe");
  CHECK(neutralise("no\xE2\x80\x8Bt") == "no\\u{200b}t");
  CHECK(neutralise(std::string_view("a\0b", 3)) == "a\\u{0}b");
  CHECK(neutralise("\xE2\xA0\x80") == "\\u{2800}");  // BRAILLE PATTERN BLANK: a name that looks empty
  CHECK(neutralise("a\xFF\xC0\x80") == "a\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST_CASE("joiners and variation selectors stay only behind something they can join") {
  CHECK(neutralise("\xE2\x80\x8D") == "\\u{200d}");
  CHECK(neutralise("a\xE2\x80\x8D" "b") == "a\\u{200d}b");
  CHECK(neutralise("a\xEF\xB8\x8F") == "a\\u{fe0f}");
  CHECK(neutralise("\xE2\x9D\xA4\xEF\xB8\x8F\xEF\xB8\x8F") == "\xE2\x9D\xA4\xEF\xB8\x8F\\u{fe0f}");
}

TEST_CASE("stacked marks are spelled out after the eighth") {
  std::string text = "a";
  for (int i = 0; i < 8; ++i) text += "\xCC\x81";
  CHECK(neutralise(text) == text);
  CHECK(neutralise(text + "\xCC\x81") == text + "\\u{301}");
}

TEST_CASE("one line stays one line") {
  CHECK(neutralise_line("one\ntwo\tthree") == "one\xE2\x8F\x8Etwo three");
  CHECK(neutralise_line("one\xE2\x80\xA8two") == "one\\u{2028}two");
}

TEST_CASE("nfkc refuses what is not UTF-8") {
  CHECK(to_nfkc("\xEF\xAC\x81").value() == "fi");
  CHECK(to_nfkc("").value().empty());
  CHECK(to_nfkc("\xC0\xAF").error().code == Errc::malformed);
}
