#include "app/reminders.h"

#include <algorithm>

#include "app/waiting.h"
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
Open open_of(const ledger::Ledger& ledger, Instant now) { return {ledger.open_promises(now), ledger.waiting_threads(now)}; }

bool something_waits(const Open& open, const Settings& settings, Instant at, std::string_view zone) {
  const auto day = ledger::day_of(at, zone);
  const bool promise_waits = std::any_of(open.promises.begin(), open.promises.end(), [&](Promise promise) {
    show_at(promise, at);
    return is_mine_by(promise, day.end) || waits_for_me(promise);
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

// The first one at or after `from`.
std::optional<Reminder> first_digest(const Open& open, const Settings& settings, std::string_view zone,
                                     Instant from, Instant to) {
  for (const Instant at : digest_instants(settings, zone, from, to)) {
    if (something_waits(open, settings, at, zone)) return Reminder{at, Reminder::Kind::digest};
  }
  return std::nullopt;
}

// Without what is not a time that a wall clock of ours can show.
Instant sane(Instant now) { return std::clamp(now, Instant(std::chrono::days(2)), Instant(std::chrono::days(2'900'000))); }

}  // namespace

std::optional<Reminder> next_reminder(const ledger::Ledger& ledger, const Settings& settings, std::string_view zone,
                                      Instant now, std::optional<Instant> last_reminded) {
  if (!settings.reminders) return std::nullopt;
  now = sane(now);
  Instant from = now - kReminderLate;
  // Why the second: a mark that far ahead was set by a wrong clock; it must not silence the months until then.
  if (last_reminded && *last_reminded - now <= kReminderLate) from = std::max(from, *last_reminded + std::chrono::milliseconds(1));
  const Instant to = now + kRemindersAhead;
  const auto open = open_of(ledger, now);
  auto next = first_digest(open, settings, zone, from, to);
  for (const Reminder& reminder : due_reminders(open.promises, settings)) {
    if (reminder.at < from || reminder.at > to) continue;
    if (!next || reminder.at <= next->at) next = reminder;
  }
  return next;
}

Instant said_up_to(const Reminder& reminder, Instant now) { return std::max(reminder.at, now); }

std::vector<Instant> bare_instants(const ledger::Ledger& ledger, const Settings& settings, std::string_view zone,
                                   Instant now) {
  std::vector<Instant> out;
  if (!settings.reminders || !settings.remind_when_locked) return out;
  now = sane(now);
  const Instant to = now + kRemindersAhead;
  const auto open = open_of(ledger, now);
  for (const Reminder& reminder : due_reminders(open.promises, settings)) {
    if (reminder.at > now && reminder.at <= to) out.push_back(reminder.at);
  }
  for (const Instant at : digest_instants(settings, zone, now + std::chrono::milliseconds(1), to)) {
    if (something_waits(open, settings, at, zone)) out.push_back(at);
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  if (out.size() > kBareInstantsMax) out.resize(kBareInstantsMax);
  return out;
}

}  // namespace avow::app
