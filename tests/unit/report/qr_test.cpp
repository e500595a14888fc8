// QR codes of links. That readers read them was tried by hand (zbar, and a telephone's camera is the same standard); here:
// the corners that make a reader find one, the border, and that every form shows the same squares.
#include "report/qr.h"

#include <doctest/doctest.h>

#include "base/limits.h"
#include "base/text.h"

using namespace avow;
using report::QrCode;

namespace {

// The squares as a terminal shows them.
std::string squares_in(std::string_view text, bool colour, int size) {
  std::string rows(static_cast<std::size_t>(size * size), '?');
  int x = 0;
  int y = 0;
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    if (text.front() == '\x1b') {
      text.remove_prefix(text.find('m') + 1);
      continue;
    }
    text.remove_prefix(point.length);
    if (point.value == U'\n') {
      x = 0;
      y += 2;
      continue;
    }
    const bool top = point.value == U'█' || point.value == U'▀';
    const bool bottom = point.value == U'█' || point.value == U'▄';
    rows[static_cast<std::size_t>(y * size + x)] = top == colour ? 'x' : ' ';
    if (y + 1 < size) rows[static_cast<std::size_t>((y + 1) * size + x)] = bottom == colour ? 'x' : ' ';
    ++x;
  }
  return rows;
}

std::string squares_of(const QrCode& code) {
  std::string rows;
  for (int y = 0; y < code.size(); ++y) {
    for (int x = 0; x < code.size(); ++x) rows += code.dark(x, y) ? 'x' : ' ';
  }
  return rows;
}

}  // namespace

TEST_CASE("a code has its three corners and a border of four light squares") {
  const auto code = QrCode::of("avow:hello");
  REQUIRE(code.has_value());
  const int last = code->size() - 1;
  for (int i = 0; i <= last; ++i) {
    for (int border = 0; border < 4; ++border) {
      CHECK(!code->dark(i, border));
      CHECK(!code->dark(border, i));
      CHECK(!code->dark(i, last - border));
      CHECK(!code->dark(last - border, i));
    }
  }
  for (const auto& [x, y] : {std::pair(4, 4), std::pair(last - 10, 4), std::pair(4, last - 10)}) {
    for (int i = 0; i < 7; ++i) CHECK((code->dark(x + i, y) && code->dark(x, y + i) && code->dark(x + i, y + 6)));
    CHECK(!code->dark(x + 1, y + 1));
    CHECK(code->dark(x + 3, y + 3));
  }
}

TEST_CASE("in a terminal the dark squares are dark, with colours and without") {
  const auto code = QrCode::of(std::string(200, 'Q'));
  REQUIRE(code.has_value());
  CHECK(squares_in(code->text(true), true, code->size()) == squares_of(*code));
  CHECK(squares_in(code->text(false), false, code->size()) == squares_of(*code));
  CHECK(code->text(false).find('\x1b') == std::string::npos);
}

TEST_CASE("a link as long as a code takes has one, and one byte more has none") {
  CHECK(QrCode::of(std::string(limits::kQrBytesMax, 'x')).has_value());
  CHECK(!QrCode::of(std::string(limits::kQrBytesMax + 1, 'x')).has_value());
  CHECK(QrCode::of("").has_value());
}
