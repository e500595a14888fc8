#include "ledger/promise.h"

#include <algorithm>

namespace avow::ledger {

std::string_view name_of(Mark mark) {
  switch (mark) {
    case Mark::counted: return "counted";
    case Mark::crossed: return "crossed";
    case Mark::inert: return "inert";
    case Mark::waiting: return "waiting";
    case Mark::annotation: return "annotation";
  }
  AVOW_ASSERT(false);
}

std::string_view name_of(ChangeTiming timing) {
  switch (timing) {
    case ChangeTiming::none: return "none";
    case ChangeTiming::in_good_time: return "in_good_time";
    case ChangeTiming::late: return "late";
  }
  AVOW_ASSERT(false);
}

Stamp stamp_of(const Record& record) {
  return {record.by, record.epoch, record.index, record.seen.epoch, record.seen.size};
}

bool had_seen(const Stamp& one, const Stamp& before) {
  if (one.by == before.by) return std::pair(before.epoch, before.index) < std::pair(one.epoch, one.index);
  return before.epoch < one.seen_epoch || (before.epoch == one.seen_epoch && before.index < one.seen_size);
}

bool has_ended(const Promise& promise, Instant now) {
  return promise.ends && now >= *promise.ends && (promise.standing == State::active || promise.standing == State::paused);
}

State state_at(const Promise& promise, Instant now) {
  if (has_ended(promise, now)) return promise.ended_short ? State::stepped_back : State::ended;
  const bool resumed = promise.standing == State::paused && promise.resumes && now >= *promise.resumes;
  const State standing = resumed ? State::active : promise.standing;
  if (!promise.timer || now < *promise.timer) return standing;
  if (standing == State::asked) return State::lapsed;
  if (standing == State::active) return State::unreported;
  if (standing == State::reported) {
    return promise.outcome == Outcome::partly ? State::partly_own_word : State::kept_own_word;
  }
  return standing;
}

namespace {

// Whose answer the open proposals await, when all of them await the same person.
std::optional<log::Author> answerer_of(const std::vector<Proposal>& pending) {
  std::optional<log::Author> answerer;
  for (const Proposal& proposal : pending) {
    if (answerer && *answerer != other_of(proposal.by)) return std::nullopt;
    answerer = other_of(proposal.by);
  }
  return answerer;
}

std::optional<log::Author> awaited(const Promise& promise) {
  switch (promise.state) {
    case State::asked:
    case State::countered:
    case State::unreported: return promise.promiser;
    case State::offered:
    case State::reported: return other_of(promise.promiser);
    case State::none:
    case State::draft:
    case State::lapsed:
    case State::declined:
    case State::withdrawn:
    case State::active:
    case State::paused:
    case State::kept:
    case State::kept_late:
    case State::kept_own_word:
    case State::partly:
    case State::partly_own_word:
    case State::missed:
    case State::disputed:
    case State::left_open:
    case State::released:
    case State::stepped_back:
    case State::excused:
    case State::renegotiated:
    case State::ended:
    case State::not_due: return answerer_of(promise.pending);
  }
  AVOW_ASSERT(false);
}

}  // namespace

void show_at(Promise& promise, Instant now) {
  promise.state = state_at(promise, now);
  promise.next_change.reset();
  for (const auto& change : {promise.timer, promise.ends, promise.resumes}) {
    if (change && now < *change && (!promise.next_change || *change < *promise.next_change)) promise.next_change = change;
  }
  if (has_ended(promise, now)) promise.pending.clear();  // nobody can answer them any more
  promise.waits_for = awaited(promise);
}

int worth(Outcome outcome) {
  switch (outcome) {
    case Outcome::kept: return 4;
    case Outcome::kept_late: return 3;
    case Outcome::partly: return 2;
    case Outcome::missed: return 1;
    case Outcome::none:
    case Outcome::cannot_tell: return 0;
  }
  return 0;
}

Outcome with_lateness(const std::optional<Instant>& grace_end, Outcome outcome, Instant done_at) {
  const bool late = grace_end && done_at > *grace_end;
  return outcome == Outcome::kept && late ? Outcome::kept_late : outcome;
}

std::optional<Origin> origin_of_successor(const Promise& promise) {
  if (promise.standing != State::renegotiated || !promise.successor || !promise.closed_at) return std::nullopt;
  return Origin{promise.id, promise.promiser, *promise.closed_at};
}

Promise fold_promise(const RecordId& id, std::span<const Record> records, Instant now, const Origin* origin) {
  std::vector<const Record*> pointers;
  pointers.reserve(records.size());
  for (const Record& record : records) pointers.push_back(&record);
  return fold_promise(id, std::span<const Record* const>(pointers), now, origin);
}

}  // namespace avow::ledger
