// The terms of a promise: its texts, and a due that is read on the promiser's wall. What is typed goes over what stood
// before.
#pragma once

#include "app/replies.h"
#include "app/vault.h"
#include "ledger/when.h"

namespace avow::app {

// Facts and words of a record that is stored or drafted; words that do not parse are shown as none.
struct Content {
  ledger::Facts facts;
  ledger::Words words;
};
Result<Content> content_of(const std::optional<Bytes>& facts, const std::optional<Bytes>& words);
// Error{damaged}: it cannot be opened.
Result<Content> content_of(Vault& vault, const RecordId& id);

// The zone in which a due is read that names none: the author's own, or, when the other of the two is the promiser,
// the one that the promiser's latest record of this promise names, else their latest of all, else the author's own.
std::string zone_for_due(Vault& vault, log::Author promiser, const RecordId& promise, std::string_view own_zone);

void set_due(ledger::Facts& facts, const ledger::When& when);
// The same in the place of an older due: a grace that was agreed goes with it.
void move_due(ledger::Facts& facts, const ledger::When& when);
// "none" takes a due date away, and each text but the first. Returns the remark on the due that was typed, mostly empty. Error{usage}: a text or a date
// that does not fit.
Result<std::string> apply_terms(std::string_view zone, Instant now, schema::PromiseTerms::Reader terms, Content& content);
// Error{refused}: the due that was typed has passed, grace included.
Result<void> check_still_ahead(const ledger::Facts& facts, Instant now, std::string_view zone);
// Terms that end before they bind; of a repeating promise the days that lie ahead still do.
bool is_past(const ledger::Facts& terms, Instant now);
// The terms' fields of `from` in the facts that check() prepared.
void copy_terms(const ledger::Facts& from, ledger::Facts& to);

// Empty: none, or one that no wall of the world could show.
std::optional<Instant> due_of(const ledger::Facts& terms);
// As the promiser's wall shows it: from the instant, never from a text of the partner's. The zone is named when it is
// another than `reader`, the one of whoever reads it ("": it is not named).
std::string due_local(const ledger::Facts& terms, std::string_view reader = {});

// A moment as its author's wall shows it, the day alone at 00:00; the zone is named when it is another than `reader`.
std::string moment_local(Instant moment, std::string_view zone, std::string_view reader);

// When something was done, as typed, and the remark on it; a date means some time on that day, in favour of whoever did it:
// the due if it lies on that day, else the day's end, and never later than now. Error{usage}: not a date, or in the future.
struct DoneAt {
  Instant at{};
  std::string remark;  // begins with what was taken
};
Result<DoneAt> parse_done_at(std::string_view typed, std::string_view zone, const ledger::Promise& promise, Instant now);

}  // namespace avow::app
