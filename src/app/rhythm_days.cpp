#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "app/rhythm.h"
#include "base/text_promises.h"
#include "ledger/series.h"
#include "ledger/typed_when.h"

namespace avow::app {
namespace {

using ledger::Direction;
using ledger::LocalDay;
using ledger::RecordKind;
using std::chrono::days;

constexpr days kBack{400};
constexpr days kAhead{1500};
constexpr std::size_t kMost = 500;

Error usage(std::string_view sentence) { return Error{Errc::usage, std::string(sentence)}; }

bool of_chain(RecordKind kind, ledger::Chain chain) {
  const auto rows = ledger::transitions_of(kind);
  return std::any_of(rows.begin(), rows.end(), [chain](const auto& row) { return ledger::contains(row.chains, chain); });
}

// What a weekday may mean: one forewarns of what comes, is let off what comes or what was, and says how it went of what was.
std::vector<Direction> directions_of(RecordKind kind) {
  if (kind == RecordKind::promise_at_risk) return {Direction::ahead};
  const bool either = kind == RecordKind::promise_excuse || kind == RecordKind::promise_release ||
                      kind == RecordKind::promise_step_back;
  return either ? std::vector{Direction::ahead, Direction::behind} : std::vector{Direction::behind};
}

class Chooser {
 public:
  Chooser(Vault& vault, const ledger::Promise& series, RecordKind kind, std::string_view zone, Instant now)
      : ledger_(vault.ledger()), series_(series), kind_(kind), zone_(zone), now_(now), today_(ledger::today_in(zone, now)) {}

  // A weekday that may lie on either side is the one side on which this can be said.
  Result<LocalDay> typed(std::string_view typed) const {
    std::vector<LocalDay> named;
    for (const Direction direction : directions_of(kind_)) {
      AVOW_TRY(const auto day, ledger::parse_typed_day(typed, zone_, now_, direction));
      if (std::find(named.begin(), named.end(), day) == named.end()) named.push_back(day);
    }
    const LocalDay first = named.front();
    if (named.size() == 1) return due_on(first);
    std::vector<LocalDay> fitting;
    std::sort(named.begin(), named.end());
    std::copy_if(named.begin(), named.end(), std::back_inserter(fitting), [this](LocalDay day) { return fits(day); });
    if (fitting.size() > 1) return Error{Errc::usage, fmt::format(text::kWhichDay, list_of(fitting))};
    return due_on(fitting.empty() ? first : fitting.front());
  }

  // The one day up to today that waits for this; else, of what can be said ahead, the next one.
  Result<LocalDay> untyped() const {
    std::vector<LocalDay> fitting;
    for (const auto& one : ledger_.days(series_.id, today_ - kBack, today_, kMost, now_)) {
      if (fits(one.due_day)) fitting.push_back(one.due_day);
    }
    if (fitting.size() == 1) return fitting.front();
    if (fitting.size() > 1) return Error{Errc::usage, fmt::format(text::kWhichDay, list_of(fitting))};
    if (directions_of(kind_).front() == Direction::ahead) {
      for (const auto& one : ledger_.days(series_.id, today_ + days(1), today_ + kAhead, kMost, now_)) {
        if (fits(one.due_day)) return one.due_day;
      }
    }
    return Error{Errc::refused, std::string(text::kNoDayWaits)};
  }

  // Error{refused}: that is not one of its days; the nearest ones are named. Or it has come already.
  Result<LocalDay> due_on(LocalDay day) const {
    const auto one = ledger_.day(series_.id, day, now_);
    if (one.ok() && has_come(day)) return Error{Errc::refused, std::string(text::kHasCome)};
    if (one.ok()) return one->due_day;
    if (one.error().code != Errc::not_found) return one.error();
    std::vector<LocalDay> near;
    const auto before = ledger_.days(series_.id, day - kBack, day - days(1), kMost, now_);
    if (!before.empty()) near.push_back(before.back().due_day);
    for (const auto& next : ledger_.days(series_.id, day + days(1), day + kAhead, 1, now_)) near.push_back(next.due_day);
    const std::string shown = ledger::day_text(day);
    return Error{Errc::refused, near.empty() ? fmt::format(text::kNotItsDay, shown)
                                             : fmt::format(text::kNotItsDayBut, shown, list_of(near))};
  }

 private:
  // Nobody forewarns of what has come.
  bool has_come(LocalDay day) const {
    return kind_ == RecordKind::promise_at_risk && ledger::times_of(series_.days.front(), day).due <= now_;
  }

  bool fits(LocalDay day) const {
    if (has_come(day)) return false;
    const ledger::Act act{kind_, series_.id, log::Author::me, now_, ledger::Outcome::kept, {}, {}, day};
    return ledger_.check(act).ok();
  }

  static std::string list_of(const std::vector<LocalDay>& some) {
    constexpr std::size_t kListed = 6;
    std::string out;
    for (std::size_t i = 0; i < std::min(some.size(), kListed); ++i) {
      out += (i == 0 ? "" : ", ") + ledger::date_text(some[i]);
    }
    return some.size() > kListed ? out + " …" : out;
  }

  const ledger::Ledger& ledger_;
  const ledger::Promise& series_;
  const RecordKind kind_;
  const std::string_view zone_;
  const Instant now_;
  const LocalDay today_;
};

}  // namespace

Result<LocalDay> day_meant(Vault& vault, const ledger::Promise& series, RecordKind kind, std::string_view typed,
                           std::string_view zone, Instant now) {
  // "decline" and "withdraw" may answer a proposal about a day.
  const bool about_proposal = kind == RecordKind::promise_decline || kind == RecordKind::promise_withdraw;
  if (series.days.empty() || !(of_chain(kind, ledger::Chain::instance) || (about_proposal && !typed.empty()))) {
    if (typed.empty()) return LocalDay{};
    return usage(series.days.empty() ? text::kNoDays : text::kWholeOnly);
  }
  const Chooser chooser(vault, series, kind, zone, now);
  if (!typed.empty()) return chooser.typed(typed);
  if (of_chain(kind, series.chain)) return LocalDay{};
  if (series.chain == ledger::Chain::standing && kind == RecordKind::promise_report) return ledger::today_in(zone, now);
  return chooser.untyped();
}

Result<LocalDay> day_shown(Vault& vault, const ledger::Promise& promise, std::string_view typed, std::string_view zone,
                           Instant now) {
  if (typed.empty()) return LocalDay{};
  if (promise.days.empty()) return usage(text::kNoDays);
  AVOW_TRY(const auto day, ledger::parse_typed_day(typed, zone, now, Direction::behind));
  return Chooser(vault, promise, RecordKind::promise_report, zone, now).due_on(day);
}

}  // namespace avow::app
