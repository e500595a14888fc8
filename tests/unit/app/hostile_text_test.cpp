// Text goes through vault, sync and JSON as it was written: byte for byte, whatever it is.
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "unit/app/support.h"
#include "vectors/vector_files.h"
#include "wire/json.h"

using namespace avow;
using namespace avow::testing;

namespace {

// Not writable at all: empty or blank, NUL, not UTF-8, too long.
bool is_writable(const std::string& text) {
  return is_utf8(text) && text.find('\0') == std::string::npos && text.size() <= limits::kTextBytesMax &&
         text.find_first_not_of(" \t\r\n") != std::string::npos;
}

// Writes each as a note of a's, syncs, and compares what b's JSON says with what was written.
void check_unchanged(TwoPeople& two, const std::vector<std::string>& texts) {
  std::vector<std::string> ids;
  for (const auto& text : texts) {
    // The person beside the API: a capnp text cannot be made of a std::string with NUL, which is_writable() refused.
    ids.push_back(two.a.note(text));
  }
  REQUIRE(two.sync().ok());
  two.b.close();
  two.b.open();
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto shown = ask(two.b, [&](Request request) { request.initNoteShow().setId(ids[i]); });
    const auto json = wire::to_json<schema::Item>(shown->at(0));
    REQUIRE(json.ok());
    const auto parsed = nlohmann::json::parse(*json);
    CHECK(parsed.at("note").at("text").get<std::string>() == texts[i]);
    CHECK(std::string(shown->at(0).getNote().getText()) == texts[i]);
  }
  CHECK(two.b.verified());
}

}  // namespace

TEST_CASE("text with ESC, é, emoji, bidi and line breaks comes out as it went in") {
  TwoPeople two(61);
  two.pair();
  check_unchanged(two, {"\x1b[31mred\x1b[0m", "caf\xc3\xa9 cafe\xcc\x81", "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x9a\x80 \xf0\x9f\x87\xa9\xf0\x9f\x87\xaa",
                        "\xe2\x80\xae" "gnp.exe\xe2\x80\xac", "a\nb\tc\rd", "\xef\xbb\xbf" "BOM", "\x7f\xc2\x85\xc2\x9b", "\xf4\x8f\xbf\xbf\xef\xbf\xbe",
                        "\"quoted\" \\ back / slash", std::string(limits::kTextBytesMax, 'x')});
}

TEST_CASE("the same for the words of a promise and of its history") {
  TwoPeople two(62);
  two.pair();
  const std::string hostile = "\x1b]0;title\x07 \xe2\x80\xae \xf0\x9f\x98\x80 \"";
  const auto made = ask(two.a, [&](Request request) {
    auto terms = request.initPromiseOffer();
    terms.setText(hostile + "1");
    terms.setDoneWhen(hostile + "2");
    terms.setIfThen(hostile + "3");
    terms.setLookAt(hostile + "4");
  });
  const std::string id = made->result().getRecord().getId();
  REQUIRE(two.sync().ok());
  const auto shown = ask(two.b, [&](Request request) { request.initPromiseShow().setId(id); });
  const auto json = wire::to_json<schema::Item>(shown->at(0));
  REQUIRE(json.ok());
  const auto promise = nlohmann::json::parse(*json).at("promise");
  CHECK(promise.at("text") == hostile + "1");
  CHECK(promise.at("done_when") == hostile + "2");
  CHECK(promise.at("if_then") == hostile + "3");
  CHECK(promise.at("look_at") == hostile + "4");
  CHECK(promise.at("history").at(0).at("text") == hostile + "1");
}

TEST_CASE("what cannot be written is refused, and nothing is written") {
  TwoPeople two(63);
  two.pair();
  const auto before = changes(two.a);
  for (const std::string& text : {std::string(), std::string(" \n\t"), std::string("\xc3"), std::string("\xed\xa0\x80"),
                                 std::string(limits::kTextBytesMax + 1, 'x')}) {
    CHECK(refusal(two.a, add_note(text)) == Errc::usage);
    CHECK(refusal(two.a, [&](Request request) { request.initPromiseOffer().setText(text); }) == Errc::usage);
  }
  CHECK(changes(two.a) == before);
}

TEST_CASE("big list of naughty strings: through vault, sync and JSON unchanged") {
  for_each_vectors(kNaughtyStrings, [](const nlohmann::json& file) {
    std::vector<std::string> texts;
    std::size_t refused = 0;
    TwoPeople two(64);
    two.pair();
    for (const auto& entry : file.at("strings")) {
      const auto text = entry.get<std::string>();
      if (is_writable(text)) {
        texts.push_back(text);
      } else {
        ++refused;
      }
    }
    check_unchanged(two, texts);
    report_ran("hostile/blns.json", texts.size() + refused);
    if (refused > 0) report_skipped("hostile/blns.json", std::to_string(refused) + " strings that cannot be a note (blank)");
  });
}

TEST_CASE("terminal text cases: through vault, sync and JSON unchanged") {
  for_each_vectors(kTerminalCases, [](const nlohmann::json& file) {
    std::vector<std::string> texts;
    TwoPeople two(65);
    two.pair();
    for (const auto& entry : file.at("cases")) {
      const std::string text(text_of(hex(entry.at("hex"))));
      if (is_writable(text)) {
        texts.push_back(text);
      } else {
        report_skipped("hostile/terminal_text_cases.json: " + entry.at("name").get<std::string>(), "cannot be a note");
      }
    }
    check_unchanged(two, texts);
    report_ran("hostile/terminal_text_cases.json", texts.size());
  });
}
