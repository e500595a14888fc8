// What stands in a drawing: nothing that a page would refuse, no text that is not escaped, the same bytes every time, and
// marks that differ in shape. An XML parser that is not ours (Python's) reads all of them.
#include "report/svg.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <random>
#include <regex>
#include <set>

#include "base/text.h"
#include "report/words.h"
#include "unit/report/stories.h"

using namespace avow;
using namespace avow::testing;

namespace {

const std::string kHostile = "</title><script>alert(1)</script> \"x\" onload='y' & ]]> \xE2\x80\xAE \x01\x1b[31m \xff\xfe end";

std::vector<Picture> every_picture() {
  std::vector<Picture> out;
  for (auto pictures : {small_pictures(), empty_pictures(), large_pictures()}) {
    for (Picture& one : pictures) out.push_back(std::move(one));
  }
  out.emplace_back(small_timeline(kHostile));
  out.emplace_back(Pulse{{kMonday}, {{kHostile, {Between{1, 2}}}}});
  return out;
}

std::set<std::string> all(const std::string& svg, const char* pattern) {
  const std::regex regex(pattern);
  std::set<std::string> out;
  for (std::sregex_iterator hit(svg.begin(), svg.end(), regex), end; hit != end; ++hit) out.insert((*hit)[1]);
  return out;
}

}  // namespace

TEST_CASE("a drawing holds only elements and attributes that the page knows, which gives the root its own colour") {
  const std::string page = [] {
    std::ifstream file(AVOW_SOURCE_DIR "/src/web/assets/picture.js");
    return std::string(std::istreambuf_iterator<char>(file), {});
  }();
  REQUIRE(page.find("const ELEMENTS") != std::string::npos);
  for (const Picture& picture : every_picture()) {
    for (const Alone alone : {Alone::no, Alone::yes}) {
      const std::string svg = svg_of(picture, alone);
      for (const std::string& name : all(svg, "<([a-zA-Z]+)")) CHECK_MESSAGE(page.find("\"" + name + "\"") != std::string::npos, name);
      for (const std::string& name : all(svg, "[ ]([a-zA-Z-]+)=\"")) {
        CHECK_MESSAGE((name == "xmlns" || name == "color" || page.find("\"" + name + "\"") != std::string::npos), name);
      }
      for (const char* never : {"<script", "style", "href", "onload=\"", "javascript", "<foreignObject", "<!"}) {
        CHECK_MESSAGE(svg.find(never) == std::string::npos, never);
      }
    }
  }
}

TEST_CASE("what a person wrote is escaped, neutralised, cut, and keeps its direction to itself") {
  CHECK(escaped("a<b>&\"c\"") == "a&lt;b&gt;&amp;&quot;c&quot;");
  CHECK(escaped("one\ntwo\x01") == "one⏎two\\u{1}");
  CHECK(isolated("abc", 3) == "\u2068abc\u2069");
  CHECK(isolated("abcd", 3) == "\u2068abc…\u2069");
  CHECK(isolated("a\u00e4b", 2) == "\u2068a…\u2069");  // never half a letter
  CHECK(isolated("<&", 2) == "\u2068&lt;&amp;\u2069");
  const std::string svg = svg_of(small_timeline(kHostile), Alone::yes);
  CHECK(svg.find("&lt;/title&gt;&lt;script&gt;") != std::string::npos);
  CHECK(svg.find("\xE2\x80\xAE") == std::string::npos);
  CHECK(svg.find('\x1b') == std::string::npos);
  CHECK(is_utf8(svg));
}

TEST_CASE("an XML parser that is not ours reads every drawing") {
  const std::filesystem::path folder = std::filesystem::path(AVOW_BUILD_DIR) / "pictures";
  std::filesystem::create_directories(folder);
  std::string files;
  std::size_t number = 0;
  for (const Picture& picture : every_picture()) {
    for (const Alone alone : {Alone::no, Alone::yes}) {
      const auto path = folder / (std::to_string(number++) + ".svg");
      std::ofstream(path) << svg_of(picture, alone);
      files += " '" + path.string() + "'";
    }
  }
  const std::string command = "python3 -c 'import sys, xml.dom.minidom\nfor f in sys.argv[1:]: xml.dom.minidom.parse(f)'" + files;
  CHECK(std::system(command.c_str()) == 0);  // NOLINT(cert-env33-c): our own files
}

