#include "app/finding.h"

#include "app/threads.h"
#include "base/text_app.h"

namespace avow::app {
namespace {

bool fits(const Draft& draft, ledger::Scope scope) {
  const auto kind = kind_of(draft);
  const bool promise = kind == ledger::RecordKind::promise_offer || kind == ledger::RecordKind::promise_ask;
  switch (scope) {
    case ledger::Scope::any: return true;
    case ledger::Scope::promises: return promise;
    case ledger::Scope::notes: return kind == ledger::RecordKind::note;
    case ledger::Scope::threads: return ledger::thread_of(kind) != ledger::ThreadKind::none;
    case ledger::Scope::checkins: return kind == ledger::RecordKind::checkin_start;
  }
  AVOW_ASSERT(false);
}

// Why the limit: `typed` has four symbols or more, and what it fits is listed for a person.
constexpr std::size_t kCandidatesMax = 64;

template <typename Fits>
Result<Found> find_among(Vault& vault, std::string_view typed, ledger::Scope scope, Fits wanted) {
  const auto prefix = normal_id_prefix(typed);
  if (!prefix.ok()) return Error{Errc::usage, prefix.error().context};
  AVOW_TRY(auto drafts, vault.drafts());
  std::vector<RecordId> ids = vault.ledger().candidates(typed, scope, kCandidatesMax);
  std::erase_if(ids, [&](const RecordId& id) { return !wanted(vault.ledger().find(id)->kind); });
  std::optional<Draft> draft;
  for (auto& candidate : drafts) {
    if (!fits(candidate, scope) || !wanted(kind_of(candidate)) || !to_text(candidate.id).starts_with(*prefix)) continue;
    ids.push_back(candidate.id);
    draft = std::move(candidate);
  }
  if (ids.empty()) return Error{Errc::not_found, std::string(typed)};
  if (ids.size() > 1) return ambiguous(ids);
  return Found{ids.front(), std::move(draft)};
}

}  // namespace

Error ambiguous(const std::vector<RecordId>& ids) {
  std::string list;
  for (const auto& id : ids) {
    if (!list.empty()) list += ' ';
    list += to_text(id);
  }
  return Error{Errc::ambiguous, list};
}

ledger::RecordKind kind_of(const Draft& draft) {
  const auto facts = ledger::decode_facts(draft.facts);
  return facts.ok() ? facts->kind : ledger::RecordKind::none;
}

Result<Found> find_record(Vault& vault, std::string_view typed, ledger::Scope scope) {
  return find_among(vault, typed, scope, [](ledger::RecordKind) { return true; });
}

Result<Found> find_thread(Vault& vault, std::string_view typed, ledger::ThreadKind noun) {
  return find_among(vault, typed, ledger::Scope::threads, [noun](ledger::RecordKind kind) {
    return noun_of(ledger::thread_of(kind)) == noun_of(noun);
  });
}

Result<Draft> find_draft(Vault& vault, std::string_view typed, log::Lane lane) {
  const auto scope = lane == log::Lane::notes ? ledger::Scope::notes : ledger::Scope::promises;
  AVOW_TRY(auto found, find_record(vault, typed, scope));
  if (!found.draft) return Error{Errc::refused, std::string(text::kSharedAlready)};
  return std::move(*found.draft);
}

}  // namespace avow::app
