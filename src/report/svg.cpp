#include "report/svg.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/assert.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/text_pictures.h"
#include "report/words.h"

namespace avow::report {
namespace {

constexpr std::string_view kIsolate = "\u2068";     // first strong isolate
constexpr std::string_view kIsolateEnd = "\u2069";
constexpr int kMargin = 12;                          // around what stands alone
constexpr std::size_t kDrawnBytesMax = 44;           // of a person's words, on one line of a drawing

std::string_view anchor_name(Anchor anchor) {
  switch (anchor) {
    case Anchor::start: return "start";
    case Anchor::middle: return "middle";
    case Anchor::end: return "end";
  }
  AVOW_ASSERT(false);
}

// Of a tile of 6 by 6. Empty: the mark is the bare paper, or the whole is filled.
std::string_view pattern_of(Mark mark) {
  switch (mark) {
    case Mark::kept:
    case Mark::missed: return "";
    case Mark::late: return "M-1 1l2-2M0 6l6-6M5 7l2-2";
    case Mark::partly: return "M0 1.5h6M0 4.5h6";
    case Mark::stepped_back: return "M0 0l6 6M0 6l6-6";
    case Mark::differed: return "M1.5 0v6M4.5 0v6";
    case Mark::unreported: return "M2 3h2";
  }
  AVOW_ASSERT(false);
}

std::string rectangle(Spot at, int width, int height) {
  return fmt::format("<rect class=\"paper\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"#fff\"/>", at.x, at.y, width, height);
}

std::string short_name(Mark mark) { return fmt::format("m{}", static_cast<int>(mark)); }

std::string_view subject_of(const Picture& picture) {
  const auto* timeline = std::get_if<Timeline>(&picture);
  return timeline == nullptr ? std::string_view() : std::string_view(timeline->promise);
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : neutralise_line(text)) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default: out += c;
    }
  }
  return out;
}

std::string isolated(std::string_view text, std::size_t bytes_max) {
  std::size_t size = 0;
  while (size < text.size()) {
    const std::size_t next = std::max<std::size_t>(1, first_code_point(text.substr(size)).length);
    if (size + next > bytes_max) break;
    size += next;
  }
  const std::string_view rest = size < text.size() ? "…" : "";
  return fmt::format("{}{}{}{}", kIsolate, escaped(text.substr(0, size)), rest, kIsolateEnd);
}

void Svg::text(Spot at, Anchor anchor, std::string_view words, bool small) {
  const std::string where = anchor == Anchor::start ? "" : fmt::format(" text-anchor=\"{}\"", anchor_name(anchor));
  body_ += fmt::format("<text class=\"ink\" x=\"{}\" y=\"{}\"{}{}>{}</text>", at.x, at.y, where, small ? " font-size=\"12\"" : "", words);
}

void Svg::bar(Spot at, int width, int height, Mark mark) {
  const std::string_view lines = pattern_of(mark);
  const std::string id = fmt::format("{}-{}", name_, short_name(mark));
  const unsigned bit = 1U << static_cast<unsigned>(mark);
  if (!lines.empty() && (patterns_ & bit) == 0) {
    patterns_ |= bit;
    defs_ += fmt::format("<pattern id=\"{}\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\">"
                         "<path d=\"{}\" stroke=\"currentColor\" stroke-width=\"1.5\"/></pattern>", id, lines);
  }
  const std::string fill = mark == Mark::kept ? "currentColor" : lines.empty() ? "none" : fmt::format("url(#{})", id);
  body_ += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{}\" stroke=\"currentColor\"/>", at.x, at.y, width,
                       height, fill);
}

void Svg::number_on(Spot middle, std::string_view number, Mark mark) {
  const int width = 7 * static_cast<int>(number.size()) + 4;
  if (mark != Mark::missed) paper({middle.x - width / 2, middle.y - 11}, width, 14);
  text(middle, Anchor::middle, number, true);
}

void Svg::lines(std::string_view path, std::string_view more) {
  body_ += fmt::format("<path d=\"{}\" fill=\"none\" stroke=\"currentColor\"{}/>", path, more);
}

void Svg::filled(std::string_view path, std::string_view more) {
  body_ += fmt::format("<path d=\"{}\" fill=\"currentColor\"{}/>", path, more);
}

void Svg::paper(Spot at, int width, int height) { body_ += rectangle(at, width, height); }

std::string Svg::finish(int height, std::string_view title, std::string_view description, Alone alone) const {
  const int margin = alone == Alone::yes ? kMargin : 0;
  std::string out = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"{0} {0} {1} {2}\" width=\"{1}\" height=\"{2}\" role=\"img\" "
      "aria-labelledby=\"{3}-title {3}-desc\" fill=\"#23282c\" color=\"#1d5c63\" font-family=\"system-ui, sans-serif\" "
      "font-size=\"14\"><title id=\"{3}-title\">{4}</title><desc id=\"{3}-desc\">{5}</desc>",
      -margin, kWidth + 2 * margin, height + 2 * margin, name_, title, description);
  if (!defs_.empty()) out += fmt::format("<defs>{}</defs>", defs_);
  // Why: whatever shows a file may be dark.
  if (alone == Alone::yes) out += rectangle({-margin, -margin}, kWidth + 2 * margin, height + 2 * margin);
  out += body_ + "</svg>";
  AVOW_ASSERT(out.size() <= limits::kPictureBytesMax);
  return out;
}

std::string svg_of(const Picture& picture, Alone alone) {
  const std::string_view subject = subject_of(picture);
  Svg drawing(name_of(picture));
  int top = 0;
  if (alone == Alone::yes) {
    drawing.text({0, top += Svg::kLine}, Anchor::start, escaped(title_of(picture)));
    if (!subject.empty()) drawing.text({0, top += Svg::kLine}, Anchor::start, isolated(subject, kDrawnBytesMax));
    top += Svg::kLine / 2;
  }
  const int height = std::visit([&](const auto& one) { return draw(drawing, one, top); }, picture);
  std::string description = escaped(sentence_of(picture));
  if (!subject.empty()) description += " " + isolated(subject, limits::kPictureTextBytesMax);
  return drawing.finish(height, escaped(title_of(picture)), description, alone);
}

}  // namespace avow::report
