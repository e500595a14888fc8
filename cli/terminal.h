// What the screen can show: is it one, how wide is it, does it want colour; and text wrapped to it.
#pragma once

#include <string>
#include <string_view>

namespace avow::cli {

bool is_terminal(int fd);
// Columns of the terminal at `fd`, between 40 and 100; 80 when it is none.
std::size_t columns_of(int fd);

// Emphasis that disappears where colour is not wanted.
class Style {
 public:
  explicit Style(bool colour) : colour_(colour) {}
  bool colours() const { return colour_; }
  std::string strong(std::string_view text) const { return with("1", text); }
  std::string quiet(std::string_view text) const { return with("2", text); }
  std::string alarm(std::string_view text) const { return with("1;31", text); }

 private:
  std::string with(std::string_view code, std::string_view text) const;
  bool colour_;
};

// Paragraphs broken at spaces so that no line is wider than `width` columns (a word that is wider stays
// whole); line feeds stay, every line begins with `indent`. Ends with a line feed unless it is empty.
std::string wrap(std::string_view text, std::size_t width, std::string_view indent = "");

// Every line of a text, neutralised, behind `indent`: nobody's text can begin at the left edge and look like
// the program's own words. Not wrapped, so that it can be copied.
std::string quoted(std::string_view text, std::string_view indent = "  ");

}  // namespace avow::cli
