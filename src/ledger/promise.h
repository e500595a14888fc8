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

// Where a record stands, and what its author had seen: enough to say who had seen what.
struct Stamp {
  log::Author by = log::Author::me;
  std::uint16_t epoch = 0;
  std::uint64_t index = 0;
  std::uint16_t seen_epoch = 0;
  std::uint64_t seen_size = 0;
  bool operator==(const Stamp&) const = default;
};
Stamp stamp_of(const Record& record);
// Had the author of `one` seen `before` when writing it, by the order of one log or by the header's `seen`?
bool had_seen(const Stamp& one, const Stamp& before);

// From some day on (or for some days) nothing of a series is due: it was ended, paused, released, renegotiated.
struct Stop {
  Stamp stamp;
  Instant after{};                    // no day whose nominal due was past by then is touched
  LocalDay from{};                    // first day; day 0: every day after that
  LocalDay until{};                   // a pause: the first day that is due again; day 0: no end named
  std::optional<Instant> resumed_at;  // a pause: days after it are due again
  bool pause = false;
  bool gives_way = false;             // … to a report by the promiser, who had not seen it
  bool operator==(const Stop&) const = default;
};

// What a repeating or standing promise says of its days. ledger/series.h reads it.
struct Series {
  Recurrence rule;                    // frequency none: standing, any day can be spoken of
  LocalDay first_day{};
  Instant first_due{};                // of the first day, as its author resolved it
  std::chrono::milliseconds grace{0};
  bool due_is_date = true;
  std::chrono::minutes wall{0};       // due as minutes after midnight
  std::string zone;
  std::chrono::milliseconds review{0};
  std::vector<RecordId> heads;        // of its terms while it was binding: what records about its days may name
  std::vector<Stop> stops;
  bool operator==(const Series&) const = default;
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
  Chain chain = Chain::one_off;
  LocalDay due_day{};                // on the promiser's wall; day 0: none
  RecordId series;                   // one day of a series: the promise that it belongs to
  std::vector<Series> days;          // none or one: repeating and standing promises
  std::optional<Instant> ends;       // standing, repeating: from when on it is ended …
  bool ended_short = false;          // … said less than 24 h ahead: stepped back
  std::optional<Instant> resumes;    // paused until a day that was named
  std::optional<Instant> next_change;  // when the state changes by the clock alone
  std::vector<HistoryItem> history;    // all its records, each behind the head that it names

  // What the state is made of when no clock is asked.
  State standing = State::none;      // asked, active, reported, … before time is applied
  std::optional<Instant> timer;      // when `standing` turns into its timed form
  bool operator==(const Promise&) const = default;
};

// The state at `now` of a promise whose standing is known. Cheap.
void show_at(Promise& promise, Instant now);
// Was it ended from a day that has come?
bool has_ended(const Promise& promise, Instant now);
// The timed form of a standing.
State state_at(const Promise& promise, Instant now);

// One day of a series, as the root of its own chain.
struct InstanceOrigin {
  const Promise* series = nullptr;
  LocalDay day{};
};

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

// The same for one day of a series; `id` is instance_id(series.id, day), `series` folded with `days`. `records`: those of
// that day. State none: that day is not one of the promise's.
Promise fold_instance(const Promise& series, LocalDay day, std::span<const Record* const> records, Instant now);

// Which word is better for the promiser: kept > kept late > partly > missed > none.
int worth(Outcome outcome);
// The word as its lateness makes it: kept after the end of grace is kept_late.
Outcome with_lateness(const std::optional<Instant>& grace_end, Outcome outcome, Instant done_at);

// The origin that a renegotiated promise gives to its successor; empty for any other.
std::optional<Origin> origin_of_successor(const Promise& promise);

inline constexpr std::chrono::milliseconds kAskLapses = std::chrono::days(14);
inline constexpr std::chrono::milliseconds kGoodTime = std::chrono::hours(24);

}  // namespace avow::ledger
