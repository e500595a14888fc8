#include "ledger/when.h"

#include <array>
#include <cctype>
#include <optional>
#include <stdexcept>

#include <date/tz.h>
#include <fmt/format.h>

#include "base/limits.h"
#include "ledger/record.h"

namespace avow::ledger {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr hours kFarthestZone{16};   // more than any zone is from UTC, with a margin

Error not_understood() {
  return Error{Errc::usage, "write a date or a time like 2026-11-27, 2026-11-27T18:00 or 2026-11-27T18:00+01:00"};
}

// Takes single parts from the front of a text.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}
  bool done() const { return rest_.empty(); }
  std::string_view rest() const { return rest_; }
  char peek(std::size_t at = 0) const { return at < rest_.size() ? rest_[at] : '\0'; }
  bool take(char wanted) {
    if (peek() != wanted) return false;
    rest_.remove_prefix(1);
    return true;
  }
  // Exactly `digits` of them, and at most `max`.
  std::optional<int> number(std::size_t digits, int max) {
    if (rest_.size() < digits) return std::nullopt;
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
      if (rest_[i] < '0' || rest_[i] > '9') return std::nullopt;
      value = value * 10 + (rest_[i] - '0');
    }
    rest_.remove_prefix(digits);
    if (value > max) return std::nullopt;
    return value;
  }

 private:
  std::string_view rest_;
};

struct Typed {
  date::local_days day;
  std::optional<seconds> time;
  bool with_seconds = false;
  std::optional<minutes> offset;
  std::string zone;  // empty: none was named
};

std::optional<date::local_days> scan_day(Scanner& text) {
  const auto year = text.number(4, 9999);
  if (!year || !text.take('-')) return std::nullopt;
  const auto month = text.number(2, 12);
  if (!month || !text.take('-')) return std::nullopt;
  const auto day = text.number(2, 31);
  if (!day || *year < 1970) return std::nullopt;
  const date::year_month_day date{date::year(*year), date::month(static_cast<unsigned>(*month)),
                                  date::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return date::local_days(date);
}

bool scan_time(Scanner& text, Typed& typed) {
  const auto hour = text.number(2, 23);
  if (!hour || !text.take(':')) return false;
  const auto minute = text.number(2, 59);
  if (!minute) return false;
  typed.time = hours(*hour) + minutes(*minute);
  if (!text.take(':')) return true;
  const auto second = text.number(2, 59);
  if (!second) return false;
  typed.with_seconds = true;
  *typed.time += seconds(*second);
  return true;
}

bool scan_offset(Scanner& text, Typed& typed) {
  if (text.take('Z') || text.take('z')) {
    typed.offset = minutes(0);
    return true;
  }
  const bool minus = text.peek() == '-';
  if (!text.take('+') && !text.take('-')) return true;
  const auto hour = text.number(2, 23);
  if (!hour || !text.take(':')) return false;
  const auto minute = text.number(2, 59);
  if (!minute) return false;
  typed.offset = (hours(*hour) + minutes(*minute)) * (minus ? -1 : 1);
  return true;
}

bool is_digit(char symbol) { return symbol >= '0' && symbol <= '9'; }

std::optional<Typed> scan(std::string_view text) {
  Scanner scanner(text);
  const auto day = scan_day(scanner);
  if (!day) return std::nullopt;
  Typed typed{*day, {}, false, {}, {}};
  const char separator = scanner.peek();
  if ((separator == 'T' || separator == 't' || separator == ' ') && is_digit(scanner.peek(1))) {
    scanner.take(separator);
    if (!scan_time(scanner, typed) || !scan_offset(scanner, typed)) return std::nullopt;
  }
  if (scanner.take('[')) {
    if (scanner.rest().empty() || scanner.rest().back() != ']') return std::nullopt;
    typed.zone = scanner.rest().substr(0, scanner.rest().size() - 1);
    return typed.zone.empty() ? std::nullopt : std::optional(typed);
  }
  if (scanner.take(' ')) {
    typed.zone = scanner.rest();
    return typed.zone.empty() ? std::nullopt : std::optional(typed);
  }
  return scanner.done() ? std::optional(typed) : std::nullopt;
}

// Null: no such zone. Why here: date-tz throws, and reads its tables at the first call.
const date::time_zone* find_zone(std::string_view name) {
  if (name.empty() || name.size() > limits::kZoneBytesMax || name.find("..") != std::string_view::npos) return nullptr;
  for (const char symbol : name) {
    const bool fine = std::isalnum(static_cast<unsigned char>(symbol)) != 0 || symbol == '_' || symbol == '+' ||
                      symbol == '-' || symbol == '/';
    if (!fine) return nullptr;
  }
  try {
    return date::locate_zone(std::string(name));
  } catch (const std::runtime_error&) {
    return nullptr;
  }
}

struct Resolved {
  Instant instant{};
  date::local_seconds wall;  // as asked, also inside a gap: a rule's later days have that time
  std::string remark;
};

std::string clock_text(date::local_seconds wall) {
  const auto day = date::floor<date::days>(wall);
  const date::hh_mm_ss time{wall - day};
  return fmt::format("{:02}:{:02}", time.hours().count(), time.minutes().count());
}

Resolved resolve(const date::time_zone& zone, date::local_seconds wall) {
  const date::local_info info = zone.get_info(wall);
  const date::sys_seconds utc{wall.time_since_epoch() - info.first.offset};  // in a gap and a fold: as before the change
  Resolved resolved{Instant(utc.time_since_epoch()), wall, {}};
  if (info.result == date::local_info::nonexistent) {
    const date::local_seconds moved(utc.time_since_epoch() + info.second.offset);
    resolved.remark = fmt::format("{} does not exist on that day in {}, because the clocks go forward: {} was taken.",
                                  clock_text(wall), zone.name(), clock_text(moved));
  } else if (info.result == date::local_info::ambiguous) {
    resolved.remark = fmt::format("{} comes twice on that day in {}, because the clocks go back: the earlier was taken.",
                                  clock_text(wall), zone.name());
  }
  return resolved;
}

date::local_seconds wall_at(const date::time_zone& zone, Instant instant) {
  const date::sys_seconds utc{date::floor<seconds>(instant.time_since_epoch())};
  return date::local_seconds(utc.time_since_epoch() + zone.get_info(utc).offset);
}

std::string wall_text(date::local_seconds wall, bool with_time, bool with_seconds) {
  const auto day = date::floor<date::days>(wall);
  const date::year_month_day date{day};
  std::string out = fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                                static_cast<unsigned>(date.day()));
  if (!with_time) return out;
  const date::hh_mm_ss time{wall - day};
  out += fmt::format("T{:02}:{:02}", time.hours().count(), time.minutes().count());
  return with_seconds ? out + fmt::format(":{:02}", time.seconds().count()) : out;
}

