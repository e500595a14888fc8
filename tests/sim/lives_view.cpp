#include "sim/lives_view.h"

#include "ledger/series.h"

namespace avow::testing::lives {
namespace {

using ledger::other_of;

void turn(std::vector<ledger::HistoryItem>& history) {
  for (auto& item : history) item.by = other_of(item.by);
}

void turn(ledger::Promise& promise) {
  promise.promiser = other_of(promise.promiser);
  if (promise.waits_for) promise.waits_for = other_of(*promise.waits_for);
  for (auto& proposal : promise.pending) proposal.by = other_of(proposal.by);
  for (auto& days : promise.days) {
    for (auto& stop : days.stops) stop.stamp.by = other_of(stop.stamp.by);
  }
  turn(promise.history);
}

void turn(View& view) {
  for (auto* promises : {&view.promises, &view.days}) {
    for (auto& [id, promise] : *promises) turn(promise);
  }
  for (auto& [id, thread] : view.threads) {
    thread.by = other_of(thread.by);
    turn(thread.history);
  }
  for (auto& [id, checkin] : view.checkins) {
    checkin.by = other_of(checkin.by);
    std::swap(checkin.sides[0], checkin.sides[1]);
  }
  for (auto& [id, note] : view.notes) note.by = other_of(note.by);
}

void add_days(const ledger::Ledger& ledger, const RecordId& series, Instant now, View& view) {
  constexpr std::chrono::days kBack{24};
  constexpr std::size_t kDays = 30;
  const auto today = ledger::utc_day(now);
  for (auto& day : ledger.days(series, today - kBack, today + std::chrono::days(3), kDays, now)) {
    view.days[ledger::instance_id(series, day.due_day)] = std::move(day);
  }
}

template <typename Value>
std::string difference(const char* what, const std::map<RecordId, Value>& one, const std::map<RecordId, Value>& other) {
  std::set<RecordId> ids;
  for (const auto* values : {&one, &other}) {
    for (const auto& [id, value] : *values) ids.insert(id);
  }
  for (const RecordId& id : ids) {
    const auto state = [&id](const std::map<RecordId, Value>& values) {
      const auto found = values.find(id);
      return found == values.end() ? "not there" : std::string(name_of(found->second.state));
    };
    const bool same = one.contains(id) && other.contains(id) && one.at(id) == other.at(id);
    if (!same) return std::string(what) + " " + to_text(id).substr(0, 6) + " is " + state(one) + " and " + state(other);
  }
  return "";
}

}  // namespace

View view_of(const ledger::Ledger& ledger, const std::set<RecordId>& ids, log::Author whose, Instant now,
             const std::set<RecordId>& unsaid) {
  View view;
  for (const RecordId& id : ids) {
    if (auto promise = ledger.promise(id, now); promise.ok()) {
      promise->history = ledger.history(id, now);
      if (!promise->days.empty()) add_days(ledger, id, now, view);
      view.promises[id] = std::move(*promise);
    }
    if (auto thread = ledger.thread(id, now); thread.ok()) {
      thread->history = ledger.thread_history(id, now);
      view.threads[id] = std::move(*thread);
    }
    if (auto checkin = ledger.checkin(id, now); checkin.ok()) view.checkins[id] = std::move(*checkin);
    if (auto note = ledger.note(id, now); note.ok()) view.notes[id] = std::move(*note);
  }
  view.accounts = ledger.accounts(whose, {}, now);
  view.lately = ledger.accounts(whose, ledger::utc_day(now) - std::chrono::days(7), now);
  for (const auto& place : ledger.said({std::nullopt, std::nullopt, std::nullopt, SIZE_MAX})) {
    if (!unsaid.contains(place.id)) view.said.push_back(place.id);
  }
  for (const auto& promise : ledger.open_promises(now)) view.open.push_back(promise.id);
  view.next_change = ledger.next_change(now);
  if (whose == log::Author::partner) turn(view);
  return view;
}

std::string difference(const View& one, const View& other) {
  for (const std::string& found :
       {difference("promise", one.promises, other.promises), difference("day", one.days, other.days),
        difference("thread", one.threads, other.threads), difference("check-in", one.checkins, other.checkins),
        difference("note", one.notes, other.notes)}) {
    if (!found.empty()) return found;
  }
  if (one.accounts != other.accounts) return "the figures differ";
  if (one.lately != other.lately) return "the figures of the last days differ";
  if (one.said != other.said) return "the order of what was said differs";
  if (one.open != other.open) return "what is open differs";
  return one.next_change == other.next_change ? "" : "the next change differs";
}

void forget_zones(View& view) {
  for (auto* promises : {&view.promises, &view.days}) {
    for (auto& [id, promise] : *promises) {
      for (auto& days : promise.days) {
        days.zone.clear();
        days.wall = {};
      }
    }
  }
}

void forget_histories(View& view) {
  // Why: which days of a standing promise, and of one that was let go, are listed depends on whether anybody wrote of them.
  std::erase_if(view.days, [&view](const auto& one) {
    const auto series = view.promises.find(one.second.series);
    return one.second.state == ledger::State::active && series != view.promises.end() && series->second.chain == ledger::Chain::standing;
  });
  std::erase_if(view.promises, [](const auto& one) { return !one.second.series.is_zero(); });
  std::erase_if(view.open, [&view](const RecordId& id) { return !view.promises.contains(id); });
  for (auto* promises : {&view.promises, &view.days}) {
    for (auto& [id, promise] : *promises) promise.history.clear();
  }
  for (auto& [id, thread] : view.threads) thread.history.clear();
  view.said.clear();
}

}  // namespace avow::testing::lives
