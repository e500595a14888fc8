// When somebody typed a wrong passphrase. That happens while the vault is closed, so the bare instants wait in a small
// plain file beside it until the next opening takes them inside. Nothing of what was typed, and nothing else, is kept.
// The file is a courtesy, not evidence: whoever can write the folder can remove it. protocol/README.md#rest.
#pragma once

#include <vector>

#include "base/time.h"
#include "store/lock.h"

namespace avow::store {

inline constexpr const char* kFailedUnlocksName = "failed";

struct FailedUnlocks {
  std::vector<Instant> at;  // in the order in which they happened, at most limits::kFailedUnlocksMax
  bool damaged = false;     // the file was not what add_failed_unlock() writes: it is ignored
};

// Adds one; the oldest make room. A damaged file begins anew. Error{io}.
Result<void> add_failed_unlock(const VaultLock& lock, Instant at);
// Without a file: none. Never fails: what cannot be read is damaged.
FailedUnlocks read_failed_unlocks(const VaultLock& lock);
void remove_failed_unlocks(const VaultLock& lock);

}  // namespace avow::store
