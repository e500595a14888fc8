#include "ledger/typed_words.h"

#include <algorithm>
#include <array>

namespace avow::ledger {
namespace {

constexpr std::array<std::string_view, 7> kWeekdays{"monday", "tuesday",  "wednesday", "thursday",
                                                    "friday", "saturday", "sunday"};
constexpr std::array<std::string_view, 12> kMonths{"january", "february", "march",     "april",   "may",      "june",
                                                   "july",    "august",   "september", "october", "november", "december"};
constexpr std::array<std::string_view, 12> kNumbers{"one",   "two",   "three", "four", "five",   "six",
                                                    "seven", "eight", "nine",  "ten",  "eleven", "twelve"};
constexpr std::size_t kShortest = 3;  // "mon", "jan"
constexpr std::size_t kDigitsMax = 4;

// The one that begins with `word`: "tue", "tues" and "thurs" too, but nothing shorter than three letters.
template <std::size_t N>
std::optional<std::uint8_t> begun(const std::array<std::string_view, N>& names, std::string_view word) {
  if (word.size() < kShortest) return std::nullopt;
  const auto found = std::find_if(names.begin(), names.end(), [word](std::string_view name) { return name.starts_with(word); });
  if (found == names.end()) return std::nullopt;
  return static_cast<std::uint8_t>(found - names.begin());
}

std::optional<int> digits(std::string_view word) {
  if (word.empty() || word.size() > kDigitsMax) return std::nullopt;
  int value = 0;
  for (const char symbol : word) {
    if (symbol < '0' || symbol > '9') return std::nullopt;
    value = value * 10 + (symbol - '0');
  }
  return value;
}

}  // namespace

std::vector<std::string> words_in(std::string_view text) {
  std::vector<std::string> out;
  std::string word;
  const auto finish = [&] {
    if (!word.empty() && word != "and") out.push_back(word);
    word.clear();
  };
  for (const char symbol : text) {
    const bool parts = symbol == ' ' || symbol == ',' || symbol == '\t';
    if (parts) finish();
    if (!parts) word += symbol >= 'A' && symbol <= 'Z' ? static_cast<char>(symbol - 'A' + 'a') : symbol;
  }
  finish();
  return out;
}

std::optional<std::uint8_t> weekday_named(std::string_view word) {
  const bool many = word.size() > 4 && word.ends_with("days");
  return begun(kWeekdays, many ? word.substr(0, word.size() - 1) : word);
}

std::optional<std::uint8_t> month_named(std::string_view word) {
  const auto found = word == "sept" ? std::optional<std::uint8_t>(8) : begun(kMonths, word);
  if (!found) return std::nullopt;
  return static_cast<std::uint8_t>(*found + 1);
}

std::optional<int> number_named(std::string_view word) {
  if (word == "a" || word == "an") return 1;
  const auto found = std::find(kNumbers.begin(), kNumbers.end(), word);
  return found == kNumbers.end() ? digits(word) : std::optional(static_cast<int>(found - kNumbers.begin()) + 1);
}

std::optional<int> ordinal_in_digits(std::string_view word) {
  for (const std::string_view end : {"st", "nd", "rd", "th"}) {
    if (word.size() > 2 && word.ends_with(end)) word.remove_suffix(2);
  }
  const auto value = digits(word);
  return value && *value >= 1 && *value <= 99 ? value : std::nullopt;
}

}  // namespace avow::ledger
