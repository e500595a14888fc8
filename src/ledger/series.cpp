#include "ledger/series.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/codec.h"
#include "base/limits.h"
#include "crypto/hash.h"
#include "ledger/promise_tree.h"
#include "ledger/when.h"

namespace avow::ledger {
namespace {

using std::chrono::days;
using std::chrono::hours;

constexpr hours kLastZone{12};            // UTC-12: where a day ends last
constexpr hours kNominalSlack{26};        // between a nominal due and one that a zone and its clock changes make
constexpr hours kGraceSlack{2};

bool stops(const Stop& stop, const Series& series, LocalDay day) {
  const Instant due = nominal_due(series, day);
  if (due <= stop.after || day < stop.from) return false;
  if (stop.until != LocalDay{} && day >= stop.until) return false;
  return !stop.resumed_at || due <= *stop.resumed_at;
}

bool gives_way_to(const Stop& stop, const Record& report) {
  const Stamp said = stamp_of(report);
  return had_seen(stop.stamp, said) || (stop.gives_way && !had_seen(said, stop.stamp));
}

// Of a day that the rule names: was it still ahead when the promise became binding, and does nothing stop it?
bool binds_then(const Series& series, LocalDay day, Instant active_since, std::span<const Record* const> records) {
  if (nominal_due(series, day) + series.grace <= active_since) return false;
  return std::none_of(series.stops.begin(), series.stops.end(), [&](const Stop& stop) {
    const auto yields = [&stop](const Record* report) { return gives_way_to(stop, *report); };
    return stops(stop, series, day) && std::none_of(records.begin(), records.end(), yields);
  });
}

}  // namespace

RecordId instance_id(const RecordId& series, LocalDay day) {
  const auto number = static_cast<std::int32_t>(day.time_since_epoch().count());
  const Bytes preimage = ByteWriter().u32(static_cast<std::uint32_t>(number)).bytes();
  const Hash hash = crypto::blake2b({bytes_of("avow/v1 instance"), series.bytes, preimage});
  RecordId id;
  id.bytes = first<16>(ByteView(hash));
  return id;
}

Instant nominal_due(const Series& series, LocalDay day) { return series.first_due + (day - series.first_day); }

Instant ended_everywhere(const Series& series, LocalDay day) {
  return Instant((day + days(1)).time_since_epoch()) + kLastZone + series.grace;
}

bool is_due(const Series& series, LocalDay day, Instant active_since, std::span<const Record* const> records) {
  const bool named = series.rule.frequency == Frequency::none ? day >= series.first_day
                                                              : names(series.rule, series.first_day, day);
  return named && binds_then(series, day, active_since, records);
}

bool crossed_a_stop(const Series& series, LocalDay day, const Record& letter) {
  const bool in_reach = times_fit(series, day, letter.facts);
  return in_reach && std::any_of(series.stops.begin(), series.stops.end(), [&](const Stop& stop) {
    return stops(stop, series, day) && !had_seen(stamp_of(letter), stop.stamp);
  });
}

std::vector<LocalDay> due_days(const Series& series, Instant active_since, LocalDay from, LocalDay until, std::size_t max) {
  std::vector<LocalDay> due;
  if (series.rule.frequency == Frequency::none) return due;
  // Why not `max` here: what is stopped must not use up the room of what is due behind it.
  for (const LocalDay day : days_of(series.rule, series.first_day, from, until, limits::kDaysCountedMax)) {
    if (due.size() == max) break;
    if (binds_then(series, day, active_since, {})) due.push_back(day);
  }
  return due;
}

InstanceTimes times_of(const Series& series, LocalDay day) {
  InstanceTimes times;
  times.wall = date_text(day);
  // Why the next day's midnight: a dated due means its whole day.
  const auto due = instant_on(date_text(series.due_is_date ? day + days(1) : day), series.wall, series.zone);
  times.due = due.value_or(nominal_due(series, day));
  times.grace_end = times.due + series.grace;
  if (!series.due_is_date) times.wall += fmt::format("T{:02}:{:02}", series.wall.count() / 60, series.wall.count() % 60);
  return times;
}

LocalDay first_day_ahead(const Series& series, Instant now) {
  const LocalDay today = local_day_in(local_wall(now, series.zone)).value_or(utc_day(now));
  return times_of(series, today).due > now ? today : today + days(1);
}

bool times_fit(const Series& series, LocalDay day, const Facts& facts) {
  if (facts.due_wall.empty() || facts.grace_end_at < facts.due_at) return false;
  const auto apart = facts.due_at - nominal_due(series, day);
  const auto grace_apart = facts.grace_end_at - facts.due_at - series.grace;
  return apart <= kNominalSlack && apart >= -kNominalSlack && grace_apart <= kGraceSlack && grace_apart >= -kGraceSlack;
}

}  // namespace avow::ledger
