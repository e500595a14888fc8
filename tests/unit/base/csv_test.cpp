#include "base/csv.h"

#include <doctest/doctest.h>

#include "base/limits.h"

using namespace avow;

namespace {

using Rows = std::vector<CsvReader::Row>;

Rows rows_of(std::string_view text) {
  CsvReader reader(text);
  Rows out;
  for (;;) {
    auto row = reader.next();
    REQUIRE_MESSAGE(row.ok(), (row.ok() ? "" : row.error().context));
    if (!*row) return out;
    out.push_back(std::move(**row));
  }
}

// The code of the first error, and the line it is said to stand in.
std::pair<Errc, std::size_t> error_in(std::string_view text) {
  CsvReader reader(text);
  for (;;) {
    const auto row = reader.next();
    if (!row.ok()) return {row.error().code, reader.line()};
    REQUIRE(*row);
  }
}

std::string repeated(std::size_t count, std::string_view one) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += one;
  return out;
}

}  // namespace

TEST_CASE("CSV: fields, quotes and both line ends, as RFC 4180 has them") {
  CHECK(rows_of("") == Rows{});
  CHECK(rows_of("a,b\nc,d\n") == Rows{{"a", "b"}, {"c", "d"}});
  CHECK(rows_of("a,b\r\nc,d") == Rows{{"a", "b"}, {"c", "d"}});
  CHECK(rows_of("a,,\n\n") == Rows{{"a", "", ""}, {""}});
  CHECK(rows_of("\"a,\"\"b\"\"\nc\",\"\"\n") == Rows{{"a,\"b\"\nc", ""}});
  CHECK(rows_of("\xEF\xBB\xBF" "a\n") == Rows{{"a"}});
  CHECK(rows_of(" a , \xC3\xA9\n") == Rows{{" a ", " \xC3\xA9"}});
}

TEST_CASE("CSV: what is not, is refused with its line") {
  CHECK(error_in("a\nb\"c\n") == std::pair(Errc::malformed, std::size_t{2}));
  CHECK(error_in("\"a\nb\"c\n") == std::pair(Errc::malformed, std::size_t{1}));
  CHECK(error_in("\"a\nb\"\n\"c") == std::pair(Errc::malformed, std::size_t{3}));
  CHECK(error_in("a\rb") == std::pair(Errc::malformed, std::size_t{1}));
  CHECK(error_in("a,\xFF\n") == std::pair(Errc::malformed, std::size_t{1}));
}

TEST_CASE("CSV: its limits, at the most and one past") {
  const std::string longest(limits::kCsvFieldBytesMax, 'x');
  CHECK(rows_of(longest + ",\"" + longest + "\"") == Rows{{longest, longest}});
  CHECK(error_in(longest + "x").first == Errc::too_large);
  CHECK(error_in("\"" + longest + "x\"").first == Errc::too_large);
  CHECK(rows_of(repeated(limits::kCsvFieldsMax - 1, ",")).front().size() == limits::kCsvFieldsMax);
  CHECK(error_in(repeated(limits::kCsvFieldsMax, ",")).first == Errc::too_large);
  CHECK(rows_of(repeated(limits::kCsvRowsMax, "a\n")).size() == limits::kCsvRowsMax);
  CHECK(error_in(repeated(limits::kCsvRowsMax + 1, "a\n")) == std::pair(Errc::too_large, limits::kCsvRowsMax + 1));
}
