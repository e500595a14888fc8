#include "app/us.h"

#include <algorithm>

#include "app/answers.h"
#include "app/said.h"
#include "app/stats.h"
#include "base/text_looking_back.h"
#include "ledger/when.h"

namespace avow::app {
namespace {

using ledger::Thread;
using ledger::ThreadKind;
using ledger::ThreadState;
using ledger::ThreadStates;

std::vector<Thread> those_in(Vault& vault, ThreadKind kind, ThreadStates states) {
  auto threads = vault.ledger().threads(kind, vault.clock().now());
  std::erase_if(threads, [states](const Thread& thread) { return !contains(states, thread.state); });
  return threads;
}

template <typename List>
Result<void> fill(List out, Vault& vault, const std::vector<Thread>& threads) {
  for (unsigned i = 0; i < out.size(); ++i) {
    const Thread& thread = threads[i];
    const auto words = words_said(vault, thread.words);
    if (!words.ok() && words.error().code != Errc::damaged) return words.error();
    out[i].setId(to_text(thread.id));
    out[i].setBy(std::string(log::name_of(thread.by)));
    out[i].setText(words.ok() ? std::string(opening_of(*words)) : std::string());
    out[i].setSaidAt(to_rfc3339(thread.said_at));
    out[i].setState(std::string(words.ok() ? name_of(thread.state) : kDamaged));
    out[i].setAt(text_of_instant(thread.kind == ThreadKind::session ? thread.starts : thread.ends));
    out[i].setReview(text_of_instant(thread.review));
  }
  return {};
}

// Those without a time come last; else the earliest first, and the order of threads() stays.
void by_time(std::vector<Thread>& threads, std::optional<Instant> Thread::* time) {
  std::stable_sort(threads.begin(), threads.end(), [time](const Thread& a, const Thread& b) {
    return (a.*time).value_or(ledger::kLastInstant) < (b.*time).value_or(ledger::kLastInstant);
  });
}

unsigned size_of(const std::vector<Thread>& threads) { return static_cast<unsigned>(threads.size()); }

// Both days on the wall of that zone.
std::chrono::days days_between(Instant then, Instant now, std::string_view zone) {
  const auto day = [zone](Instant instant) {
    const std::string date = ledger::day_of(instant, zone).date;
    return std::chrono::floor<std::chrono::days>(*ledger::instant_on(date, std::chrono::hours(12), "UTC"));
  };
  return day(now) - day(then);
}

std::uint32_t open_repairs(Vault& vault) {
  const auto all = vault.ledger().threads(ThreadKind::repair, vault.clock().now());
  return static_cast<std::uint32_t>(std::count_if(all.begin(), all.end(), [](const Thread& thread) {
    return thread.state != ThreadState::settled && thread.state != ThreadState::withdrawn;
  }));
}

}  // namespace

Result<void> us(Vault& vault, std::string_view zone, Replies& replies) {
  const Instant now = vault.clock().now();
  const auto milestones = those_in(vault, ThreadKind::milestone, states_of(ThreadState::pinned));
  auto agreements = those_in(vault, ThreadKind::agreement, states_of(ThreadState::active));
  auto boundaries = those_in(vault, ThreadKind::boundary, states_of(ThreadState::stated, ThreadState::revised));
  auto sessions = those_in(vault, ThreadKind::session, states_of(ThreadState::planned));
  std::erase_if(sessions, [now](const Thread& session) { return session.starts && *session.starts < now; });
  std::erase_if(agreements, [now](const Thread& agreement) { return agreement.starts && *agreement.starts > now; });
  by_time(agreements, &Thread::ends);
  by_time(sessions, &Thread::starts);
  std::stable_partition(boundaries.begin(), boundaries.end(), [](const Thread& one) { return one.by == log::Author::me; });
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<schema::Done>().initUs();
  const auto since = vault.ledger().first_said();
  out.setSince(text_of_instant(since));
  out.setTogether(since ? text::in_which(days_between(*since, now, zone)) : std::string());
  AVOW_CHECK(fill(out.initMilestones(size_of(milestones)), vault, milestones));
  AVOW_CHECK(fill(out.initAgreements(size_of(agreements)), vault, agreements));
  AVOW_CHECK(fill(out.initBoundaries(size_of(boundaries)), vault, boundaries));
  AVOW_CHECK(fill(out.initSessions(size_of(sessions)), vault, sessions));
  out.setOpenRepairs(open_repairs(vault));
  fill_together(out.initOurs(), vault.ledger().accounts(log::Author::me, {}, now).by);
  replies.done(message.getRoot<schema::Done>());
  return {};
}

}  // namespace avow::app
