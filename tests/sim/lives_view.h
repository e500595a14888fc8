// Everything that a ledger says at some moment, told as if anna looked at it: what both must see alike. Values.
#pragma once

#include <map>
#include <set>

#include "ledger/ledger.h"

namespace avow::testing::lives {

struct View {
  std::map<RecordId, ledger::Promise> promises;  // with histories; the days that somebody spoke of are in here too
  std::map<RecordId, ledger::Promise> days;      // of these weeks, of all series
  std::map<RecordId, ledger::Thread> threads;    // with histories
  std::map<RecordId, ledger::Checkin> checkins;
  std::map<RecordId, ledger::Note> notes;
  ledger::Accounts accounts;
  ledger::Accounts lately;
  std::vector<RecordId> said;
  std::vector<RecordId> open;
  std::optional<Instant> next_change;
  bool operator==(const View&) const = default;
};

// `ids`: of all records, and what they name as theirs. `whose`: partner for ben's ledger. `unsaid`: records whose facts
// are destroyed on one side, and which no list of what was said needs to hold.
View view_of(const ledger::Ledger& ledger, const std::set<RecordId>& ids, log::Author whose, Instant now,
             const std::set<RecordId>& unsaid = {});
// "": none; else where two of them begin to differ.
std::string difference(const View& one, const View& other);

// What is only for showing in the promiser's zone; nothing that is decided may depend on it.
void forget_zones(View& view);
// Which records there were; what is decided must not depend on those that do not count.
void forget_histories(View& view);

}  // namespace avow::testing::lives
