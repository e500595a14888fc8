#include "store/search_index.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/limits.h"
#include "store/sqlite.h"

namespace avow::store {
namespace {

// Contentless: the texts themselves are not kept a second time. Why automerge=0: FTS5 would now and then merge for 50 ms
// at once; merge_some() does the same in small pieces.
constexpr const char* kSchema =
    "CREATE VIRTUAL TABLE said USING fts5(text, labels, content='', tokenize='unicode61 remove_diacritics 2');"
    "INSERT INTO said(said, rank) VALUES('hashsize', 262144);"
    "INSERT INTO said(said, rank) VALUES('automerge', 0);"
    "INSERT INTO said(said, rank) VALUES('crisismerge', 1999);"
    "CREATE VIRTUAL TABLE shown USING fts5(text, tokenize='unicode61 remove_diacritics 2');"
    "BEGIN";
constexpr std::size_t kMergeEveryBytes = 32 * 1024;
constexpr std::int64_t kMergePages = 16;
constexpr std::size_t kPrefixBytesMin = 2;  // one letter begins too many words

// "word" in FTS5's quotes, where nothing but the quote itself has a meaning.
std::string in_quotes(std::string_view word) {
  std::string out = "\"";
  for (const char c : word) {
    if (c == '"') out += '"';
    out += c == '\0' ? ' ' : c;
  }
  return out + '"';
}

// A label as one token that no word of a text can be taken for: they stand in columns of their own.
std::string token_of(std::string_view label) { return "x" + to_hex(bytes_of(label)); }

enum class Last : std::uint8_t { whole, beginning };

// Which texts fit: the words one by one, or side by side.
std::string each_word(const std::vector<std::string>& words, Last last) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : " ") + in_quotes(word);
  return last == Last::beginning ? out + "*" : out;
}
std::string side_by_side(const std::vector<std::string>& words) {
  std::string all;
  for (const auto& word : words) all += (all.empty() ? "" : " ") + word;
  return in_quotes(all);
}

std::string expression_of(const std::string& words, const std::vector<std::string>& labels) {
  std::string out = words.empty() ? "" : "(text : (" + words + "))";
  for (const auto& label : labels) out += (out.empty() ? "" : " AND ") + ("(labels : " + in_quotes(token_of(label)) + ")");
  return out;
}

// What is looked for, the narrowest first; each holds the ones before it.
std::vector<std::string> rounds_of(const SearchQuery& query) {
  if (query.words.empty()) return {expression_of("", query.labels)};
  std::vector<std::string> rounds;
  if (query.words.size() > 1) rounds.push_back(expression_of(side_by_side(query.words), query.labels));
  rounds.push_back(expression_of(each_word(query.words, Last::whole), query.labels));
  if (query.words.back().size() < kPrefixBytesMin) return rounds;
  rounds.push_back(expression_of(each_word(query.words, Last::beginning), query.labels));
  return rounds;
}

Result<void> check_size(const std::vector<std::string>& words) {
  std::size_t bytes = 0;
  for (const auto& word : words) bytes += word.size();
  if (words.size() <= limits::kSearchWordsMax && bytes <= limits::kSearchBytesMax) return {};
  return Error{Errc::too_large, "a search"};
}

}  // namespace

SearchIndex::SearchIndex() = default;
SearchIndex::~SearchIndex() = default;

Result<std::unique_ptr<SearchIndex>> SearchIndex::create() {
  std::unique_ptr<SearchIndex> index(new SearchIndex());
  AVOW_CHECK(index->make());
  return index;
}

// Why one transaction for good: every commit would write out a small piece of the index, and nothing is to be kept.
Result<void> SearchIndex::make() {
  AVOW_TRY(database_, Database::in_memory());
  AVOW_CHECK(database_->run(kSchema));
  const auto prepare = [this](std::string_view sql, std::unique_ptr<Statement>& out) -> Result<void> {
    AVOW_TRY(auto statement, database_->prepare(sql));
    out = std::make_unique<Statement>(std::move(statement));
    return {};
  };
  AVOW_CHECK(prepare("INSERT INTO said(rowid, text, labels) VALUES(?1, ?2, ?3)", insert_));
  AVOW_CHECK(prepare("INSERT INTO said(said, rank) VALUES('merge', ?1)", merge_));
  return prepare("SELECT rowid FROM said WHERE said MATCH ?1", match_);
}

