// The same of the program as a whole: what it is linked to, and what it says to people.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace {

const std::filesystem::path kRoot = AVOW_SOURCE_DIR;

std::string content_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// All that avow says to people stands in these (tests/tidy).
std::vector<std::filesystem::path> catalogue() {
  std::vector<std::filesystem::path> out;
  for (const auto& file : std::filesystem::directory_iterator(kRoot / "src/base")) {
    if (file.path().filename().string().starts_with("text_")) out.push_back(file.path());
  }
  out.push_back(kRoot / "src/web/assets/text.js");
  out.push_back(kRoot / "README.md");
  std::sort(out.begin(), out.end());
  return out;
}

std::string in_one_line(std::string text) {
  std::string out;
  for (const char c : text) {
    const bool blank = c == '\n' || c == ' ' || c == '"';
    if (!blank || (!out.empty() && out.back() != ' ')) out += blank ? ' ' : static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  }
  return out;
}

// How often `word` stands in the text.
std::size_t count(std::string_view text, std::string_view word) {
  std::size_t out = 0;
  for (auto at = text.find(word); at != text.npos; at = text.find(word, at + 1)) ++out;
  return out;
}

}  // namespace

// Packet by packet: e2e, safety_09 calls_nobody_else.
TEST_CASE("safety_09 the program holds no address to fetch from, and no library that fetches") {
  const std::string program = content_of(AVOW_PROGRAM);
  REQUIRE(program.size() > 100'000);
  REQUIRE(count(program, "avow: ") > 0);
  for (const char* sign : {"https://", "ftp://", "ws://", "wss://", "HTTP/2", "GET /", "Host: ", "libcurl", "libssl", "libgio"}) {
    CHECK_MESSAGE(count(program, sign) == 0, sign);
  }
  // Its own page: where it stands, whose scripts may ask, and how an answer begins.
  const std::string_view bare("http://", 8);
  // And the name that SVG has in a browser, which is no address and is never fetched.
  CHECK(count(program, "http://") ==
        count(program, "http://127.0.0.1:") + count(program, bare) + count(program, "http://www.w3.org/2000/svg"));
  CHECK(count(program, "HTTP/1.") == count(program, "HTTP/1.1 {} {}"));
}

TEST_CASE("safety_09 names are looked up where the partner is called, and nowhere else") {
  std::set<std::string> found;
  for (const char* part : {"src", "cli"}) {
    for (const auto& file : std::filesystem::recursive_directory_iterator(kRoot / part)) {
      if (!file.is_regular_file()) continue;
      const std::string text = content_of(file.path());
      for (const char* sign : {"resolver", "getaddrinfo", "gethostby", "res_query"}) {
        if (count(text, sign) > 0) found.insert(file.path().filename().string());
      }
    }
  }
  CHECK(found == std::set<std::string>{"dialer.cpp"});
}

TEST_CASE("safety_17 nothing claims that a vault could be denied, and nothing raises an alarm or wipes by itself") {
  for (const auto& file : catalogue()) {
    CAPTURE(file.string());
    const std::string text = in_one_line(content_of(file));
    for (const char* claim : {"plausible", "deniab", "duress", "panic", "decoy", "hidden vault", "emergency contact"}) {
      CHECK_MESSAGE(count(text, claim) == 0, claim);
    }
  }
}

TEST_CASE("safety_20 it says what it is not, and advises nobody to stay or to forgive") {
  std::string all;
  for (const auto& file : catalogue()) all += in_one_line(content_of(file)) + "\n";
  CHECK(count(all, "not therapy") >= 2);  // the README and the page before pairing
  CHECK(count(all, "not crisis help") >= 2);
  CHECK(count(all, "promises no reconciliation") >= 2);
  for (const char* advice : {"should forgive", "must forgive", "try to forgive", "forgive them", "forgive your", "should stay", "stay together",
                             "stay with your partner", "give them another chance", "give it another chance", "save your relationship",
                             "heal your relationship", "will heal", "work it out"}) {
    CHECK_MESSAGE(count(all, advice) == 0, advice);
  }
  // Each sentence with one of these words was read: it promises and advises nothing. A new one has to be, too.
  CHECK(count(all, "reconcil") == 2);
}
