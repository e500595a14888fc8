#include "app/terms.h"

#include <algorithm>

#include <fmt/format.h>

#include "app/writing.h"
#include "base/text_app.h"
#include "ledger/typed_when.h"
#include "wire/message.h"

namespace avow::app {
namespace {

using wire::view_of;

constexpr std::string_view kNone = "none";

bool is_date(const ledger::Facts& terms) { return (terms.flags & ledger::kDueIsDate) != 0; }

// Of a promise: the latest of this author's records that says one.
std::string zone_in_promise(Vault& vault, log::Author author, const RecordId& promise) {
  std::string zone;
  std::pair<std::uint16_t, std::uint64_t> latest;
  for (const auto& item : vault.ledger().history(promise, vault.clock().now())) {
    if (item.by != author) continue;
    const auto place = vault.ledger().find(item.id);
    const auto content = content_of(vault, item.id);
    if (!place || !content.ok() || !ledger::zone_exists(content->facts.zone)) continue;
    if (!zone.empty() && std::pair(place->epoch, place->index) < latest) continue;
    latest = {place->epoch, place->index};
    zone = content->facts.zone;
  }
  return zone;
}

// Of both logs of an epoch: the latest said of this author's last records that says one.
std::string zone_in_epoch(Vault& vault, log::Author author, std::uint16_t epoch) {
  constexpr std::uint64_t kFew = 16;
  constexpr std::size_t kBytes = 4U * 1024 * 1024;
  std::string zone;
  Instant latest{};
  for (const auto lane : log::kLanes) {
    const log::LogRef ref{lane, author, epoch};
    const auto* state = vault.store().state().find(ref);
    if (state == nullptr) continue;
    const std::uint64_t first = state->size - std::min(state->size, kFew);
    const auto entries = vault.store().entries(ref, first, kFew, kBytes);
    if (!entries.ok()) continue;
    for (const auto& entry : *entries) {
      if (!entry.payload.facts) continue;
      const auto facts = ledger::decode_facts(entry.payload.facts->bytes);
      if (!facts.ok() || facts->said_at < latest || !ledger::zone_exists(facts->zone)) continue;
      latest = facts->said_at;
      zone = facts->zone;
    }
  }
  return zone;
}

std::string zone_in_logs(Vault& vault, log::Author author) {
  const auto& epochs = vault.keys().epochs(author);
  for (auto epoch = epochs.rbegin(); epoch != epochs.rend(); ++epoch) {
    auto zone = zone_in_epoch(vault, author, epoch->first);
    if (!zone.empty()) return zone;
  }
  return {};
}

}  // namespace

Result<Content> content_of(const std::optional<Bytes>& facts, const std::optional<Bytes>& words) {
  Content out;
  if (facts) {
    AVOW_TRY(out.facts, ledger::decode_facts(*facts));
  }
  if (words) {
    auto decoded = ledger::decode_words(*words);
    if (decoded.ok()) out.words = std::move(*decoded);
  }
  return out;
}

Result<Content> content_of(Vault& vault, const RecordId& id) {
  AVOW_TRY(const auto payload, vault.payload_of(id));
  const auto bytes_in = [](const std::optional<log::PayloadPart>& part) {
    return part ? std::optional<Bytes>(part->bytes) : std::nullopt;
  };
  return content_of(bytes_in(payload.facts), bytes_in(payload.words));
}

std::string zone_for_due(Vault& vault, log::Author promiser, const RecordId& promise, std::string_view own_zone) {
  if (promiser == log::Author::me) return std::string(own_zone);
  std::string zone = promise.is_zero() ? std::string() : zone_in_promise(vault, promiser, promise);
  if (zone.empty()) zone = zone_in_logs(vault, promiser);
  return zone.empty() ? std::string(own_zone) : zone;
}

void set_due(ledger::Facts& facts, const ledger::When& when) {
  facts.due_wall = when.wall;
  facts.due_zone = when.zone;
  facts.due_at = when.due;
  facts.grace_end_at = when.grace_end;
  facts.flags = when.date_only ? facts.flags | ledger::kDueIsDate : facts.flags & ~ledger::kDueIsDate;
}

void move_due(ledger::Facts& facts, const ledger::When& when) {
  const bool agreed = (facts.flags & ledger::kGraceGiven) != 0;
  const auto grace = facts.grace_end_at - facts.due_at;
  set_due(facts, when);
  if (when.wall.empty()) facts.flags &= ~ledger::kGraceGiven;
  else if (agreed) facts.grace_end_at = when.due + grace;
}

Result<std::string> apply_terms(std::string_view zone, Instant now, schema::PromiseTerms::Reader terms, Content& content) {
  const auto take = [](capnp::Text::Reader typed, std::string& to) {
    if (typed.size() > 0) to = std::string(view_of(typed));
  };
  const auto take_part = [&take](capnp::Text::Reader typed, std::string& to) {
    if (view_of(typed) == kNone) to.clear();
    else take(typed, to);
  };
  take(terms.getText(), content.words.text);
  take_part(terms.getDoneWhen(), content.words.done_when);
  take_part(terms.getIfThen(), content.words.if_then);
  take_part(terms.getLookAt(), content.words.look_at);
  AVOW_CHECK(check_text(content.words.text, text::kAPromise));
  for (const auto* part : {&content.words.done_when, &content.words.if_then, &content.words.look_at}) {
    if (!part->empty()) AVOW_CHECK(check_text(*part, text::kAPromisePart));
  }
  const auto due = view_of(terms.getDue());
  if (due == kNone) {
    move_due(content.facts, ledger::When{});
  } else if (!due.empty()) {
    AVOW_TRY(const auto when, ledger::parse_typed_when(due, zone, now));
    move_due(content.facts, when);
    return when.remark;
  }
  return std::string();
}

Result<void> check_still_ahead(const ledger::Facts& facts, Instant now, std::string_view zone) {
  if (facts.due_wall.empty() || facts.grace_end_at > now) return {};
  return Error{Errc::refused, "That time has passed: " + due_local(facts, zone) +
                                  ". Name a due that is still ahead, or leave --due out."};
}

bool is_past(const ledger::Facts& terms, Instant now) {
  return terms.shape != ledger::Shape::repeating && !terms.due_wall.empty() && terms.grace_end_at <= now;
}

void copy_terms(const ledger::Facts& from, ledger::Facts& to) {
  to.flags = from.flags;
  to.due_at = from.due_at;
  to.grace_end_at = from.grace_end_at;
  to.review = from.review;
  to.due_wall = from.due_wall;
  to.due_zone = from.due_zone;
  to.shape = from.shape;
  to.repeats = from.repeats;
  to.start_at = from.start_at;
}

std::optional<Instant> due_of(const ledger::Facts& terms) {
  const bool counts = ledger::due_is_plausible(terms.due_wall, terms.due_at, terms.grace_end_at);
  return counts ? std::optional(terms.due_at) : std::nullopt;
}

// A date means its whole day: its instant is the midnight at the end.
std::string due_local(const ledger::Facts& terms, std::string_view reader) {
  if (!due_of(terms)) return "";
  const std::string shown = is_date(terms) ? ledger::local_day(terms.due_at - std::chrono::milliseconds(1), terms.due_zone)
                                           : ledger::local_text(terms.due_at, terms.due_zone);
  const bool other = !reader.empty() && reader != terms.due_zone && ledger::zone_exists(terms.due_zone);
  return other ? shown + " (" + terms.due_zone + ")" : shown;
}

std::string moment_local(Instant moment, std::string_view zone, std::string_view reader) {
  if (!ledger::zone_exists(zone)) return ledger::local_text(moment, reader);
  const bool day = ledger::local_wall(moment, zone).ends_with("T00:00");
  const std::string shown = day ? ledger::local_day(moment, zone) : ledger::local_text(moment, zone);
  return zone == reader ? shown : shown + " (" + std::string(zone) + ")";
}

Result<DoneAt> parse_done_at(std::string_view typed, std::string_view zone, const ledger::Promise& promise, Instant now) {
  AVOW_TRY(const auto when, ledger::parse_typed_when(typed, zone, now, ledger::Direction::behind));
  const std::string shown = when.date_only ? ledger::local_day(when.due - std::chrono::milliseconds(1), when.zone)
                                           : ledger::local_text(when.due, when.zone);
  const std::string remark = fmt::format(text::kDoneAt, shown) + (when.remark.empty() ? "" : " ") + when.remark;
  if (!when.date_only) return DoneAt{when.due, remark};
  const auto begins = ledger::instant_on(when.wall, std::chrono::minutes(0), when.zone);
  if (!begins || *begins > now) return Error{Errc::usage, "it cannot have been done in the future"};
  Instant done = when.due;
  // Why a moment less: the instant of a dated due is the midnight at the end of its day.
  const auto lies_at = promise.due ? *promise.due - std::chrono::milliseconds(promise.due_is_date ? 1 : 0) : done;
  if (promise.due && lies_at >= *begins && lies_at < when.due) done = std::min(done, *promise.due);
  return DoneAt{std::min(done, now), remark};
}

}  // namespace avow::app
