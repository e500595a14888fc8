// A source file as the house rules read it: the text, and the same text with comments and literals blanked.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace avow::tidy {

struct Source {
  std::string path;  // from the source root, "src/log/tree.cpp"
  std::string raw;
  std::string code;  // as long as raw, line by line; comments, text and character literals are spaces
};

// What a rule found, "src/log/tree.cpp:12: …".
using Findings = std::vector<std::string>;

struct Include {
  std::size_t offset = 0;
  std::string name;
  bool quoted = false;
};

Source make_source(std::string path, std::string text);
std::string read_text(const std::filesystem::path& file);  // "" when it is not there
// Every file below root/folder whose name ends in one of `endings`, sorted by path.
std::vector<Source> load_tree(const std::filesystem::path& root, std::string_view folder,
                              const std::vector<std::string>& endings);

std::vector<Include> includes_of(const Source& source);
std::string finding(const Source& source, std::size_t offset, std::string_view what);
std::size_t line_count(const Source& source);

// A text literal as it is written, its quotes and what stands between adjacent parts left out; escapes stay.
struct Literal {
  std::size_t offset = 0;
  std::string text;
};
std::vector<Literal> literals_of(const Source& source);

// "log" of "src/log/tree.cpp", "cli" of "cli/main.cpp"; "" for any other place.
std::string room_of(std::string_view path);
bool is_header(std::string_view path);
// Offsets at which `word` stands in `text` with no letter, digit or _ on either side.
std::vector<std::size_t> find_word(std::string_view text, std::string_view word);
// The last character before `offset` that is no white space, or '\0'.
char before(std::string_view text, std::size_t offset);

}  // namespace avow::tidy
