#include "wire/json.h"

#include <capnp/message.h>
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <protocol/api.capnp.h>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "vectors/vector_files.h"

using namespace avow;
using namespace avow::wire;

namespace {

constexpr std::size_t kMax = 1024 * 1024;

// One Note whose text is `text`, as JSON.
std::string note_json(const std::string& text) {
  capnp::MallocMessageBuilder message;
  auto note = message.initRoot<schema::Note>();
  note.setId("7k3q");
  note.setText({text.c_str(), text.size()});
  note.setSaidAt("2026-11-22T18:00:00Z");
  auto json = to_json<schema::Note>(note.asReader());
  REQUIRE(json.ok());
  return *json;
}

// The text of {"text": …} read as a NoteAdd.
Result<std::string> text_from(std::string_view json, std::size_t bytes_max = kMax) {
  capnp::MallocMessageBuilder message;
  auto note = message.initRoot<schema::NoteAdd>();
  AVOW_CHECK(from_json<schema::NoteAdd>(json, bytes_max, note));
  const auto text = note.asReader().getText();
  return std::string(text.begin(), text.size());
}

Result<void> reads_as_request(std::string_view json) {
  capnp::MallocMessageBuilder message;
  return from_json<schema::Request>(json, kMax, message.initRoot<schema::Request>());
}

// A line of UTF-8 that holds nothing a terminal would act on or hide.
bool is_printable_line(std::string_view text) {
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    if (point.length == 0 || is_unsafe_to_show(point.value)) return false;
    if (point.value == 0x200C || point.value == 0x200D) return false;
    text.remove_prefix(point.length);
  }
  return true;
}

void check_round_trip(const std::string& text) {
  CAPTURE(text);
  const std::string shown = note_json(text);
  CHECK(is_printable_line(shown));
  const std::string read_back = nlohmann::json::parse(shown).at("text").get<std::string>();
  const std::string quoted = to_json_string(text);
  CHECK(is_printable_line(quoted));
  CHECK(nlohmann::json::parse(quoted).get<std::string>() == read_back);
  if (!is_utf8(text)) return;
  CHECK(read_back == text);
  // In: our own escapes, another writer's raw UTF-8, and one that escapes everything.
  for (const bool ascii : {true, false}) {
    const auto again = text_from(nlohmann::json{{"text", text}}.dump(-1, ' ', ascii));
    REQUIRE(again.ok());
    CHECK(*again == text);
  }
  const auto ours = text_from("{\"text\":" + quoted + "}");
  REQUIRE(ours.ok());
  CHECK(*ours == text);
}

}  // namespace

TEST_CASE("a struct becomes one line with the contract's names") {
  CHECK(note_json("Späti, 7 €") ==
        R"({"id":"7k3q","text":"Späti, 7 €","said_at":"2026-11-22T18:00:00Z","corrected":false,"by_file":false})");
  CHECK(note_json("a\nb\"c\\") ==
        R"({"id":"7k3q","text":"a\nb\"c\\","said_at":"2026-11-22T18:00:00Z","corrected":false,"by_file":false})");
}

TEST_CASE("what could hide or command is escaped, é and emoji stay") {
  CHECK(to_json_string("é 🙂 ❤️") == "\"é 🙂 ❤️\"");
  CHECK(to_json_string("\x7F") == R"("\u007f")");
  CHECK(to_json_string("\xC2\x9B") == R"("\u009b")");                // C1 CSI
  CHECK(to_json_string("\xE2\x80\xAE") == R"("\u202e")");            // right-to-left override
  CHECK(to_json_string("\xE2\x80\x8B") == R"("\u200b")");            // zero width space
  CHECK(to_json_string("\xF3\xA0\x81\x81") == R"("\udb40\udc41")");  // a tag letter
  CHECK(to_json_string("\x1B[2J\n\t") == R"("\u001b[2J\n\u0009")");
  CHECK(to_json_string(std::string_view("\0", 1)) == R"("\u0000")");
}

TEST_CASE("bytes that are not UTF-8 become U+FFFD and swallow nothing") {
  CHECK(to_json_string("a\xC3") == "\"a\xEF\xBF\xBD\"");
  CHECK(to_json_string("\xC3\"") == "\"\xEF\xBF\xBD\\\"\"");
  CHECK(nlohmann::json::parse(note_json("a\xF0\x9F\"b")).at("text") == "a\xEF\xBF\xBD\xEF\xBF\xBD\"b");
}

TEST_CASE("every scalar value goes out and comes back") {
  std::string all;
  for (std::uint32_t c = 0; c < 0x3000; ++c)
    all += nlohmann::json::parse(fmt::format("\"\\u{:04x}\"", c)).get<std::string>();
  for (const char* edge : {"\uD7FF", "\uE000", "\uFFFD", "\uFFFF", "\U00010000", "\U0001F642", "\U0010FFFF"})
    all += edge;
  check_round_trip(all);
}

TEST_CASE("hostile strings") {
  std::size_t ran = 0;
  testing::for_each_vectors(testing::kNaughtyStrings, [&](const nlohmann::json& file) {
    for (const auto& text : file.at("strings")) {
      check_round_trip(text.get<std::string>());
      ++ran;
    }
  });
  testing::for_each_vectors(testing::kTerminalCases, [&](const nlohmann::json& file) {
    for (const auto& one : file.at("cases")) {
      check_round_trip(std::string(text_of(testing::hex(one.at("hex")))));
      ++ran;
    }
  });
  testing::for_each_vectors(testing::kUtf8Sequences, [&](const nlohmann::json& file) {
    for (const auto& one : file.at("sequences")) {
      const std::string text(text_of(testing::hex(one.at("hex"))));
      check_round_trip(text);
      if (text.find_first_of("\"\\") == std::string::npos &&
          text.find_first_of(std::string_view("\0\n\r\x7F", 4)) == std::string::npos) {
        CHECK(text_from("{\"text\":\"" + text + "\"}").ok() == one.at("valid_utf8_rfc3629").get<bool>());
      }
      ++ran;
    }
  });
  testing::report_ran("hostile text through JSON", ran);
}

TEST_CASE("escapes are read as RFC 8259 says") {
  CHECK(*text_from(R"({"text":"\u00e9\u00C9\u20AC\ud83d\ude42"})") == "éÉ€🙂");
  CHECK(*text_from(R"( { "text" : "\"\\\/\b\f\n\r\t" } )") == "\"\\/\b\f\n\r\t");
  CHECK(*text_from(R"({"text":"a\u0000b\u001f"})") == std::string("a\0b\x1F", 4));
  CHECK(*text_from(R"({"te\u0078t":"x"})") == "x");
  for (const char* bad :
       {R"("\ud83d")", R"("\ude42")", R"("\ud83dx")", R"("\ud83d\u0041")", R"("\ud83d\ud83d")", R"("\u12g4")",
        R"("\u12)", R"("\u 123")", R"("\x41")", R"("\U0041")", "\"a\nb\"", "\"\x01\"", "\"", "\"\\", "'a'"}) {
    CAPTURE(bad);
    const auto text = text_from(std::string("{\"text\":") + bad + "}");
    REQUIRE_FALSE(text.ok());
    CHECK(text.error().code == Errc::malformed);
  }
}

