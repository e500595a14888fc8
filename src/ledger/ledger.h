// Everything the two have written, folded: each promise and note with its state, kept as records arrive in any order.
// Holds ids, places, times and states, never texts: whoever shows words opens them from the vault by place.
// Resource owned by app::Vault; pure: `now` comes in. A new record refolds its own promise or note only, when asked.
#pragma once

#include <memory>
#include <vector>

#include "ledger/checkin.h"
#include "ledger/figures.h"
#include "ledger/note.h"
#include "ledger/promise.h"
#include "ledger/thread.h"

namespace avow::ledger {

// Where a record stands in a log. Value.
struct Place {
  RecordId id;
  RecordId subject;  // its promise or note; zero when it has none
  RecordKind kind = RecordKind::none;
  log::Lane lane = log::Lane::commitments;
  log::Author by = log::Author::me;
  std::uint16_t epoch = 0;
  std::uint64_t index = 0;
  Instant said_at{};
  bool newer = false;  // written by a newer avow: nothing is made of it here
  bool operator==(const Place&) const = default;
};

enum class Scope : std::uint8_t { any, promises, notes, threads, checkins };  // all but any: first records only

// What a person wants to do. `id`: the promise or note; zero for a first record.
struct Act {
  RecordKind kind = RecordKind::none;
  RecordId id;
  log::Author by = log::Author::me;
  Instant now{};                      // becomes said_at
  Outcome outcome = Outcome::none;    // report, settle, correct, own view
  std::optional<Instant> done_at;     // report, correct
  std::optional<RecordId> proposal;   // answers: which one; without it the partner's latest (own latest to withdraw)
  LocalDay day{};                     // of a repeating or standing promise: which day is meant; day 0: the promise itself
};

// What the new record has to say: kind (accept may become accept_change, decline and withdraw the answer to a
// proposal), role, promise, parent, proposal, outcome, done_at, said_at and takes are filled. The caller adds zone and,
// for terms (offer, ask, counter, change: always complete), due, grace, review window and words.
struct Answer {
  log::Lane lane = log::Lane::commitments;
  Facts facts;
};

struct NotesQuery {
  std::optional<Instant> since;       // said at or after
  std::optional<RecordId> before;     // paging: only those that come before this note in said order
  std::optional<log::Author> by;
  std::size_t limit = 100;
  bool withdrawn = false;             // list the withdrawn and expired ones too
};

struct SaidQuery {
  std::optional<Instant> since;       // said at or after
  std::optional<Instant> until;       // said before
  std::optional<RecordId> before;     // paging: only those that come before this record in said order
  std::size_t limit = 100;
};

struct PromisesQuery {
  std::optional<Instant> since;       // said at or after
  std::optional<RecordId> before;     // paging: only those that come before this promise in said order
  std::size_t limit = 100;
};

// What was added behind the first so many records: whose it is, in the order of adding; zero for what has no subject.
struct Touched {
  std::vector<RecordId> subjects;
  std::uint64_t next = 0;  // where to go on
};

// The partner's notes that I have not marked as seen: the newest of them, and how many there are.
struct UnseenNotes {
  std::vector<Note> newest;
  std::size_t count = 0;
};

class Ledger {
 public:
  Ledger();
  ~Ledger();
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;

  // Any order, duplicates included (of one id in one log the lower index counts). Never fails.
  void add(Record record);
  // Takes out a record that never left this device; those behind it are removed and added with their new index.
  void remove(const RecordId& id);
  void reserve(std::size_t records);
  std::size_t size() const;
  // Folds what is open of everything added so far, so that whoever asks next does not wait for it. About 2 µs a record.
  void settle() const;
  // Of two things said at the very same time by both: whose comes first in lists. The opposite on the other side, so
  // that both see one order; set before any record of the partner's is added.
  void set_me_first(bool me_first);

