// `avow export --jsonl`: everything that a person's vault holds for them, line by line, in an order that depends on nothing
// but what it holds. What damage has made unreadable is counted; all else is there. protocol/README.md#export.
#pragma once

#include "app/operation.h"
#include "app/replies.h"
#include "app/vault.h"

namespace avow::app {

Result<std::unique_ptr<Operation>> export_lines(Vault& vault, Replies& replies);

}  // namespace avow::app
