#include "ledger/note.h"

#include <algorithm>
#include <array>

namespace avow::ledger {
namespace {

constexpr std::array<std::string_view, 7> kNames{"none", "draft",     "shared", "seen",
                                                 "corrected", "withdrawn", "expired"};

std::pair<std::uint16_t, std::uint64_t> position_of(const NoteEvent& event) { return {event.epoch, event.index}; }

bool before(const NoteEvent& a, const NoteEvent& b) {
  return std::pair(position_of(a), a.id) < std::pair(position_of(b), b.id);
}

// The first record, or what stands for it when its facts were erased. Of the same id twice the lower index.
const NoteEvent* first_record(const RecordId& id, std::span<const NoteEvent> events) {
  const NoteEvent* first = nullptr;
  for (const NoteEvent& event : events) {
    const bool stands = event.kind == RecordKind::note || event.kind == RecordKind::none;
    if (event.id != id || !stands) continue;
    if (first == nullptr || before(event, *first)) first = &event;
  }
  return first;
}

// The author's first withdrawal that takes the first record. Where no trace of that record is left, any such
// withdrawal says by itself whose note it was.
const NoteEvent* withdrawal_of(const RecordId& id, const NoteEvent* root, std::span<const NoteEvent> events) {
  const NoteEvent* found = nullptr;
  for (const NoteEvent& event : events) {
    if (event.kind != RecordKind::note_withdraw || event.takes_kind != RecordKind::note || event.takes != id) continue;
    if (root != nullptr && event.by != root->by) continue;
    if (found == nullptr || before(event, *found)) found = &event;
  }
  return found;
}

// Corrections that their author took back.
std::vector<RecordId> taken_versions(log::Author by, std::span<const NoteEvent> events) {
  std::vector<RecordId> taken;
  for (const NoteEvent& event : events) {
    const bool takes = event.kind == RecordKind::note_withdraw && event.takes_kind == RecordKind::note_correct;
    if (takes && event.by == by) taken.push_back(event.takes);
  }
  std::sort(taken.begin(), taken.end());
  return taken;
}

}  // namespace

std::string_view name_of(NoteState state) { return kNames[static_cast<std::size_t>(state)]; }

std::optional<NoteEvent> note_event(const Record& record) {
  const Facts& facts = record.facts;
  if (record.lane != log::Lane::notes) return std::nullopt;
  const bool first = facts.kind == RecordKind::note || facts.kind == RecordKind::none;
  const bool later = facts.kind == RecordKind::note_seen || facts.kind == RecordKind::note_correct ||
                     facts.kind == RecordKind::note_withdraw;
  if (!first && !later) return std::nullopt;
  if (first != facts.promise.is_zero() || (facts.flags & ~kKnownFlags) != 0) return std::nullopt;
  NoteEvent event;
  event.id = record.id;
  event.note = first ? record.id : facts.promise;
  event.takes = facts.takes;
  event.said_at = facts.said_at;
  event.index = record.index;
  event.epoch = record.epoch;
  event.kind = facts.kind;
  event.takes_kind = facts.takes_kind;
  event.by = record.by;
  event.parent = facts.parent;
  return event;
}

Note fold_note(const RecordId& id, std::span<const NoteEvent> events) {
  Note note;
  note.id = id;
  const NoteEvent* root = first_record(id, events);
  const NoteEvent* withdrawal = withdrawal_of(id, root, events);
  if (withdrawal != nullptr) {
    note.state = NoteState::withdrawn;
    note.by = withdrawal->by;
    note.said_at = withdrawal->said_at;
    note.withdrawal = withdrawal->id;
    return note;
  }
  if (root == nullptr || root->kind == RecordKind::none) return note;
  note.by = root->by;
  note.said_at = root->said_at;
  const NoteEvent* latest = root;
  note.versions = 1;
  const std::vector<RecordId> taken = taken_versions(root->by, events);
  for (const NoteEvent& event : events) {
    if (event.kind != RecordKind::note_correct || event.by != root->by || !before(*root, event)) continue;
    if (std::binary_search(taken.begin(), taken.end(), event.id)) continue;
    ++note.versions;
    if (before(*latest, event)) latest = &event;
  }
  note.version = latest->id;
  bool seen_latest = false;
  for (const NoteEvent& event : events) {
    if (event.kind != RecordKind::note_seen || event.by == root->by) continue;
    note.seen = true;
    seen_latest = seen_latest || event.parent == latest->id;
  }
  note.state = NoteState::shared;
  if (note.versions > 1) note.state = NoteState::corrected;
  if (note.versions > 1 ? seen_latest : note.seen) note.state = NoteState::seen;
  return note;
}

void show_at(Note& note, Instant now) {
  const bool runs = note.state == NoteState::shared || note.state == NoteState::seen || note.state == NoteState::corrected;
  if (!runs || !note.expires_at || now < *note.expires_at) return;
  note.state = NoteState::expired;
  note.version = {};
}

}  // namespace avow::ledger
