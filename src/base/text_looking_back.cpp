#include "base/text_looking_back.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace avow::text {
namespace {

constexpr long kDaysOfWeeks = 60;    // "8 weeks ago" is still easy to picture
constexpr long kDaysOfMonths = 730;
constexpr double kDaysPerMonth = 30.436875;
constexpr double kDaysPerYear = 365.2425;

std::string nth(long number) {
  constexpr std::array<std::string_view, 12> kNames{"first",   "second", "third", "fourth", "fifth",    "sixth",
                                                    "seventh", "eighth", "ninth", "tenth",  "eleventh", "twelfth"};
  if (number >= 1 && number <= 12) return std::string(kNames[static_cast<std::size_t>(number - 1)]);
  const long last = number % 10;
  const bool teens = number % 100 >= 11 && number % 100 <= 13;
  return fmt::format("{}{}", number, teens || last < 1 || last > 3 ? "th" : last == 1 ? "st" : last == 2 ? "nd" : "rd");
}

}  // namespace

std::string ago(std::chrono::days days) {
  const long count = days.count();
  if (count <= 0) return "today";
  if (count == 1) return "yesterday";
  if (count < 14) return fmt::format("{} days ago", count);
  if (count < kDaysOfWeeks) return fmt::format("{} weeks ago", count / 7);
  if (count < kDaysOfMonths) return fmt::format("{} months ago", static_cast<long>(static_cast<double>(count) / kDaysPerMonth));
  return fmt::format("{} years ago", static_cast<long>(static_cast<double>(count) / kDaysPerYear));
}

std::string in_which(std::chrono::days days) {
  const auto count = static_cast<double>(std::max<long>(0, days.count()));
  const long months = static_cast<long>(count / kDaysPerMonth);
  if (months < 12) return fmt::format("in the {} month", nth(months + 1));
  return fmt::format("in the {} year", nth(static_cast<long>(count / kDaysPerYear) + 1));
}

}  // namespace avow::text
