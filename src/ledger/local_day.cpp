#include "ledger/local_day.h"

#include <algorithm>

#include <fmt/format.h>

namespace avow::ledger {

LocalDay utc_day(Instant instant) { return LocalDay(std::chrono::floor<std::chrono::days>(instant).time_since_epoch()); }

std::optional<LocalDay> local_day_in(std::string_view text) {
  constexpr std::size_t kDateSize = 10;
  if (text.size() < kDateSize) return std::nullopt;
  int parts[3] = {0, 0, 0};
  std::size_t part = 0;
  for (std::size_t i = 0; i < kDateSize; ++i) {
    if (i == 4 || i == 7) {
      if (text[i] != '-') return std::nullopt;
      ++part;
    } else if (text[i] < '0' || text[i] > '9') {
      return std::nullopt;
    } else {
      parts[part] = parts[part] * 10 + (text[i] - '0');
    }
  }
  const std::chrono::year_month_day date{std::chrono::year(parts[0]), std::chrono::month(static_cast<unsigned>(parts[1])),
                                         std::chrono::day(static_cast<unsigned>(parts[2]))};
  if (!date.ok() || parts[0] < 1970) return std::nullopt;
  return LocalDay(date);
}

std::string date_text(LocalDay day) {
  const std::chrono::year_month_day date{day};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

std::chrono::minutes minutes_in(std::string_view wall) {
  constexpr std::size_t kSize = 16;
  if (wall.size() < kSize || wall[13] != ':') return std::chrono::minutes(0);
  const auto digit = [wall](std::size_t at) { return std::clamp(wall[at] - '0', 0, 9); };
  return std::chrono::minutes(std::min((digit(11) * 10 + digit(12)) * 60 + digit(14) * 10 + digit(15), 24 * 60 - 1));
}

}  // namespace avow::ledger
