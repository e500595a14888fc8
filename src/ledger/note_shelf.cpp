#include <algorithm>
#include <iterator>

#include "ledger/shelf.h"

namespace avow::ledger {
namespace {

NoteEvent event_of_first(const Row& row) {
  NoteEvent event;
  event.id = row.id;
  event.note = row.id;
  event.said_at = row.said_at;
  event.index = row.index;
  event.epoch = row.epoch;
  event.kind = row.kind;
  event.by = row.by;
  return event;
}

}  // namespace

std::vector<NoteEvent> NoteShelf::events_of(const RecordId& note) const {
  std::vector<NoteEvent> events;
  const std::uint32_t first = shelf_.row_of(note);
  if (first != kNoRow && shelf_.row(first).is_note()) {
    events.push_back(event_of_first(shelf_.row(first)));
  }
  for (const std::uint32_t at : shelf_.note_rows(note)) events.push_back(*shelf_.event_of(at));
  return events;
}

Note NoteShelf::note(const RecordId& id) const {
  Note note = fold_note(id, events_of(id));
  const std::uint32_t first = shelf_.row_of(id);
  const auto* extra = first == kNoRow || note.version.is_zero() ? nullptr : shelf_.extra_of(first);
  if (extra == nullptr) return note;
  if (extra->expires_at != Instant{}) note.expires_at = extra->expires_at;
  note.reply_to = extra->reply_to;
  return note;
}

RecordId NoteShelf::note_of(const Line& line) const {
  const NoteEvent* event = shelf_.event_of(line.row);
  return event == nullptr ? shelf_.row(line.row).id : event->note;
}

bool NoteShelf::before(const Line& a, const Line& b) const {
  return a.said_at != b.said_at ? a.said_at < b.said_at
                                : shelf_.said_place(a.row, a.said_at) < shelf_.said_place(b.row, b.said_at);
}

void NoteShelf::set_timer(std::uint32_t row) const {
  const auto* extra = shelf_.extra_of(row);
  if (extra == nullptr || extra->expires_at == Instant{}) return;
  timers_.insert({extra->expires_at, row});
}

bool NoteShelf::has_ended(std::uint32_t row) const {
  const auto* extra = shelf_.extra_of(row);
  return extra != nullptr && extra->expires_at != Instant{} && extra->expires_at <= timers_ended_;
}

// Takes those out of the unseen ones whose time has ended since the last look.
void NoteShelf::end_timers(Instant now) const {
  const auto from = timers_.upper_bound({timers_ended_, kNoRow});
  const auto to = timers_.upper_bound({now, kNoRow});
  timers_ended_ = now;
  for (auto timer = from; timer != to; ++timer) sort_unseen({shelf_.row(timer->second).said_at, timer->second});
}

void NoteShelf::bring_in(Instant now) const {
  bring_in_changes();
  // Why all anew: a clock that was set back over the end of some note's time is rare.
  const bool some_run_again = now < timers_ended_ && timers_.upper_bound({now, kNoRow}) != timers_.upper_bound({timers_ended_, kNoRow});
  timers_ended_ = std::min(timers_ended_, now);
  if (some_run_again) rebuild();
  end_timers(now);
}

void NoteShelf::bring_in_changes() const {
  const Shelf::NoteChanges changes = shelf_.take_note_changes();
  constexpr std::size_t kFew = 32;
  const bool first_time = lines_.empty() && changes.added.size() > kFew;
  if (changes.rebuild || changes.touched.size() > kFew || first_time) return rebuild();
  std::vector<Line> added;
  added.reserve(changes.added.size());
  for (const std::uint32_t at : changes.added) {
    if (!shelf_.note_rows(shelf_.row(at).id).empty()) return rebuild();  // later records came before it
    added.push_back({shelf_.row(at).said_at, at});
    set_timer(at);
  }
  merge(added);
  for (const Line& line : added) {
    if (has_ended(line.row)) sort_unseen(line);
  }
  for (const RecordId& id : changes.touched) {
    const std::uint32_t first = shelf_.row_of(id);
    if (first != kNoRow) sort_unseen({shelf_.row(first).said_at, first});
  }
}

// New notes, as their author shared them: few are put in one by one.
void NoteShelf::merge(std::vector<Line> added) const {
  const auto order = [this](const Line& a, const Line& b) { return before(a, b); };
  constexpr std::size_t kFew = 4;
  std::sort(added.begin(), added.end(), order);
  for (auto* lines : {&lines_, &unseen_}) {
    if (added.size() <= kFew) {
      for (const Line& line : added) {
        if (lines == &unseen_ && shelf_.row(line.row).by != log::Author::partner) continue;
        lines->insert(std::upper_bound(lines->begin(), lines->end(), line, order), line);
      }
      continue;
    }
    const auto old = static_cast<std::ptrdiff_t>(lines->size());
    std::copy_if(added.begin(), added.end(), std::back_inserter(*lines), [&](const Line& line) {
      return lines == &lines_ || shelf_.row(line.row).by == log::Author::partner;
    });
    std::inplace_merge(lines->begin(), lines->begin() + old, lines->end(), order);
  }
}

// Puts a line among the unseen ones, leaves it there or takes it out, as its note now is.
void NoteShelf::sort_unseen(const Line& line) const {
  const Row& row = shelf_.row(line.row);
  if (!row.is_note() || row.by != log::Author::partner) return;
  const NoteState state = note(row.id).state;
  const auto place = std::lower_bound(unseen_.begin(), unseen_.end(), line,
                                      [this](const Line& a, const Line& b) { return before(a, b); });
  const bool listed = place != unseen_.end() && place->row == line.row;
  const bool asks = (state == NoteState::shared || state == NoteState::corrected) && !has_ended(line.row);
  if (asks && !listed) unseen_.insert(place, line);
  if (!asks && listed) unseen_.erase(place);
}

void NoteShelf::rebuild() const {
  lines_.clear();
  unseen_.clear();
  timers_.clear();
  withdrawn_ = 0;
  for (const std::uint32_t at : shelf_.sorted()) {
    const Row& row = shelf_.row(at);
    if (!row.is_note()) continue;
    const bool more = !shelf_.notes_with_more().empty() && !shelf_.note_rows(row.id).empty();
    const NoteState state = more ? note(row.id).state : NoteState::shared;
    if (state == NoteState::withdrawn) continue;
    lines_.push_back({row.said_at, at});
    set_timer(at);
    if (row.by == log::Author::partner && state != NoteState::seen && !has_ended(at)) unseen_.push_back({row.said_at, at});
  }
  for (const auto& [id, rows] : shelf_.notes_with_more()) {
    const Note folded = note(id);
    if (folded.state != NoteState::withdrawn) continue;
    lines_.push_back({folded.said_at, shelf_.row_of(*folded.withdrawal)});
    ++withdrawn_;
  }
  for (auto* lines : {&lines_, &unseen_}) {
    std::sort(lines->begin(), lines->end(), [this](const Line& a, const Line& b) { return before(a, b); });
  }
}

UnseenNotes NoteShelf::unseen(std::size_t limit, Instant now) const {
  bring_in(now);
  UnseenNotes found{{}, unseen_.size()};
  for (auto line = unseen_.rbegin(); line != unseen_.rend() && found.newest.size() < limit; ++line) {
    found.newest.push_back(note(note_of(*line)));
  }
  return found;
}

std::size_t NoteShelf::count(Instant now) const {
  bring_in(now);
  const auto ended = std::distance(timers_.begin(), timers_.upper_bound({now, kNoRow}));
  return lines_.size() - withdrawn_ - static_cast<std::size_t>(ended);
}

std::vector<RecordId> NoteShelf::replies(const RecordId& id) const {
  std::vector<std::uint32_t> rows = shelf_.reply_rows(id);
  const auto place = [this](std::uint32_t row) { return shelf_.said_place(row, shelf_.row(row).said_at); };
  std::sort(rows.begin(), rows.end(), [&](std::uint32_t a, std::uint32_t b) { return place(a) < place(b); });
  std::vector<RecordId> out;
  for (const std::uint32_t row : rows) {
    if (note(shelf_.row(row).id).state != NoteState::withdrawn) out.push_back(shelf_.row(row).id);
  }
  return out;
}

std::vector<Note> NoteShelf::list(const NotesQuery& query, Instant now) const {
  bring_in(now);
  std::vector<Note> found;
  auto end = lines_.end();
  if (query.before) {
    const Note last = note(*query.before);
    const std::uint32_t row = shelf_.row_of(last.withdrawal.value_or(*query.before));
    if (row == kNoRow) return found;
    end = std::lower_bound(lines_.begin(), lines_.end(), Line{last.said_at, row},
                           [this](const Line& a, const Line& b) { return before(a, b); });
  }
  while (end != lines_.begin() && found.size() < query.limit) {
    --end;
    if (query.since && end->said_at < *query.since) break;
    Note folded = note(note_of(*end));
    show_at(folded, now);
    if (query.by && folded.by != *query.by) continue;
    if (is_gone(folded.state) && !query.withdrawn) continue;
    found.push_back(folded);
  }
  return found;
}

std::vector<Place> NoteShelf::versions(const RecordId& id) const {
  std::vector<Place> places;
  const Note folded = note(id);
  const std::vector<NoteEvent> events = events_of(id);
  if (folded.state == NoteState::none || folded.state == NoteState::withdrawn) return places;
  std::vector<RecordId> taken;
  for (const NoteEvent& event : events) {
    if (event.kind == RecordKind::note_withdraw && event.by == folded.by) taken.push_back(event.takes);
  }
  std::sort(taken.begin(), taken.end());
  for (const NoteEvent& event : events) {
    const bool version = event.id == id || (event.kind == RecordKind::note_correct && event.by == folded.by);
    if (!version || std::binary_search(taken.begin(), taken.end(), event.id)) continue;
    places.push_back(shelf_.place_of(shelf_.row_of(event.id)));
  }
  std::sort(places.begin(), places.end(), [](const Place& a, const Place& b) {
    return std::pair(a.epoch, a.index) < std::pair(b.epoch, b.index);
  });
  return places;
}

RecordId NoteShelf::parent_of(const RecordId& version) const {
  const std::uint32_t at = shelf_.row_of(version);
  const NoteEvent* event = at == kNoRow ? nullptr : shelf_.event_of(at);
  return event == nullptr ? RecordId{} : event->parent;
}

}  // namespace avow::ledger
