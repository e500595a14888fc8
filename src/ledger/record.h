// One thing that one of the two wrote: who, where in which log, what it does (facts) and what it says (words).
// Facts are all that a state is made of; words are opened on demand and never decide anything.
// Format: protocol/record.capnp, protocol/README.md#record. All values.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "log/entry.h"
#include "log/lane.h"

namespace avow::ledger {

// What a record does. Numbers are part of the protocol and never change; unknown ones are kept and inert.
enum class RecordKind : std::uint16_t {
  none = 0,  // nothing readable: a newer kind's place, or facts that were erased
  // Commitments lane: promises.
  promise_offer = 1,
  promise_ask = 2,
  promise_take = 3,
  promise_accept = 4,
  promise_counter = 5,
  promise_decline = 6,
  promise_withdraw = 7,
  promise_at_risk = 8,            // annotation
  promise_change = 9,             // proposal: complete new terms
  promise_accept_change = 10,
  promise_decline_proposal = 11,  // of a change, a settlement or an upward correction
  promise_withdraw_proposal = 12,
  promise_report = 13,
  promise_release = 14,
  promise_step_back = 15,
  promise_excuse = 16,
  promise_pause = 17,
  promise_resume = 18,
  promise_confirm = 19,
  promise_differ = 20,
  promise_settle = 21,            // proposal of an outcome; two equal ones agree
  promise_take_back = 22,
  promise_leave_open = 23,
  promise_correct = 24,           // downward: a transition · upward: a proposal that R confirms
  promise_own_view = 25,          // annotation
  promise_nudge = 26,             // annotation
  promise_end = 27,               // reserved: standing and repeating promises
  promise_not_come_up = 28,       // reserved: conditional promises
  // 64–79 agreements · 96–111 records about a log (epoch, fork, redaction), in either lane
  redaction = 98,
  // Notes lane. 144 questions · 160 boundaries · 176 check-ins · 192 repair · 208 sessions, milestones · 224 links
  note = 128,
  note_seen = 129,
  note_correct = 130,
  note_withdraw = 131,
  note_expire = 132,              // reserved: the author's timer
};
// A stable name: "promise_offer", "note", … or "unknown".
std::string_view name_of(RecordKind kind);

enum class Role : std::uint8_t { none = 0, promiser = 1, other = 2 };
enum class Outcome : std::uint8_t { none = 0, kept = 1, partly = 2, missed = 3, kept_late = 4, cannot_tell = 5 };
std::string_view name_of(Outcome outcome);  // "none", "kept", "partly", "missed", "kept_late", "cannot_tell"
std::optional<Outcome> outcome_named(std::string_view name);

enum class NoteKind : std::uint16_t {
  telling = 0, plan_change = 1, contact = 2, money = 3, urge = 4, answer = 5, gratitude = 6,
};
std::string_view name_of(NoteKind kind);  // "telling", "plan_change", …; unknown numbers read as "telling"
std::optional<NoteKind> note_kind_named(std::string_view name);

enum class Shape : std::uint8_t { one_off = 0, repeating = 1, standing = 2, conditional = 3 };

inline constexpr std::uint32_t kDueIsDate = 1U << 0U;
inline constexpr std::uint32_t kGraceGiven = 1U << 1U;
inline constexpr std::uint32_t kKnownFlags = kDueIsDate | kGraceGiven;

struct Facts {
  RecordKind kind = RecordKind::none;
  Role role = Role::none;
  Outcome outcome = Outcome::none;
  Shape shape = Shape::one_off;
  std::uint32_t flags = 0;
  Instant said_at{};
  Instant due_at{};                        // counts only when due_wall is not empty
  Instant grace_end_at{};
  Instant done_at{};                       // 0 = when it was said
  std::chrono::milliseconds review{0};     // 0 = kReviewDefault
  RecordId promise;                        // zero ids stand for empty fields
  RecordId parent;
  RecordId proposal;
  RecordKind takes_kind = RecordKind::none;
  RecordId takes;
  RecordId takes_parent;
  std::string zone;
  std::string due_wall;
  std::string due_zone;
  bool operator==(const Facts&) const = default;
};

struct Words {
  std::string text;
  std::string done_when;
  std::string if_then;
  std::string look_at;
  NoteKind note_kind = NoteKind::telling;
  bool operator==(const Words&) const = default;
};

inline constexpr std::chrono::milliseconds kReviewDefault = std::chrono::days(7);
inline constexpr std::chrono::milliseconds kReviewMax = std::chrono::days(366);
inline constexpr std::size_t kDueWallBytesMax = 32;
inline constexpr Instant kLastInstant{std::chrono::milliseconds(253'402'300'799'999LL)};  // end of 9999, UTC

// One canonical segment each. Error{too_large}: a text over limits::kTextBytesMax, a zone over
// limits::kZoneBytesMax, the whole over limits::kFactsBytesMax or kWordsBytesMax. Error{malformed}: a text that is
// not UTF-8, an instant before 1970 or after 9999, a review window outside 0 … kReviewMax.
Result<Bytes> encode(const Facts& facts);
Result<Bytes> encode(const Words& words);
// The same checks, and: canonical; ids of 16 bytes or empty. Unknown kinds, flags, shapes and fields are no error.
Result<Facts> decode_facts(ByteView segment);
Result<Words> decode_words(ByteView segment);

// A record in its place. Everything but received_at is what a state may depend on.
struct Record {
  RecordId id;
  log::Lane lane = log::Lane::commitments;
  log::Author by = log::Author::me;
  std::uint16_t epoch = 0;
  std::uint64_t index = 0;
  log::Seen seen;
  Facts facts;
  std::optional<Instant> received_at;  // shown only, never an input of a state
  bool operator==(const Record&) const = default;
};

inline log::Author other_of(log::Author author) {
  return author == log::Author::me ? log::Author::partner : log::Author::me;
}

}  // namespace avow::ledger
