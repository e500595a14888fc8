// How the ledger keeps many records in little memory: one short row for each, the whole record only where a promise
// needs it, and the folds on top. Rows are sorted in when somebody asks, so adding is cheap in any order.
// Inside of Ledger; resources, single-threaded. Queries are const and bring the shelf up to date first.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <tuple>
#include <vector>

#include "ledger/ledger.h"
#include "ledger/thread.h"

namespace avow::ledger {

inline constexpr std::uint32_t kNoRow = 0xFFFFFFFFU;

// Which fold reads a record; told once, when it is put in. other: a note's first record, and what no fold knows.
enum class Family : std::uint8_t { other, promise, thread, note_event };

// One record, whatever it is.
struct Row {
  RecordId id;
  Instant said_at{};
  std::uint64_t index = 0;
  std::uint32_t detail = kNoRow;  // into Shelf's records (promises, threads) or events (notes); kNoRow: no more is needed
  std::uint16_t epoch = 0;
  RecordKind kind = RecordKind::none;
  log::Lane lane = log::Lane::commitments;
  log::Author by = log::Author::me;
  Family family = Family::other;
  bool newer = false;             // written by a newer avow
  bool is_note() const { return kind == RecordKind::note && lane == log::Lane::notes && !newer; }
};

// The order of lists: when it was said; what one author said at once as that log has it; of the two, as
// Ledger::set_me_first() says. Both sides come to the same.
using SaidPlace = std::tuple<Instant, bool, std::uint16_t, std::uint64_t, RecordId>;

class Shelf {
 public:
  void add(Record record);
  void remove(const RecordId& id);
  void reserve(std::size_t records);
  std::size_t size() const;
  std::size_t newer() const;  // of them, written by a newer avow
  void set_me_first(bool me_first) { me_first_ = me_first; }

  std::optional<Place> find(const RecordId& id) const;
  std::vector<RecordId> starting_with(const std::string& prefix, Scope scope, std::size_t limit) const;
  std::string short_id(const RecordId& id) const;

  // What the folds stand on.
  std::uint32_t row_of(const RecordId& id) const;  // kNoRow when there is none
  const Row& row(std::uint32_t at) const { return rows_[at]; }
  Place place_of(std::uint32_t at) const;
  SaidPlace said_place(std::uint32_t at, Instant said_at) const {
    return {said_at, (row(at).by == log::Author::me) != me_first_, row(at).epoch, row(at).index, row(at).id};
  }
  const Record* record_of(std::uint32_t row) const;     // of a promise's or a thread's record, else null
  const NoteEvent* event_of(std::uint32_t row) const;   // of a note's later record, else null
  const std::vector<std::uint32_t>& promise_rows(const RecordId& promise) const;
  const std::vector<std::uint32_t>& note_rows(const RecordId& note) const;  // without a first record of kind note
  const std::vector<std::uint32_t>& thread_rows(const RecordId& thread) const;
  // Of a note's first record that says more than most do, else null.
  struct NoteExtra {
    Instant expires_at{};
    RecordId reply_to;
  };
  const NoteExtra* extra_of(std::uint32_t row) const;
  const std::vector<std::uint32_t>& reply_rows(const RecordId& note) const;
  // What changed since the last call: for whoever keeps folds.
  std::vector<RecordId> take_changed_threads() const;
  std::vector<RecordId> take_changed_promises() const;
  struct NoteChanges {
    std::vector<std::uint32_t> added;  // rows of first records that just came
    std::vector<RecordId> touched;     // notes that were marked as seen or corrected: their place stays
    bool rebuild = false;              // anything else happened
  };
  NoteChanges take_note_changes() const;
  const std::map<RecordId, std::vector<std::uint32_t>>& notes_with_more() const;
  const std::map<RecordId, std::vector<std::uint32_t>>& promises() const;
  const std::vector<std::uint32_t>& sorted() const;  // all live rows by id
  bool fits(const Row& row, Scope scope) const;
  std::size_t rows_added() const { return rows_.size(); }  // those that are not live any more too
  std::uint64_t rows_taken_out() const;                    // so often was a live row taken out again

 private:
  void bring_in() const;
  void bring_in_one(std::uint32_t at) const;
  template <typename Order>
  std::vector<std::uint32_t> sorted_from(std::size_t from, Order order) const;
  void link(std::uint32_t at) const;
  void unlink(std::uint32_t at) const;
  RecordId subject_of(std::uint32_t at) const;
  std::vector<std::uint32_t>::const_iterator lower(const RecordId& id) const;

  std::vector<Row> rows_;
  std::vector<Record> records_;
  std::vector<NoteEvent> events_;
  std::map<std::uint32_t, NoteExtra> extras_;  // few: by row
  bool me_first_ = true;
  // Mutable: rows behind fresh_ are sorted in by the next question.
  mutable std::size_t fresh_ = 0;
  mutable std::vector<std::uint32_t> by_id_;
  mutable std::map<RecordId, std::vector<std::uint32_t>> by_promise_;
  mutable std::map<RecordId, std::vector<std::uint32_t>> by_note_;
  mutable std::map<RecordId, std::vector<std::uint32_t>> by_thread_;
  mutable std::map<RecordId, std::vector<std::uint32_t>> replies_;  // by the note that is answered
  mutable std::vector<RecordId> changed_promises_;
  mutable std::vector<RecordId> changed_threads_;
  mutable NoteChanges note_changes_;
  mutable std::uint64_t taken_out_ = 0;
  mutable std::size_t newer_ = 0;
};

// All records whose facts are here, in said order: for lists that go through everything page by page.
class SaidShelf {
 public:
  explicit SaidShelf(const Shelf& shelf) : shelf_(shelf) {}
  // Rows, the latest said first: at most `limit` of those that `wanted` takes.
  std::vector<std::uint32_t> page(const SaidQuery& query, const std::function<bool(const Row&)>& wanted) const;
  std::optional<Instant> first() const;

