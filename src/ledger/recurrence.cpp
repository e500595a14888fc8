#include "ledger/recurrence.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/limits.h"

namespace avow::ledger {
namespace {

using std::chrono::days;
using std::chrono::months;
using std::chrono::year_month;
using std::chrono::year_month_day;
using std::chrono::years;

constexpr LocalDay kFirstDay{std::chrono::year(1970) / 1 / 1};
constexpr LocalDay kLastDay{std::chrono::year(9999) / 12 / 31};

Error malformed(std::string sentence) { return Error{Errc::malformed, std::move(sentence)}; }

bool repeats_by_month(const Recurrence& rule) {
  return rule.frequency == Frequency::monthly || rule.frequency == Frequency::yearly;
}

// Of the weekdays in a month, or in a year.
bool counts_in_month(const Recurrence& rule) { return rule.frequency == Frequency::monthly || !rule.by_month.empty(); }

template <typename T, typename Fits>
Result<void> check_list(const std::vector<T>& list, std::size_t max, std::string_view what, Fits fits) {
  if (list.size() > max) return malformed(fmt::format("a rule names at most {} {}", max, what));
  if (!std::all_of(list.begin(), list.end(), fits)) return malformed(fmt::format("one of the {} is outside its range", what));
  auto sorted = list;
  std::sort(sorted.begin(), sorted.end());
  const bool twice = std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end();
  return twice ? Result<void>(malformed(fmt::format("one of the {} stands there twice", what))) : Result<void>();
}

// Not 0, and at most so far from either end.
auto within(int max) {
  return [max](int value) { return value != 0 && value >= -max && value <= max; };
}

Result<void> check_weekdays(const Recurrence& rule) {
  const int nth_max = counts_in_month(rule) ? 5 : 53;
  const auto fits = [nth_max](ByDay day) { return day.weekday <= 6 && (day.nth == 0 || within(nth_max)(day.nth)); };
  AVOW_CHECK(check_list(rule.by_day, limits::kRecurrenceWeekdaysMax, "weekdays", fits));
  const bool counted = std::any_of(rule.by_day.begin(), rule.by_day.end(), [](ByDay day) { return day.nth != 0; });
  if (counted && !repeats_by_month(rule)) return malformed("the first or last of a weekday needs a rule by month or year");
  return {};
}

Result<void> check_lists(const Recurrence& rule) {
  AVOW_CHECK(check_weekdays(rule));
  AVOW_CHECK(check_list(rule.by_month_day, limits::kRecurrenceMonthDaysMax, "days of the month", within(31)));
  AVOW_CHECK(check_list(rule.by_month, limits::kRecurrenceMonthsMax, "months",
                        [](unsigned month) { return month >= 1 && month <= 12; }));
  return check_list(rule.by_set_position, limits::kRecurrencePositionsMax, "positions", within(366));
}

// Where calendars differ there is no one answer: such a rule is refused.
Result<void> check_mix(const Recurrence& rule) {
  if (!rule.by_month_day.empty() && rule.frequency == Frequency::weekly) {
    return malformed("a rule by week takes weekdays, no days of the month");
  }
  if (!rule.by_month_day.empty() && rule.frequency == Frequency::yearly && rule.by_month.empty()) {
    return malformed("a yearly rule with days of the month needs the months too");
  }
  const bool something = !rule.by_day.empty() || !rule.by_month_day.empty() || !rule.by_month.empty();
  if (!rule.by_set_position.empty() && !something) return malformed("a position needs days to choose from");
  return {};
}

Result<void> check_ends(const Recurrence& rule) {
  if (rule.count > limits::kRecurrenceCountMax) {
    return malformed(fmt::format("a rule comes round at most {} times", limits::kRecurrenceCountMax));
  }
  if (rule.count != 0 && rule.until != LocalDay{}) return malformed("a rule ends by a count or by a day, not by both");
  if (rule.until < kFirstDay || rule.until > kLastDay) return malformed("a rule ends in the years 1970 to 9999");
  return {};
}

struct Period {
  LocalDay begin;
  LocalDay end;  // the first day behind it
};

// The day of the week from Monday = 0 on.
int weekday_of(LocalDay day) { return static_cast<int>(std::chrono::weekday(day).iso_encoding()) - 1; }
LocalDay first_of(year_month month) { return LocalDay(month / 1); }
year_month month_of(LocalDay day) {
  const year_month_day date(day);
  return date.year() / date.month();
}

// The periods of a rule: number 0 is the one of `first`, and only every interval-th is one.
class Periods {
 public:
  Periods(const Recurrence& rule, LocalDay first) : rule_(rule), first_(first) {}

