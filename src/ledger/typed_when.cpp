#include "ledger/typed_when.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include <fmt/format.h>

#include "base/limits.h"
#include "ledger/recurrence.h"
#include "ledger/typed_phrase.h"

namespace avow::ledger {
namespace {

using std::chrono::days;
using std::chrono::minutes;
using std::chrono::year_month;
using std::chrono::year_month_day;

constexpr std::array<std::string_view, 7> kWeekdays{"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                    "Friday", "Saturday", "Sunday"};

Error usage(std::string sentence) { return Error{Errc::usage, std::move(sentence)}; }

Error not_understood(Direction direction) {
  return usage(direction == Direction::ahead
                   ? "write a date or a time like friday 6pm, tomorrow noon, in 3 days, 27 nov or 2026-11-27T18:00"
                   : "write a date or a time like yesterday 18:00, last friday, 2 hours ago, 27 nov or 2026-11-27T18:00");
}

std::string iso(LocalDay day, std::optional<minutes> time) {
  return time ? fmt::format("{}T{:02}:{:02}", date_text(day), time->count() / 60, time->count() % 60) : date_text(day);
}
// "Fri 27 Nov": for a remark.
std::string shown(LocalDay day) {
  constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const year_month_day date(day);
  return fmt::format("{} {} {} {}", kWeekdays[std::chrono::weekday(day).iso_encoding() - 1].substr(0, 3),
                     static_cast<unsigned>(date.day()), kMonths[static_cast<unsigned>(date.month()) - 1],
                     static_cast<int>(date.year()));
}

// What it is now on the wall.
struct Wall {
  LocalDay day;    // by the calendar
  LocalDay lived;  // the day that it still is until 04:00
  minutes time;
};

struct Chosen {
  LocalDay day;
  std::optional<minutes> time;
  std::string remark;
};

Error either(std::string_view what, const std::string& one, const std::string& other) {
  return usage(fmt::format("{}: write {} or {}", what, one, other));
}

// A phrase on a wall: which day, and at which time.
class Chooser {
 public:
  Chooser(const Phrase& phrase, const Wall& wall, Direction direction)
      : phrase_(phrase), wall_(wall), ahead_(direction == Direction::ahead) {}

  Result<Chosen> choose() const {
    if (phrase_.bare_hour) return bare_hour();
    if (phrase_.midnight && phrase_.day == Phrase::Day::none) return midnight(wall_.day + days(1));
    AVOW_TRY(const auto chosen, day());
    if (phrase_.midnight) return midnight(chosen.day);
    return chosen;
  }

 private:
  Result<Chosen> day() const {
    switch (phrase_.day) {
      case Phrase::Day::none: return only_time();
      case Phrase::Day::near: return near();
      case Phrase::Day::apart: return is_tomorrow() ? near() : apart();
      case Phrase::Day::weekday: return weekday();
      case Phrase::Day::date: return date();
      case Phrase::Day::numbers: return numbers();
      case Phrase::Day::end_of: return at(end_of());
    }
    return at(wall_.day);
  }
  Chosen at(LocalDay day, std::string remark = {}) const { return {day, phrase_.time, std::move(remark)}; }
  std::string choice(LocalDay day) const { return iso(day, phrase_.time); }
  // Of a time on the day that it is: does it lie where it is looked for?
  bool fits_today() const { return ahead_ ? *phrase_.time > wall_.time : *phrase_.time <= wall_.time; }
  std::string taken(std::string_view what, LocalDay day) const { return fmt::format("{}: {} was taken.", what, shown(day)); }

  Error bare_hour() const {
    const int hour = *phrase_.bare_hour;
    const std::string before = phrase_.day_words.empty() ? std::string() : phrase_.day_words + " ";
    if (hour == 0 || hour > 12) return usage(fmt::format("write the time with its minutes: {}{:02}:00", before, hour));
    return either("that hour comes in the morning and in the evening", fmt::format("{}{:02}:00", before, hour % 12),
                  fmt::format("{}{:02}:00", before, hour % 12 + 12));
  }
  static Error midnight(LocalDay day) {
    return either("midnight may be where that day begins or where it ends", iso(day, minutes(0)), iso(day + days(1), minutes(0)));
  }

  Chosen only_time() const {
    if (fits_today()) return at(wall_.day);
    const LocalDay other = wall_.day + days(ahead_ ? 1 : -1);
    return at(other, taken(ahead_ ? "That time has passed today" : "That time is still ahead today", other));
  }

  Result<Chosen> near() const {
    const LocalDay by_calendar = wall_.day + days(phrase_.amount);
    const LocalDay lived = wall_.lived + days(phrase_.amount);
    if (by_calendar == lived) return at(lived);
    return either("between midnight and 04:00 that may be either of two days", choice(lived), choice(by_calendar));
  }

  // "in 1 day" is tomorrow by another name, and "1 day ago" yesterday.
  bool is_tomorrow() const { return phrase_.unit == Unit::day && std::abs(phrase_.amount) == 1; }

  Chosen apart() const {
    if (phrase_.unit == Unit::day) return at(wall_.day + days(phrase_.amount));
    if (phrase_.unit == Unit::week) return at(wall_.day + days(7 * phrase_.amount));
    const year_month_day today(wall_.day);
    const int months = phrase_.unit == Unit::year ? 12 * phrase_.amount : phrase_.amount;
    const auto month = today.year() / today.month() + std::chrono::months(months);
    const year_month_day same(month / today.day());
    if (same.ok()) return at(LocalDay(same));
    const LocalDay last(month / std::chrono::last);
    return at(last, taken("That month has no such day", last));
  }

  LocalDay end_of() const {
    const year_month_day today(wall_.day);
    if (phrase_.unit == Unit::week) return week() + days(6);
    return LocalDay((phrase_.unit == Unit::month ? today.year() / today.month() : today.year() / 12) / std::chrono::last);
  }
  // Its Monday.
  LocalDay week() const { return wall_.day - days(weekday_today()); }
  int weekday_today() const { return static_cast<int>(std::chrono::weekday(wall_.day).iso_encoding()) - 1; }

  Result<Chosen> weekday() const {
    const LocalDay this_week = week() + days(phrase_.weekday);
    const bool today = this_week == wall_.day;
    switch (phrase_.which) {
      case Phrase::Which::same_week: return at(this_week);
      case Phrase::Which::next:
        if (this_week <= wall_.day) return at(this_week + days(7));
        return two_weekdays(this_week, this_week + days(7));
      case Phrase::Which::last:
        if (this_week >= wall_.day) return at(this_week - days(7));
        return two_weekdays(this_week - days(7), this_week);
      case Phrase::Which::plain: break;
    }
    if (today) return weekday_of_today();
    const bool in_this_week = ahead_ ? this_week > wall_.day : this_week < wall_.day;
    return at(in_this_week ? this_week : this_week + days(ahead_ ? 7 : -7));
  }
  Result<Chosen> two_weekdays(LocalDay one, LocalDay other) const {
    return either("that may be this week's or the other", choice(one), choice(other));
  }
  Result<Chosen> weekday_of_today() const {
    const LocalDay other = wall_.day + days(ahead_ ? 7 : -7);
    const std::string is_today = fmt::format("Today is {}", kWeekdays[phrase_.weekday]);
    if (!phrase_.time) return either(is_today, ahead_ ? choice(wall_.day) : choice(other), ahead_ ? choice(other) : choice(wall_.day));
    if (fits_today()) return at(wall_.day, is_today + ", and today was taken.");
    return at(other, taken(is_today + (ahead_ ? ", and that time has passed" : ", and that time is still ahead"), other));
  }

  Result<Chosen> date() const {
    if (phrase_.year != 0) {
      const auto day = day_of_date(phrase_.year);
      return day ? Result<Chosen>(at(*day)) : Result<Chosen>(usage("there is no such day in that year"));
    }
    // Why eight: so far apart two 29 February can be.
    const int year = static_cast<int>(year_month_day(wall_.day).year());
    for (int apart = 0; apart <= 8; ++apart) {
      const auto day = day_of_date(ahead_ ? year + apart : year - apart);
      if (!day || (ahead_ ? *day < wall_.day : *day > wall_.day)) continue;
      return apart == 0 ? at(*day) : at(*day, taken("No year was named", *day));
    }
    return usage("there is no such day in any year");
  }
  std::optional<LocalDay> day_of_date(int year) const {
    const year_month_day date(std::chrono::year(year) / phrase_.month / phrase_.day_of_month);
    return date.ok() ? std::optional(LocalDay(date)) : std::nullopt;
  }

  Result<Chosen> numbers() const {
    const auto reading = [this](int month, int day) {
      const year_month_day date(std::chrono::year(phrase_.year) / month / day);
      return date.ok() ? choice(LocalDay(date)) : std::string();
    };
    const std::string day_first = reading(phrase_.month, phrase_.day_of_month);
    const std::string month_first = phrase_.dots ? std::string() : reading(phrase_.day_of_month, phrase_.month);
    if (!day_first.empty() && !month_first.empty() && day_first != month_first) {
      return either("countries read that date in two ways", day_first, month_first);
    }
    const std::string& only = day_first.empty() ? month_first : day_first;
    return usage(only.empty() ? "there is no such day" : fmt::format("write the year first: {}", only));
  }

  const Phrase& phrase_;
  const Wall& wall_;
  bool ahead_;
};

// "in 90 minutes": the instant itself, to the minute.
Result<When> exact(const Phrase& phrase, std::string_view zone, Instant now) {
  const auto apart = minutes(phrase.unit == Unit::hour ? 60 * phrase.amount : phrase.amount);
  const Instant instant = std::chrono::floor<minutes>(now) + apart;
  if (to_millis(instant) < 0) return usage("only years from 1970 to 9999");
  return parse_when(to_rfc3339(instant).substr(0, 16) + "Z", zone);
}

Result<When> resolve(const Phrase& phrase, std::string_view zone, Instant now, Direction direction) {
  if (phrase.day == Phrase::Day::apart && phrase.unit < Unit::day) return exact(phrase, zone, now);
  const std::string on_wall = local_wall(now, zone);
  const auto day = local_day_in(on_wall);
  const auto lived = local_day_in(day_of(now, zone).date);
  // Why: a clock that stands at an end of time shows a year of five digits there.
  if (!day || !lived) return usage("only years from 1970 to 9999");
  const Wall wall{*day, *lived, minutes_in(on_wall)};
  AVOW_TRY(auto chosen, Chooser(phrase, wall, direction).choose());
  const int year = static_cast<int>(year_month_day(chosen.day).year());
  if (year < 1970 || year > 9999) return usage("only years from 1970 to 9999");
  AVOW_TRY(auto when, parse_when(iso(chosen.day, chosen.time), zone));
  const bool both = !chosen.remark.empty() && !when.remark.empty();
  when.remark = chosen.remark + (both ? " " : "") + when.remark;
  return when;
}

bool begins_as_iso(std::string_view text) {
  return text.size() >= 5 && text[4] == '-' && std::all_of(text.begin(), text.begin() + 4, [](char c) { return c >= '0' && c <= '9'; });
}

// A zone behind the words: those that exist, and what only a zone can be, "Europe/Berlln".
std::string_view zone_behind(std::string_view text) {
  const auto space = text.find_last_of(' ');
  const auto last = space == std::string_view::npos ? std::string_view() : text.substr(space + 1);
  const bool like_one = last.find('/') != std::string_view::npos && (last.front() < '0' || last.front() > '9');
  return like_one || (!last.empty() && zone_exists(last)) ? last : std::string_view();
}

std::string with_offset(const When& when, Instant due) {
  const auto wall = parse_when(when.wall + "Z", "UTC");
  AVOW_ASSERT(wall.ok());
  const auto offset = std::chrono::duration_cast<minutes>(wall->due - due).count();
  return fmt::format("{}{}{:02}:{:02}", when.wall, offset < 0 ? '-' : '+', std::abs(offset) / 60, std::abs(offset) % 60);
}

// "02:30 CET" on the day on which the clocks go back: whoever types the short name means one of the two, and the name is
// that of the zone, summer time and all. Others are named by their place, and the earlier is taken.
Result<When> unless_twice(When when, std::string_view own_zone) {
  const bool short_name = when.zone.find('/') == std::string::npos && when.zone != own_zone;
  if (!short_name || when.date_only || when.remark.empty()) return when;  // an offset that was typed leaves no remark
  const Instant later = when.due + std::chrono::hours(1);
  if (!when.wall.starts_with(local_wall(later, when.zone))) return when;
  return either(fmt::format("that time comes twice on that day in {}", when.zone), with_offset(when, when.due),
                with_offset(when, later));
}

}  // namespace

Result<When> parse_typed_when(std::string_view text, std::string_view zone, Instant now, Direction direction) {
  if (text.size() > limits::kTypedWhenBytesMax) return not_understood(direction);
  auto by_iso = parse_when(text, zone);
  if (by_iso.ok()) return unless_twice(std::move(*by_iso), zone);
  const auto named = zone_behind(text);
  const auto phrase = phrase_in(text.substr(0, text.size() - named.size()));
  if (!phrase) return begins_as_iso(text) ? by_iso : not_understood(direction);
  const std::string_view typed_zone = named.empty() ? zone : named;
  if (!zone_exists(typed_zone)) return usage("there is no time zone named " + std::string(typed_zone));
  AVOW_TRY(auto when, resolve(*phrase, typed_zone, now, direction));
  return unless_twice(std::move(when), zone);
}

Result<LocalDay> parse_typed_day(std::string_view text, std::string_view zone, Instant now, Direction direction) {
  AVOW_TRY(const auto when, parse_typed_when(text, zone, now, direction));
  return local_day_in(when.wall).value_or(LocalDay{});
}

}  // namespace avow::ledger
