// One check-in of the two: both answer the same questions, each sealed, and neither sees the other's answers before both
// are sealed. Its state as a function of the set of its records and of `now`, the same on both sides whatever the order of
// arrival. Not a chain: the two seals stand beside each other. Facts alone decide; what an opening says, and whether it
// fits its seal (checkin_answers.h), never does. protocol/README.md#check-ins. Values, pure.
#pragma once

#include <array>
#include <optional>
#include <span>

#include "ledger/record.h"

namespace avow::ledger {

struct Answer;

//   open         nobody has sealed
//   sealed       one has
//   both_sealed  now each opens by itself
//   opened       one has, the other not (yet)
//   revealed     both have
//   withdrawn · expired   before both were sealed; expired also: both sealed, and neither opened in time
enum class CheckinState : std::uint8_t { none, open, sealed, both_sealed, opened, revealed, withdrawn, expired };
std::string_view name_of(CheckinState state);  // exactly the names above

// What one of the two did in it.
struct CheckinSide {
  RecordId seal;           // zero: none that counts
  Bytes sealed;            // its 32 bytes
  RecordId opening;        // zero: none that counts
  bool withdrew = false;   // in time: without having seen both seals
  bool operator==(const CheckinSide&) const = default;
};

struct Checkin {
  RecordId id;
  log::Author by = log::Author::me;
  Instant said_at{};
  Instant expires_at{};
  std::array<CheckinSide, 2> sides;            // mine, the partner's
  CheckinState standing = CheckinState::none;  // without a clock
  CheckinState state = CheckinState::none;     // for the `now` that it was folded or shown for

  CheckinSide& of(log::Author author) { return sides[author == log::Author::me ? 0 : 1]; }
  const CheckinSide& of(log::Author author) const { return sides[author == log::Author::me ? 0 : 1]; }
  bool operator==(const Checkin&) const = default;
};

inline constexpr std::chrono::days kCheckinDefault{7};

CheckinState state_at(const Checkin& checkin, Instant now);
// May this person still seal an answer?
bool waits_for(const Checkin& checkin, log::Author who);
// Has this person to open now: both are sealed, nobody withdrew, it has not expired, and their opening is not there?
bool is_to_open(const Checkin& checkin, log::Author who, Instant now);

// Folds the check-in `id` from its own records (facts.promise == id, and the first one); others are ignored. Never fails:
// without a valid first record the state is none. O(n log n).
Checkin fold_checkin(const RecordId& id, std::span<const Record* const> records, Instant now);

// Seal or withdraw. `checkin`: shown at now. Error{refused}: the reason. Filled: kind, promise, parent, said_at; for a
// seal the caller adds its bytes.
Result<Answer> check_checkin(const Checkin& checkin, RecordKind kind, log::Author by, Instant now);

}  // namespace avow::ledger
