#include "app/waiting.h"

#include <algorithm>
#include <tuple>

namespace avow::app {

using ledger::State;
using log::Author;

bool is_mine_by(const ledger::Promise& promise, Instant day_end) {
  if (promise.promiser != Author::me) return false;
  return promise.state == State::unreported || (promise.state == State::active && promise.due && *promise.due <= day_end);
}

bool waits_for_me(const ledger::Promise& promise) {
  if (promise.waits_for == Author::me && promise.state != State::unreported) return true;
  // The other has said that they see it differently; what was named since waits for them.
  if (promise.state == State::disputed && promise.promiser == Author::me && promise.pending.empty()) return true;
  return std::any_of(promise.pending.begin(), promise.pending.end(),
                     [](const ledger::Proposal& proposal) { return proposal.by == Author::partner; });
}

bool waits_for_me(const ledger::Thread& thread, const ledger::Day& day, QuestionsDay questions) {
  if (!ledger::waits_for(thread, Author::me)) return false;
  return thread.kind != ledger::ThreadKind::question || !questions || ledger::weekday_of(day.date) == *questions;
}

std::vector<ledger::Thread> waiting_threads_of(std::vector<ledger::Thread> waiting, const ledger::Day& day,
                                               QuestionsDay questions) {
  std::erase_if(waiting, [&](const ledger::Thread& thread) { return !waits_for_me(thread, day, questions); });
  std::sort(waiting.begin(), waiting.end(),
            [](const auto& a, const auto& b) { return std::pair(a.said_at, a.id) < std::pair(b.said_at, b.id); });
  return waiting;
}

Waiting waiting_of(const std::vector<ledger::Promise>& open, const ledger::Day& day) {
  Waiting out;
  for (const auto& promise : open) {
    if (is_mine_by(promise, day.end)) out.mine.push_back(promise);
    if (waits_for_me(promise)) out.answers.push_back(promise);
  }
  const auto place = [](const ledger::Promise& promise) {
    const auto due = promise.due.value_or(Instant{}).time_since_epoch();
    const bool past = promise.state == State::unreported;
    return std::tuple(past, past ? -due : due, promise.id);
  };
  std::sort(out.mine.begin(), out.mine.end(), [&](const auto& a, const auto& b) { return place(a) < place(b); });
  std::sort(out.answers.begin(), out.answers.end(),
            [](const auto& a, const auto& b) { return std::pair(a.said_at, a.id) < std::pair(b.said_at, b.id); });
  return out;
}

}  // namespace avow::app