TEST_CASE("the same picture is the same bytes") {
  for (const Picture& picture : every_picture()) CHECK(svg_of(picture, Alone::no) == svg_of(picture, Alone::no));
  CHECK(svg_of(small_trend(), Alone::no) ==
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 340 154\" width=\"340\" height=\"154\" role=\"img\" "
        "aria-labelledby=\"trend-title trend-desc\" fill=\"#23282c\" color=\"#1d5c63\" font-family=\"system-ui, sans-serif\" font-size=\"14\">"
        "<title id=\"trend-title\">Your trend</title><desc id=\"trend-desc\">How steadily you kept your word from 2026-01 to 2026-05: it "
        "stood at 100 % then and at 89 % last. One miss dents it, nothing resets it.</desc>"
        "<text class=\"ink\" x=\"0\" y=\"13\" font-size=\"12\">all kept</text>"
        "<path d=\"M0 18H340M0 118H340\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".35\"/>"
        "<path d=\"M0 68H340\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".35\" stroke-dasharray=\"3 3\"/>"
        "<path d=\"M8 18L89 31L332 29\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\"/>"
        "<path d=\"M5 18a3 3 0 1 0 6 0a3 3 0 1 0-6 0zM86 31a3 3 0 1 0 6 0a3 3 0 1 0-6 0zM329 29a3 3 0 1 0 6 0a3 3 0 1 0-6 0z\" "
        "fill=\"currentColor\"/>"
        "<text class=\"ink\" x=\"0\" y=\"131\" font-size=\"12\">none kept</text>"
        "<text class=\"ink\" x=\"0\" y=\"148\" font-size=\"12\">2026-01</text>"
        "<text class=\"ink\" x=\"340\" y=\"148\" text-anchor=\"end\" font-size=\"12\">2026-05</text></svg>");
}

TEST_CASE("no two outcomes are drawn alike, and no colour tells them apart") {
  std::set<std::string> drawn;
  for (const Mark mark : kAllMarks) {
    Svg svg("x");
    svg.bar({0, 0}, 20, 20, mark);
    std::string shape = svg.finish(20, "", "", Alone::no);
    shape = std::regex_replace(shape, std::regex("x-m[0-9]"), "x");
    drawn.insert(shape);
  }
  CHECK(drawn.size() == kMarks);
  for (const Picture& picture : every_picture()) {
    const auto colours = all(svg_of(picture, Alone::yes), "(?:fill|stroke)=\"([^\"]*)\"");
    for (const std::string& colour : colours) {
      CHECK_MESSAGE((colour == "none" || colour == "currentColor" || colour == "#fff" || colour == "#23282c" || colour.starts_with("url(#")), colour);
    }
  }
}

TEST_CASE("no two of the five days are drawn alike, on a page and in a terminal") {
  std::set<std::string> drawn;
  std::set<std::string> signs;
  for (const Counts& counts : {Counts{}, Counts{1}, Counts{1, 0, 0, 1}, Counts{0, 0, 0, 1}, Counts{0, 0, 0, 0, 0, 0, 1}}) {
    const Calendar one{kMonday, kMonday, {{kMonday, counts}}};
    std::string svg = svg_of(one, Alone::no);
    drawn.insert(svg.substr(svg.find("</desc>")));
    const std::string text = text_of(one, 80);
    signs.insert(text.substr(0, text.find('\n')));
  }
  CHECK(drawn.size() == kDayMarks);
  CHECK(signs.size() == kDayMarks);
}

TEST_CASE("several pictures can stand on one page: no id is there twice") {
  std::multiset<std::string> ids;
  for (const Picture& picture : small_pictures()) {
    const std::string svg = svg_of(picture, Alone::no);
    const auto own = all(svg, " id=\"([^\"]*)\"");
    ids.insert(own.begin(), own.end());
    for (const std::string& used : all(svg, "url\\(#([^)]*)\\)")) CHECK(own.contains(used));
  }
  CHECK(std::set<std::string>(ids.begin(), ids.end()).size() == ids.size());
}

TEST_CASE("whatever bytes somebody wrote, a drawing has the same elements and stays UTF-8") {
  const auto elements = [](const std::string& svg) { return std::count(svg.begin(), svg.end(), '<'); };
  const auto expected = elements(svg_of(small_timeline("words"), Alone::yes));
  constexpr std::string_view kLikely = "<>&\"'=/![]-;\xE2\x80\xAE\xF0\x9F\x98\x80\x00\x1b\n";
  for (unsigned seed = 1; seed < 500; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    std::string words;
    for (unsigned i = 0; i < seed; ++i) {
      words += random() % 2 == 0 ? kLikely[random() % kLikely.size()] : static_cast<char>(random() % 256);
    }
    const std::string svg = svg_of(small_timeline(words), Alone::yes);
    CHECK(elements(svg) == expected);
    CHECK(is_utf8(svg));
    CHECK(svg.size() <= svg_of(small_timeline(), Alone::yes).size() + 16 * limits::kPictureTextBytesMax);
  }
}
