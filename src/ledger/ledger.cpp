#include "ledger/ledger.h"

#include <algorithm>
#include <set>

#include "base/limits.h"
#include "ledger/check.h"
#include "ledger/series.h"
#include "ledger/shelf.h"

namespace avow::ledger {

struct Ledger::Inside {
  Shelf shelf;
  NoteShelf notes{shelf};
  PromiseShelf promises{shelf};
  ThreadShelf threads{shelf};
  SaidShelf said{shelf};
};

Ledger::Ledger() : inside_(std::make_unique<Inside>()) {}
Ledger::~Ledger() = default;

void Ledger::add(Record record) { inside_->shelf.add(std::move(record)); }
void Ledger::remove(const RecordId& id) { inside_->shelf.remove(id); }
void Ledger::reserve(std::size_t records) { inside_->shelf.reserve(records); }
std::size_t Ledger::size() const { return inside_->shelf.size(); }
void Ledger::set_me_first(bool me_first) { inside_->shelf.set_me_first(me_first); }

std::optional<Place> Ledger::find(const RecordId& id) const { return inside_->shelf.find(id); }

std::vector<Place> Ledger::said(const SaidQuery& query) const {
  std::vector<Place> places;
  for (const std::uint32_t at : inside_->said.page(query, [](const Row&) { return true; })) {
    places.push_back(inside_->shelf.place_of(at));
  }
  return places;
}

std::size_t Ledger::newer() const { return inside_->shelf.newer(); }

std::optional<Instant> Ledger::first_said() const { return inside_->said.first(); }

Touched Ledger::touched(std::uint64_t from, std::size_t limit) const {
  const Shelf& shelf = inside_->shelf;
  Touched out{{}, std::min<std::uint64_t>(shelf.rows_added(), from + limit)};
  for (std::uint64_t at = from; at < out.next; ++at) {
    out.subjects.push_back(shelf.place_of(static_cast<std::uint32_t>(at)).subject);
  }
  return out;
}

std::vector<RecordId> Ledger::candidates(std::string_view typed, Scope scope, std::size_t limit) const {
  const auto prefix = normal_id_prefix(typed);
  return prefix.ok() ? inside_->shelf.starting_with(*prefix, scope, limit) : std::vector<RecordId>{};
}

Result<RecordId> Ledger::resolve(std::string_view typed, Scope scope) const {
  constexpr std::size_t kListed = 8;
  AVOW_TRY(const std::string prefix, normal_id_prefix(typed));
  const auto found = inside_->shelf.starting_with(prefix, scope, kListed + 1);
  if (found.size() == 1) return found.front();
  if (found.empty()) return Error{Errc::not_found, "nothing has an id that starts with " + prefix};
  std::string list = "several ids start with " + prefix + ":";
  for (std::size_t i = 0; i < std::min(found.size(), kListed); ++i) list += " " + short_id(found[i]);
  return Error{Errc::ambiguous, found.size() > kListed ? list + " …" : list};
}

std::string Ledger::short_id(const RecordId& id) const { return inside_->shelf.short_id(id); }

Result<Promise> Ledger::promise(const RecordId& id, Instant now) const {
  const Promise* folded = inside_->promises.find(id);
  if (folded == nullptr) return Error{Errc::not_found, "there is no such promise"};
  Promise promise = *folded;
  show_at(promise, now);
  return promise;
}

std::vector<HistoryItem> Ledger::history(const RecordId& promise, Instant now) const {
  return inside_->promises.fold_whole(promise, now).history;
}

std::vector<Promise> Ledger::promises(Instant now) const {
  std::vector<Promise> all = inside_->promises.all();
  std::vector<std::pair<SaidPlace, std::size_t>> places;
  for (std::size_t i = 0; i < all.size(); ++i) {
    places.emplace_back(inside_->shelf.said_place(inside_->shelf.row_of(all[i].id), all[i].said_at), i);
  }
  std::sort(places.rbegin(), places.rend());
  std::vector<Promise> sorted;
  sorted.reserve(all.size());
  for (const auto& [place, i] : places) {
    sorted.push_back(std::move(all[i]));
    show_at(sorted.back(), now);
  }
  return sorted;
}

std::vector<Promise> Ledger::promises(const PromisesQuery& query, Instant now) const {
  std::vector<Promise> promises;
  const auto wanted = [this](const Row& row) { return inside_->shelf.fits(row, Scope::promises); };
  SaidQuery first{query.since, std::nullopt, query.before, query.limit};
  while (promises.size() < query.limit) {
    first.limit = query.limit - promises.size();
    const auto rows = inside_->said.page(first, wanted);
    for (const std::uint32_t at : rows) {
      const Promise* promise = inside_->promises.find(inside_->shelf.row(at).id);
      if (promise == nullptr) continue;  // a change that nobody accepted
      promises.push_back(*promise);
      show_at(promises.back(), now);
    }
    if (rows.size() < first.limit) break;
    first.before = inside_->shelf.row(rows.back()).id;
  }
  return promises;
}

Result<Thread> Ledger::thread(const RecordId& id, Instant now) const {
  const Thread* folded = inside_->threads.find(id);
  if (folded == nullptr) return Error{Errc::not_found, "there is nothing with that id"};
  Thread thread = *folded;
  show_at(thread, now);
  return thread;
}

std::vector<HistoryItem> Ledger::thread_history(const RecordId& id, Instant now) const {
  return inside_->threads.fold_whole(id, now).history;
}

std::vector<Thread> Ledger::threads(ThreadKind kind, Instant now) const {
  std::vector<Thread> threads = inside_->threads.all(kind);
  const auto place = [this](const Thread& one) {
    return inside_->shelf.said_place(inside_->shelf.row_of(one.id), one.said_at);
  };
  std::sort(threads.begin(), threads.end(), [&](const Thread& a, const Thread& b) { return place(b) < place(a); });
  for (Thread& thread : threads) show_at(thread, now);
  return threads;
}

std::vector<Thread> Ledger::waiting_threads(Instant now) const {
  std::vector<Thread> threads = inside_->threads.waiting();
  for (Thread& thread : threads) show_at(thread, now);
  return threads;
}

Result<Answer> Ledger::check_thread(RecordKind kind, const RecordId& id, log::Author by, Instant now) const {
  if (id.is_zero()) return check_first_of_thread(kind, now);
  AVOW_TRY(const Thread known, thread(id, now));
  return ledger::check_thread(known, kind, by, now);
}

std::vector<RecordKind> Ledger::possible_in_thread(const RecordId& id, log::Author by, Instant now) const {
  const auto known = thread(id, now);
  return known.ok() ? ledger::possible_in_thread(*known, by, now) : std::vector<RecordKind>{};
}

Result<Checkin> Ledger::checkin(const RecordId& id, Instant now) const {
  const Checkin* folded = inside_->threads.find_checkin(id);
  if (folded == nullptr) return Error{Errc::not_found, "there is no such check-in"};
  Checkin checkin = *folded;
  checkin.state = state_at(checkin, now);
  return checkin;
}

std::vector<Checkin> Ledger::checkins(Instant now) const {
  std::vector<Checkin> checkins = inside_->threads.checkins();
  const auto place = [this](const Checkin& one) {
    return inside_->shelf.said_place(inside_->shelf.row_of(one.id), one.said_at);
  };
  std::sort(checkins.begin(), checkins.end(), [&](const Checkin& a, const Checkin& b) { return place(b) < place(a); });
  for (Checkin& checkin : checkins) checkin.state = state_at(checkin, now);
  return checkins;
}

std::vector<Promise> Ledger::days(const RecordId& series, LocalDay from, LocalDay until, std::size_t max,
                                  Instant now) const {
  return inside_->promises.days(series, from, until, max, now);
}
Result<Promise> Ledger::day(const RecordId& series, LocalDay day, Instant now) const {
  return inside_->promises.day(series, day, now);
}

namespace {

// Days of a repeating promise on which a word was due, has ended everywhere, and nobody has said one.
void count_unspoken(const Promise& series, const std::set<LocalDay>& spoken, bool first, Instant now,
                    std::vector<Counted>& counted) {
  const Series& days = series.days.front();
  for (const LocalDay day : due_days(days, *series.active_since, days.first_day, utc_day(now), limits::kDaysCountedMax)) {
    if (spoken.contains(day) || now < ended_everywhere(days, day)) continue;
    Figures figures;
    figures.unreported = 1;
    counted.push_back({day, instance_id(series.id, day), first, figures});
  }
}

}  // namespace

std::vector<Counted> Ledger::counted(log::Author who, LocalDay since, Instant now) const {
  std::vector<Counted> counted;
  const auto count = [&](const Promise& one) {
    counted.push_back({counting_day(one), one.id, one.promiser == who, figures_of(one, now)});
  };
  inside_->promises.for_each([&](const Promise& promise) {
    count(promise);
    if (promise.days.empty() || !promise.active_since) return;
    std::set<LocalDay> spoken;
    inside_->promises.for_each_day(promise.id, [&](const Promise& day) {
      spoken.insert(day.due_day);
      count(day);
    });
    if (promise.chain == Chain::repeating) count_unspoken(promise, spoken, promise.promiser == who, now, counted);
  });
  std::erase_if(counted, [since](const Counted& one) { return one.day < since || one.figures == Figures{}; });
  return counted;
}

Accounts Ledger::accounts(log::Author who, LocalDay since, Instant now) const { return add_up(counted(who, since, now)); }

std::vector<Promise> Ledger::open_promises(Instant now) const { return inside_->promises.open(now); }

void Ledger::settle() const {
  constexpr Instant kAnyTime{};
  inside_->promises.settle();
  static_cast<void>(promises(PromisesQuery{{}, {}, 1}, kAnyTime));
  static_cast<void>(waiting_threads(kAnyTime));
  static_cast<void>(unseen_notes(1, kAnyTime));
  static_cast<void>(said(SaidQuery{{}, {}, {}, 1}));
}

std::optional<Instant> Ledger::next_change(Instant now) const { return inside_->promises.next_change(now); }

Result<Note> Ledger::note(const RecordId& id, Instant now) const {
  Note note = inside_->notes.note(id);
  if (note.state == NoteState::none) return Error{Errc::not_found, "there is no such note"};
  show_at(note, now);
  return note;
}

std::vector<Note> Ledger::notes(const NotesQuery& query, Instant now) const { return inside_->notes.list(query, now); }
UnseenNotes Ledger::unseen_notes(std::size_t limit, Instant now) const { return inside_->notes.unseen(limit, now); }
std::size_t Ledger::notes_count(Instant now) const { return inside_->notes.count(now); }
std::vector<RecordId> Ledger::replies(const RecordId& note) const { return inside_->notes.replies(note); }
std::vector<Place> Ledger::versions(const RecordId& note) const { return inside_->notes.versions(note); }

Result<Answer> Ledger::check(const Act& act) const {
  if (act.id.is_zero()) return check_first(act);
  const bool about_note = act.kind >= RecordKind::note;
  if (about_note) {
    AVOW_TRY(const Note known, note(act.id, act.now));
    AVOW_TRY(Answer answer, check_note(known, act));
    answer.facts.parent = inside_->notes.note(act.id).version;  // Why: an expired one shows none, and its withdrawal still names it
    return answer;
  }
  AVOW_TRY(const Promise known, promise(act.id, act.now));
  if (act.day == LocalDay{} || known.days.empty()) return check_promise(known, act);
  AVOW_TRY(const Promise one, day(act.id, act.day, act.now));
  AVOW_TRY(Answer answer, check_promise(one, act));
  const Series& series = known.days.front();
  const InstanceTimes times = times_of(series, act.day);
  answer.facts.series = known.id;
  answer.facts.series_head = series.heads.back();  // Why not known.head: a release binds nobody, and days before it stay
  answer.facts.day = act.day;
  answer.facts.due_wall = times.wall;
  answer.facts.due_zone = series.zone;
  answer.facts.due_at = times.due;
  answer.facts.grace_end_at = times.grace_end;
  if (times_fit(series, act.day, answer.facts)) return answer;
  // Whoever wrote the terms resolved them in another way than any table: theirs count, and a word about the day fits them.
  answer.facts.due_at = nominal_due(series, act.day);
  answer.facts.grace_end_at = answer.facts.due_at + series.grace;
  return answer;
}

Result<std::vector<Answer>> Ledger::check_note_withdrawal(const RecordId& note, log::Author by, Instant now) const {
  AVOW_TRY(const Answer first, check({RecordKind::note_withdraw, note, by, now, Outcome::none, {}, {}}));
  std::vector<Answer> answers;
  for (const Place& version : versions(note)) {
    Answer answer = first;
    answer.facts.takes_kind = version.kind;
    answer.facts.takes = version.id;
    answer.facts.takes_parent = inside_->notes.parent_of(version.id);
    answers.push_back(answer);
  }
  return answers;
}

std::vector<std::string_view> Ledger::possible(const RecordId& id, log::Author by, Instant now) const {
  const auto known = promise(id, now);
  return known.ok() ? possible_verbs(*known, by, now) : std::vector<std::string_view>{};
}

}  // namespace avow::ledger
