// `avow search`: whatever is typed, the right things are found, nothing breaks and nothing reaches the disk.
#include <doctest/doctest.h>

#include <filesystem>

#include <fmt/format.h>

#include "base/limits.h"
#include "store/search_index.h"

namespace avow::store {
namespace {

RecordId id_of(std::uint32_t number) {
  RecordId id;
  for (std::size_t i = 0; i < 4; ++i) id.bytes[i] = static_cast<std::uint8_t>(number >> (8 * i));
  id.bytes[15] = 1;
  return id;
}

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : text + " ") {
    if (c != ' ') word += c;
    else if (!word.empty()) words.push_back(std::exchange(word, ""));
  }
  return words;
}

// Texts 1, 2, 3, … in the order of saying.
struct Library {
  std::unique_ptr<SearchIndex> index = SearchIndex::create().value();
  std::uint32_t count = 0;

  void add(const std::string& text, const std::vector<std::string>& labels = {}) {
    ++count;
    REQUIRE(index->add({id_of(count), id_of(count), from_millis(1000 * count), text, labels}).ok());
  }
  SearchFound look(const std::string& words, const std::vector<std::string>& labels = {}, std::size_t limit = 100) {
    auto found = index->search({split(words), labels, std::nullopt, std::nullopt, limit});
    REQUIRE_MESSAGE(found.ok(), words);
    return std::move(*found);
  }
  std::vector<std::uint32_t> find(const std::string& words, const std::vector<std::string>& labels = {}) {
    std::vector<std::uint32_t> out;
    for (const auto& hit : look(words, labels).hits) out.push_back(hit.id.bytes[0] + 256U * hit.id.bytes[1]);
    return out;
  }
};

using Numbers = std::vector<std::uint32_t>;

}  // namespace

TEST_CASE("words side by side come first, then whole ones, then beginnings, each the latest first") {
  Library library;
  library.add("I will call the banker");
  library.add("the bank will call");
  library.add("call the bank");
  library.add("a call from the old bank");
  library.add("call my mother");
  library.add("bank the call");
  library.add("call the bank, again");
  CHECK(library.find("call the bank") == Numbers{7, 3, 6, 4, 2, 1});
  CHECK(library.find("bank") == Numbers{7, 6, 4, 3, 2, 1});
  CHECK(library.find("bank call the") == Numbers{7, 6, 4, 3, 2});
  CHECK(library.find("cal") == Numbers{7, 6, 5, 4, 3, 2, 1});
  CHECK(library.find("cal the").empty());
  CHECK(library.find("nothing").empty());
}

TEST_CASE("capitals and accents do not matter, in any script that has them") {
  Library library;
  library.add("Grüße aus Köln");
  library.add("GRUSSE");
  library.add("Быть ВМЕСТЕ");
  library.add("café été naïve");
  library.add("e\u0301te\u0301");  // the same in other bytes
  CHECK(library.find("koln") == Numbers{1});
  CHECK(library.find("KÖLN") == Numbers{1});
  CHECK(library.find("вместе") == Numbers{3});
  CHECK(library.find("CAFE") == Numbers{4});
  CHECK(library.find("ete") == Numbers{5, 4});
  CHECK(library.find("été") == Numbers{5, 4});
  CHECK(library.find("naiv") == Numbers{4});
}

TEST_CASE("what is typed is never read as a language of its own") {
  Library library;
  library.add("we can't go NEAR the bank AND back", {"by:me"});
  library.add("text labels");
  for (const std::string typed :
       {"\"", "\"\"", "\"bank", "bank\"", "'", "*", "-", "--", "^", "(", ")", "(bank", "bank)", "bank OR", "OR", "AND", "NOT bank",
        "NEAR(bank, 2)", "NEAR", "text:bank", "labels:x", "{text}:bank", "- text:bank", "bank*", "^bank", "+", "a + b", "\\", ";",
        "bank; DROP TABLE said", "%", "_", ":", "…", "—", "🙂", "\xF0\x9F\x99\x82\xF0\x9F\x99\x82", "%s", "?1", "\x01", "x'00'"}) {
    CAPTURE(typed);
    library.look(typed);
    library.look(typed + " bank");
    library.look("bank " + typed);
    library.look(typed, {"by:me"});
    CHECK(library.index->excerpt(split(typed), "we can't go to the bank").ok());
  }
  const std::string with_zero("ba\0nk", 5);
  CHECK(library.index->search({{with_zero}, {}, std::nullopt, std::nullopt, 10}).ok());
  CHECK(library.index->search({{"\xFF\xFE", "bank"}, {}, std::nullopt, std::nullopt, 10}).ok());
  CHECK(library.find("can't") == Numbers{1});
  CHECK(library.find("near bank and") == Numbers{1});
  CHECK(library.find("bank —") == Numbers{1});
  CHECK(library.find("🙂").empty());
  CHECK(library.find("x627920") == Numbers{});  // no label is found by its inside
  CHECK(library.find("OR").empty());
}

