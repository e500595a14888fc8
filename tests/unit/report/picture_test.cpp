// What a picture says in words and in its table, what it says when there is nothing, and how much of it is shown.
#include "report/picture.h"

#include <doctest/doctest.h>

#include "unit/report/stories.h"

using namespace avow;
using namespace avow::testing;

namespace {

std::string row_of(const Picture& picture, std::size_t row) {
  const Table table = table_of(picture);
  std::string out;
  for (const std::string& cell : table.rows.at(row)) out += (out.empty() ? "" : " | ") + cell;
  return out;
}

}  // namespace

TEST_CASE("a picture says what it shows in one sentence") {
  CHECK(sentence_of(small_months()) == "From 2026-10 to 2026-12: 6 due · 4 kept · 1 kept late · 1 missed · 1 stepped back.");
  CHECK(sentence_of(small_trend()) ==
        "How steadily you kept your word from 2026-01 to 2026-05: it stood at 100 % then and at 89 % last. One miss dents it, nothing resets it.");
  CHECK(sentence_of(small_calendar()) == "From 2026-06-01 to 2026-06-07: something of yours was due on 4 days; on 1 of them all of it was kept.");
  CHECK(sentence_of(small_pulse()) == "3 check-ins that both of you opened, from 2026-06-01 to 2026-06-15. A band lies between your two "
                                      "answers; it does not say whose is whose.");
  CHECK(sentence_of(small_timeline()) == "4 moments from 2026-06-01 to 2026-06-04. Now: kept.");
}

TEST_CASE("the table behind a picture has the same numbers") {
  const Table months = table_of(small_months());
  CHECK(months.columns == std::vector<std::string>{"Month", "due", "kept", "kept late", "missed", "stepped back", "together"});
  CHECK(row_of(small_months(), 0) == "2026-10 | 5 | 3 | 1 | 1 | 0 | 6 of 8");
  CHECK(row_of(small_months(), 2) == "2026-12 | 1 | 1 | 0 | 0 | 1 | 1 of 1");
  CHECK(row_of(small_trend(), 1) == "2026-02 | 88 %");
  CHECK(row_of(small_calendar(), 1) == "2026-06-02 | partly kept | 1 of 2");
  CHECK(row_of(small_pulse(), 0) == "2026-06-01 | 3 to 5 | ");
  CHECK(row_of(small_pulse(), 1) == "2026-06-08 | 4 | 0 to 10");
  CHECK(row_of(small_timeline(), 3) == "2026-06-04 | the time | due");
}

TEST_CASE("every row of a table has a cell for each heading") {
  for (const auto& pictures : {small_pictures(), empty_pictures(), large_pictures()}) {
    for (const Picture& picture : pictures) {
      const Table table = table_of(picture);
      for (const auto& row : table.rows) CHECK(row.size() == table.columns.size());
    }
  }
}

TEST_CASE("with nothing to show a picture says so, and draws no shape that could be taken for a figure") {
  for (const Picture& picture : empty_pictures()) {
    CAPTURE(title_of(picture));
    CHECK(table_of(picture).rows.empty());
    CHECK(!sentence_of(picture).empty());
    CHECK(svg_of(picture, Alone::no).ends_with("</svg>"));
  }
  CHECK(sentence_of(Trend{}) == "Too few to say yet. A trend begins once five of your promises were due.");
  CHECK(text_of(Months{}, 80).empty());
  CHECK(text_of(Trend{}, 80).empty());
  CHECK(text_of(Pulse{}, 80).empty());
}

TEST_CASE("a day is open while a word is missing or both see it differently, whatever else was kept") {
  CHECK(mark_of({}) == DayMark::nothing);
  CHECK(mark_of({2, 1, 0, 0, 0, 0, 0}) == DayMark::kept);
  CHECK(mark_of({1, 0, 0, 1, 0, 0, 0}) == DayMark::partly);
  CHECK(mark_of({0, 0, 1, 0, 0, 0, 0}) == DayMark::partly);
  CHECK(mark_of({0, 0, 0, 1, 1, 0, 0}) == DayMark::not_kept);
  CHECK(mark_of({5, 0, 0, 0, 0, 0, 1}) == DayMark::open);
  CHECK(mark_of({5, 0, 0, 0, 0, 1, 0}) == DayMark::open);
}

TEST_CASE("at its limit a picture is shown whole, with one more the earliest is left out and the sentence says so") {
  constexpr std::string_view kCut = "What was before is left out here.";
  const auto rows = [](const Picture& picture) { return table_of(picture).rows.size(); };
  const auto at_limit = large_pictures();
  const auto above = large_pictures(1);
  for (std::size_t i = 0; i < at_limit.size(); ++i) {
    CAPTURE(title_of(at_limit[i]));
    const Picture whole = limited(at_limit[i]);
    const Picture cut = limited(above[i]);
    CHECK(rows(whole) == rows(at_limit[i]));
    CHECK(rows(cut) == rows(whole));
    CHECK(rows(cut) < rows(above[i]));
    CHECK(table_of(cut).rows.back() == table_of(above[i]).rows.back());
    CHECK(sentence_of(whole).find(kCut) == std::string::npos);
    const bool says_from_when = std::holds_alternative<Calendar>(cut);
    CHECK((sentence_of(cut).find(kCut) != std::string::npos) == !says_from_when);
    CHECK(svg_of(cut, Alone::yes).size() <= limits::kPictureBytesMax);
    CHECK(text_of(cut, 40).size() <= limits::kPictureBytesMax);
  }
}
