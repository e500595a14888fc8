// What was said, as the lists that look back show it (search, timeline, us, shared): each record belongs to one thing, a
// note, a promise, a question, …, and what is withdrawn shows no text. Values.
#pragma once

#include "app/vault.h"

namespace avow::app {

// "note", "promise", "question", …: what a person may ask for, in this order.
std::span<const std::string_view> said_kinds();
// Error{usage}: names them all.
Result<void> check_said_kind(std::string_view kind);
// Of a record, also of a draft's; "" for what no list shows.
std::string_view said_kind_of(ledger::RecordKind kind);
// "propose", "report", "answer_by", …: what a record did; "share" for a note.
std::string_view said_event_of(ledger::RecordKind kind);

// The kind and the event of what was written by a newer avow: shown, and nothing is made of it.
inline constexpr std::string_view kNewer = "newer";
inline constexpr std::string_view kNewerEvent = "write";

struct Thing {
  RecordId id;
  std::string_view kind;
  log::Author by = log::Author::me;
  Instant said_at{};
  std::string_view state;  // of a check-in ""
  RecordId words;          // the record that holds its current wording
  bool gone = false;       // withdrawn or over: none of its texts is shown
  RecordId day = {};       // of one day of a repeating or standing promise (`id`): that day's own id
};
// Empty: nothing of that id, or something that no list shows.
std::optional<Thing> thing_of(const ledger::Ledger& ledger, const RecordId& subject, Instant now);

// What became of a thing: its records that count or stand beside it, with what each did. Not for notes.
std::vector<ledger::HistoryItem> happened_to(const ledger::Ledger& ledger, const Thing& thing, Instant now);
// The records whose words stand: the current wording, and what was said to it since. Empty when it is gone.
std::vector<RecordId> standing_words(const ledger::Ledger& ledger, const Thing& thing, Instant now);

// The words of a record; those that are withheld or do not parse read as none. Error: they cannot be opened.
Result<ledger::Words> words_said(Vault& vault, const RecordId& id);
// What they begin with: the text, or the first part.
std::string_view opening_of(const ledger::Words& words);
// All their texts, each on lines of its own.
std::string all_text_of(const ledger::Words& words);
// At most so many bytes, cut between letters and marked with an ellipsis.
std::string cut_short(std::string_view text, std::size_t bytes_max);

}  // namespace avow::app
