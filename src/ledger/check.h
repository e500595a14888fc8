// May this be done with this promise now, and what must its record say? The rules that an honest instance keeps
// before it writes; the fold keeps the same ones for whatever arrives. Pure functions over one folded promise.
#pragma once

#include "ledger/ledger.h"

namespace avow::ledger {

// `promise`: shown at act.now. Error{refused}: the reason and what is possible instead. Error{usage}: a word is missing.
Result<Answer> check_promise(const Promise& promise, const Act& act);
// Something that check_promise would allow.
struct Possible {
  std::string_view verb;
  std::vector<Outcome> outcomes;           // one of them has to be named; empty: none
  std::vector<RecordKind> ends;            // settle: without an outcome, take it back and leave it open
  RecordKind proposal = RecordKind::none;  // what it answers or takes back: new terms, or an outcome
};
// In the table's order, each verb once.
std::vector<Possible> possible_acts(const Promise& promise, log::Author by, Instant now);
std::vector<std::string_view> possible_verbs(const Promise& promise, log::Author by, Instant now);
// Offer, ask or note.
Result<Answer> check_first(const Act& act);
// Seen, correct, withdraw (the first record).
Result<Answer> check_note(const Note& note, const Act& act);

// The first record of a thread. Error{usage}: not one.
Result<Answer> check_first_of_thread(RecordKind kind, Instant now);
// A later one. `thread`: shown at now. Error{refused}: the reason and what is possible instead.
Result<Answer> check_thread(const Thread& thread, RecordKind kind, log::Author by, Instant now);
std::vector<RecordKind> possible_in_thread(const Thread& thread, log::Author by, Instant now);

}  // namespace avow::ledger
