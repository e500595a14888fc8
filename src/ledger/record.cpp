#include "ledger/record.h"

#include <algorithm>
#include <array>

#include "base/limits.h"
#include "base/text.h"
#include "protocol/record.capnp.h"
#include "wire/message.h"

namespace avow::ledger {
namespace {

struct KindName {
  RecordKind kind;
  std::string_view name;
};
constexpr std::array kKindNames{
    KindName{RecordKind::none, "none"},
    KindName{RecordKind::promise_offer, "promise_offer"},
    KindName{RecordKind::promise_ask, "promise_ask"},
    KindName{RecordKind::promise_take, "promise_take"},
    KindName{RecordKind::promise_accept, "promise_accept"},
    KindName{RecordKind::promise_counter, "promise_counter"},
    KindName{RecordKind::promise_decline, "promise_decline"},
    KindName{RecordKind::promise_withdraw, "promise_withdraw"},
    KindName{RecordKind::promise_at_risk, "promise_at_risk"},
    KindName{RecordKind::promise_change, "promise_change"},
    KindName{RecordKind::promise_accept_change, "promise_accept_change"},
    KindName{RecordKind::promise_decline_proposal, "promise_decline_proposal"},
    KindName{RecordKind::promise_withdraw_proposal, "promise_withdraw_proposal"},
    KindName{RecordKind::promise_report, "promise_report"},
    KindName{RecordKind::promise_release, "promise_release"},
    KindName{RecordKind::promise_step_back, "promise_step_back"},
    KindName{RecordKind::promise_excuse, "promise_excuse"},
    KindName{RecordKind::promise_pause, "promise_pause"},
    KindName{RecordKind::promise_resume, "promise_resume"},
    KindName{RecordKind::promise_confirm, "promise_confirm"},
    KindName{RecordKind::promise_differ, "promise_differ"},
    KindName{RecordKind::promise_settle, "promise_settle"},
    KindName{RecordKind::promise_take_back, "promise_take_back"},
    KindName{RecordKind::promise_leave_open, "promise_leave_open"},
    KindName{RecordKind::promise_correct, "promise_correct"},
    KindName{RecordKind::promise_own_view, "promise_own_view"},
    KindName{RecordKind::promise_nudge, "promise_nudge"},
    KindName{RecordKind::promise_end, "promise_end"},
    KindName{RecordKind::promise_not_come_up, "promise_not_come_up"},
    KindName{RecordKind::redaction, "redaction"},
    KindName{RecordKind::note, "note"},
    KindName{RecordKind::note_seen, "note_seen"},
    KindName{RecordKind::note_correct, "note_correct"},
    KindName{RecordKind::note_withdraw, "note_withdraw"},
    KindName{RecordKind::note_expire, "note_expire"},
};
constexpr std::array<std::string_view, 6> kOutcomeNames{"none", "kept", "partly", "missed", "kept_late", "cannot_tell"};
constexpr std::array<std::string_view, 7> kNoteKindNames{"telling", "plan_change", "contact",  "money",
                                                        "urge",    "answer",      "gratitude"};

template <typename Enum, std::size_t N>
std::optional<Enum> named(const std::array<std::string_view, N>& names, std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Enum>(found - names.begin());
}

Result<void> check_text(std::string_view text, std::size_t bytes_max, const char* what) {
  if (text.size() > bytes_max) return Error{Errc::too_large, std::string(what) + " is too long"};
  if (!is_utf8(text)) return Error{Errc::malformed, std::string(what) + " is not UTF-8"};
  return {};
}

Result<void> check_instant(Instant instant) {
  if (to_millis(instant) < 0 || instant > kLastInstant) {
    return Error{Errc::malformed, "a time before 1970 or after 9999"};
  }
  return {};
}

Result<void> check_values(const Facts& facts) {
  AVOW_CHECK(check_text(facts.zone, limits::kZoneBytesMax, "a zone"));
  AVOW_CHECK(check_text(facts.due_zone, limits::kZoneBytesMax, "a zone"));
  AVOW_CHECK(check_text(facts.due_wall, kDueWallBytesMax, "a due time"));
  for (const Instant instant : {facts.said_at, facts.due_at, facts.grace_end_at, facts.done_at}) {
    AVOW_CHECK(check_instant(instant));
  }
  if (facts.review.count() < 0 || facts.review > kReviewMax) return Error{Errc::malformed, "a review window over a year"};
  return {};
}

Result<void> check_values(const Words& words) {
  for (const std::string* text : {&words.text, &words.done_when, &words.if_then, &words.look_at}) {
    AVOW_CHECK(check_text(*text, limits::kTextBytesMax, "a text"));
  }
  return {};
}

Result<Bytes> within(Bytes segment, std::size_t bytes_max) {
  if (segment.size() > bytes_max) return Error{Errc::too_large, "the texts are too long together"};
  return segment;
}

capnp::Data::Reader data_of_id(const RecordId& id) {
  return id.is_zero() ? capnp::Data::Reader() : wire::data_of(id.bytes);
}

Result<RecordId> read_id(capnp::Data::Reader data) {
  RecordId id;
  if (data.size() == 0) return id;
  if (data.size() != id.bytes.size()) return Error{Errc::malformed, "an id that is not 16 bytes"};
  id.bytes = first<16>(wire::view_of(data));
  return id;
}

std::string read_text(capnp::Text::Reader text) { return std::string(wire::view_of(text)); }

Result<Facts> read_facts(schema::Facts::Reader from) {
  Facts facts;
  facts.kind = static_cast<RecordKind>(from.getKind());
  facts.role = static_cast<Role>(from.getRole());
  facts.outcome = static_cast<Outcome>(from.getOutcome());
  facts.shape = static_cast<Shape>(from.getShape());
  facts.flags = from.getFlags();
  facts.said_at = from_millis(from.getSaidAt());
  facts.due_at = from_millis(from.getDueAt());
  facts.grace_end_at = from_millis(from.getGraceEndAt());
  facts.done_at = from_millis(from.getDoneAt());
  facts.review = std::chrono::milliseconds(from.getReviewMillis());
  facts.takes_kind = static_cast<RecordKind>(from.getTakesKind());
  AVOW_TRY(facts.promise, read_id(from.getPromise()));
  AVOW_TRY(facts.parent, read_id(from.getParent()));
  AVOW_TRY(facts.proposal, read_id(from.getProposal()));
  AVOW_TRY(facts.takes, read_id(from.getTakes()));
  AVOW_TRY(facts.takes_parent, read_id(from.getTakesParent()));
  facts.zone = read_text(from.getZone());
  facts.due_wall = read_text(from.getDueWall());
  facts.due_zone = read_text(from.getDueZone());
  AVOW_CHECK(check_values(facts));
  return facts;
}

}  // namespace

std::string_view name_of(RecordKind kind) {
  const auto found =
      std::find_if(kKindNames.begin(), kKindNames.end(), [kind](const KindName& one) { return one.kind == kind; });
  return found == kKindNames.end() ? "unknown" : found->name;
}

std::string_view name_of(Outcome outcome) {
  const auto at = static_cast<std::size_t>(outcome);
  return at < kOutcomeNames.size() ? kOutcomeNames[at] : "none";
}
std::optional<Outcome> outcome_named(std::string_view name) { return named<Outcome>(kOutcomeNames, name); }

std::string_view name_of(NoteKind kind) {
  const auto at = static_cast<std::size_t>(kind);
  return at < kNoteKindNames.size() ? kNoteKindNames[at] : kNoteKindNames[0];
}
std::optional<NoteKind> note_kind_named(std::string_view name) { return named<NoteKind>(kNoteKindNames, name); }

Result<Bytes> encode(const Facts& facts) {
  AVOW_CHECK(check_values(facts));
  return within(wire::encode_canonical<schema::Facts>([&](schema::Facts::Builder to) {
    to.setKind(static_cast<std::uint16_t>(facts.kind));
    to.setRole(static_cast<std::uint8_t>(facts.role));
    to.setOutcome(static_cast<std::uint8_t>(facts.outcome));
    to.setShape(static_cast<std::uint8_t>(facts.shape));
    to.setFlags(facts.flags);
    to.setSaidAt(to_millis(facts.said_at));
    to.setDueAt(to_millis(facts.due_at));
    to.setGraceEndAt(to_millis(facts.grace_end_at));
    to.setDoneAt(to_millis(facts.done_at));
    to.setReviewMillis(facts.review.count());
    to.setTakesKind(static_cast<std::uint16_t>(facts.takes_kind));
    // Why only when there: an unset pointer and an empty one encode differently.
    if (!facts.promise.is_zero()) to.setPromise(data_of_id(facts.promise));
    if (!facts.parent.is_zero()) to.setParent(data_of_id(facts.parent));
    if (!facts.proposal.is_zero()) to.setProposal(data_of_id(facts.proposal));
    if (!facts.takes.is_zero()) to.setTakes(data_of_id(facts.takes));
    if (!facts.takes_parent.is_zero()) to.setTakesParent(data_of_id(facts.takes_parent));
    if (!facts.zone.empty()) to.setZone(wire::text_for(facts.zone));
    if (!facts.due_wall.empty()) to.setDueWall(wire::text_for(facts.due_wall));
    if (!facts.due_zone.empty()) to.setDueZone(wire::text_for(facts.due_zone));
  }), limits::kFactsBytesMax);
}

Result<Bytes> encode(const Words& words) {
  AVOW_CHECK(check_values(words));
  return within(wire::encode_canonical<schema::Words>([&](schema::Words::Builder to) {
    if (!words.text.empty()) to.setText(wire::text_for(words.text));
    if (!words.done_when.empty()) to.setDoneWhen(wire::text_for(words.done_when));
    if (!words.if_then.empty()) to.setIfThen(wire::text_for(words.if_then));
    if (!words.look_at.empty()) to.setLookAt(wire::text_for(words.look_at));
    to.setNoteKind(static_cast<std::uint16_t>(words.note_kind));
  }), limits::kWordsBytesMax);
}

Result<Facts> decode_facts(ByteView segment) {
  return wire::read_canonical<schema::Facts>(segment, limits::kFactsBytesMax, read_facts);
}

Result<Words> decode_words(ByteView segment) {
  return wire::read_canonical<schema::Words>(segment, limits::kWordsBytesMax, [](schema::Words::Reader from) -> Result<Words> {
    Words words{read_text(from.getText()), read_text(from.getDoneWhen()), read_text(from.getIfThen()),
                read_text(from.getLookAt()), static_cast<NoteKind>(from.getNoteKind())};
    AVOW_CHECK(check_values(words));
    return words;
  });
}

}  // namespace avow::ledger
