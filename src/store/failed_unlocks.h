// When somebody typed a wrong passphrase. That happens while the vault is closed, so the bare instants wait in a small
// plain file beside it until the next opening takes them inside. Nothing of what was typed, and nothing else, is kept.
// protocol/README.md#rest.
#pragma once

#include "store/instant_file.h"
#include "store/lock.h"

namespace avow::store {

inline constexpr const char* kFailedUnlocksName = "failed";

// Adds one; the oldest make room. A damaged file begins anew. Error{io}.
Result<void> add_failed_unlock(const VaultLock& lock, Instant at);
// In the order in which they happened.
InstantFile read_failed_unlocks(const VaultLock& lock);
void remove_failed_unlocks(const VaultLock& lock);

}  // namespace avow::store
