// Two people who write, send and cross each other's letters, for tests in the words of the domain.
// anna and ben each have a ledger of their own; nothing is known to the other before sync() or deliver().
#pragma once

#include <deque>
#include <string>

#include <doctest/doctest.h>

#include "crypto/hash.h"
#include "ledger/ledger.h"

namespace avow::ledger::story {

inline const Instant kMonday = from_millis(1'795'000'000'000LL);  // a morning in November 2026
inline Instant days_on(int days) { return kMonday + std::chrono::days(days); }
inline Instant hours_on(int hours) { return kMonday + std::chrono::hours(hours); }

struct Person {
  std::string name;
  Ledger ledger;
  std::vector<Record> written;              // by = me, in the order of writing, both lanes
  std::array<std::size_t, 2> next_index{};  // by lane
  std::array<std::size_t, 2> held{};        // of the partner's log of that lane
  std::size_t sent = 0;                     // of `written`
};

inline std::size_t slot_of(log::Lane lane) { return lane == log::Lane::commitments ? 0 : 1; }

struct Terms {
  std::optional<Instant> due;
  std::chrono::milliseconds grace{0};
  std::chrono::milliseconds review{0};
};

class Story {
 public:
  Person anna{"anna", {}, {}, {}, {}, 0};
  Person ben{"ben", {}, {}, {}, {}, 0};
  Instant now = kMonday;

  Person& other(const Person& person) { return &person == &anna ? ben : anna; }

  // Writes whatever is asked, allowed or not.
  RecordId write(Person& person, log::Lane lane, Facts facts) {
    const std::size_t slot = slot_of(lane);
    Record record;
    record.id = fresh_id();
    record.lane = lane;
    record.by = log::Author::me;
    record.index = person.next_index[slot]++;
    record.seen.size = person.held[slot];
    facts.said_at = now;
    record.facts = std::move(facts);
    person.written.push_back(record);
    person.ledger.add(record);
    return person.written.back().id;
  }
  RecordId write(Person& person, RecordKind kind, const RecordId& promise, const RecordId& parent, Role role,
                 Outcome outcome = Outcome::none, const RecordId& proposal = {}) {
    Facts facts;
    facts.kind = kind;
    facts.promise = promise;
    facts.parent = parent;
    facts.role = role;
    facts.outcome = outcome;
    facts.proposal = proposal;
    return write(person, log::Lane::commitments, facts);
  }

  // What an honest instance writes: check() first.
  Result<RecordId> try_act(Person& person, Act act, const Terms& terms = {}) {
    act.by = log::Author::me;
    act.now = now;
    AVOW_TRY(Answer answer, person.ledger.check(act));
    if (terms.due) {
      answer.facts.due_wall = "2026-11-27T18:00";
      answer.facts.due_at = *terms.due;
      answer.facts.grace_end_at = *terms.due + terms.grace;
    }
    answer.facts.review = terms.review;
    return write(person, answer.lane, answer.facts);
  }
  RecordId act(Person& person, RecordKind kind, const RecordId& id = {}, const Terms& terms = {}) {
    return must(try_act(person, {kind, id, {}, {}, Outcome::none, {}, {}}, terms));
  }
  RecordId say(Person& person, RecordKind kind, const RecordId& id, Outcome outcome,
               std::optional<Instant> done_at = std::nullopt) {
    return must(try_act(person, {kind, id, {}, {}, outcome, done_at, {}}));
  }
  std::string refusal(Person& person, RecordKind kind, const RecordId& id, Outcome outcome = Outcome::kept) {
    const auto answer = person.ledger.check({kind, id, log::Author::me, now, outcome, {}, {}});
    if (answer.ok()) return "";
    CHECK(answer.error().code == Errc::refused);
    return answer.error().context;
  }

  // An offer by anna that ben accepted, both level.
  RecordId active(const Terms& terms = {}) {
    const RecordId id = act(anna, RecordKind::promise_offer, {}, terms);
    sync();
    act(ben, RecordKind::promise_accept, id);
    sync();
    return id;
  }
  RecordId reported(Outcome outcome, const Terms& terms = {}, std::optional<Instant> done_at = std::nullopt) {
    const RecordId id = active(terms);
    say(anna, RecordKind::promise_report, id, outcome, done_at);
    sync();
    return id;
  }

  // Kept, and said an hour after the due.
  RecordId reported_late() {
    const RecordId id = active({now + std::chrono::hours(1)});
    now += std::chrono::hours(2);
    say(anna, RecordKind::promise_report, id, Outcome::kept);
    sync();
    return id;
  }

  // Everything that `from` wrote, or the next `count` of it, reaches the other.
  void deliver(Person& from, std::size_t count = SIZE_MAX) {
    Person& to = other(from);
    for (; from.sent < from.written.size() && count > 0; ++from.sent, --count) {
      Record record = from.written[from.sent];
      record.by = log::Author::partner;
      to.held[slot_of(record.lane)] = record.index + 1;
      to.ledger.add(record);
    }
  }
  void sync() {
    deliver(anna);
    deliver(ben);
  }

  Promise of(Person& person, const RecordId& id) { return must(person.ledger.promise(id, now)); }
  // The state's name, after checking that both see the same.
  std::string state(const RecordId& id) {
    const Promise here = of(anna, id);
    CHECK(same_but_for_side(here, of(ben, id)));
    return std::string(name_of(here.state));
  }
  std::string mark(Person& person, const RecordId& promise, const RecordId& record) {
    for (const HistoryItem& item : person.ledger.history(promise, now)) {
      if (item.id == record) return std::string(name_of(item.mark));
    }
    return "not there";
  }

  static bool same_but_for_side(const Promise& mine, Promise theirs) {
    theirs.promiser = other_of(theirs.promiser);
    if (theirs.waits_for) theirs.waits_for = other_of(*theirs.waits_for);
    for (Proposal& proposal : theirs.pending) proposal.by = other_of(proposal.by);
    for (HistoryItem& item : theirs.history) item.by = other_of(item.by);
    for (Series& days : theirs.days) {
      for (Stop& stop : days.stops) stop.stamp.by = other_of(stop.stamp.by);
    }
    return mine == theirs;
  }

  template <typename T>
  static T must(Result<T> result) {
    if (!result.ok()) FAIL(result.error().context);
    return std::move(result).value();
  }

 private:
  RecordId fresh_id() {
    RecordId id;
    id.bytes = first<16>(crypto::blake2b({little_endian(++count_)}));
    return id;
  }
  std::uint64_t count_ = 0;
};

}  // namespace avow::ledger::story