  std::optional<Place> find(const RecordId& id) const;
  // Every record whose facts are here, of both, the latest said first.
  std::vector<Place> said(const SaidQuery& query) const;
  std::optional<Instant> first_said() const;
  // How many of them were written by a newer avow, and wait for a program that knows them.
  std::size_t newer() const;
  // For whoever keeps something of their own about each subject: what changed since they last asked (from: 0, then
  // Touched::next).
  Touched touched(std::uint64_t from, std::size_t limit) const;
  // A typed prefix (any case, 4 symbols or more). Error{malformed | not_found | ambiguous}; ambiguous lists candidates.
  Result<RecordId> resolve(std::string_view typed, Scope scope = Scope::any) const;
  std::vector<RecordId> candidates(std::string_view typed, Scope scope, std::size_t limit = 8) const;
  // The shortest text (4 symbols or more) that resolve() finds again in Scope::any.
  std::string short_id(const RecordId& id) const;

  // Without history (history is empty; ask history()). Error{not_found}.
  Result<Promise> promise(const RecordId& id, Instant now) const;
  std::vector<HistoryItem> history(const RecordId& promise, Instant now) const;
  // Every promise, newest said first (of one moment the one behind in its log), without histories.
  std::vector<Promise> promises(Instant now) const;
  // A page of them. Costs the page, and a look at what was said between.
  std::vector<Promise> promises(const PromisesQuery& query, Instant now) const;
  // Those that still ask for something: an answer, a report, or (active, paused) time. By id. Costs what is open and
  // what changed since the last call, not what there is.
  std::vector<Promise> open_promises(Instant now) const;
  // Days of a repeating or standing promise within [from, until] that are due or were spoken of, the earliest first.
  std::vector<Promise> days(const RecordId& series, LocalDay from, LocalDay until, std::size_t max, Instant now) const;
  // One of them. Error{not_found}: it is not due on that day.
  Result<Promise> day(const RecordId& series, LocalDay day, Instant now) const;
  // Every promise, and every day of one, that counts on or after `since`; `first`: of `who`. In no order.
  std::vector<Counted> counted(log::Author who, LocalDay since, Instant now) const;
  // They added up: by[0] of `who`, by[1] of the other.
  Accounts accounts(log::Author who, LocalDay since, Instant now) const;
  // The next moment at which some promise changes by the clock alone.
  std::optional<Instant> next_change(Instant now) const;

  Result<Note> note(const RecordId& id, Instant now) const;
  // Latest said first; of one moment the one behind in its log.
  std::vector<Note> notes(const NotesQuery& query, Instant now) const;
  UnseenNotes unseen_notes(std::size_t limit, Instant now) const;
  std::size_t notes_count(Instant now) const;  // neither withdrawn nor expired
  std::vector<RecordId> replies(const RecordId& note) const;  // the notes that answer it, first said first, not withdrawn
  // The versions of a note that a withdrawal has to name, first record first.
  std::vector<Place> versions(const RecordId& note) const;

  // Questions, agreements, boundaries, repair, sessions, milestones, signs of trust. Without history. Error{not_found}.
  Result<Thread> thread(const RecordId& id, Instant now) const;
  std::vector<HistoryItem> thread_history(const RecordId& id, Instant now) const;
  // Newest said first; ThreadKind::none: of every kind.
  std::vector<Thread> threads(ThreadKind kind, Instant now) const;
  // Those that wait for an answer, or did so until their time was over. By id. Costs what waits, not what there is.
  std::vector<Thread> waiting_threads(Instant now) const;
  // May this be written now (kind: any record of a thread, id: zero for a first one)? Error{refused}: the sentence names
  // what is possible instead. Filled: kind, promise, parent, said_at; the caller adds zone, times, target and words.
  Result<Answer> check_thread(RecordKind kind, const RecordId& id, log::Author by, Instant now) const;
  std::vector<RecordKind> possible_in_thread(const RecordId& id, log::Author by, Instant now) const;

  // Check-ins. Error{not_found}. Newest said first.
  Result<Checkin> checkin(const RecordId& id, Instant now) const;
  std::vector<Checkin> checkins(Instant now) const;

  // May this be written now, and what must the record say? Error{refused}: the sentence names what is possible
  // instead. Error{not_found | usage}.
  Result<Answer> check(const Act& act) const;
  // One withdrawal for each record of the note that is still there; check() answers only the first record's.
  Result<std::vector<Answer>> check_note_withdrawal(const RecordId& note, log::Author by, Instant now) const;
  // The CLI verbs that check() would now allow, in the table's order.
  std::vector<std::string_view> possible(const RecordId& promise, log::Author by, Instant now) const;

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace avow::ledger
