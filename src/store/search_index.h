// What `avow search` looks in: the words of both people, found without reading every record again. It lives in memory
// only, never in a file, not even a temporary one, and is gone with whoever owns it. Knows ids, moments and labels, not
// what they mean. Resource, single-threaded.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"

namespace avow::store {

class Database;
class Statement;

struct SearchText {
  RecordId subject;  // what it belongs to
  RecordId id;
  Instant said_at{};
  std::string text;
  std::vector<std::string> labels;  // compared as they are, byte for byte
};

struct SearchQuery {
  std::vector<std::string> words;   // as typed: no character of theirs means anything to the index
  std::vector<std::string> labels;  // all of them
  std::optional<Instant> after;     // said then or later
  std::optional<Instant> before;    // said earlier
  std::size_t limit = 0;
};

struct SearchHit {
  RecordId subject;
  RecordId id;
  bool operator==(const SearchHit&) const = default;
};

struct SearchFound {
  std::vector<SearchHit> hits;
  bool more = false;  // there are others
};

class SearchIndex {
 public:
  static Result<std::unique_ptr<SearchIndex>> create();
  SearchIndex(const SearchIndex&) = delete;
  SearchIndex& operator=(const SearchIndex&) = delete;
  ~SearchIndex();

  // One id is added once, until its subject was removed. At most a few milliseconds.
  Result<void> add(const SearchText& text);
  // Nothing of that subject is found any more. The words may stay in memory: whoever must leave nothing of them makes a
  // new index.
  void remove(const RecordId& subject);
  // Capitals and accents do not matter; all words have to be there, and the last one may be the beginning of a longer
  // one. First where they stand side by side, then where they are whole, then the rest; of these the latest said first.
  // Error{too_large}: more than limits::kSearchWordsMax words, or limits::kSearchBytesMax bytes of them.
  Result<SearchFound> search(const SearchQuery& query);
  // At most so many of the text's words, around the first place where those of the query stand, on one line.
  Result<std::string> excerpt(const std::vector<std::string>& words, std::string_view text);

 private:
  struct Row {
    SearchHit hit;
    Instant said_at{};
    bool there = false;
  };
  SearchIndex();
  Result<void> make();
  Result<void> merge_some(std::size_t added);
  Result<std::vector<std::uint32_t>> rows_that_match(const std::string& expression, const SearchQuery& query);

  std::unique_ptr<Database> database_;
  std::unique_ptr<Statement> insert_;
  std::unique_ptr<Statement> merge_;
  std::unique_ptr<Statement> match_;
  std::vector<Row> rows_;
  std::multimap<RecordId, std::uint32_t> rows_of_;  // by subject
  std::size_t unmerged_bytes_ = 0;
};

}  // namespace avow::store
