// The words in what people type: "Every other FRIDAY, please" is every · other · friday · please. Values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace avow::ledger {

// In lower case (ASCII), parted by spaces and commas; "and" is left out.
std::vector<std::string> words_in(std::string_view text);
// 0 = Monday: "fri", "friday", "fridays".
std::optional<std::uint8_t> weekday_named(std::string_view word);
// 1 = January: "nov", "november".
std::optional<std::uint8_t> month_named(std::string_view word);
// "3", "three" (up to twelve), "a", "an". No more than four digits.
std::optional<int> number_named(std::string_view word);
// "15th", "1st", "15": 1 … 99.
std::optional<int> ordinal_in_digits(std::string_view word);

}  // namespace avow::ledger
