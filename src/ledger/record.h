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
#include "ledger/recurrence.h"
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
  promise_end = 27,               // standing and repeating promises
  promise_not_come_up = 28,       // conditional promises
  // Commitments lane: agreements.
  agreement_propose = 64,         // a rule for both
  transparency_propose = 65,      // … about what is shown to each other, with an end that is near
  agreement_sign = 66,
  agreement_decline = 67,
  agreement_withdraw = 68,
  agreement_end = 69,
  // 96–111 records about a log (epoch, fork, redaction), in either lane
  epoch_begin = 96,               // the first of a log of a later epoch; its seal is the hash of the last own head before
  disown = 97,                    // its author did not write what it takes, of an older epoch: somebody else had the keys
  redaction = 98,
  renewal = 99,                   // the last of a log whose keys were renewed; its seal names the new ones
  // Notes lane.
  note = 128,
  note_seen = 129,
  note_correct = 130,
  note_withdraw = 131,
  note_expire = 132,              // reserved: the author's copy was erased when its timer ended
  question_ask = 144,
  question_answer = 145,
  question_answer_by = 146,       // a promise to answer, linked from here
  question_in_session = 147,
  question_decline = 148,
  question_withdraw = 149,
  boundary_state = 160,
  boundary_revise = 161,
  boundary_retire = 162,
  boundary_understood = 163,      // annotation
  boundary_ask = 164,             // annotation
  checkin_start = 176,
  checkin_seal = 177,
  checkin_open = 178,
  checkin_withdraw = 179,
  repair_raise = 192,
  repair_acknowledge = 193,
  repair_apologise = 194,
  repair_amends = 195,            // names a promise
  repair_heard = 196,
  repair_not_yet = 197,
  repair_need = 198,
  repair_settle = 199,
  repair_reopen = 200,
  repair_pause = 201,
  repair_resume = 202,
  repair_withdraw = 203,
  repair_attempt = 204,           // "can we start again?"
  repair_attempt_welcome = 205,
  repair_attempt_withdraw = 206,
  session_add = 208,
  session_move = 209,
  session_agenda = 210,           // annotation
  session_outcome = 211,
  session_cancel = 212,
  milestone_propose = 216,
  milestone_pin = 217,
  milestone_decline = 218,
  milestone_withdraw = 219,
  milestone_unpin = 220,
  sign_share = 222,               // a sign of trust that its author chose to share
  sign_withdraw = 223,
};
// Says something of the log that it stands in, and nothing else: it is in no list and no figure.
inline bool is_about_log(RecordKind kind) {
  return kind == RecordKind::epoch_begin || kind == RecordKind::disown || kind == RecordKind::renewal;
}
// A note or a correction of it: what holds a wording.
inline bool is_note_wording(RecordKind kind) { return kind == RecordKind::note || kind == RecordKind::note_correct; }
// A stable name: "promise_offer", "note", … or "unknown".
std::string_view name_of(RecordKind kind);
std::optional<RecordKind> record_kind_named(std::string_view name);

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

// What a part of the words is headed with. Numbers never change.
enum class Heading : std::uint16_t {
  none = 0,
  condition = 1,            // conditional promise: "if it comes up that …"
  why = 2,                  // agreements, session outcomes
  not_included = 3,         // transparency agreements
  what_happened = 10,       // repair: raised
  how_it_landed = 11,
  what_i_need = 12,
  i_hear = 20,              // repair: acknowledged
  my_part = 21,
  my_responsibility = 30,   // repair: apology
  how_i_will_repair = 31,
  regret = 32,
  what_went_wrong = 33,
  what_will_be_different = 34,
  when = 40,                // boundary: "when … happens"
  i_will = 41,
  i_need = 42,
  agenda = 50,              // session
  outcome = 51,
  thanks = 52,
};
std::string_view name_of(Heading heading);  // "condition", "what_happened", …; "none" for unknown ones
std::optional<Heading> heading_named(std::string_view name);

// How much of an answer in a check-in the other sees.
enum class Sharing : std::uint8_t { exact = 0, band = 1, trend = 2, private_ = 3 };
std::string_view name_of(Sharing sharing);  // "exact", "band", "trend", "private"
std::optional<Sharing> sharing_named(std::string_view name);

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
  std::vector<Recurrence> repeats;         // none or one: how often a repeating promise comes round
  RecordId series;                         // about one instance: the repeating promise (`promise` is the instance)
  RecordId series_head;                    // … the head of its terms that the author acted on
  LocalDay day{};                          // of the instance, or from which it holds; day 0 = none
  LocalDay until_day{};                    // a pause: the first day that is due again
  Instant start_at{};
  Instant expires_at{};
  Instant review_at{};
  Bytes seal;                              // empty or 32 bytes
  RecordId target;
  bool operator==(const Facts&) const = default;
};

struct Part {
  Heading heading = Heading::none;
  std::string text;
  bool operator==(const Part&) const = default;
};

struct Question {
  std::string key;
  std::string text;
  std::int32_t lowest = 0;
  std::int32_t highest = 0;  // both 0: it asks for words
  Sharing sharing = Sharing::exact;
  bool operator==(const Question&) const = default;
};

struct Words {
  std::string text;
  std::string done_when;
  std::string if_then;
  std::string look_at;
  NoteKind note_kind = NoteKind::telling;
  std::vector<Part> parts{};
  std::vector<std::string> tags{};
  std::vector<Question> questions{};
  Bytes nonce{};    // empty or 32 bytes
  Bytes answers{};  // padded, as they were sealed
  // The text under that heading; "" when there is none.
  std::string_view part(Heading heading) const;
  bool operator==(const Words&) const = default;
};

// Written by an avow that knows more: its kind, its shape or a flag means nothing here yet. It is kept, and read anew by a
// program that knows it.
bool is_newer(const Facts& facts);

// When a note's words end by its own facts; empty: never.
inline std::optional<Instant> end_of_words(const Facts& facts) {
  return is_note_wording(facts.kind) && facts.expires_at != Instant{} ? std::optional(facts.expires_at) : std::nullopt;
}
inline bool words_have_ended(const Facts& facts, Instant now) {
  const auto end = end_of_words(facts);
  return end && *end <= now;
}

inline constexpr std::chrono::milliseconds kReviewDefault = std::chrono::days(7);
inline constexpr std::chrono::milliseconds kReviewMax = std::chrono::days(366);
inline constexpr std::size_t kDueWallBytesMax = 32;
inline constexpr std::size_t kSealBytes = 32;
inline constexpr LocalDay kLastDay{std::chrono::days(2'932'896)};  // 9999-12-31
inline constexpr Instant kLastInstant{std::chrono::milliseconds(253'402'300'799'999LL)};  // end of 9999, UTC

// One canonical segment each. Error{too_large}: a text over limits::kTextBytesMax, a zone over
// limits::kZoneBytesMax, more parts, tags, questions or rule entries than the limits, the whole over
// limits::kFactsBytesMax or kWordsBytesMax. Error{malformed}: a text that is not UTF-8, an instant before 1970 or after
// 9999, a day outside those years, a review window outside 0 … kReviewMax.
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
