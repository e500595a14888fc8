// Random rules against libical, which was written by others. Left out is where libical 3.0.16 errs: positions in a rule by
// day or week, which it passes over; positions where two days of the month fall together; every second week from a first
// day off the rule, where it begins in another week; and rules that name no day, which it searches for long.
#include <algorithm>
#include <random>

#include <doctest/doctest.h>
#include <libical/ical.h>

#include "ledger/recurrence.h"

using namespace avow;
using namespace avow::ledger;

namespace {

using Random = std::mt19937;

int from_to(Random& random, int from, int to) { return std::uniform_int_distribution<int>(from, to)(random); }

// Up to `max` different ones.
template <typename T, typename Draw>
std::vector<T> some(Random& random, int max, Draw draw) {
  std::vector<T> out;
  const int wanted = from_to(random, 1, max);
  for (int i = 0; i < wanted; ++i) out.push_back(draw());
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

Recurrence draw_rule(Random& random, LocalDay first) {
  Recurrence rule;
  rule.frequency = static_cast<Frequency>(from_to(random, 1, 4));
  const bool monthly = rule.frequency == Frequency::monthly;
  const bool yearly = rule.frequency == Frequency::yearly;
  rule.interval = static_cast<std::uint16_t>(from_to(random, 1, 3));
  rule.week_start = from_to(random, 0, 1) == 0 ? 0 : 6;
  if (rule.frequency == Frequency::weekly) rule.interval = 1;
  const bool in_year = yearly && from_to(random, 0, 1) == 0;
  if (!in_year && (yearly || from_to(random, 0, 3) == 0)) {
    rule.by_month = some<std::uint8_t>(random, 4, [&] { return static_cast<std::uint8_t>(from_to(random, 1, 12)); });
    if (monthly) rule.interval = 1;  // or it may never meet one of these months
  }
  // Days that every month has.
  const bool of_month = (monthly || (yearly && !in_year)) && from_to(random, 0, 1) == 0;
  if (of_month) {
    rule.by_month_day = some<std::int8_t>(random, 4, [&] {
      return static_cast<std::int8_t>(from_to(random, 1, 28) * (from_to(random, 0, 1) == 0 ? 1 : -1));
    });
  } else if (from_to(random, 0, 1) == 0 || in_year || monthly) {
    const int nth_max = rule.frequency == Frequency::daily || rule.frequency == Frequency::weekly ? 0 : in_year ? 52 : 4;
    rule.by_day = some<ByDay>(random, 4, [&] {
      return ByDay{static_cast<std::int8_t>(from_to(random, -nth_max, nth_max)), static_cast<std::uint8_t>(from_to(random, 0, 6))};
    });
  }
  const bool chosen = (monthly || yearly) && !rule.by_day.empty() && from_to(random, 0, 3) == 0;
  if (chosen) rule.by_set_position = {static_cast<std::int16_t>(from_to(random, 0, 1) == 0 ? 1 : -1)};
  if (from_to(random, 0, 2) == 0) rule.count = static_cast<std::uint32_t>(from_to(random, 1, 30));
  else rule.until = first + std::chrono::days(from_to(random, 0, 3000));
  return rule;
}

std::vector<LocalDay> days_by_libical(const Recurrence& rule, LocalDay first, std::size_t max) {
  const std::chrono::year_month_day date(first);
  icaltimetype start{};
  start.is_date = 1;
  start.year = static_cast<int>(date.year());
  start.month = static_cast<int>(static_cast<unsigned>(date.month()));
  start.day = static_cast<int>(static_cast<unsigned>(date.day()));
  std::vector<LocalDay> out;
  auto* iterator = icalrecur_iterator_new(icalrecurrencetype_from_string(to_rrule(rule).c_str()), start);
  REQUIRE(iterator != nullptr);
  while (out.size() < max) {
    const icaltimetype next = icalrecur_iterator_next(iterator);
    if (icaltime_is_null_time(next) != 0) break;
    out.push_back(LocalDay(std::chrono::year(next.year) / next.month / next.day));
  }
  icalrecur_iterator_free(iterator);
  return out;
}

}  // namespace

TEST_CASE("random rules name the days that libical names") {
  Random random(20260901);
  std::size_t some_days = 0;
  for (int i = 0; i < 2000; ++i) {
    const LocalDay first = LocalDay(std::chrono::year(2026) / 1 / 1) + std::chrono::days(from_to(random, 0, 1500));
    const auto rule = draw_rule(random, first);
    CAPTURE(to_rrule(rule));
    CAPTURE(first.time_since_epoch().count());
    REQUIRE(check(rule).ok());
    const auto ours = days_of(rule, first, first, LocalDay::max(), 60);
    REQUIRE(ours == days_by_libical(rule, first, 60));
    if (!ours.empty()) ++some_days;
  }
  CHECK(some_days > 1500);
}
