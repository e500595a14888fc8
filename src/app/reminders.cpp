#include "app/reminders.h"

#include <algorithm>
#include <tuple>

#include "app/waiting.h"
#include "ledger/series.h"
#include "ledger/when.h"

namespace avow::app {
namespace {

using ledger::Promise;
using ledger::State;

// Own active promises: their due less the chosen time; for one that became active later, that moment.
std::vector<Reminder> due_reminders(const std::vector<Promise>& open, const Settings& settings) {
  std::vector<Reminder> out;
  if (!settings.remind_before) return out;
  for (const Promise& promise : open) {
    const bool runs = promise.state == State::active || promise.state == State::unreported;
    if (!runs || promise.promiser != log::Author::me || !promise.due) continue;
    const Instant at = std::max(*promise.due - *settings.remind_before, promise.active_since.value_or(Instant{}));
    if (at < *promise.due) out.push_back({at, Reminder::Kind::due});
  }
  return out;
}

// What may wait at some time ahead.
struct Open {
  std::vector<Promise> promises;
  std::vector<ledger::Thread> threads;
};
// Why anew: a day of a series is open with the due that it would have without any change of clocks.
void take_own_due(const ledger::Ledger& ledger, Promise& day, Instant now) {
  if (day.chain != ledger::Chain::instance || !day.due || !day.report.is_zero()) return;
  const auto whole = ledger.promise(day.series, now);
  if (whole.ok() && !whole->days.empty()) day.due = ledger::times_of(whole->days.front(), day.due_day).due;
}

Open open_of(const ledger::Ledger& ledger, Instant now) {
  Open out{ledger.open_promises(now), ledger.waiting_threads(now)};
  for (Promise& promise : out.promises) take_own_due(ledger, promise, now);
  return out;
}

bool something_waits(const Open& open, const Settings& settings, Instant at, std::string_view zone) {
  const auto day = ledger::day_of(at, zone);
  const bool promise_waits = std::any_of(open.promises.begin(), open.promises.end(), [&](Promise promise) {
    show_at(promise, at);
    const bool there = promise.active_since.value_or(Instant{}) <= at;  // what came later did not wait then
    return (there && is_mine_by(promise, day.end)) || waits_for_me(promise);
  });
  return promise_waits || std::any_of(open.threads.begin(), open.threads.end(), [&](ledger::Thread thread) {
           show_at(thread, at);
           return waits_for_me(thread, day, settings.questions_day);
         });
}

// The chosen hours on the local wall between the two instants, whether anything will wait then or not.
std::vector<Instant> digest_instants(const Settings& settings, std::string_view zone, Instant from, Instant to) {
  std::vector<Instant> out;
  const std::string first = ledger::days_after(ledger::day_of(from, zone).date, -1);
  const auto days = std::chrono::ceil<std::chrono::days>(to - from).count() + 3;
  for (int day = 0; day < days && !settings.digest_hours.empty(); ++day) {
    const std::string date = ledger::days_after(first, day);
    for (const auto hour : settings.digest_hours) {
      const auto at = ledger::instant_on(date, hour, zone);
      if (at && *at >= from && *at <= to) out.push_back(*at);
    }
  }
  std::sort(out.begin(), out.end());  // Why: where the clocks go forward two hours can fall together
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

// The first moment from `at` on at which something may be said; empty: there is none.
std::optional<Instant> allowed_from(Instant at, const Settings& settings, std::string_view zone) {
  if (mutes_all(settings.mute, at)) {
    if (!settings.mute.until) return std::nullopt;
    at = *settings.mute.until;
  }
  if (settings.remind_within.empty()) return at;
  std::optional<Instant> first;
  const std::string today = ledger::day_of(at, zone).date;
  for (int day = -1; day <= 2; ++day) {
    for (const auto& [start, end] : settings.remind_within) {
      const auto from = ledger::instant_on(ledger::days_after(today, day), start, zone);
      const auto to = ledger::instant_on(ledger::days_after(today, end > start ? day : day + 1), end, zone);
      if (!from || !to || *to <= at) continue;
      const Instant then = std::max(at, *from);
      if (!first || then < *first) first = then;
    }
  }
  return first;
}

// How much room the day's cap leaves, as moments are taken one after the other.
class DayCap {
 public:
  DayCap(std::optional<std::uint32_t> cap, std::string_view zone, std::optional<Reminded> said) : cap_(cap), zone_(zone) {
    if (!cap_ || !said) return;
    day_ = ledger::day_of(said->at, zone_).date;
    count_ = said->that_day;
  }
  bool leaves_room(Instant at) const { return !cap_ || count_ < *cap_ || ledger::day_of(at, zone_).date != day_; }
  void take(Instant at) {
    if (!cap_) return;
    const std::string day = ledger::day_of(at, zone_).date;
    count_ = day == day_ ? count_ + 1 : 1;
    day_ = day;
  }

 private:
  std::optional<std::uint32_t> cap_;
  std::string_view zone_;
  std::string day_;
  std::uint32_t count_ = 0;
};

// Everything that may be said from `from` to `to`, rising, without what was meant for a moment up to `said`. Digests
// whether anything will wait then or not.
std::vector<Reminder> planned(const std::vector<Promise>& open, const Settings& settings, std::string_view zone,
                              Instant said, Instant from, Instant to) {
  constexpr std::chrono::days kWaited{2};  // how long one may have waited for its part of the day
  std::vector<Reminder> out = due_reminders(open, settings);
  for (const Instant at : digest_instants(settings, zone, from - kWaited, to)) out.push_back({at, Reminder::Kind::digest});
  std::erase_if(out, [said](const Reminder& reminder) { return reminder.at <= said; });
  for (Reminder& reminder : out) reminder.at = allowed_from(reminder.at, settings, zone).value_or(Instant::max());
  std::erase_if(out, [from, to](const Reminder& reminder) { return reminder.at < from || reminder.at > to; });
  std::sort(out.begin(), out.end(), [](const Reminder& a, const Reminder& b) { return std::tie(a.at, a.kind) < std::tie(b.at, b.kind); });
  return out;
}

// Up to when everything was said. Why not always the mark: one that is far ahead was set by a wrong clock, and must not
// silence the months until then.
Instant said_before(Instant now, const std::optional<Reminded>& last) {
  return last && last->at - now <= kReminderLate ? last->at : Instant::min();
}

// Without what is not a time that a wall clock of ours can show.
Instant sane(Instant now) { return std::clamp(now, Instant(std::chrono::days(2)), Instant(std::chrono::days(2'900'000))); }

}  // namespace

std::optional<Reminder> next_reminder(const ledger::Ledger& ledger, const Settings& settings, std::string_view zone,
                                      Instant now, std::optional<Reminded> last_reminded) {
  if (!settings.reminders) return std::nullopt;
  now = sane(now);
  const Instant said = said_before(now, last_reminded);
  const auto open = open_of(ledger, now);
  const DayCap cap(settings.today_cap, zone, last_reminded);
  for (const Reminder& reminder : planned(open.promises, settings, zone, said, now - kReminderLate, now + kRemindersAhead)) {
    if (!cap.leaves_room(reminder.at)) continue;
    if (reminder.kind == Reminder::Kind::due || something_waits(open, settings, reminder.at, zone)) return reminder;
  }
  return std::nullopt;
}

Reminded reminded(Instant at, std::string_view zone, Instant now, std::optional<Reminded> before) {
  const Instant up_to = std::max(at, now);
  const bool same_day = before && ledger::day_of(before->at, zone) == ledger::day_of(up_to, zone);
  return {up_to, same_day ? before->that_day + 1 : 1};
}

std::vector<Instant> bare_instants(const ledger::Ledger& ledger, const Settings& settings, std::string_view zone,
                                   Instant now, std::optional<Reminded> last_reminded) {
  std::vector<Instant> out;
  if (!settings.reminders || !settings.remind_when_locked) return out;
  now = sane(now);
  const auto open = open_of(ledger, now);
  DayCap cap(settings.today_cap, zone, last_reminded);
  const Instant said = said_before(now, last_reminded);
  for (const Reminder& reminder : planned(open.promises, settings, zone, said, now + std::chrono::milliseconds(1), now + kRemindersAhead)) {
    const bool known = !out.empty() && out.back() == reminder.at;
    if (known || out.size() == kBareInstantsMax || !cap.leaves_room(reminder.at)) continue;
    if (reminder.kind == Reminder::Kind::digest && !something_waits(open, settings, reminder.at, zone)) continue;
    cap.take(reminder.at);
    out.push_back(reminder.at);
  }
  return out;
}

}  // namespace avow::app
