// How often, in the words that people type and read.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/limits.h"
#include "ledger/recurrence.h"
#include "ledger/typed_words.h"

namespace avow::ledger {
namespace {

constexpr std::array<std::string_view, 7> kWeekdays{"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                    "Friday", "Saturday", "Sunday"};
constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 5> kUnits{"", "day", "week", "month", "year"};
constexpr std::array<std::string_view, 5> kOrdinals{"first", "second", "third", "fourth", "fifth"};
constexpr std::array<std::string_view, 5> kOnceA{"", "daily", "weekly", "monthly", "yearly"};

constexpr unsigned kWorkdays = 0b0011111;  // bit 0: Monday
constexpr unsigned kWeekend = 0b1100000;
constexpr unsigned kAllDays = 0b1111111;

Error not_understood() {
  return Error{Errc::usage,
               "say how often like one of these: every weekday · mon, wed and fri · every other friday · 2 weeks on tue · "
               "month on the 15th · last friday of the month · year on 29 feb · FREQ=WEEKLY;BYDAY=TU"};
}

// Reads the words from the front. Each take… says whether it did.
class EveryReader {
 public:
  explicit EveryReader(std::string_view text) : words_(words_in(text)) {}

  std::optional<Recurrence> read() {
    if (!take("every")) take("each");
    if (!take_frequency() && !take_days_of_month()) return std::nullopt;
    return at_ == words_.size() ? std::optional(rule_) : std::nullopt;
  }

 private:
  std::string_view word() const { return at_ < words_.size() ? std::string_view(words_[at_]) : std::string_view(); }
  bool take(std::string_view wanted) {
    if (word() != wanted) return false;
    ++at_;
    return true;
  }
  bool take_any(std::string_view one, std::string_view many) { return take(one) || take(many); }

  bool take_frequency() {
    for (std::size_t i = 1; i < kOnceA.size(); ++i) {
      if (take(kOnceA[i])) return take_rest_of(static_cast<Frequency>(i));
    }
    const auto begun_at = at_;
    take_interval();
    for (std::size_t i = 1; i < kUnits.size(); ++i) {
      if (take_any(kUnits[i], fmt::format("{}s", kUnits[i]))) return take_rest_of(static_cast<Frequency>(i));
    }
    rule_.frequency = Frequency::weekly;
    if (take_weekdays()) return true;
    at_ = begun_at;
    rule_ = {};
    return false;
  }
  void take_interval() {
    const auto number = number_named(word());
    if (take("other")) rule_.interval = 2;
    if (!number) return;
    rule_.interval = static_cast<std::uint16_t>(*number);
    ++at_;
  }

  bool take_rest_of(Frequency frequency) {
    rule_.frequency = frequency;
    if (!take("on")) return true;
    switch (frequency) {
      case Frequency::none:
      case Frequency::daily: return false;
      case Frequency::weekly: return take_weekdays();
      case Frequency::monthly: return take_month_days();
      case Frequency::yearly: return take_date();
    }
    return false;
  }

  bool take_weekdays() {
    if (take_any("weekday", "weekdays")) return allow(kWorkdays);
    if (take("weekend")) return take_any("day", "days") && allow(kWeekend);
    unsigned days = 0;
    for (auto day = weekday_named(word()); day; day = weekday_named(word())) {
      days |= 1U << *day;
      ++at_;
    }
    return days != 0 && allow(days);
  }
  bool allow(unsigned days) {
    for (std::uint8_t day = 0; day < 7; ++day) {
      if (((days >> day) & 1U) != 0) rule_.by_day.push_back({0, day});
    }
    return true;
  }

  // "29 feb", "feb 29", "the 29th of february"
  bool take_date() {
    take("the");
    auto month = month_named(word());
    if (month) ++at_;
    const auto day = ordinal_in_digits(word());
    if (!day) return false;
    ++at_;
    take("of");
    if (!month) {
      month = month_named(word());
      if (!month) return false;
      ++at_;
    }
    rule_.by_month = {*month};
    rule_.by_month_day = {static_cast<std::int8_t>(*day)};
    // A day that no such month has would never come round.
    return *day <= 31 && (std::chrono::year(2000) / *month / *day).ok();
  }

  // "[the] last friday of the month"
  bool take_days_of_month() {
    rule_.frequency = Frequency::monthly;
    return take_month_days() && take("of") && (take("the") || take("every") || take("each")) && take("month");
  }
  // "[the] last day", "the 1st and 15th", "the first and third monday", "the last weekday"
  bool take_month_days() {
    std::vector<int> counted;
    while (at_ < words_.size() && word() != "of") {
      take("the");
      if (const auto nth = ordinal()) {
        counted.push_back(*nth);
        ++at_;
      } else if (counted.empty() || !take_counted(counted)) {
        return false;
      }
    }
    // Why not both: a rule with days of the month and weekdays means the days that are both.
    return take_as_days(counted) && rule_.by_month_day.empty() != rule_.by_day.empty();
  }
  // What stands behind the ordinals: "day", "monday", "weekday".
  bool take_counted(std::vector<int>& counted) {
    if (take("day")) return take_as_days(counted);
    if (take("weekday")) {
      rule_.by_set_position.assign(counted.begin(), counted.end());
      counted.clear();
      return rule_.by_day.empty() && allow(kWorkdays);
    }
    const auto weekday = weekday_named(word());
    if (!weekday || !rule_.by_set_position.empty()) return false;
    ++at_;
    for (const int nth : counted) rule_.by_day.push_back({static_cast<std::int8_t>(nth), *weekday});
    counted.clear();
    return true;
  }
  bool take_as_days(std::vector<int>& counted) {
    for (const int nth : counted) rule_.by_month_day.push_back(static_cast<std::int8_t>(nth));
    counted.clear();
    return true;
  }
  std::optional<int> ordinal() const {
    const auto found = std::find(kOrdinals.begin(), kOrdinals.end(), word());
    if (found != kOrdinals.end()) return static_cast<int>(found - kOrdinals.begin()) + 1;
    return word() == "last" ? std::optional(-1) : ordinal_in_digits(word());
  }

  std::vector<std::string> words_;
  std::size_t at_ = 0;
  Recurrence rule_;
};

// What the words leave open, so that the rule says it by itself.
void fill_in(Recurrence& rule, LocalDay first) {
  if (!rule.by_day.empty() || !rule.by_month_day.empty()) return;
  const std::chrono::year_month_day date(first);
  const auto weekday = static_cast<std::uint8_t>(std::chrono::weekday(first).iso_encoding() - 1);
  if (rule.frequency == Frequency::weekly) rule.by_day = {{0, weekday}};
  const bool by_month = rule.frequency == Frequency::monthly || rule.frequency == Frequency::yearly;
  if (by_month) rule.by_month_day = {static_cast<std::int8_t>(static_cast<unsigned>(date.day()))};
  if (rule.frequency == Frequency::yearly) rule.by_month = {static_cast<std::uint8_t>(static_cast<unsigned>(date.month()))};
}

std::string joined(const std::vector<std::string>& parts, std::string_view last = "and") {
  std::string out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) out += i + 1 == parts.size() ? fmt::format(" {} ", last) : ", ";
    out += parts[i];
  }
  return out;
}

template <typename T, typename Word>
std::vector<std::string> each(std::vector<T> list, Word word) {
  // Those that are counted from the end come last.
  std::sort(list.begin(), list.end());
  std::stable_partition(list.begin(), list.end(), [](const T& item) { return item >= T{}; });
  std::vector<std::string> out;
  for (const auto& item : list) out.push_back(word(item));
  return out;
}

std::string in_digits(int nth) {
  const bool teens = nth % 100 >= 11 && nth % 100 <= 13;
  const std::string_view end = teens ? "th" : nth % 10 == 1 ? "st" : nth % 10 == 2 ? "nd" : nth % 10 == 3 ? "rd" : "th";
  return fmt::format("{}{}", nth, end);
}
// "first", "20th", "last", "2nd to last"
std::string ordinal(int nth) {
  if (nth == -1) return "last";
  if (nth < 0) return in_digits(-nth) + " to last";
  return nth <= 5 ? std::string(kOrdinals[static_cast<std::size_t>(nth - 1)]) : in_digits(nth);
}
std::string month_day(int day) { return day > 0 ? in_digits(day) : ordinal(day) + " day"; }
std::string month_name(int month) { return std::string(kMonths[static_cast<std::size_t>(month - 1)]); }
std::string weekday_name(ByDay day, bool whole) {
  const auto name = kWeekdays[day.weekday];
  return day.nth == 0 ? std::string(whole ? name : name.substr(0, 3)) : fmt::format("the {} {}", ordinal(day.nth), name);
}

// Bit 0: Monday; 0 when some are counted, or when there are none.
unsigned plain_weekdays(const std::vector<ByDay>& list) {
  unsigned days = 0;
  for (const auto day : list) {
    if (day.nth != 0) return 0;
    days |= 1U << day.weekday;
  }
  return days;
}
std::string weekdays(const std::vector<ByDay>& list, std::string_view last = "and") {
  const bool one = list.size() == 1;
  return joined(each(list, [one](ByDay day) { return weekday_name(day, one); }), last);
}

// The whole of "every …" where a week has a short word for it.
std::string week_in_words(unsigned days, const std::vector<ByDay>& list) {
  if (days == kAllDays) return "every day";
  if (days == kWorkdays) return "every weekday";
  return "every " + (days == kWeekend ? "weekend day" : weekdays(list));
}

std::string days_in_words(const Recurrence& rule) {
  const unsigned days = plain_weekdays(rule.by_day);
  if (!rule.by_month_day.empty()) {
    const std::string on = " on the " + joined(each(rule.by_month_day, month_day));
    return rule.by_day.empty() ? on : on + " if that is " + weekdays(rule.by_day, "or");
  }
  if (rule.by_day.empty()) return "";
  if (days == kWorkdays && rule.by_set_position.size() == 1) return fmt::format(" on the {} weekday", ordinal(rule.by_set_position[0]));
  return " on " + (days == kWorkdays ? "weekdays" : weekdays(rule.by_day));
}

// "29 Feb": only for a yearly rule with one month.
std::string dates_in_words(const Recurrence& rule) {
  const auto number = [](int day) { return std::to_string(day); };
  return fmt::format("{} {}", joined(each(rule.by_month_day, number)), month_name(rule.by_month[0]));
}
bool is_date_of_year(const Recurrence& rule) {
  return rule.frequency == Frequency::yearly && rule.by_month.size() == 1 && rule.by_day.empty() && !rule.by_month_day.empty() &&
         std::all_of(rule.by_month_day.begin(), rule.by_month_day.end(), [](int day) { return day > 0; });
}

std::string head_in_words(const Recurrence& rule) {
  const unsigned days = plain_weekdays(rule.by_day);
  if (rule.frequency == Frequency::weekly && rule.interval == 1 && days != 0) return week_in_words(days, rule.by_day);
  const auto unit = kUnits[static_cast<std::size_t>(rule.frequency)];
  const std::string every = rule.interval == 1 ? fmt::format("every {}", unit) : fmt::format("every {} {}s", rule.interval, unit);
  return every + (is_date_of_year(rule) ? " on " + dates_in_words(rule) : days_in_words(rule));
}

std::string position_in_words(const Recurrence& rule) {
  const bool said = plain_weekdays(rule.by_day) == kWorkdays && rule.by_set_position.size() == 1 &&
                    rule.frequency != Frequency::weekly && rule.by_month_day.empty();
  if (rule.by_set_position.empty() || said) return "";
  return ", only the " + joined(each(rule.by_set_position, ordinal)) + " of these";
}

std::string end_in_words(const Recurrence& rule) {
  if (rule.count != 0) return rule.count == 1 ? ", 1 time" : fmt::format(", {} times", rule.count);
  if (rule.until == LocalDay{}) return "";
  const std::chrono::year_month_day date(rule.until);
  return fmt::format(", until {} {} {}", static_cast<unsigned>(date.day()),
                     month_name(static_cast<int>(static_cast<unsigned>(date.month()))), static_cast<int>(date.year()));
}

}  // namespace

Result<Recurrence> parse_every(std::string_view text, LocalDay first) {
  if (text.size() > limits::kRecurrenceTextBytesMax) return not_understood();
  if (text.find('=') != std::string_view::npos) return parse_rrule(text);
  auto rule = EveryReader(text).read();
  if (!rule) return not_understood();
  fill_in(*rule, first);
  const auto checked = check(*rule);
  if (!checked.ok()) return Error{Errc::usage, checked.error().context};
  return *rule;
}

std::string in_words(const Recurrence& rule) {
  if (rule.frequency == Frequency::none) return "once";
  std::string out = head_in_words(rule);
  if (!rule.by_month.empty() && !is_date_of_year(rule)) out += " in " + joined(each(rule.by_month, month_name));
  return out + position_in_words(rule) + end_in_words(rule);
}

}  // namespace avow::ledger
