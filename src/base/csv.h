// Rows of a CSV file, as another program wrote it for a person who brings it along. Strict RFC 4180: a comma between fields,
// quotes around whole fields only, a line feed or CR LF behind a row. Not for anything that avow itself writes. Resource; it
// looks into the text that it was made with.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace avow {

class CsvReader {
 public:
  // `first_line`: the number of the text's first line in its file. A byte order mark at its beginning is passed over.
  explicit CsvReader(std::string_view text, std::size_t first_line = 1);

  using Row = std::vector<std::string>;
  // Empty at the end. After an Error nothing more is read. Error{malformed}: not UTF-8, a quote in the middle of a field,
  // something behind the closing one, or none. Error{too_large}: over limits::kCsvFieldBytesMax, kCsvFieldsMax, kCsvRowsMax.
  Result<std::optional<Row>> next();
  std::size_t line() const { return line_; }  // where the last row began

 private:
  Result<std::string> field();
  Result<std::string> quoted();
  bool take_line_end();

  std::string_view rest_;
  std::size_t line_;
  std::size_t next_line_;
  std::size_t rows_ = 0;
};

}  // namespace avow
