#include "ledger/note_table.h"

#include <algorithm>

namespace avow::ledger {
namespace {

template <typename... States>
constexpr std::uint32_t from(States... states) {
  return (0U | ... | (1U << static_cast<unsigned>(states)));
}

template <typename State>
bool contains(std::uint32_t set, State state) {
  return ((set >> static_cast<unsigned>(state)) & 1U) != 0;
}

constexpr std::array kNoteRows{
    NoteRow{RecordKind::note, "share", from(), NoteWho::author, NoteState::shared},
    NoteRow{RecordKind::note_seen, "mark as seen", from(NoteState::shared, NoteState::corrected), NoteWho::receiver, NoteState::seen},
    NoteRow{RecordKind::note_correct, "correct", from(NoteState::shared, NoteState::seen, NoteState::corrected), NoteWho::author,
            NoteState::corrected},
    NoteRow{RecordKind::note_withdraw, "withdraw",
            from(NoteState::shared, NoteState::seen, NoteState::corrected, NoteState::expired), NoteWho::author,
            NoteState::withdrawn},
};

constexpr std::array kCheckinRows{
    CheckinRow{RecordKind::checkin_start, "start", from(), CheckinWho::either, CheckinState::open},
    CheckinRow{RecordKind::checkin_seal, "seal", from(CheckinState::open), CheckinWho::unsealed, CheckinState::sealed},
    CheckinRow{RecordKind::checkin_seal, "seal", from(CheckinState::sealed), CheckinWho::unsealed, CheckinState::both_sealed},
    CheckinRow{RecordKind::checkin_open, "open (by itself)", from(CheckinState::both_sealed), CheckinWho::unopened,
               CheckinState::opened},
    CheckinRow{RecordKind::checkin_open, "open (by itself)", from(CheckinState::opened), CheckinWho::unopened,
               CheckinState::revealed},
    CheckinRow{RecordKind::checkin_withdraw, "withdraw", from(CheckinState::open, CheckinState::sealed), CheckinWho::either,
               CheckinState::withdrawn},
};

bool who_fits(CheckinWho who, const CheckinSide& side) {
  switch (who) {
    case CheckinWho::either: return true;
    case CheckinWho::unsealed: return side.seal.is_zero();
    case CheckinWho::unopened: return side.opening.is_zero();
  }
  AVOW_ASSERT(false);
}

std::string_view name_of(NoteWho who) { return who == NoteWho::author ? "its author" : "the receiver"; }

std::string_view name_of(CheckinWho who) {
  switch (who) {
    case CheckinWho::either: return "either";
    case CheckinWho::unsealed: return "who has not sealed";
    case CheckinWho::unopened: return "who has not opened";
  }
  AVOW_ASSERT(false);
}

template <typename State, typename Rows>
std::string markdown(const Rows& rows, State last) {
  std::string out = "| from | event | who | to | kind |\n|---|---|---|---|---|\n";
  for (const auto& row : rows) {
    std::string names;
    for (unsigned i = 0; i <= static_cast<unsigned>(last); ++i) {
      const auto state = static_cast<State>(i);
      if (contains(row.from, state)) names += (names.empty() ? "" : " · ") + std::string(ledger::name_of(state));
    }
    out += "| " + (names.empty() ? "–" : names) + " | " + std::string(row.event) + " | " + std::string(name_of(row.who)) + " | " +
           std::string(ledger::name_of(row.to)) + " | " + std::to_string(static_cast<unsigned>(row.kind)) + " |\n";
  }
  return out;
}

}  // namespace

std::span<const NoteRow> note_rows() { return kNoteRows; }

const NoteRow* note_row_of(RecordKind kind, NoteState state, NoteWho who) {
  const auto found = std::find_if(kNoteRows.begin(), kNoteRows.end(), [&](const NoteRow& row) {
    return row.kind == kind && row.who == who && contains(row.from, state);
  });
  return found == kNoteRows.end() ? nullptr : &*found;
}

std::span<const CheckinRow> checkin_rows() { return kCheckinRows; }

const CheckinRow* checkin_row_of(RecordKind kind, CheckinState state, const CheckinSide& side) {
  const auto found = std::find_if(kCheckinRows.begin(), kCheckinRows.end(), [&](const CheckinRow& row) {
    return row.kind == kind && contains(row.from, state) && who_fits(row.who, side);
  });
  return found == kCheckinRows.end() ? nullptr : &*found;
}

std::string note_rows_markdown() { return markdown(kNoteRows, NoteState::expired); }
std::string checkin_rows_markdown() { return markdown(kCheckinRows, CheckinState::expired); }

}  // namespace avow::ledger
