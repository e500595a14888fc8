#include "app/writing.h"

#include "base/limits.h"
#include "base/text.h"
#include "ledger/when.h"

namespace avow::app {

Result<void> check_text(std::string_view text, std::string_view what) {
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    return Error{Errc::usage, std::string(what) + " cannot be empty"};
  }
  if (text.size() > limits::kTextBytesMax) {
    return Error{Errc::usage, std::string(what) + " has at most 16,384 bytes"};
  }
  if (!is_utf8(text) || text.find('\0') != std::string_view::npos) {
    return Error{Errc::usage, std::string(what) + " must be UTF-8 text"};
  }
  return {};
}

Result<NewRecord> make_record(Vault& vault, std::string_view zone, ledger::Facts facts, const ledger::Words& words) {
  if (!ledger::zone_exists(zone)) return Error{Errc::usage, "unknown time zone: " + std::string(zone)};
  facts.zone = std::string(zone);
  NewRecord out;
  out.id_random = vault.random().bytes<16>();
  AVOW_TRY(out.facts, ledger::encode(facts));
  AVOW_TRY(out.words, ledger::encode(words));
  return out;
}

Result<void> release_draft(Vault& vault, std::string_view zone, const Draft& draft) {
  AVOW_CHECK(vault.check_may_write());
  AVOW_TRY(auto facts, ledger::decode_facts(draft.facts));
  facts.said_at = vault.clock().now();
  facts.zone = std::string(zone);
  NewRecord record;
  record.id_random = draft.id_random;
  AVOW_TRY(record.facts, ledger::encode(facts));
  record.words = draft.words;
  return vault.append(draft.lane, one(std::move(record)), &draft);
}

Result<std::optional<Instant>> parse_since(std::string_view since, std::string_view zone) {
  if (since.empty()) return std::optional<Instant>{};
  AVOW_TRY(const auto when, ledger::parse_when(since, zone));
  // Why: a due date means the end of that day, the beginning of a list means its start.
  return std::optional(when.date_only ? when.due - std::chrono::hours(24) : when.due);
}

}  // namespace avow::app
