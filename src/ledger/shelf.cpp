#include "ledger/shelf.h"

#include <algorithm>

#include "base/limits.h"

namespace avow::ledger {
namespace {

const std::vector<std::uint32_t> kNothing;

bool of_promise(RecordKind kind, log::Lane lane) {
  return lane == log::Lane::commitments && !transitions_of(kind).empty();
}

// Check-ins stand beside the threads: their own fold reads them.
bool of_thread(RecordKind kind, log::Lane lane) {
  if (kind >= RecordKind::checkin_start && kind <= RecordKind::checkin_withdraw) return lane == log::Lane::notes;
  const ThreadKind thread = thread_of(kind);
  return thread != ThreadKind::none && lane == lane_of(thread);
}

std::size_t common_prefix(const std::string& a, const std::string& b) {
  const auto end = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  return static_cast<std::size_t>(end.first - a.begin());
}

}  // namespace

void Shelf::reserve(std::size_t records) {
  rows_.reserve(records);
  by_id_.reserve(records);
}

void Shelf::add(Record record) {
  Row row{record.id,          record.facts.said_at, record.index, kNoRow,
          record.epoch,       record.facts.kind,    record.lane,  record.by, Family::other,
          is_newer(record.facts)};
  if (of_promise(row.kind, row.lane)) {
    row.family = Family::promise;
    row.detail = static_cast<std::uint32_t>(records_.size());
    // Why: texts are shown from the vault; only what repeats needs its wall time and zone, and the others their date.
    const bool series = contains(kSeriesChains, chain_of(record.facts.shape));
    if (!series) {
      constexpr std::size_t kDate = 10;
      record.facts.due_wall.resize(std::min(record.facts.due_wall.size(), kDate));
      record.facts.zone = {};
      record.facts.due_zone = {};
    }
    records_.push_back(std::move(record));
  } else if (of_thread(row.kind, row.lane)) {
    row.family = Family::thread;
    row.detail = static_cast<std::uint32_t>(records_.size());
    records_.push_back(std::move(record));
  } else if (const auto event = note_event(record); event && event->kind != RecordKind::note) {
    row.family = Family::note_event;
    row.detail = static_cast<std::uint32_t>(events_.size());
    events_.push_back(*event);
  } else if (event && (record.facts.expires_at != Instant{} || !record.facts.target.is_zero())) {
    extras_[static_cast<std::uint32_t>(rows_.size())] = {record.facts.expires_at, record.facts.target};
  }
  rows_.push_back(row);
}

std::size_t Shelf::size() const {
  bring_in();
  return by_id_.size();
}

std::vector<std::uint32_t>::const_iterator Shelf::lower(const RecordId& id) const {
  return std::lower_bound(by_id_.begin(), by_id_.end(), id,
                          [this](std::uint32_t at, const RecordId& wanted) { return rows_[at].id < wanted; });
}

// The rows behind `from` in that order. Why keys: comparing them touches no row until two ids start alike.
template <typename Order>
std::vector<std::uint32_t> Shelf::sorted_from(std::size_t from, Order order) const {
  struct Key {
    std::uint64_t start;
    std::uint32_t at;
  };
  std::vector<Key> keys;
  keys.reserve(rows_.size() - from);
  for (std::size_t at = from; at < rows_.size(); ++at) {
    std::uint64_t start = 0;
    for (std::size_t i = 0; i < 8; ++i) start = (start << 8U) | rows_[at].id.bytes[i];
    keys.push_back({start, static_cast<std::uint32_t>(at)});
  }
  std::sort(keys.begin(), keys.end(), [order](const Key& a, const Key& b) {
    return a.start != b.start ? a.start < b.start : order(a.at, b.at);
  });
  std::vector<std::uint32_t> sorted;
  sorted.reserve(keys.size());
  for (const Key& key : keys) sorted.push_back(key.at);
  return sorted;
}

// Few new rows are put in one by one; many are sorted and merged.
void Shelf::bring_in() const {
  constexpr std::size_t kFew = 32;
  if (fresh_ == rows_.size()) return;
  const std::size_t from = fresh_;
  fresh_ = rows_.size();
  if (rows_.size() - from <= kFew) {
    for (std::size_t at = from; at < rows_.size(); ++at) bring_in_one(static_cast<std::uint32_t>(at));
    return;
  }
  const auto order = [this](std::uint32_t a, std::uint32_t b) {
    if (rows_[a].id != rows_[b].id) return rows_[a].id < rows_[b].id;
    return std::tuple(rows_[a].epoch, rows_[a].index, a) < std::tuple(rows_[b].epoch, rows_[b].index, b);
  };
  const std::vector<std::uint32_t> added = sorted_from(from, order);
  const std::size_t before = by_id_.size();
  by_id_.insert(by_id_.end(), added.begin(), added.end());
  std::inplace_merge(by_id_.begin(), by_id_.begin() + static_cast<std::ptrdiff_t>(before), by_id_.end(), order);
  // Of one id the first in order stays; one that was linked before and lost its place is taken out again.
  std::size_t kept = 0;
  for (const std::uint32_t at : by_id_) {
    const bool same = kept > 0 && rows_[by_id_[kept - 1]].id == rows_[at].id;
    if (same && at < from) unlink(at);
    if (same) continue;
    by_id_[kept++] = at;
    if (at >= from) link(at);
  }
  by_id_.resize(kept);
}

void Shelf::bring_in_one(std::uint32_t at) const {
  const Row& row = rows_[at];
  const auto found = lower(row.id);
  if (found == by_id_.end() || rows_[*found].id != row.id) {
    by_id_.insert(found, at);
    return link(at);
  }
  const Row& held = rows_[*found];
  if (std::pair(held.epoch, held.index) <= std::pair(row.epoch, row.index)) return;
  unlink(*found);
  by_id_[static_cast<std::size_t>(found - by_id_.begin())] = at;
  link(at);
}

RecordId Shelf::subject_of(std::uint32_t at) const {
  const Row& row = rows_[at];
  if (const Record* record = record_of(at)) {
    return record->facts.promise.is_zero() ? row.id : record->facts.promise;
  }
  if (const NoteEvent* event = event_of(at)) return event->note;
  return row.is_note() ? row.id : RecordId{};
}

void Shelf::link(std::uint32_t at) const {
  if (rows_[at].newer) ++newer_;
  const RecordId subject = subject_of(at);
  switch (rows_[at].family) {
    case Family::thread:
      by_thread_[subject].push_back(at);
      changed_threads_.push_back(subject);
      return;
    case Family::promise:
      by_promise_[subject].push_back(at);
      changed_promises_.push_back(subject);
      return;
    case Family::note_event: {
      by_note_[subject].push_back(at);
      const RecordKind kind = rows_[at].kind;
      const bool stays = kind == RecordKind::note_seen || kind == RecordKind::note_correct;
      if (stays) note_changes_.touched.push_back(subject);
      else note_changes_.rebuild = true;
      return;
    }
    case Family::other: {
      if (subject.is_zero()) return;
      note_changes_.added.push_back(at);
      const NoteExtra* extra = extra_of(at);
      if (extra != nullptr && !extra->reply_to.is_zero()) replies_[extra->reply_to].push_back(at);
      return;
    }
  }
  AVOW_ASSERT(false);
}

void Shelf::unlink(std::uint32_t at) const {
  ++taken_out_;
  if (rows_[at].newer) --newer_;
  const RecordId subject = subject_of(at);
  const bool thread = rows_[at].family == Family::thread;
  const bool promise = rows_[at].family == Family::promise;
  auto& lists = thread ? by_thread_ : promise ? by_promise_ : by_note_;
  if (thread) changed_threads_.push_back(subject);
  else if (promise) changed_promises_.push_back(subject);
  else note_changes_.rebuild = true;
  if (const NoteExtra* extra = extra_of(at)) std::erase(replies_[extra->reply_to], at);
  const auto found = lists.find(subject);
  if (found == lists.end()) return;
  std::erase(found->second, at);
  if (found->second.empty()) lists.erase(found);
}

void Shelf::remove(const RecordId& id) {
  bring_in();
  const auto found = lower(id);
  if (found == by_id_.end() || rows_[*found].id != id) return;
  unlink(*found);
  by_id_.erase(found);
}

std::uint64_t Shelf::rows_taken_out() const {
  bring_in();
  return taken_out_;
}

std::size_t Shelf::newer() const {
  bring_in();
  return newer_;
}

std::uint32_t Shelf::row_of(const RecordId& id) const {
  bring_in();
  const auto found = lower(id);
  return found != by_id_.end() && rows_[*found].id == id ? *found : kNoRow;
}

Place Shelf::place_of(std::uint32_t at) const {
  const Row& row = rows_[at];
  return {row.id, subject_of(at), row.kind, row.lane, row.by, row.epoch, row.index, row.said_at, row.newer};
}

std::optional<Place> Shelf::find(const RecordId& id) const {
  const std::uint32_t at = row_of(id);
  if (at == kNoRow) return std::nullopt;
  return place_of(at);
}

const Record* Shelf::record_of(std::uint32_t at) const {
  const Row& row = rows_[at];
  const bool whole = row.family == Family::promise || row.family == Family::thread;
  return whole ? &records_[row.detail] : nullptr;
}

const NoteEvent* Shelf::event_of(std::uint32_t at) const {
  const Row& row = rows_[at];
  return row.family == Family::note_event ? &events_[row.detail] : nullptr;
}

const std::vector<std::uint32_t>& Shelf::promise_rows(const RecordId& promise) const {
  bring_in();
  const auto found = by_promise_.find(promise);
  return found == by_promise_.end() ? kNothing : found->second;
}

const std::vector<std::uint32_t>& Shelf::note_rows(const RecordId& note) const {
  bring_in();
  const auto found = by_note_.find(note);
  return found == by_note_.end() ? kNothing : found->second;
}

const std::vector<std::uint32_t>& Shelf::thread_rows(const RecordId& thread) const {
  bring_in();
  const auto found = by_thread_.find(thread);
  return found == by_thread_.end() ? kNothing : found->second;
}

const Shelf::NoteExtra* Shelf::extra_of(std::uint32_t row) const {
  const auto found = extras_.find(row);
  return found == extras_.end() ? nullptr : &found->second;
}

const std::vector<std::uint32_t>& Shelf::reply_rows(const RecordId& note) const {
  bring_in();
  const auto found = replies_.find(note);
  return found == replies_.end() ? kNothing : found->second;
}

std::vector<RecordId> Shelf::take_changed_threads() const {
  bring_in();
  return std::exchange(changed_threads_, {});
}

std::vector<RecordId> Shelf::take_changed_promises() const {
  bring_in();
  return std::exchange(changed_promises_, {});
}

Shelf::NoteChanges Shelf::take_note_changes() const {
  bring_in();
  return std::exchange(note_changes_, {});
}

const std::map<RecordId, std::vector<std::uint32_t>>& Shelf::notes_with_more() const { return by_note_; }
const std::map<RecordId, std::vector<std::uint32_t>>& Shelf::promises() const {
  bring_in();
  return by_promise_;
}
const std::vector<std::uint32_t>& Shelf::sorted() const {
  bring_in();
  return by_id_;
}

// Why a record of kind none may be a note: its facts are gone, and a withdrawal still says whose note it was.
bool Shelf::fits(const Row& row, Scope scope) const {
  switch (scope) {
    case Scope::any: return true;
    case Scope::promises:
      return row.lane == log::Lane::commitments &&
             (row.kind == RecordKind::promise_offer || row.kind == RecordKind::promise_ask || row.kind == RecordKind::promise_change);
    case Scope::threads: {
      const ThreadRow* thread = thread_row_of(row.kind);
      return row.family == Family::thread && thread != nullptr && thread->effect == Effect::first;
    }
    case Scope::checkins: return row.kind == RecordKind::checkin_start && row.family == Family::thread;
    case Scope::notes:
      return row.is_note() ||
             (row.lane == log::Lane::notes && row.kind == RecordKind::none && by_note_.contains(row.id));
  }
  AVOW_ASSERT(false);
}

std::vector<RecordId> Shelf::starting_with(const std::string& prefix, Scope scope, std::size_t limit) const {
  bring_in();
  std::vector<RecordId> found;
  auto at = std::lower_bound(by_id_.begin(), by_id_.end(), prefix, [this](std::uint32_t row, const std::string& wanted) {
    return to_text(rows_[row].id).compare(0, wanted.size(), wanted) < 0;
  });
  for (; at != by_id_.end() && found.size() < limit; ++at) {
    if (to_text(rows_[*at].id).compare(0, prefix.size(), prefix) != 0) break;
    if (fits(rows_[*at], scope)) found.push_back(rows_[*at].id);
  }
  return found;
}

std::string Shelf::short_id(const RecordId& id) const {
  bring_in();
  const std::string text = to_text(id);
  std::size_t needed = limits::kIdPrefixMin;
  auto at = lower(id);
  if (at != by_id_.begin()) needed = std::max(needed, common_prefix(text, to_text(rows_[*std::prev(at)].id)) + 1);
  if (at != by_id_.end() && rows_[*at].id == id) ++at;
  if (at != by_id_.end()) needed = std::max(needed, common_prefix(text, to_text(rows_[*at].id)) + 1);
  return text.substr(0, needed);
}

}  // namespace avow::ledger