  Period at(int number) const {
    const int step = number * rule_.interval;
    switch (rule_.frequency) {
      case Frequency::none:
      case Frequency::daily: return {first_ + days(step), first_ + days(step + 1)};
      case Frequency::weekly: return {week() + days(7 * step), week() + days(7 * step + 7)};
      case Frequency::monthly: {
        const auto month = month_of(first_) + months(step);
        return {first_of(month), first_of(month + months(1))};
      }
      case Frequency::yearly: {
        const auto month = year_month_day(first_).year() / 1 + years(step);
        return {first_of(month), first_of(month + years(1))};
      }
    }
    return {};
  }

  // The last one that begins at or before `day`, or a little earlier. Precondition: day >= first.
  int around(LocalDay day) const {
    const auto apart = (day - first_).count();
    const auto years_apart = static_cast<int>(year_month_day(day).year()) - static_cast<int>(year_month_day(first_).year());
    switch (rule_.frequency) {
      case Frequency::none:
      case Frequency::daily: return static_cast<int>(apart) / rule_.interval;
      case Frequency::weekly: return static_cast<int>(apart) / 7 / rule_.interval;
      case Frequency::monthly: return static_cast<int>((month_of(day) - month_of(first_)).count()) / rule_.interval;
      case Frequency::yearly: return years_apart / rule_.interval;
    }
    return 0;
  }

 private:
  LocalDay week() const { return first_ - days((weekday_of(first_) + 7 - rule_.week_start) % 7); }

  const Recurrence& rule_;
  LocalDay first_;
};

// Which days of a period the rule's lists let through; what they leave open is taken from `first`.
class Lists {
 public:
  Lists(const Recurrence& rule, LocalDay first) : in_month_(counts_in_month(rule)), positions_(rule.by_set_position) {
    for (const auto day : rule.by_day) allow(day);
    for (const auto day : rule.by_month_day) allow_month_day(day);
    for (const auto month : rule.by_month) months_ |= 1U << month;
    const year_month_day date(first);
    const bool no_day = rule.by_day.empty() && rule.by_month_day.empty();
    if (no_day && rule.frequency == Frequency::weekly) allow({0, static_cast<std::uint8_t>(weekday_of(first))});
    if (no_day && repeats_by_month(rule)) allow_month_day(static_cast<int>(static_cast<unsigned>(date.day())));
    if (no_day && rule.frequency == Frequency::yearly && months_ == 0) months_ = 1U << static_cast<unsigned>(date.month());
  }

  // Into `out`, in order; `out` keeps its memory from one period to the next.
  void days_in(Period period, std::vector<LocalDay>& out) const {
    out.clear();
    for (LocalDay day = period.begin; day < period.end;) {
      const auto month = month_of(day);
      const LocalDay stop = std::min(first_of(month + std::chrono::months(1)), period.end);
      if (months_ == 0 || ((months_ >> static_cast<unsigned>(month.month())) & 1U) != 0) days_in_month(month, day, stop, out);
      day = stop;
    }
    if (!positions_.empty()) keep_positions(out);
  }

 private:
  void allow(ByDay day) {
    any_weekday_ = false;
    if (day.nth == 0) weekdays_ |= 1U << day.weekday;
    if (day.nth > 0) from_start_[day.weekday] |= 1ULL << static_cast<unsigned>(day.nth);
    if (day.nth < 0) from_end_[day.weekday] |= 1ULL << static_cast<unsigned>(-day.nth);
  }
  void allow_month_day(int day) { (day > 0 ? month_days_ : month_days_from_end_) |= 1ULL << static_cast<unsigned>(std::abs(day)); }