Result<When> in_range(When when) {
  // Why the wall too: at both ends of time that of a zone far from UTC shows the year 1969 or 10000.
  const bool on_wall = when.wall.size() > 4 && when.wall[4] == '-' && when.wall >= "1970";
  const bool fits = on_wall && to_millis(when.due) >= 0 && when.grace_end <= kLastInstant;
  if (!fits) return Error{Errc::usage, "only years from 1970 to 9999"};
  return when;
}

Result<When> whole_day(const date::time_zone& zone, const Typed& typed, std::string zone_name) {
  const auto next_day = typed.day + date::days(1);
  const Resolved midnight = resolve(zone, date::local_seconds(next_day));
  const Resolved end = resolve(zone, next_day + kDayEnds);
  return in_range({wall_text(typed.day, false, false), std::move(zone_name), true, midnight.instant,
                   std::max(midnight.instant, end.instant), {}});
}

const date::time_zone* zone_or_utc(std::string_view name) {
  const date::time_zone* zone = find_zone(name);
  return zone != nullptr ? zone : find_zone("Etc/UTC");
}

Instant shown(Instant instant) { return std::clamp(instant, Instant(hours(24)), kLastInstant - hours(24)); }

}  // namespace

Result<When> parse_when(std::string_view text, std::string_view zone) {
  const auto typed = scan(text);
  if (!typed) return not_understood();
  const std::string zone_name(typed->zone.empty() ? zone : std::string_view(typed->zone));
  const date::time_zone* found = find_zone(zone_name);
  if (found == nullptr) return Error{Errc::usage, "there is no time zone named " + zone_name};
  if (!typed->time) return whole_day(*found, *typed, zone_name);
  Resolved resolved;
  if (typed->offset) {
    resolved.instant = Instant((typed->day + *typed->time).time_since_epoch() - *typed->offset);
    if (to_millis(resolved.instant) < 0 || resolved.instant > kLastInstant) return in_range({{}, {}, false, Instant(hours(-1)), {}, {}});
    resolved.wall = wall_at(*found, resolved.instant);
  } else {
    resolved = resolve(*found, typed->day + *typed->time);
  }
  return in_range({wall_text(resolved.wall, true, typed->with_seconds), zone_name, false, resolved.instant,
                   resolved.instant, resolved.remark});
}

