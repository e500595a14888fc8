#include "base/csv.h"

#include "base/limits.h"
#include "base/text.h"

namespace avow {
namespace {

constexpr std::string_view kMark = "\xEF\xBB\xBF";

}  // namespace

CsvReader::CsvReader(std::string_view text, std::size_t first_line) : rest_(text), line_(first_line), next_line_(first_line) {
  if (rest_.starts_with(kMark)) rest_.remove_prefix(kMark.size());
}

Result<std::optional<CsvReader::Row>> CsvReader::next() {
  line_ = next_line_;
  if (rest_.empty()) return std::optional<Row>();
  if (++rows_ > limits::kCsvRowsMax) return Error{Errc::too_large, "too many rows"};
  Row row;
  for (bool more = true; more;) {
    if (row.size() == limits::kCsvFieldsMax) return Error{Errc::too_large, "too many fields in a row"};
    AVOW_TRY(auto one, field());
    if (!is_utf8(one)) return Error{Errc::malformed, "not UTF-8"};
    row.push_back(std::move(one));
    more = rest_.starts_with(',');
    if (more) rest_.remove_prefix(1);
  }
  if (!take_line_end() && !rest_.empty()) return Error{Errc::malformed, "something behind a closing quote"};
  return std::optional<Row>(std::move(row));
}

bool CsvReader::take_line_end() {
  const std::size_t size = rest_.starts_with("\r\n") ? 2 : rest_.starts_with('\n') ? 1 : 0;
  rest_.remove_prefix(size);
  if (size > 0) ++next_line_;
  return size > 0;
}

Result<std::string> CsvReader::field() {
  if (rest_.starts_with('"')) return quoted();
  const std::size_t end = std::min(rest_.find_first_of(",\r\n\""), rest_.size());
  if (end > limits::kCsvFieldBytesMax) return Error{Errc::too_large, "a field that is too long"};
  std::string out(rest_.substr(0, end));
  rest_.remove_prefix(end);
  if (rest_.starts_with('"')) return Error{Errc::malformed, "a quote in the middle of a field"};
  if (rest_.starts_with('\r') && !rest_.starts_with("\r\n")) return Error{Errc::malformed, "half a line end"};
  return out;
}

Result<std::string> CsvReader::quoted() {
  rest_.remove_prefix(1);
  std::string out;
  for (;;) {
    const std::size_t end = rest_.find('"');
    if (end == rest_.npos) return Error{Errc::malformed, "a quote that is not closed"};
    if (out.size() + end > limits::kCsvFieldBytesMax) return Error{Errc::too_large, "a field that is too long"};
    for (const char c : rest_.substr(0, end)) next_line_ += c == '\n' ? 1 : 0;
    out += rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    if (!rest_.starts_with('"')) return out;
    out += '"';
    rest_.remove_prefix(1);
  }
}

}  // namespace avow
