#include "base/ids.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/limits.h"

namespace avow {
namespace {

constexpr std::size_t kIdSymbols = 26;

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

}  // namespace

std::string to_text(const RecordId& id) {
  std::string text = to_base32(id.bytes);
  std::transform(text.begin(), text.end(), text.begin(), lower);
  return text;
}

Result<std::string> normal_id_prefix(std::string_view typed) {
  if (typed.size() < limits::kIdPrefixMin || typed.size() > kIdSymbols) {
    return Error{Errc::malformed, "an id has 4 to 26 characters"};
  }
  std::string out;
  for (const char symbol : typed) {
    const int value = base32_value(symbol);
    if (value < 0 || value > 31) return Error{Errc::malformed, "an id has only letters and digits"};
    out.push_back(lower(base32_symbol(static_cast<unsigned>(value))));
  }
  return out;
}

}  // namespace avow
