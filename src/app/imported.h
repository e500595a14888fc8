// What came into this vault from another one's export, or from another program: history. It is in no log and under no
// signature; no message, list of what is live, figure or count has anything of it. Only `timeline`, `search` and the next
// export show it. Values; PastMoments is a resource.
#pragma once

#include <unordered_map>
#include <variant>

#include "app/export_line.h"

namespace avow::app {

using Past = std::variant<PastRecord, PastDay, PastAnswers>;

// Tells nothing of what it holds.
Bytes key_of(const Past& past);
Bytes key_of_record(const RecordId& id);
Imported as_imported(const Past& past);
// Error{damaged}.
Result<Past> decode_past(ByteView line);
// Of what this vault holds under that key; empty: it cannot be read.
Result<std::optional<Past>> read_past(Vault& vault, ByteView key);
// What an import keeps in the place of that line once its words are erased: a record without them. Empty: nothing of it stays
// (a day, answers). Not for a record that has none.
std::optional<Bytes> without_words(Past past);
// As an export tells it. Error{damaged}.
Result<std::string> text_of_past(ByteView line);

inline constexpr std::string_view kImported = "imported";  // the state of all of it

// One thing that happened then, as lists that look back show it. Value.
struct PastMoment {
  RecordId id;
  RecordId subject;        // what it belongs to, itself if it is the first
  std::string_view kind;   // as app/said.h has it
  std::string_view event;
  log::Author by = log::Author::me;
  Instant said_at{};
  Bytes key;
};

// A note whose author gave it a time that is over by now: its words are shown to nobody, and go out no more.
bool is_over(const PastRecord& record, Instant now);

class PastMoments {
 public:
  // Reads some, at most a few milliseconds of it. True: all are here.
  Result<bool> bring_in(Vault& vault);
  // Newest first, without what its author took back. Precondition: all are here.
  const std::vector<PastMoment>& all() const { return moments_; }
  const PastMoment* find(const RecordId& id) const;
  std::size_t unreadable() const { return unreadable_; }
  Result<ledger::Words> own_words_of(Vault& vault, const PastMoment& moment) const;
  // What it says, or what the thing that it belongs to says. Error{damaged}.
  Result<ledger::Words> words_of(Vault& vault, const PastMoment& moment) const;

 private:
  void take(Past past, Bytes key, Instant now);
  void finish();

  bool listed_ = false;
  bool done_ = false;
  std::vector<Bytes> keys_;
  std::size_t next_ = 0;
  std::vector<PastMoment> moments_;
  std::unordered_map<RecordId, std::size_t> places_;
  std::set<RecordId> gone_;
  std::size_t unreadable_ = 0;
};

}  // namespace avow::app
