// The days of repeating and standing promises on the shelf: each with records is folded when its series or one of its own
// records changed; those that nobody wrote about are made when somebody asks.
#include <algorithm>

#include "base/limits.h"
#include "ledger/series.h"
#include "ledger/shelf.h"

namespace avow::ledger {
// Is `id` the id of a day, as some record about it says?
void PromiseShelf::know_day(const RecordId& id) const {
  if (series_of_.contains(id)) return;
  for (const std::uint32_t at : shelf_.promise_rows(id)) {
    const Facts& facts = shelf_.record_of(at)->facts;
    if (facts.series.is_zero() || instance_id(facts.series, facts.day) != id) continue;
    days_[facts.series][facts.day] = id;
    series_of_.emplace(id, std::pair(facts.series, facts.day));
    return;
  }
}

const PromiseShelf::Folded* PromiseShelf::fold_day(const RecordId& id) const {
  const auto& [series_id, day] = series_of_.at(id);
  Folded& folded = folded_[id];
  const Folded* series = shelf_.row_of(series_id) == kNoRow ? nullptr : fold(series_id);
  const std::uint64_t made = series == nullptr ? 0 : series->made;
  if (folded.fresh && folded.series_made == made) return &folded;
  folded.promise = {};
  if (series != nullptr && !series->promise.days.empty()) {
    folded.promise = fold_instance(series->promise, day, records_of(id), Instant{});
    folded.promise.history = {};
  }
  folded.series_made = made;
  folded.fresh = true;
  return &folded;
}

// Letters about days that are not due stand nowhere else: they are told with the whole, the first said first.
void PromiseShelf::add_undue(Promise& series, Instant now) const {
  const auto known = days_.find(series.id);
  if (series.days.empty() || known == days_.end()) return;
  const auto whole = static_cast<std::ptrdiff_t>(series.history.size());
  for (const auto& [day, id] : known->second) {
    if (find(id) != nullptr) continue;
    const Promise undue = fold_instance(series, day, records_of(id), now);
    series.history.insert(series.history.end(), undue.history.begin(), undue.history.end());
  }
  std::sort(series.history.begin() + whole, series.history.end(), [](const HistoryItem& a, const HistoryItem& b) {
    return std::pair(a.said_at, a.id) < std::pair(b.said_at, b.id);
  });
}

// Days of the last weeks, of today and of the next that are due and of which nobody has written yet.
void PromiseShelf::add_unspoken(const Promise& series, Instant now, std::vector<Promise>& to) const {
  constexpr std::chrono::days kBack{35};
  constexpr std::chrono::days kAhead{2};
  const auto known = days_.find(series.id);
  const auto due = due_days(series.days.front(), *series.active_since, utc_day(now) - kBack, utc_day(now) + kAhead,
                            static_cast<std::size_t>((kBack + kAhead).count()) + 1);
  for (const LocalDay day : due) {
    if (known != days_.end() && known->second.contains(day)) continue;
    to.push_back(fold_instance(series, day, {}, now));
  }
}

Result<Promise> PromiseShelf::day(const RecordId& series, LocalDay wanted, Instant now) const {
  const Promise* promise = find(series);
  if (promise == nullptr || promise->days.empty()) return Error{Errc::not_found, "there is no such promise"};
  const RecordId id = instance_id(series, wanted);
  const Promise* known = find(id);
  Promise out = known != nullptr ? *known : fold_instance(*promise, wanted, {}, now);
  show_at(out, now);
  if (out.standing == State::none) return Error{Errc::not_found, "that promise is not due on " + date_text(wanted)};
  return out;
}

std::vector<Promise> PromiseShelf::days(const RecordId& series, LocalDay from, LocalDay until, std::size_t max,
                                        Instant now) const {
  std::vector<Promise> out;
  const Promise* promise = find(series);
  if (promise == nullptr || promise->days.empty() || !promise->active_since) return out;
  std::set<LocalDay> wanted;
  for (const LocalDay day : due_days(promise->days.front(), *promise->active_since, from, until, max)) wanted.insert(day);
  if (const auto known = days_.find(series); known != days_.end()) {
    for (auto day = known->second.lower_bound(from); day != known->second.end() && day->first <= until; ++day) {
      wanted.insert(day->first);
    }
  }
  for (const LocalDay day : wanted) {
    if (out.size() == max) break;
    if (auto one = this->day(series, day, now); one.ok()) out.push_back(std::move(*one));
  }
  return out;
}

void PromiseShelf::for_each_day(const RecordId& series, const std::function<void(const Promise&)>& visit) const {
  bring_in();
  const auto known = days_.find(series);
  if (known == days_.end()) return;
  for (const auto& [day, id] : known->second) {
    if (const Promise* promise = find(id)) visit(*promise);
  }
}

}  // namespace avow::ledger
