// Text that somebody else wrote, as hostile as it gets: what neutralise() shows is UTF-8 without any code point
// that a terminal or a reader could be fooled by, and honest text comes through unchanged.
#include <set>
#include <vector>

#include <doctest/doctest.h>

#include "base/text.h"
#include "vectors/vector_files.h"

using namespace avow;
using avow::testing::hex;

namespace {

// A decoder of its own (test data is small): nothing when the text is not UTF-8.
std::vector<char32_t> code_points(std::string_view text) {
  std::vector<char32_t> out;
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    char32_t value = length == 1 ? lead : lead & (0xFFU >> (length + 1));
    for (std::size_t j = 1; j < length && i + j < text.size(); ++j) {
      value = (value << 6U) | (static_cast<unsigned char>(text[i + j]) & 0x3FU);
    }
    out.push_back(value);
    i += length;
  }
  return out;
}

std::string encoded(char32_t c) {
  const auto tail = [c](unsigned shift) { return static_cast<char>(0x80U | ((c >> shift) & 0x3FU)); };
  if (c < 0x80) return {static_cast<char>(c)};
  if (c < 0x800) return {static_cast<char>(0xC0U | (c >> 6U)), tail(0)};
  if (c < 0x10000) return {static_cast<char>(0xE0U | (c >> 12U)), tail(6), tail(0)};
  return {static_cast<char>(0xF0U | (c >> 18U)), tail(12), tail(6), tail(0)};
}

const testing::Shape kCodePoints{"unicode", "must_neutralise", ""};

std::set<char32_t> unsafe_set(const nlohmann::json& file) {
  std::set<char32_t> out;
  for (const auto& range : file["must_neutralise"]["ranges"]) {
    const auto text = range.get<std::string>();
    const auto dots = text.find("..");
    const auto from = static_cast<char32_t>(std::stoul(text.substr(0, dots), nullptr, 16));
    const auto to = dots == std::string::npos ? from : static_cast<char32_t>(std::stoul(text.substr(dots + 2), nullptr, 16));
    for (char32_t c = from; c <= to; ++c) {
      if (c < 0xD800 || c > 0xDFFF) out.insert(c);
    }
  }
  return out;
}

// All of them; without a file of code points nothing is checked but UTF-8.
std::set<char32_t> unsafe_set() {
  std::set<char32_t> out;
  testing::for_each_vectors(kCodePoints, [&out](const nlohmann::json& file) { out.merge(unsafe_set(file)); });
  return out;
}

bool is_safe(const std::string& shown, const std::set<char32_t>& unsafe) {
  if (!is_utf8(shown)) return false;
  for (const char32_t c : code_points(shown)) {
    if (unsafe.contains(c)) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("every code point that must be neutralised is, wherever it stands") {
  testing::for_each_vectors(kCodePoints, [](const nlohmann::json& file) {
    const auto unsafe = unsafe_set(file);
    for (const char32_t c : unsafe) {
      CAPTURE(static_cast<std::uint32_t>(c));
      for (const std::string& text : {encoded(c), "a" + encoded(c) + "b", "\xF0\x9F\x91\xA8" + encoded(c),
                                      encoded(c) + encoded(c), "\xE2\x80\x8D" + encoded(c)}) {
        for (const std::string& shown : {neutralise(text), neutralise_line(text)}) {
          CHECK(shown != text);
          CHECK(is_safe(shown, unsafe));
        }
      }
    }
    testing::report_ran("unsafe code points", unsafe.size());
    CHECK(unsafe.size() > 250);
  });
}

TEST_CASE("terminal text cases") {
  const auto unsafe = unsafe_set();
  testing::for_each_vectors(testing::kTerminalCases, [&](const nlohmann::json& file) {
    std::size_t ran = 0;
    for (const auto& item : file.at("cases")) {
      const auto name = item["name"].get<std::string>();
      CAPTURE(name);
      const Bytes bytes = hex(item["hex"]);
      const std::string text(text_of(bytes));
      for (const std::string& shown : {neutralise(text), neutralise_line(text)}) {
        CHECK(is_safe(shown, unsafe));
        if (item["neutralise"].is_boolean()) CHECK((shown != text) == item["neutralise"].get<bool>());
      }
      ++ran;
    }
    testing::report_ran("terminal text cases", ran);
    CHECK(ran > 0);
  });
}

TEST_CASE("utf-8 stress sequences") {
  const auto unsafe = unsafe_set();
  testing::for_each_vectors(testing::kUtf8Sequences, [&](const nlohmann::json& file) {
    std::size_t ran = 0;
    for (const auto& item : file.at("sequences")) {
      const auto id = item["id"].get<std::string>();
      CAPTURE(id);
      const Bytes bytes = hex(item["hex"]);
      const auto text = text_of(bytes);
      CHECK(is_utf8(text) == item["valid_utf8_rfc3629"].get<bool>());
      CHECK(to_nfkc(text).ok() == item["valid_utf8_rfc3629"].get<bool>());
      CHECK(is_safe(neutralise(text), unsafe));
      ++ran;
    }
    testing::report_ran("utf-8 sequences", ran);
    CHECK(ran > 0);
  });
}

TEST_CASE("the big list of naughty strings") {
  const auto unsafe = unsafe_set();
  testing::for_each_vectors(testing::kNaughtyStrings, [&](const nlohmann::json& file) {
    std::size_t ran = 0;
    for (const auto& item : file.at("strings")) {
      const auto text = item.get<std::string>();
      CAPTURE(text);
      CHECK(is_safe(neutralise(text), unsafe));
      const std::string line = neutralise_line(text);
      CHECK(is_safe(line, unsafe));
      CHECK(line.find('\n') == std::string::npos);
      CHECK(neutralise_line(line) == line);
      ++ran;
    }
    testing::report_ran("naughty strings", ran);
    CHECK(ran > 0);
  });
}

TEST_CASE("files that no text test knows are skipped by name") {
  testing::skip_unknown_files("unicode", {kCodePoints});
  testing::skip_unknown_files("hostile", {testing::kTerminalCases, testing::kUtf8Sequences, testing::kNaughtyStrings});
}
