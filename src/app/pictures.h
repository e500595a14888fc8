// Pictures of what this person may see: their own figures, what both shared, the course of one promise. Fills the values of
// the report room from the figures of the ledger, which counts; nothing is counted here. PRODUCT.md, "Fair measurement".
#pragma once

#include "app/replies.h"
#include "app/vault.h"

namespace avow::app {

// Error{usage}: no such picture, no such form. Error{refused}: a timeline of a draft.
Result<void> picture(Vault& vault, std::string_view zone, schema::PictureQuery::Reader query, Replies& replies);

}  // namespace avow::app