TEST_CASE("labels are all asked for, as they are, and are no words") {
  Library library;
  library.add("one", {"by:me", "tag:money"});
  library.add("two", {"by:partner", "tag:money \"late\""});
  library.add("by:me one", {"by:partner"});
  CHECK(library.find("", {"by:partner"}) == Numbers{3, 2});
  CHECK(library.find("one", {"by:me"}) == Numbers{1});
  CHECK(library.find("", {"by:me", "tag:money"}) == Numbers{1});
  CHECK(library.find("", {"tag:money \"late\""}) == Numbers{2});
  CHECK(library.find("", {"tag:mone"}).empty());
  CHECK(library.find("", {"by:me", "by:partner"}).empty());
  CHECK(library.find("").empty());
}

TEST_CASE("a time from, and a time before") {
  Library library;
  for (int i = 0; i < 5; ++i) library.add("bank");
  const auto look = [&](std::optional<Instant> after, std::optional<Instant> before) {
    return library.index->search({{"bank"}, {}, after, before, 100})->hits.size();
  };
  CHECK(look(std::nullopt, std::nullopt) == 5);
  CHECK(look(from_millis(3000), std::nullopt) == 3);
  CHECK(look(std::nullopt, from_millis(3000)) == 2);
  CHECK(look(from_millis(2000), from_millis(4000)) == 2);
}

TEST_CASE("in the order of saying, however it came in, and what was removed is not found") {
  Library library;
  REQUIRE(library.index->add({id_of(1), id_of(11), from_millis(3000), "bank three", {}}).ok());
  REQUIRE(library.index->add({id_of(2), id_of(12), from_millis(1000), "bank one", {}}).ok());
  REQUIRE(library.index->add({id_of(1), id_of(13), from_millis(2000), "bank two", {}}).ok());
  CHECK(library.find("bank") == Numbers{11, 13, 12});
  library.index->remove(id_of(1));
  CHECK(library.find("bank") == Numbers{12});
  library.index->remove(id_of(1));
  library.index->remove(id_of(9));
  REQUIRE(library.index->add({id_of(1), id_of(13), from_millis(2000), "bank four", {}}).ok());
  CHECK(library.find("bank") == Numbers{13, 12});
  CHECK(library.find("two").empty());
}

TEST_CASE("at most so many, and it says that there are more") {
  Library library;
  for (int i = 0; i < 7; ++i) library.add(i % 2 == 0 ? "bank" : "banker");
  CHECK(library.look("bank", {}, 7).hits.size() == 7);
  CHECK_FALSE(library.look("bank", {}, 7).more);
  CHECK(library.look("bank", {}, 6).hits.size() == 6);
  CHECK(library.look("bank", {}, 6).more);
  CHECK(library.look("bank", {}, 4).more);  // the whole words fill it, and others begin so
  CHECK(library.look("bank", {}, 2).more);
}

TEST_CASE("words and bytes at their most, and one past it") {
  Library library;
  library.add("bank");
  const auto look = [&](std::size_t words, std::size_t bytes) {
    std::vector<std::string> typed(words, "a");
    typed.front() += std::string(bytes - words, 'b');
    const bool excerpt = library.index->excerpt(typed, "bank").ok();
    const auto found = library.index->search({typed, {}, std::nullopt, std::nullopt, 10});
    CHECK(excerpt == found.ok());
    if (!found.ok()) CHECK(found.error().code == Errc::too_large);
    return found.ok();
  };
  CHECK(look(limits::kSearchWordsMax, limits::kSearchBytesMax));
  CHECK_FALSE(look(limits::kSearchWordsMax + 1, limits::kSearchBytesMax));
  CHECK_FALSE(look(limits::kSearchWordsMax, limits::kSearchBytesMax + 1));
}

TEST_CASE("an excerpt shows the place, on whatever text") {
  Library library;
  std::string text;
  for (int i = 0; i < 200; ++i) text += fmt::format("word{} ", i);
  const std::string shown = library.index->excerpt({"WORD150"}, text).value();
  CHECK(shown.find("word150") != std::string::npos);
  CHECK(shown.size() < 250);
  CHECK(library.index->excerpt({"word15"}, "a word150 b").value() == "a word150 b");
  CHECK(library.index->excerpt({"missing"}, text).value().empty());
  CHECK(library.index->excerpt({"bank"}, "").value().empty());
  CHECK(library.index->excerpt({"ete"}, "un été").value() == "un été");
}

TEST_CASE("an index of much text stays quick in small pieces, and no file is made") {
  const std::filesystem::path here = std::filesystem::temp_directory_path();
  const auto files = [&] { return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {}); };
  const auto before = files();
  Library library;
  std::string text;
  std::uint32_t state = 7;
  for (int i = 0; i < 400; ++i) {
    text.clear();
    while (text.size() < 16'000) {
      state = state * 1664525U + 1013904223U;
      text += fmt::format("w{} ", state % 50'000);
    }
    library.add(text);
    REQUIRE(files() == before);
  }
  CHECK(library.look("w1").hits.size() > 10);
  CHECK(files() == before);
}

}  // namespace avow::store
