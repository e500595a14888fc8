// THE tables of what can happen to a note and to a check-in: who may, from which state, and what it becomes. Refusals, the
// tests of every triple and the tables in protocol/README.md are made from them; what crosses is in note.h and checkin.h.
// Pure.
#pragma once

#include <array>
#include <span>
#include <string>

#include "ledger/checkin.h"
#include "ledger/note.h"

namespace avow::ledger {

enum class NoteWho : std::uint8_t { author, receiver };

struct NoteRow {
  RecordKind kind;
  std::string_view event;
  std::uint32_t from;  // a bit for each state; 0: the first record
  NoteWho who;
  NoteState to;
};
std::span<const NoteRow> note_rows();
// Null: that cannot be done.
const NoteRow* note_row_of(RecordKind kind, NoteState state, NoteWho who);

// unsealed, unopened: who has not yet, of the two.
enum class CheckinWho : std::uint8_t { either, unsealed, unopened };

struct CheckinRow {
  RecordKind kind;
  std::string_view event;
  std::uint32_t from;  // as above
  CheckinWho who;
  CheckinState to;
};
std::span<const CheckinRow> checkin_rows();
// `side`: that person's part of it. Null: that cannot be done.
const CheckinRow* checkin_row_of(RecordKind kind, CheckinState state, const CheckinSide& side);

std::string note_rows_markdown();
std::string checkin_rows_markdown();

}  // namespace avow::ledger
