// The two of lives.h: what each has written and holds, as bytes that a restart reads again, their clocks, and the way from
// one to the other. Resource: a ledger each.
#pragma once

#include <memory>
#include <optional>

#include "ledger/ledger.h"
#include "sim/lives.h"

namespace avow::testing::lives {

// As it stands in a vault. `facts` empty: its author has destroyed it.
struct Stored {
  RecordId id;
  log::Lane lane = log::Lane::commitments;
  log::Author by = log::Author::me;  // seen from the one who holds it
  std::uint64_t index = 0;
  log::Seen seen;
  Bytes facts;
};
// Empty: facts that do not decode, which no ledger hears of.
std::optional<ledger::Record> record_of(const Stored& stored);

struct Person {
  std::string name;
  std::unique_ptr<ledger::Ledger> ledger;
  std::array<std::vector<Stored>, 2> mine;    // by lane, as written
  std::array<std::vector<Stored>, 2> theirs;  // … and as held of the other's
  std::chrono::minutes clock_ahead{0};        // of the world's
  std::string zone = "Etc/UTC";
  std::chrono::minutes east{0};               // … of Greenwich, by their tables
  std::chrono::minutes tables{0};             // how far their tables are beside those of the other
  bool scribbles = false;

  std::vector<Stored> everything() const;
};

class People {
 public:
  People();
  Person anna;
  Person ben;
  Instant now;  // the world's

  Person& other(const Person& person) { return &person == &anna ? ben : anna; }
  Instant now_of(const Person& person) const { return now + person.clock_ahead; }
  // Writes it, allowed or not, and lets `person`'s ledger know. Empty: it cannot be encoded.
  std::optional<RecordId> write(Person& person, log::Lane lane, const ledger::Facts& facts, std::optional<log::Seen> seen = {});
  void destroy(Person& author, const RecordId& id);
  void deliver(Person& from, log::Lane lane, std::size_t count);
  void deliver_all();
  std::unique_ptr<ledger::Ledger> read_again(const Person& person) const;

 private:
  std::uint64_t count_ = 0;
};

inline std::size_t slot_of(log::Lane lane) { return lane == log::Lane::commitments ? 0 : 1; }

}  // namespace avow::testing::lives