 private:
  void bring_in() const;
  bool before(std::uint32_t a, std::uint32_t b) const;

  const Shelf& shelf_;
  mutable std::vector<std::uint32_t> rows_;
  mutable std::size_t fresh_ = 0;         // rows of the shelf behind it are not in yet
  mutable std::uint64_t taken_out_ = 0;
};

// The notes, folded when asked.
class NoteShelf {
 public:
  explicit NoteShelf(const Shelf& shelf) : shelf_(shelf) {}
  Note note(const RecordId& id) const;
  std::vector<Note> list(const NotesQuery& query, Instant now) const;
  UnseenNotes unseen(std::size_t limit, Instant now) const;
  std::size_t count(Instant now) const;
  std::vector<RecordId> replies(const RecordId& note) const;
  std::vector<Place> versions(const RecordId& note) const;
  RecordId parent_of(const RecordId& version) const;

 private:
  struct Line {
    Instant said_at{};
    std::uint32_t row = kNoRow;  // the first record's, or the withdrawal's
  };
  std::vector<NoteEvent> events_of(const RecordId& note) const;
  void bring_in(Instant now) const;
  void bring_in_changes() const;
  void set_timer(std::uint32_t row) const;
  void end_timers(Instant now) const;
  bool has_ended(std::uint32_t row) const;
  void rebuild() const;
  bool before(const Line& a, const Line& b) const;
  RecordId note_of(const Line& line) const;
  void merge(std::vector<Line> added) const;
  void sort_unseen(const Line& line) const;

  const Shelf& shelf_;
  mutable std::vector<Line> lines_;  // in said order
  mutable std::vector<Line> unseen_; // … those of the partner that are neither seen nor withdrawn
  mutable std::size_t withdrawn_ = 0;
  mutable std::set<std::pair<Instant, std::uint32_t>> timers_;  // of the first records that have one
  mutable Instant timers_ended_{};                              // … those up to here are out of unseen_
};

// Threads and check-ins, each folded again only when one of its own records came.
class ThreadShelf {
 public:
  explicit ThreadShelf(const Shelf& shelf) : shelf_(shelf) {}
  // Null: no such thread. Its state is that of its last folding: show_at() before use. Valid until the next add.
  const Thread* find(const RecordId& id) const;
  std::vector<Thread> all(ThreadKind kind) const;  // of every kind: ThreadKind::none
  std::vector<Thread> waiting() const;             // those that may wait for somebody's answer
  Thread fold_whole(const RecordId& id, Instant now) const;
  std::vector<const Record*> records_of(const RecordId& id) const;
  // The same for check-ins; their state wants state_at().
  const Checkin* find_checkin(const RecordId& id) const;
  std::vector<Checkin> checkins() const;

 private:
  void bring_in() const;

  const Shelf& shelf_;
  mutable std::map<RecordId, Thread> folded_;
  mutable std::set<RecordId> waiting_;
  mutable std::map<RecordId, Checkin> checkins_;
};

// The promises, each folded again only when one of its own records came, or its origin changed.
class PromiseShelf {
 public:
  explicit PromiseShelf(const Shelf& shelf) : shelf_(shelf) {}
  // Null: no such promise. Its state is that of its last folding: show_at() before use. Valid until the next add.
  const Promise* find(const RecordId& id) const;
  std::vector<Promise> all() const;
  std::vector<Promise> open(Instant now) const;
  void settle() const { bring_in_open(); }  // what open() would fold
  Promise fold_whole(const RecordId& id, Instant now) const;
  std::optional<Instant> next_change(Instant now) const;
  // Days of a series within [from, until], the earliest first: those that are due and those that somebody wrote about.
  std::vector<Promise> days(const RecordId& series, LocalDay from, LocalDay until, std::size_t max, Instant now) const;
  Result<Promise> day(const RecordId& series, LocalDay day, Instant now) const;
  // Every promise but single days, in no order, as last folded; for whoever counts.
  void for_each(const std::function<void(const Promise&)>& visit) const;
  // … and the days of a series that somebody wrote about.
  void for_each_day(const RecordId& series, const std::function<void(const Promise&)>& visit) const;

 private:
  struct Folded {
    Promise promise;
    std::optional<Origin> origin;
    bool fresh = false;         // no record came since
    std::uint64_t checked = 0;  // round in which its origin was last compared
    std::uint64_t made = 0;     // how often it was folded
    std::uint64_t series_made = 0;  // a day: of which folding of its series
  };
  using Days = std::map<LocalDay, RecordId>;
  void know_day(const RecordId& id) const;
  const Folded* fold_day(const RecordId& id) const;
  void add_undue(Promise& series, Instant now) const;
  void add_unspoken(const Promise& series, Instant now, std::vector<Promise>& to) const;
  void bring_in() const;
  void bring_in_open() const;
  void touch(RecordId id) const;
  const Folded* fold(const RecordId& id) const;
  std::optional<RecordId> predecessor_of(const RecordId& id) const;
  void fold_one(const RecordId& id, Folded& folded, const std::optional<Origin>& origin) const;
  std::vector<const Record*> records_of(const RecordId& id) const;

  const Shelf& shelf_;
  mutable std::map<RecordId, Folded> folded_;
  mutable std::map<RecordId, Days> days_;                               // series → its days with records
  mutable std::map<RecordId, std::pair<RecordId, LocalDay>> series_of_;  // … and back
  mutable std::uint64_t round_ = 1;
  mutable std::set<RecordId> open_;     // those whose standing asks for something
  mutable std::set<RecordId> touched_;  // … to be looked at again
};

}  // namespace avow::ledger
