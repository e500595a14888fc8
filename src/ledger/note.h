// A transparency note: shared, corrected, seen by an explicit tap, withdrawn, expired. Its author alone corrects and
// withdraws, and may set a time when it is sent; a withdrawal is final, and it and the end of that time hide the note on
// both sides. State as a function of the set of its records and of `now`. Pure.
#pragma once

#include <span>
#include <vector>

#include "ledger/record.h"

namespace avow::ledger {

//   none · draft (private, in no log) · shared · seen · corrected (the latest version was not marked seen) · withdrawn ·
//   expired (its author's timer ended)
enum class NoteState : std::uint8_t { none, draft, shared, seen, corrected, withdrawn, expired };
std::string_view name_of(NoteState state);  // exactly the names above

// What the fold reads of a record of a note: small, since there may be very many.
struct NoteEvent {
  RecordId id;
  RecordId note;      // the first record's id
  RecordId takes;
  Instant said_at{};
  std::uint64_t index = 0;
  std::uint16_t epoch = 0;
  RecordKind kind = RecordKind::none;
  RecordKind takes_kind = RecordKind::none;
  log::Author by = log::Author::me;
  RecordId parent;
};
// Empty for records that belong to no note. A record of kind none stands for a note whose facts were erased:
// it says only whose it was.
std::optional<NoteEvent> note_event(const Record& record);

// Value.
struct Note {
  RecordId id;
  NoteState state = NoteState::none;
  log::Author by = log::Author::me;
  Instant said_at{};       // of the note; of its withdrawal once that is there (the same on both sides)
  RecordId version;        // the record that holds the current words; zero when withdrawn or expired
  std::uint32_t versions = 0;
  bool seen = false;       // the receiver marked some version seen
  std::optional<RecordId> withdrawal;
  std::optional<Instant> expires_at;  // these two: what the first record says, filled in by whoever holds it
  RecordId reply_to;                  // the note that it answers; zero when it answers none
  bool operator==(const Note&) const = default;
};

// As if no time had ended: show_at() says what it is now.
Note fold_note(const RecordId& id, std::span<const NoteEvent> events);
void show_at(Note& note, Instant now);
// Its text is not to be seen any more.
inline bool is_gone(NoteState state) { return state == NoteState::withdrawn || state == NoteState::expired; }

}  // namespace avow::ledger
