#include "store/failed_unlocks.h"

#include "base/limits.h"

namespace avow::store {

InstantFile read_failed_unlocks(const VaultLock& lock) { return read_instants(lock.path_of(kFailedUnlocksName)); }

Result<void> add_failed_unlock(const VaultLock& lock, Instant at) {
  auto known = read_failed_unlocks(lock).at;
  known.push_back(at);
  if (known.size() > limits::kInstantsPerFileMax) known.erase(known.begin());
  return write_instants(lock.path_of(kFailedUnlocksName), known);
}

void remove_failed_unlocks(const VaultLock& lock) { remove_instants(lock.path_of(kFailedUnlocksName)); }

}  // namespace avow::store
