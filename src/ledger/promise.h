// A promise: its state as a function of the set of its records and of `now`, the same on both sides whatever the
// order of arrival. protocol/README.md#crossed-in-the-post. Owns nothing but values; reads no clock.
#pragma once

#include <span>
#include <vector>

#include "ledger/transitions.h"

namespace avow::ledger {

// What became of one record of a promise.
enum class Mark : std::uint8_t {
  counted,     // moved the head, or is a proposal or an answer that stood
  crossed,     // crossed in the post, or descends from one that did: kept, binds nobody
  inert,       // not allowed: kept, changes nothing
  waiting,     // its parent has not arrived
  annotation,  // stands beside the promise
};
std::string_view name_of(Mark mark);

struct HistoryItem {
  RecordId id;
  RecordKind kind = RecordKind::none;
  log::Author by = log::Author::me;
  Mark mark = Mark::inert;
  Instant said_at{};
  Outcome outcome = Outcome::none;
  bool operator==(const HistoryItem&) const = default;
};

// A proposal that waits for an answer: new terms, an outcome, or an upward correction.
struct Proposal {
  RecordId id;
  RecordKind kind = RecordKind::promise_change;  // promise_change · promise_settle · promise_correct
  log::Author by = log::Author::me;
  Outcome outcome = Outcome::none;
  Instant said_at{};
  bool operator==(const Proposal&) const = default;
};

struct OwnView {
  RecordId id;
  Outcome outcome = Outcome::none;  // kept · partly · missed · cannot_tell
  bool operator==(const OwnView&) const = default;
};

enum class ChangeTiming : std::uint8_t { none, in_good_time, late };
std::string_view name_of(ChangeTiming timing);  // "none", "in_good_time", "late"

// Value. State, next_change and waits_for are for the `now` that it was made or shown for.
struct Promise {
  RecordId id;
  State state = State::none;
  Outcome outcome = Outcome::none;   // the word that stands: none · kept · kept_late · partly · missed
  bool agreed = false;               // that word was agreed after a dispute
  log::Author promiser = log::Author::me;
  std::optional<log::Author> waits_for;  // whose answer is awaited, if anybody's
  RecordId head;                     // what the next record names as its parent
  RecordId terms;                    // the record that holds the current words and due
  RecordId report;                   // the report or correction that holds the word that stands; zero: none
  Instant said_at{};                 // of the first record
  std::optional<Instant> active_since;
  std::optional<Instant> due;
  std::optional<Instant> grace_end;
  bool due_is_date = false;
  std::optional<Instant> done_at;    // of the report
  std::optional<Instant> closed_at;  // said_at of the record that made the state final
  std::optional<Instant> at_risk_at; // the first forewarning
  bool forewarned = false;           // … and it was said before the due
  bool excused_after_due = false;
  std::optional<OwnView> own_view;   // the other's latest
  bool nudged = false;
  std::vector<Proposal> pending;     // first said first
  std::optional<RecordId> successor;
  std::optional<RecordId> predecessor;
  ChangeTiming change = ChangeTiming::none;  // of a renegotiated one
  std::optional<Instant> next_change;  // when the state changes by the clock alone
  std::vector<HistoryItem> history;    // all its records, each behind the head that it names

  // What the state is made of when no clock is asked.
  State standing = State::none;      // asked, active, reported, … before time is applied
  std::optional<Instant> timer;      // when `standing` turns into its timed form
  bool operator==(const Promise&) const = default;
};

// The state at `now` of a promise whose standing is known. Cheap.
void show_at(Promise& promise, Instant now);
// The timed form of a standing.
State state_at(const Promise& promise, Instant now);

// What a successor inherits from the promise whose renegotiation made it.
struct Origin {
  RecordId predecessor;
  log::Author promiser = log::Author::me;
  Instant accepted_at{};
  bool operator==(const Origin&) const = default;
};

// Folds the promise `id`. `records`: its own records (facts.promise == id), its first record, and, for each change that
// was accepted, the successor's records or at least each author's first one there; others (another lane, unknown
// kinds) are ignored.
// A successor needs its `origin` (without one it is no promise: state none). Never fails: what is not allowed is inert.
// O(n log n) in the number of records.
Promise fold_promise(const RecordId& id, std::span<const Record* const> records, Instant now,
                     const Origin* origin = nullptr);
Promise fold_promise(const RecordId& id, std::span<const Record> records, Instant now, const Origin* origin = nullptr);

// Which word is better for the promiser: kept > kept late > partly > missed > none.
int worth(Outcome outcome);
// The word as its lateness makes it: kept after the end of grace is kept_late.
Outcome with_lateness(const Promise& promise, Outcome outcome, Instant done_at);

// The origin that a renegotiated promise gives to its successor; empty for any other.
std::optional<Origin> origin_of_successor(const Promise& promise);

inline constexpr std::chrono::milliseconds kAskLapses = std::chrono::days(14);
inline constexpr std::chrono::milliseconds kGoodTime = std::chrono::hours(24);

}  // namespace avow::ledger
