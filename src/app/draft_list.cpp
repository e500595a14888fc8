#include "app/draft_list.h"

namespace avow::app {

Result<std::size_t> show_drafts(Vault& vault, std::optional<Instant> since, std::size_t& left,
                                const std::function<bool(const Content&)>& wanted,
                                const std::function<Result<void>(const Draft&)>& show) {
  AVOW_TRY(const auto list, vault.list_drafts());
  std::size_t unreadable = list.unreadable;
  for (const auto& draft : list.drafts) {
    if (left == 0) break;
    const auto content = content_of(draft.facts, draft.words);
    if (!content.ok()) {
      ++unreadable;
      continue;
    }
    if (!wanted(*content) || (since && content->facts.said_at < *since)) continue;
    AVOW_CHECK(show(draft));
    --left;
  }
  return unreadable;
}

}  // namespace avow::app
