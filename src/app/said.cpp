#include "app/said.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.h"
#include "base/text_looking_back.h"

namespace avow::app {
namespace {

using ledger::Mark;
using ledger::RecordKind;

constexpr std::array<std::string_view, 11> kKinds{"note",    "promise", "question",  "agreement", "boundary", "repair",
                                                  "attempt", "session", "milestone", "sign",      "checkin"};

bool is_checkin(RecordKind kind) { return kind >= RecordKind::checkin_start && kind <= RecordKind::checkin_withdraw; }

// A wording that a later one takes the place of: only the current one is looked at.
bool is_wording(RecordKind kind) {
  constexpr std::array kLater{RecordKind::promise_counter, RecordKind::promise_change, RecordKind::boundary_revise};
  const bool first = kind == RecordKind::promise_offer || kind == RecordKind::promise_ask;
  if (first || std::find(kLater.begin(), kLater.end(), kind) != kLater.end()) return true;
  const auto* row = ledger::thread_row_of(kind);
  return row != nullptr && row->effect == ledger::Effect::first;
}

std::optional<Thing> note_of(const ledger::Ledger& ledger, const RecordId& id, Instant now) {
  const auto note = ledger.note(id, now);
  if (!note.ok()) return std::nullopt;
  return Thing{id, "note", note->by, note->said_at, name_of(note->state), note->version, note->version.is_zero()};
}

std::optional<Thing> promise_of(const ledger::Ledger& ledger, const RecordId& id, const ledger::Place& first, Instant now) {
  const auto promise = ledger.promise(id, now);
  if (!promise.ok()) return std::nullopt;
  const bool gone = promise->state == ledger::State::withdrawn;
  return Thing{id, "promise", first.by, promise->said_at, name_of(promise->state), promise->terms, gone};
}

// One day of a repeating or standing promise is told as that promise, with what became of the day.
std::optional<Thing> day_of(const ledger::Ledger& ledger, const RecordId& id, Instant now) {
  const auto day = ledger.promise(id, now);
  if (!day.ok() || day->series.is_zero()) return std::nullopt;
  return Thing{day->series, "promise", day->promiser, day->said_at, name_of(day->state), day->terms, false, id};
}

std::optional<Thing> thread_of(const ledger::Ledger& ledger, const RecordId& id, Instant now) {
  const auto thread = ledger.thread(id, now);
  if (!thread.ok()) return std::nullopt;
  const bool gone = thread->state == ledger::ThreadState::withdrawn;
  return Thing{id, name_of(thread->kind), thread->by, thread->said_at, name_of(thread->state), thread->words, gone};
}

}  // namespace

std::span<const std::string_view> said_kinds() { return kKinds; }

Result<void> check_said_kind(std::string_view kind) {
  if (std::find(kKinds.begin(), kKinds.end(), kind) != kKinds.end()) return {};
  std::string all;
  for (const auto name : kKinds) all += (all.empty() ? "" : ", ") + std::string(name);
  return Error{Errc::usage, fmt::format(text::kNoSuchKind, kind, all)};
}

std::string_view said_kind_of(RecordKind kind) {
  if (kind == RecordKind::none) return {};
  if (kind >= RecordKind::note && kind <= RecordKind::note_expire) return "note";
  if (!ledger::transitions_of(kind).empty()) return "promise";
  if (is_checkin(kind)) return "checkin";
  const auto thread = ledger::thread_of(kind);
  return thread == ledger::ThreadKind::none ? std::string_view() : name_of(thread);
}

std::string_view said_event_of(RecordKind kind) {
  if (kind == RecordKind::note) return "share";
  const std::string_view name = name_of(kind);
  return name.substr(name.find('_') + 1);
}

std::optional<Thing> thing_of(const ledger::Ledger& ledger, const RecordId& subject, Instant now) {
  const auto first = ledger.find(subject);
  if (!first) return day_of(ledger, subject, now);
  const std::string_view kind = said_kind_of(first->kind);
  if (kind == "note") return note_of(ledger, subject, now);
  if (kind == "promise") return promise_of(ledger, subject, *first, now);
  if (kind == "checkin") return Thing{subject, kind, first->by, first->said_at, "", subject, false};
  return kind.empty() ? std::nullopt : thread_of(ledger, subject, now);
}

std::vector<ledger::HistoryItem> happened_to(const ledger::Ledger& ledger, const Thing& thing, Instant now) {
  if (thing.kind == "note" || thing.kind == "checkin") return {};
  auto items = thing.kind == "promise" ? ledger.history(thing.day.is_zero() ? thing.id : thing.day, now) : ledger.thread_history(thing.id, now);
  std::erase_if(items, [](const auto& item) { return item.mark != Mark::counted && item.mark != Mark::annotation; });
  return items;
}

std::vector<RecordId> standing_words(const ledger::Ledger& ledger, const Thing& thing, Instant now) {
  if (thing.gone) return {};
  std::vector<RecordId> out;
  if (thing.day.is_zero()) out.push_back(thing.words);  // Why: the days of a promise share its wording, which is in once
  for (const auto& item : happened_to(ledger, thing, now)) {
    if (item.id != thing.words && !is_wording(item.kind)) out.push_back(item.id);
  }
  return out;
}

Result<ledger::Words> words_said(Vault& vault, const RecordId& id) {
  AVOW_TRY(const auto segment, vault.words_of(id));
  if (!segment) return ledger::Words{};
  auto words = ledger::decode_words(*segment);
  return words.ok() ? std::move(*words) : ledger::Words{};
}

std::string_view opening_of(const ledger::Words& words) {
  if (!words.text.empty() || words.parts.empty()) return words.text;
  return words.parts.front().text;
}

std::string all_text_of(const ledger::Words& words) {
  std::string out = words.text;
  const auto add = [&out](std::string_view text) {
    if (!text.empty()) out += (out.empty() ? "" : "\n") + std::string(text);
  };
  for (const auto* text : {&words.done_when, &words.if_then, &words.look_at}) add(*text);
  for (const auto& part : words.parts) add(part.text);
  return out;
}

std::string cut_short(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return std::string(text);
  std::size_t size = 0;
  while (size < text.size()) {
    const auto length = std::max<std::size_t>(1, first_code_point(text.substr(size)).length);
    if (size + length > bytes_max) break;
    size += length;
  }
  return std::string(text.substr(0, size)) + " …";
}

}  // namespace avow::app
