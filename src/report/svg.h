// What an SVG picture is made of. Only elements and attributes that a page can check against a short list: no script, no
// style, no link. Texts are escaped here and nowhere else. Colours are the reader's: currentColor for what is drawn, and
// classes (ink, paper) that a page may colour. Value.
#pragma once

#include <string>
#include <string_view>

#include "report/picture.h"

namespace avow::report {

enum class Anchor : std::uint8_t { start, middle, end };

struct Spot {
  int x = 0;
  int y = 0;
};

class Svg {
 public:
  static constexpr int kWidth = 340;
  static constexpr int kLine = 18;  // of text

  // `name`: what the ids in it begin with, so that several pictures can stand on one page.
  explicit Svg(std::string_view name) : name_(name) {}

  void text(Spot at, Anchor anchor, std::string_view words, bool small = false);
  // Filled with the pattern of a mark, so that no two look alike in black and white.
  void bar(Spot at, int width, int height, Mark mark);
  // A number on a bar, readable on any of the patterns.
  void number_on(Spot middle, std::string_view number, Mark mark);
  void lines(std::string_view path, std::string_view more = "");  // a stroked path
  void filled(std::string_view path, std::string_view more = "");
  void paper(Spot at, int width, int height);

  // The whole: `title` and `description`, escaped, are what a screen reader says.
  std::string finish(int height, std::string_view title, std::string_view description, Alone alone) const;

 private:
  std::string name_;
  std::string defs_;
  std::string body_;
  unsigned patterns_ = 0;  // a bit for each that is defined
};

// XML text or attribute: neutralised on one line (base/text.h), then escaped.
std::string escaped(std::string_view text);
// What somebody wrote: at most so many bytes, its direction kept to itself.
std::string isolated(std::string_view text, std::size_t bytes_max);

// Each draws below `top`, and gives the height that it needs.
int draw(Svg& svg, const Months& months, int top);
int draw(Svg& svg, const Calendar& calendar, int top);
int draw(Svg& svg, const Trend& trend, int top);
int draw(Svg& svg, const Pulse& pulse, int top);
int draw(Svg& svg, const Timeline& timeline, int top);

}  // namespace avow::report
