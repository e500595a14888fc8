// The logs of both people as one session sees them: of mine, what is still to be sent; of the partner's, what is
// still to come. Decides nothing about turns: the first round (sync/exchange.h) and the live phase (sync/live.h) do.
#pragma once

#include <optional>
#include <vector>

#include "log/log_store.h"
#include "sync/messages.h"

namespace avow::sync {

// A log of mine. Value.
struct Outgoing {
  log::LogPosition position;             // as published: what is written later is not named yet
  std::uint64_t next = 0;                // sent up to here; what the partner does not name it does not hold
  std::optional<log::Head> held_there{};  // my head that the partner holds, perhaps above its entries
  std::uint64_t cosigned = 0;            // up to here by the last cosignature of this session
  std::uint64_t stored = 0;              // up to here the partner says that it is stored
  std::uint64_t coming_back = 0;         // the partner holds more of it, or another branch: up to here it is given back
  bool other_there = false;              // the partner holds other keys of that epoch, or (by file) another branch: nothing follows
  bool is_back() const { return coming_back == 0; }
  bool all_sent() const { return next >= position.size; }
};

// A log of the partner's. Value.
struct Incoming {
  log::LogPosition position;             // as held, but size grows with each chunk
  std::optional<log::Head> announced{};
  std::uint64_t cosigned_there = 0;      // of my cosignatures its author says it holds up to here
  std::uint64_t told = 0;                // up to here I have said that it is stored
  bool set_aside = false;                // a fork or a shrunken log: nothing is taken from it
  bool giving_back = false;              // … its author lost some of it: from here on it is sent
  std::uint64_t next_back = 0;
  bool all_given() const { return !giving_back || next_back >= position.size; }
  // The head that a chunk ending here must be proven to: one that is held is never skipped.
  const log::Head& head_for(std::uint64_t end) const;
  bool complete() const { return set_aside || !announced || position.size >= announced->size(); }
};

// Value.
struct Logs {
  std::vector<Outgoing> outgoing;
  std::vector<Incoming> incoming;

  // What the store holds now. Of the partner's logs only those that are new here.
  void take_in(const std::vector<log::LogPosition>& positions);
  // What was written and never published waits; of a log that is only read nothing new is said.
  void show_only_published();
  // Null: no such log.
  Outgoing* mine(log::Lane lane, std::uint16_t epoch);
  Incoming* theirs(log::Lane lane, std::uint16_t epoch);
  bool all_sent() const;
  bool all_received() const;
  // Is it of its author's latest epoch? Older ones are closed: whether they are level hinders nothing.
  bool is_latest(const log::LogRef& ref) const;
};

// The next entries of the first log that has some, proven to the head that the partner holds above them, or else to
// the published one. Precondition: !logs.all_sent().
Result<Chunk> next_chunk(log::LogStore& store, Logs& logs);
// Precondition: something is to be given back.
Result<Chunk> next_given_back(log::LogStore& store, Logs& logs);
// Stores a chunk whose head is authenticated and in turn. Error: nothing stored; two histories are kept as evidence.
Result<void> store_chunk(log::LogStore& store, Incoming& log, const Chunk& chunk);
// Two authentic heads of one log that cannot both be true, as far as what is held shows it.
Result<bool> is_fork(log::LogStore& store, const Incoming& log, const log::Head& shown);

}  // namespace avow::sync
