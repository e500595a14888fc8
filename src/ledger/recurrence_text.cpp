// RRULE text into the structure and back: strict, and what the structure cannot say is refused by its name.
#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "base/limits.h"
#include "ledger/recurrence.h"

namespace avow::ledger {
namespace {

constexpr std::array<std::string_view, 7> kWeekdays{"MO", "TU", "WE", "TH", "FR", "SA", "SU"};
constexpr std::array<std::string_view, 5> kFrequencies{"", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"};

constexpr std::string_view kByDays = "a promise comes round by days, not by hours";
constexpr std::string_view kNoWeeks = "name the weekday instead, or the month";
constexpr std::string_view kNoYearDays = "name the month and its day instead";
constexpr std::string_view kOneCalendar = "days are those of the usual calendar";

// What RFC 5545 and RFC 7529 know and a promise does not need.
struct Unsaid {
  std::string_view part;
  std::string_view why;
};
constexpr std::array<Unsaid, 7> kUnsaidParts{{{"BYSECOND", kByDays},
                                              {"BYMINUTE", kByDays},
                                              {"BYHOUR", kByDays},
                                              {"BYWEEKNO", kNoWeeks},
                                              {"BYYEARDAY", kNoYearDays},
                                              {"RSCALE", kOneCalendar},
                                              {"SKIP", kOneCalendar}}};
constexpr std::array<Unsaid, 3> kUnsaidFrequencies{{{"SECONDLY", kByDays}, {"MINUTELY", kByDays}, {"HOURLY", kByDays}}};

Error usage(std::string sentence) { return Error{Errc::usage, std::move(sentence)}; }
Error unsaid(const Unsaid& what) {
  return usage(fmt::format("{} is not something avow can say: {}", what.part, what.why));
}
Error not_a_value(std::string_view part) { return usage(fmt::format("{} has a value that a rule does not know", part)); }

// Text of anybody: named only when it looks like a part.
Error unknown_part(std::string_view name) {
  const bool plain = !name.empty() && name.size() <= 16 &&
                     std::all_of(name.begin(), name.end(), [](char symbol) { return symbol >= 'A' && symbol <= 'Z'; });
  return usage(fmt::format("{} is not a part of a rule that avow knows", plain ? name : "one of these"));
}

template <std::size_t N>
const Unsaid* find_unsaid(const std::array<Unsaid, N>& list, std::string_view name) {
  const auto found = std::find_if(list.begin(), list.end(), [name](const Unsaid& item) { return item.part == name; });
  return found == list.end() ? nullptr : &*found;
}

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> out;
  for (;;) {
    const auto next = text.find(at);
    out.push_back(text.substr(0, next));
    if (next == std::string_view::npos) return out;
    text.remove_prefix(next + 1);
  }
}

// At most `digits` of them, with a sign where one is allowed.
std::optional<int> number(std::string_view text, std::size_t digits, bool may_be_signed) {
  const bool minus = text.starts_with('-');
  if (may_be_signed && (minus || text.starts_with('+'))) text.remove_prefix(1);
  if (text.empty() || text.size() > digits) return std::nullopt;
  int value = 0;
  for (const char symbol : text) {
    if (symbol < '0' || symbol > '9') return std::nullopt;
    value = value * 10 + (symbol - '0');
  }
  return minus ? -value : value;
}

template <typename T>
bool take_numbers(std::string_view text, std::size_t digits, std::vector<T>& to) {
  for (const auto item : split(text, ',')) {
    const auto value = number(item, digits, std::is_signed_v<T>);
    if (!value) return false;
    to.push_back(static_cast<T>(*value));
  }
  std::sort(to.begin(), to.end());
  return true;
}

std::optional<std::uint8_t> weekday_of(std::string_view text) {
  const auto found = std::find(kWeekdays.begin(), kWeekdays.end(), text);
  if (found == kWeekdays.end()) return std::nullopt;
  return static_cast<std::uint8_t>(found - kWeekdays.begin());
}

bool take_by_day(std::string_view text, std::vector<ByDay>& to) {
  for (const auto item : split(text, ',')) {
    if (item.size() < 2) return false;
    const auto weekday = weekday_of(item.substr(item.size() - 2));
    const auto counted = item.substr(0, item.size() - 2);
    const auto nth = counted.empty() ? std::optional(0) : number(counted, 2, true);
    if (!weekday || !nth || (*nth == 0) != counted.empty()) return false;
    to.push_back({static_cast<std::int8_t>(*nth), *weekday});
  }
  std::sort(to.begin(), to.end());
  return true;
}

// "20261224", or with a time behind it, which is checked and left out.
std::optional<LocalDay> day_in(std::string_view text) {
  if (text.size() < 8) return std::nullopt;
  const auto year = number(text.substr(0, 4), 4, false);
  const auto month = number(text.substr(4, 2), 2, false);
  const auto day = number(text.substr(6, 2), 2, false);
  auto clock = text.substr(8);
  if (!year || !month || !day) return std::nullopt;
  if (!clock.empty()) {
    if (clock.ends_with('Z')) clock.remove_suffix(1);
    const bool is_time = clock.size() == 7 && clock[0] == 'T' && number(clock.substr(1), 6, false);
    if (!is_time || clock.substr(1, 2) > "23" || clock.substr(3, 2) > "59" || clock.substr(5) > "60") return std::nullopt;
  }
  const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  // Why not day 0 itself: there it stands for a rule without an end.
  if (!date.ok() || LocalDay(date) <= LocalDay{}) return std::nullopt;
  return LocalDay(date);
}

// A number that has no other meaning when it is 0.
template <typename T>
bool take_count(std::string_view text, T& to) {
  const auto value = number(text, 5, false);
  if (!value || *value == 0) return false;
  to = static_cast<T>(std::min<std::int64_t>(*value, std::numeric_limits<T>::max()));
  return true;
}

bool take_frequency(std::string_view text, Frequency& to) {
  const auto found = std::find(kFrequencies.begin() + 1, kFrequencies.end(), text);
  if (found == kFrequencies.end()) return false;
  to = static_cast<Frequency>(found - kFrequencies.begin());
  return true;
}

template <typename T>
bool take(std::optional<T> value, T& to) {
  if (value) to = *value;
  return value.has_value();
}

Result<void> take_part(std::string_view name, std::string_view value, Recurrence& rule) {
  if (const auto* part = find_unsaid(kUnsaidParts, name)) return unsaid(*part);
  bool fits = false;
  if (name == "FREQ") {
    if (const auto* frequency = find_unsaid(kUnsaidFrequencies, value)) return unsaid(*frequency);
    fits = take_frequency(value, rule.frequency);
  } else if (name == "INTERVAL") {
    fits = take_count(value, rule.interval);
  } else if (name == "COUNT") {
    fits = take_count(value, rule.count);
  } else if (name == "UNTIL") {
    fits = take(day_in(value), rule.until);
  } else if (name == "WKST") {
    fits = take(weekday_of(value), rule.week_start);
  } else if (name == "BYDAY") {
    fits = take_by_day(value, rule.by_day);
  } else if (name == "BYMONTHDAY") {
    fits = take_numbers(value, 2, rule.by_month_day);
  } else if (name == "BYMONTH") {
    fits = take_numbers(value, 2, rule.by_month);
  } else if (name == "BYSETPOS") {
    fits = take_numbers(value, 3, rule.by_set_position);
  } else {
    return unknown_part(name);
  }
  return fits ? Result<void>() : Result<void>(not_a_value(name));
}

template <typename T>
std::string listed(std::string_view name, const std::vector<T>& list) {
  return list.empty() ? std::string() : fmt::format(";{}={}", name, fmt::join(list, ","));
}

std::vector<std::string> codes(const std::vector<ByDay>& list) {
  std::vector<std::string> out;
  for (const auto day : list) {
    const auto code = kWeekdays[day.weekday];
    out.push_back(day.nth == 0 ? std::string(code) : fmt::format("{}{}", day.nth, code));
  }
  return out;
}

template <typename T>
std::vector<T> sorted(std::vector<T> list) {
  std::sort(list.begin(), list.end());
  return list;
}

}  // namespace

Result<Recurrence> parse_rrule(std::string_view text) {
  if (text.size() > limits::kRecurrenceTextBytesMax) return usage("that rule is longer than any that makes sense");
  std::string upper(text);
  for (char& symbol : upper) symbol = symbol >= 'a' && symbol <= 'z' ? static_cast<char>(symbol - 'a' + 'A') : symbol;
  std::string_view rest = upper;
  if (rest.starts_with("RRULE:")) rest.remove_prefix(6);
  Recurrence rule;
  std::set<std::string_view> seen;
  for (const auto part : split(rest, ';')) {
    const auto equals = part.find('=');
    if (equals == std::string_view::npos) return usage("write a rule like FREQ=WEEKLY;BYDAY=TU, a name and a value a part");
    const auto name = part.substr(0, equals);
    AVOW_CHECK(take_part(name, part.substr(equals + 1), rule));
    if (!seen.insert(name).second) return usage(fmt::format("{} stands there twice", name));
  }
  if (rule.frequency == Frequency::none) return usage("a rule needs FREQ, for example FREQ=WEEKLY;BYDAY=TU");
  const auto checked = check(rule);
  if (!checked.ok()) return usage(checked.error().context);
  return rule;
}

std::string to_rrule(const Recurrence& rule) {
  AVOW_ASSERT(rule.frequency != Frequency::none && check(rule).ok());
  std::string out = fmt::format("FREQ={}", kFrequencies[static_cast<std::size_t>(rule.frequency)]);
  if (rule.until != LocalDay{}) {
    const std::chrono::year_month_day date(rule.until);
    out += fmt::format(";UNTIL={:04}{:02}{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                       static_cast<unsigned>(date.day()));
  }
  if (rule.count != 0) out += fmt::format(";COUNT={}", rule.count);
  if (rule.interval != 1) out += fmt::format(";INTERVAL={}", rule.interval);
  out += listed("BYMONTH", sorted(rule.by_month));
  out += listed("BYMONTHDAY", sorted(rule.by_month_day));
  out += listed("BYDAY", codes(sorted(rule.by_day)));
  out += listed("BYSETPOS", sorted(rule.by_set_position));
  if (rule.week_start != 0) out += fmt::format(";WKST={}", kWeekdays[rule.week_start]);
  return out;
}

}  // namespace avow::ledger
