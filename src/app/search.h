// `avow search`: what both people said, found by its words. The first search of an open vault makes its index, in small
// steps; the next ones find at once. Own drafts are looked in too. Nobody learns what was looked for.
#pragma once

#include "app/operation.h"
#include "app/replies.h"
#include "app/vault.h"
#include "store/search_index.h"

namespace avow::app {

// Words, and filters among them: kind:KIND by:me|partner tag:TAG after:WHEN before:WHEN. Whatever else is typed is words.
// Error{usage}: a filter that does not fit, nothing at all, or more than limits::kSearchWordsMax words or
// limits::kSearchBytesMax bytes.
Result<store::SearchQuery> parse_search(std::string_view typed, std::string_view zone, Instant now);

Result<std::unique_ptr<Operation>> search(Vault& vault, std::string_view zone, schema::SearchQuery::Reader request,
                                          Replies& replies);

}  // namespace avow::app