  void days_in_month(year_month month, LocalDay from, LocalDay stop, std::vector<LocalDay>& out) const {
    const LocalDay begin = first_of(month);
    const LocalDay end = first_of(month + std::chrono::months(1));
    // Where the first and the last of a weekday are counted.
    const Period around = in_month_ ? Period{begin, end}
                                    : Period{first_of(month.year() / 1), first_of((month.year() + years(1)) / 1)};
    for (LocalDay day = from; day < stop; day += days(1)) {
      if (is_month_day(day, begin, end) && is_weekday(day, around)) out.push_back(day);
    }
  }
  bool is_month_day(LocalDay day, LocalDay begin, LocalDay end) const {
    if ((month_days_ | month_days_from_end_) == 0) return true;
    return ((month_days_ >> static_cast<unsigned>((day - begin).count() + 1)) & 1U) != 0 ||
           ((month_days_from_end_ >> static_cast<unsigned>((end - day).count())) & 1U) != 0;
  }
  bool is_weekday(LocalDay day, Period around) const {
    if (any_weekday_) return true;
    const auto weekday = static_cast<unsigned>(weekday_of(day));
    const auto from_start = static_cast<unsigned>((day - around.begin).count()) / 7 + 1;
    const auto from_end = static_cast<unsigned>((around.end - day).count() - 1) / 7 + 1;
    return ((weekdays_ >> weekday) & 1U) != 0 || ((from_start_[weekday] >> from_start) & 1U) != 0 ||
           ((from_end_[weekday] >> from_end) & 1U) != 0;
  }

  void keep_positions(std::vector<LocalDay>& in_period) const {
    const auto size = static_cast<int>(in_period.size());
    std::size_t kept = 0;
    for (int at = 0; at < size; ++at) {
      const auto counts = [&](int position) { return position == at + 1 || position == at - size; };
      if (std::any_of(positions_.begin(), positions_.end(), counts)) in_period[kept++] = in_period[static_cast<std::size_t>(at)];
    }
    in_period.resize(kept);
  }

  bool in_month_;
  std::vector<std::int16_t> positions_;
  bool any_weekday_ = true;
  unsigned weekdays_ = 0;                       // bit 0: Monday
  std::array<std::uint64_t, 7> from_start_{};   // of a weekday, bit n: the nth
  std::array<std::uint64_t, 7> from_end_{};
  std::uint64_t month_days_ = 0;                // bit n: the nth; none in both: every day
  std::uint64_t month_days_from_end_ = 0;
  unsigned months_ = 0;                         // bit n: the nth; none: every month
};

}  // namespace

Result<void> check(const Recurrence& rule) {
  if (rule.frequency == Frequency::none) {
    return rule == Recurrence{} ? Result<void>() : malformed("a rule that does not repeat carries nothing else");
  }
  if (rule.frequency > Frequency::yearly) return malformed("a rule repeats by day, week, month or year");
  if (rule.interval < 1 || rule.interval > limits::kRecurrenceIntervalMax) {
    return malformed(fmt::format("a rule comes round every 1 to {} days, weeks, months or years", limits::kRecurrenceIntervalMax));
  }
  if (rule.week_start > 6) return malformed("a week begins on one of seven days");
  AVOW_CHECK(check_lists(rule));
  AVOW_CHECK(check_mix(rule));
  return check_ends(rule);
}

std::vector<LocalDay> days_of(const Recurrence& rule, LocalDay first, LocalDay from, LocalDay until, std::size_t max) {
  AVOW_ASSERT(check(rule).ok());
  std::vector<LocalDay> out;
  if (rule.frequency == Frequency::none || first < kFirstDay || first > kLastDay) return out;
  LocalDay last = std::min({until, kLastDay, first + days(limits::kRecurrenceReachDays - 1)});
  if (rule.until != LocalDay{}) last = std::min(last, rule.until);
  from = std::max(from, first);
  if (from > last) return out;
  const Periods periods(rule, first);
  const Lists lists(rule, first);
  std::vector<LocalDay> in_period;
  std::uint32_t met = 0;
  for (int number = rule.count == 0 ? periods.around(from) : 0; out.size() < max; ++number) {
    const Period period = periods.at(number);
    if (period.begin > last) break;
    lists.days_in(period, in_period);
    for (const LocalDay day : in_period) {
      if (day < first) continue;
      if (day > last || out.size() >= max || (rule.count != 0 && met++ >= rule.count)) return out;
      if (day >= from) out.push_back(day);
    }
  }
  return out;
}

bool names(const Recurrence& rule, LocalDay first, LocalDay day) { return !days_of(rule, first, day, day, 1).empty(); }

}  // namespace avow::ledger