std::string local_text(Instant instant, std::string_view zone) {
  const date::time_zone* found = zone_or_utc(zone);
  if (found == nullptr) return to_rfc3339(instant);
  const date::sys_seconds utc{date::floor<seconds>(shown(instant).time_since_epoch())};
  return fmt::format("{} {} {}", local_day(instant, zone), clock_text(wall_at(*found, shown(instant))),
                     found->get_info(utc).abbrev);
}

std::string local_day(Instant instant, std::string_view zone) {
  constexpr std::array<const char*, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<const char*, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const date::time_zone* found = zone_or_utc(zone);
  if (found == nullptr) return to_rfc3339(instant).substr(0, 10);
  const auto day = date::floor<date::days>(wall_at(*found, shown(instant)));
  const date::year_month_day date{day};
  return fmt::format("{} {:02} {} {:04}", kDays[date::weekday(day).c_encoding()], static_cast<unsigned>(date.day()),
                     kMonths[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()));
}

std::string local_wall(Instant instant, std::string_view zone) {
  const date::time_zone* found = zone_or_utc(zone);
  if (found == nullptr) return to_rfc3339(instant).substr(0, 16);
  return wall_text(wall_at(*found, shown(instant)), true, false);
}

std::string day_text(LocalDay day) { return local_day(Instant(day.time_since_epoch()), "UTC"); }

Day day_of(Instant instant, std::string_view zone) {
  const date::time_zone* found = zone_or_utc(zone);
  if (found == nullptr) return {to_rfc3339(instant).substr(0, 10), shown(instant) + hours(24)};
  const auto day = date::floor<date::days>(wall_at(*found, shown(instant)) - kDayEnds);
  const Instant end = resolve(*found, day + date::days(1) + kDayEnds).instant;
  // Why the second: when the clocks go back across 04:00 that hour comes twice, and the day ended at the first.
  if (end > instant) return {wall_text(day, false, false), end};
  const auto next = day + date::days(1);
  return {wall_text(next, false, false), resolve(*found, next + date::days(1) + kDayEnds).instant};
}

LocalDay today_in(std::string_view zone, Instant now) { return local_day_in(day_of(now, zone).date).value_or(LocalDay{}); }

std::optional<Instant> instant_on(std::string_view date, minutes at, std::string_view zone) {
  Scanner text(date);
  const auto day = scan_day(text);
  const date::time_zone* found = zone_or_utc(zone);
  if (!day || !text.done() || found == nullptr) return std::nullopt;
  return resolve(*found, *day + at).instant;
}

std::chrono::weekday weekday_of(std::string_view date) {
  Scanner text(date);
  const auto day = scan_day(text);
  AVOW_ASSERT(day && text.done());
  return std::chrono::weekday(std::chrono::sys_days(day->time_since_epoch()));
}

std::string days_after(std::string_view date, int days) {
  Scanner text(date);
  const auto day = scan_day(text);
  AVOW_ASSERT(day && text.done());
  return wall_text(*day + date::days(days), false, false);
}

bool zone_exists(std::string_view zone) { return find_zone(zone) != nullptr; }

bool due_is_plausible(std::string_view due_wall, Instant due_at, Instant grace_end_at) {
  const auto typed = scan(due_wall);
  if (!typed || typed->offset || !typed->zone.empty()) return false;
  const auto wall = typed->time ? date::local_seconds(typed->day + *typed->time) : date::local_seconds(typed->day + date::days(1));
  const auto apart = due_at - Instant(wall.time_since_epoch());
  return apart <= kFarthestZone && apart >= -kFarthestZone && grace_end_at >= due_at &&
         grace_end_at - due_at <= kReviewMax;
}

}  // namespace avow::ledger
