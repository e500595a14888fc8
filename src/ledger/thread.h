// One thread of letters that is neither a promise, a note nor a check-in: its state as a function of the set of its
// records and of `now`, the same on both sides whatever the order of arrival. What crosses in the post binds nobody, and
// nobody crosses what they had seen, as with promises (protocol/README.md#crossed-in-the-post). Owns only values.
#pragma once

#include <span>
#include <vector>

#include "ledger/promise.h"
#include "ledger/thread_table.h"

namespace avow::ledger {

// Value. `state` is for the `now` that it was folded or shown for.
struct Thread {
  RecordId id;
  ThreadKind kind = ThreadKind::none;
  RecordKind first_kind = RecordKind::none;
  ThreadState state = ThreadState::none;
  log::Author by = log::Author::me;      // of the first record
  RecordId head;                         // what the next record names as its parent
  RecordId words;                        // the record that holds the current wording (first, or its latest revision)
  RecordId last;                         // the record that made the state
  RecordId timed;                        // the record that says when (first, or where it was moved to)
  Instant said_at{};
  std::optional<Instant> closed_at;      // said_at of what made it final
  std::optional<Instant> starts;         // an agreement's, a session's
  std::optional<Instant> ends;           // an agreement's
  std::optional<Instant> review;         // an agreement's
  std::optional<Instant> paused_until;   // a repair's
  RecordId target;                       // the promise that answers or makes amends; what an agreement renews
  std::optional<Instant> next_change;    // when the state changes by the clock alone
  std::vector<HistoryItem> history;      // all its records, each behind the head that it names

  // What the state is made of when no clock is asked.
  ThreadState standing = ThreadState::none;
  bool operator==(const Thread&) const = default;
};

inline constexpr std::chrono::days kTransparencyDefault{30};
inline constexpr std::chrono::days kTransparencyMax{90};
inline constexpr std::chrono::days kReviewAfterDefault{90};

// Has a transparency agreement an end that is near enough? A date counts whole, on the longest day of the year.
bool is_bounded(const Facts& facts);

bool is_final(ThreadState state);
// Without pauses, which forbid nothing.
ThreadState state_at(const Thread& thread, Instant now);
bool is_paused(const Thread& thread, Instant now);
// Does the row allow it to that author then?
bool allows(const ThreadRow& row, const Thread& thread, log::Author by, Instant said_at);
void show_at(Thread& thread, Instant now);
// Does it wait for an answer of this person's: a question, a proposal, an attempt?
bool waits_for(const Thread& thread, log::Author who);

// Folds the thread `id` from its own records (facts.promise == id, and the first one); others are ignored. Never fails:
// without a valid first record the kind is none. O(n log n).
Thread fold_thread(const RecordId& id, std::span<const Record* const> records, Instant now);

}  // namespace avow::ledger