TEST_CASE("what is not JSON is refused") {
  for (const char* bad : {"",
                          " ",
                          "{",
                          "}",
                          "{}x",
                          "{},",
                          "{\"text\"}",
                          "{\"text\":}",
                          "{\"text\":\"a\",}",
                          "{,}",
                          "{text:\"a\"}",
                          "\xEF\xBB\xBF{}",
                          "{}//",
                          "[]",
                          "\"a\"",
                          "null",
                          "{\"draft\":tru}",
                          "{\"draft\":True}",
                          "{\"draft\":1}",
                          "{\"text\":1}",
                          "{\"text\":null}",
                          "{\"text\":[\"a\"]}",
                          "{\"text\":{}}",
                          "{\"other\":\"a\"}"}) {
    CAPTURE(bad);
    CHECK_FALSE(text_from(bad).ok());
  }
  CHECK_FALSE(text_from(std::string_view("{}\0", 3)).ok());
  CHECK_FALSE(text_from(R"({"text":"a","text":"a"})").ok());
  CHECK_FALSE(text_from(R"({"text":"a","te\u0078t":"b"})").ok());
  CHECK(text_from(R"({"text":"a","draft":true,"kind":""})").ok());
}

TEST_CASE("numbers keep to the grammar and to their field") {
  const auto limit = [](const std::string& number) -> Result<std::uint32_t> {
    capnp::MallocMessageBuilder message;
    auto query = message.initRoot<schema::ListQuery>();
    AVOW_CHECK(from_json<schema::ListQuery>("{\"limit\":" + number + "}", kMax, query));
    return query.getLimit();
  };
  CHECK(*limit("0") == 0);
  CHECK(*limit("4294967295") == 4'294'967'295U);
  CHECK(*limit("2e1") == 20);
  for (const char* bad : {"4294967296", "-1",  "1.5",  "1e999", "1e400",    "-0.5", "01",  "+1",    ".5",   "1.",
                          "1e",         "1e+", "0x10", "NaN",   "Infinity", "-",    "--1", "\"x\"", "null", "true"}) {
    CAPTURE(bad);
    CHECK_FALSE(limit(bad).ok());
  }
}

TEST_CASE("a request names exactly one thing") {
  CHECK(reads_as_request(R"({"status":null})").ok());
  CHECK_FALSE(reads_as_request(R"({"status":null,"verify":null})").ok());
  CHECK_FALSE(reads_as_request(R"({"status":1})").ok());
  CHECK_FALSE(reads_as_request(R"({"nothing":null})").ok());
}

TEST_CASE("size: the limit and one more") {
  const std::string json = R"({"text":"abc"})";
  CHECK(text_from(json, json.size()).ok());
  const auto over = text_from(json, json.size() - 1);
  REQUIRE_FALSE(over.ok());
  CHECK(over.error().code == Errc::too_large);
}

TEST_CASE("depth: the limit and one more") {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  const auto why = [&](std::size_t depth) { return text_from("{\"text\":" + nested(depth - 1) + "}").error().context; };
  CHECK(why(kJsonNestingMax).find("nested too deeply") ==
        std::string::npos);  // refused for its kind, not for its depth
  CHECK(why(kJsonNestingMax + 1).find("nested too deeply") != std::string::npos);
  CHECK(why(kMax / 4).find("nested too deeply") != std::string::npos);
}
