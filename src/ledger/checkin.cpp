#include "ledger/checkin.h"

#include <algorithm>

#include "ledger/ledger.h"
#include "ledger/note_table.h"
#include "ledger/promise_tree.h"

namespace avow::ledger {
namespace {

constexpr std::array kAuthors{log::Author::me, log::Author::partner};

bool is_readable(const Record& record) {
  return record.lane == log::Lane::notes && (record.facts.flags & ~kKnownFlags) == 0;
}

bool is_start(const Record& record) {
  const Facts& facts = record.facts;
  return facts.kind == RecordKind::checkin_start && is_readable(record) && facts.promise.is_zero() &&
         facts.parent.is_zero() && facts.expires_at > facts.said_at;
}

// One author's own records of that kind, as their log has them.
std::vector<const Record*> written_by(log::Author author, RecordKind kind, std::span<const Record* const> records) {
  std::vector<const Record*> own;
  for (const Record* record : records) {
    if (record->by == author && record->facts.kind == kind && is_readable(*record)) own.push_back(record);
  }
  std::sort(own.begin(), own.end(), [](const Record* a, const Record* b) { return position_of(*a) < position_of(*b); });
  return own;
}

// The first seal in time, unless its author had withdrawn before.
const Record* find_seal(const Checkin& checkin, log::Author author, std::span<const Record* const> records) {
  const auto withdrawals = written_by(author, RecordKind::checkin_withdraw, records);
  for (const Record* record : written_by(author, RecordKind::checkin_seal, records)) {
    if (!withdrawals.empty() && had_seen(*record, *withdrawals.front())) return nullptr;
    const Facts& facts = record->facts;
    const bool counts = facts.parent == checkin.id && facts.seal.size() == kSealBytes && facts.said_at < checkin.expires_at;
    if (counts) return record;
  }
  return nullptr;
}

RecordId find_opening(const Checkin& checkin, log::Author author, std::span<const Record* const> records) {
  const RecordId& seal = checkin.of(author).seal;
  for (const Record* record : written_by(author, RecordKind::checkin_open, records)) {
    const bool counts = !seal.is_zero() && record->facts.parent == seal && record->facts.said_at < checkin.expires_at;
    if (counts) return record->id;
  }
  return {};
}

CheckinState standing_of(const Checkin& checkin) {
  const auto& [mine, theirs] = checkin.sides;
  if (mine.withdrew || theirs.withdrew) return CheckinState::withdrawn;
  if (mine.seal.is_zero() && theirs.seal.is_zero()) return CheckinState::open;
  if (mine.seal.is_zero() || theirs.seal.is_zero()) return CheckinState::sealed;
  if (mine.opening.is_zero() && theirs.opening.is_zero()) return CheckinState::both_sealed;
  return mine.opening.is_zero() || theirs.opening.is_zero() ? CheckinState::opened : CheckinState::revealed;
}

Answer answer_of(const Checkin& checkin, RecordKind kind, Instant now) {
  Answer answer;
  answer.lane = log::Lane::notes;
  answer.facts.kind = kind;
  answer.facts.said_at = now;
  answer.facts.promise = checkin.id;
  answer.facts.parent = checkin.id;
  return answer;
}

std::string_view why_nothing_is_to_do(CheckinState state) {
  switch (state) {
    case CheckinState::none: return "There is no such check-in.";
    case CheckinState::withdrawn: return "This check-in was withdrawn. A new one can begin at any time.";
    case CheckinState::expired: return "This check-in has expired, and what was sealed in it stays sealed.";
    case CheckinState::both_sealed:
    case CheckinState::opened:
    case CheckinState::revealed: return "Both of you have sealed your answers, so it opens by itself.";
    case CheckinState::open:
    case CheckinState::sealed: return "You have sealed your answer already; it opens once your partner has too.";
  }
  AVOW_ASSERT(false);
}

}  // namespace

std::string_view name_of(CheckinState state) {
  switch (state) {
    case CheckinState::none: return "none";
    case CheckinState::open: return "open";
    case CheckinState::sealed: return "sealed";
    case CheckinState::both_sealed: return "both_sealed";
    case CheckinState::opened: return "opened";
    case CheckinState::revealed: return "revealed";
    case CheckinState::withdrawn: return "withdrawn";
    case CheckinState::expired: return "expired";
  }
  AVOW_ASSERT(false);
}

CheckinState state_at(const Checkin& checkin, Instant now) {
  const bool unopened = checkin.standing == CheckinState::open || checkin.standing == CheckinState::sealed ||
                        checkin.standing == CheckinState::both_sealed;
  return unopened && now >= checkin.expires_at ? CheckinState::expired : checkin.standing;
}

bool waits_for(const Checkin& checkin, log::Author who) {
  return checkin_row_of(RecordKind::checkin_seal, checkin.state, checkin.of(who)) != nullptr;
}

bool is_to_open(const Checkin& checkin, log::Author who, Instant now) {
  return now < checkin.expires_at && checkin_row_of(RecordKind::checkin_open, checkin.standing, checkin.of(who)) != nullptr;
}

Checkin fold_checkin(const RecordId& id, std::span<const Record* const> records, Instant now) {
  Checkin checkin;
  checkin.id = id;
  const auto start = std::find_if(records.begin(), records.end(),
                                  [&](const Record* record) { return record->id == id && is_start(*record); });
  if (start == records.end()) return checkin;
  checkin.by = (*start)->by;
  checkin.said_at = (*start)->facts.said_at;
  checkin.expires_at = (*start)->facts.expires_at;
  std::vector<const Record*> own;
  std::copy_if(records.begin(), records.end(), std::back_inserter(own),
               [&](const Record* record) { return record->facts.promise == id; });
  std::array<const Record*, 2> seals{};
  for (std::size_t i = 0; i < 2; ++i) {
    seals[i] = find_seal(checkin, kAuthors[i], own);
    if (seals[i] == nullptr) continue;
    checkin.sides[i].seal = seals[i]->id;
    checkin.sides[i].sealed = seals[i]->facts.seal;
  }
  for (const log::Author author : kAuthors) {
    checkin.of(author).opening = find_opening(checkin, author, own);
    for (const Record* withdrawal : written_by(author, RecordKind::checkin_withdraw, own)) {
      const bool both = seals[0] != nullptr && seals[1] != nullptr;
      const bool late = both && had_seen(*withdrawal, *seals[0]) && had_seen(*withdrawal, *seals[1]);
      if (!late && withdrawal->facts.said_at < checkin.expires_at) checkin.of(author).withdrew = true;
    }
  }
  checkin.standing = standing_of(checkin);
  checkin.state = state_at(checkin, now);
  return checkin;
}

Result<Answer> check_checkin(const Checkin& checkin, RecordKind kind, log::Author by, Instant now) {
  const bool by_hand = kind == RecordKind::checkin_seal || kind == RecordKind::checkin_withdraw;
  if (by_hand && checkin_row_of(kind, checkin.state, checkin.of(by)) != nullptr) return answer_of(checkin, kind, now);
  return Error{Errc::refused, std::string(why_nothing_is_to_do(checkin.state))};
}

}  // namespace avow::ledger
