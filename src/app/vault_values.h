// What goes into a vault and comes out of it (app/vault.h). Values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/private_record.h"
#include "base/time.h"
#include "log/entry.h"

namespace avow::app {

// A record that is about to be written: facts and words as canonical segments, and the bytes of its id.
struct NewRecord {
  ByteArray<16> id_random{};
  Bytes facts;
  Bytes words;
  std::optional<Instant> minute = {};  // that its header claims; empty: when it is written
};

// A record kept here only, not in any log.
struct Draft {
  RecordId id;
  log::Lane lane = log::Lane::notes;  // where it goes when it is released
  ByteArray<16> id_random{};
  Bytes facts;
  Bytes words;
  std::uint32_t place = 0;  // in the batch that it was written with
};

struct DraftList {
  std::vector<Draft> drafts;  // newest first
  std::size_t unreadable = 0;
};

// Something of another vault's export, as it lies here (app/imported.h): history, in no log, no message and no count.
struct Imported {
  Bytes key;
  Bytes line;
};

// What one import keeps, all of it or nothing.
struct Import {
  std::vector<Draft> drafts;
  std::vector<PrivateRecord> private_records;
  std::vector<Imported> history;
  std::size_t size() const { return drafts.size() + private_records.size() + history.size(); }
};

// Up to when everything was reminded of, and how often on the day of that moment. Value.
struct Reminded {
  Instant at{};
  std::uint32_t that_day = 0;
  bool operator==(const Reminded&) const = default;
};

// Why a record counts in no list and no figure.
enum class ApartState : std::uint8_t {
  waiting = 1,      // an own one that came back from the partner: its author has not said a word about it
  not_mine = 2,     // "I did not write this"
  disowned = 3,     // … and a record says so to the partner
  not_theirs = 4,   // the partner says so of one of theirs; never stored, the partner's record says it
};

struct SetApart {
  RecordId id;
  log::LogRef ref;
  std::uint64_t index = 0;
  ApartState state = ApartState::waiting;
};

// An own entry that stood where the partner's branch of the log has another one. Kept to be read.
struct BranchEntry {
  RecordId id;
  log::LogRef ref;
  log::Entry entry;
};

struct PrivateList {
  std::vector<PrivateRecord> records;  // newest first
  std::size_t unreadable = 0;
};

// When something imported can be due: the earliest end of a note's time, and the earliest arrival of a partner's note.
struct ImportedDue {
  std::optional<Instant> ends;
  std::optional<Instant> arrived;
};
// One look at all that was imported.
struct ImportedLook {
  std::vector<Bytes> keys;
  std::size_t next = 0;
  std::optional<Instant> notes_until;
  std::vector<Bytes> going;
  ImportedDue due;  // of what stays
};

}  // namespace avow::app
