#include "app/writing.h"

#include <fmt/format.h>

#include "base/limits.h"
#include "base/text.h"
#include "base/text_app.h"
#include "ledger/typed_when.h"

namespace avow::app {
namespace {

constexpr std::chrono::hours kClockMayFall(24);

// "2026-11-01", written in CMakeLists.txt: the day of the release, not of the build, so that builds can be repeated.
constexpr Instant day_of(std::string_view date) {
  const auto number = [date](std::size_t at, std::size_t size) {
    int out = 0;
    for (const char digit : date.substr(at, size)) out = 10 * out + (digit - '0');
    return out;
  };
  return std::chrono::sys_days(std::chrono::year(number(0, 4)) / number(5, 2) / number(8, 2));
}
constexpr Instant kReleased = day_of(AVOW_RELEASE_DATE);
static_assert(kReleased >= day_of("2026-01-01") && kReleased < day_of("2100-01-01"));

Result<void> check_zone(std::string_view zone) {
  if (ledger::zone_exists(zone)) return {};
  return Error{Errc::usage, fmt::format(text::kUnknownZone, zone)};
}

}  // namespace

std::optional<std::string> clock_doubt(Instant now, std::optional<Instant> last_said, std::string_view zone) {
  const bool falls = last_said && now < *last_said - kClockMayFall;
  if (now >= kReleased && !falls) return std::nullopt;
  const std::string shown = ledger::local_text(now, zone);
  if (!falls) return fmt::format(text::kClockBeforeRelease, shown, AVOW_RELEASE_DATE);
  return fmt::format(text::kClockFalls, shown, ledger::local_text(*last_said, zone));
}

Result<void> check_may_say(Vault& vault, const Asker& asker) {
  AVOW_CHECK(vault.check_may_write());
  const auto doubt = clock_doubt(vault.clock().now(), vault.last_said(), asker.zone);
  if (asker.clock_is_right || !doubt) return {};
  return Error{Errc::refused, *doubt + "." + std::string(text::kClockAdvice)};
}

Result<void> check_text(std::string_view said, std::string_view what) {
  if (said.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    return Error{Errc::usage, fmt::format(text::kTextEmpty, what)};
  }
  if (said.size() > limits::kTextBytesMax) {
    return Error{Errc::usage, fmt::format(text::kTextTooLong, what, said.size(), limits::kTextBytesMax)};
  }
  if (!is_utf8(said) || said.find('\0') != std::string_view::npos) {
    return Error{Errc::usage, fmt::format(text::kTextNotUtf8, what)};
  }
  return {};
}

Result<NewRecord> make_record(Vault& vault, const Asker& asker, ledger::Facts facts, const ledger::Words& words) {
  AVOW_CHECK(check_zone(asker.zone));
  facts.zone = std::string(asker.zone);
  NewRecord out;
  out.id_random = vault.random().bytes<16>();
  AVOW_TRY(out.facts, ledger::encode(facts));
  AVOW_TRY(out.words, ledger::encode(words));
  return out;
}

Result<RecordId> release_draft(Vault& vault, const Asker& asker, const Draft& draft) {
  AVOW_CHECK(check_may_say(vault, asker));
  AVOW_CHECK(check_zone(asker.zone));
  AVOW_TRY(auto facts, ledger::decode_facts(draft.facts));
  facts.said_at = vault.clock().now();
  facts.zone = std::string(asker.zone);
  const bool ended = facts.kind == ledger::RecordKind::note && facts.expires_at != Instant{} && facts.expires_at <= facts.said_at;
  if (ended) return Error{Errc::refused, std::string(text::kDraftExpired)};
  NewRecord record;
  record.id_random = draft.id_random;
  AVOW_TRY(record.facts, ledger::encode(facts));
  record.words = draft.words;
  AVOW_CHECK(vault.append(draft.lane, one(std::move(record)), &draft));
  return vault.id_for(draft.lane, draft.id_random);
}

Result<std::optional<Instant>> parse_ahead(std::string_view typed, std::string_view zone, Instant now) {
  if (typed.empty()) return std::optional<Instant>{};
  AVOW_TRY(const auto when, ledger::parse_typed_when(typed, zone, now));
  if (when.due <= now) return Error{Errc::usage, fmt::format(text::kNotAhead, when.date_only ? ledger::local_day(when.due - std::chrono::milliseconds(1), zone) : ledger::local_text(when.due, zone))};
  return std::optional(when.due);
}

Result<std::optional<Instant>> parse_since(std::string_view since, std::string_view zone, Instant now) {
  if (since.empty()) return std::optional<Instant>{};
  AVOW_TRY(const auto when, ledger::parse_typed_when(since, zone, now, ledger::Direction::behind));
  // Why: a due date means the end of that day, the beginning of a list means its start.
  return when.date_only ? ledger::instant_on(when.wall, std::chrono::minutes(0), when.zone) : std::optional(when.due);
}

}  // namespace avow::app