Result<void> SearchIndex::add(const SearchText& text) {
  std::string labels;
  for (const auto& label : text.labels) labels += (labels.empty() ? "" : " ") + token_of(label);
  const auto row = static_cast<std::uint32_t>(rows_.size());
  insert_->bind(1, static_cast<std::int64_t>(row)).bind_text(2, text.text).bind_text(3, labels);
  AVOW_CHECK(insert_->run());
  rows_.push_back({{text.subject, text.id}, text.said_at, true});
  rows_of_.emplace(text.subject, row);
  return merge_some(text.text.size() + labels.size());
}

Result<void> SearchIndex::merge_some(std::size_t added) {
  unmerged_bytes_ += added;
  if (unmerged_bytes_ < kMergeEveryBytes) return {};
  unmerged_bytes_ = 0;
  merge_->bind(1, kMergePages);
  return merge_->run();
}

void SearchIndex::remove(const RecordId& subject) {
  const auto [begin, end] = rows_of_.equal_range(subject);
  for (auto row = begin; row != end; ++row) rows_[row->second].there = false;
  rows_of_.erase(begin, end);
}

Result<std::vector<std::uint32_t>> SearchIndex::rows_that_match(const std::string& expression, const SearchQuery& query) {
  std::vector<std::uint32_t> out;
  const StatementUse use(*match_);
  match_->bind_text(1, expression);
  while (true) {
    AVOW_TRY(const bool found, match_->step());
    if (!found) return out;
    AVOW_TRY(const auto number, match_->integer(0));
    const Row& row = rows_.at(static_cast<std::size_t>(number));
    if (!row.there || (query.after && row.said_at < *query.after) || (query.before && row.said_at >= *query.before)) continue;
    out.push_back(static_cast<std::uint32_t>(number));
  }
}

Result<SearchFound> SearchIndex::search(const SearchQuery& query) {
  AVOW_CHECK(check_size(query.words));
  SearchFound out;
  std::vector<bool> taken(rows_.size());
  const auto later = [this](std::uint32_t a, std::uint32_t b) {
    return std::pair(rows_[a].said_at, a) > std::pair(rows_[b].said_at, b);
  };
  if (query.words.empty() && query.labels.empty()) return out;
  for (const std::string& expression : rounds_of(query)) {
    AVOW_TRY(auto rows, rows_that_match(expression, query));
    std::erase_if(rows, [&](std::uint32_t row) { return taken[row]; });
    const std::size_t wanted = std::min(rows.size(), query.limit - out.hits.size());
    std::partial_sort(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(wanted), rows.end(), later);
    out.more = rows.size() > wanted;
    for (std::size_t i = 0; i < wanted; ++i) {
      out.hits.push_back(rows_[rows[i]].hit);
      taken[rows[i]] = true;
    }
    if (out.more) break;
  }
  return out;
}

Result<std::string> SearchIndex::excerpt(const std::vector<std::string>& words, std::string_view text) {
  AVOW_CHECK(check_size(words));
  AVOW_TRY(auto put, database_->prepare("INSERT INTO shown(rowid, text) VALUES(1, ?1)"));
  put.bind_text(1, text);
  AVOW_CHECK(put.run());
  AVOW_TRY(auto look, database_->prepare("SELECT snippet(shown, 0, '', '', '…', 24) FROM shown WHERE shown MATCH ?1"));
  std::string out;
  for (const auto last : {Last::whole, Last::beginning}) {
    const std::string expression = each_word(words, last);
    const StatementUse use(look);
    look.bind_text(1, expression);
    AVOW_TRY(const bool found, look.step());
    if (!found) continue;
    AVOW_TRY(out, look.text(0));
    break;
  }
  AVOW_CHECK(database_->run("DELETE FROM shown"));
  return out;
}

}  // namespace avow::store
