// What is asked of a thread's record before it is written, beyond the ledger's table: words where words are needed, times
// that are ahead, at most three open questions, an end or a review for agreements. None of it is an input of a state:
// what arrives from the partner is judged by the ledger alone.
#pragma once

#include "app/asker.h"
#include "app/terms.h"

namespace avow::app {

// The kind of a first record by its name in ThreadBegin. Error{usage}.
Result<ledger::RecordKind> first_kind_named(std::string_view name);
// Text and headed texts, as typed over what `words` holds. Error{usage}: one that does not fit, or none where the record
// is nothing without words.
Result<void> take_words(ledger::RecordKind kind, std::string_view text,
                        capnp::List<schema::Headed>::Reader parts, ledger::Words& words);
// Start, end and review of a first record, with their standard values; returns the remarks on what was typed, mostly
// none. Error{usage}.
Result<std::string> take_times(const Asker& asker, schema::ThreadBegin::Reader request, ledger::Facts& facts);
// When it goes out, also as a draft from earlier. Error{refused}: too many open questions, an end that has passed or
// lies too far ahead.
Result<void> check_may_begin(Vault& vault, const ledger::Facts& facts);

// The record that a verb means in this thread: the possible one of those that share it. Error{usage}: no such verb.
Result<ledger::RecordKind> kind_of_verb(const ledger::Thread& thread, schema::ThreadAct::Reader request, Instant now);
// When a pause ends, or where a session is moved to; returns the remark. Error{usage | refused}.
Result<std::string> take_when(const Asker& asker, std::string_view when, ledger::Facts& facts);

}  // namespace avow::app
