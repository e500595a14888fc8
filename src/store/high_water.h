// A mark kept outside the vault's folder: how far this vault had come. A vault that is put back from an
// old copy is found to be behind it. It may lag behind the vault, it never leads: write it only after a
// commit. Sealed with a key of the vault's, so it tells nothing. protocol/README.md#rollback. Values.
#pragma once

#include <string>
#include <vector>

#include "base/random.h"
#include "store/state.h"
#include "store/store.h"

namespace avow::store {

struct LogMark {
  LogId id;
  log::LogRef ref;
  std::uint64_t left_size = 0;      // own: a head of this size may have left
  std::uint64_t head_size = 0;      // the last head that was published, and its root
  Hash head_root{};
  std::uint64_t cosigned_size = 0;  // own: the partner cosigned · partner's: I cosigned
  Hash cosigned_root{};
  bool operator==(const LogMark&) const = default;
};

struct HighWater {
  std::uint64_t counter = 0;
  std::vector<LogMark> logs;
  bool operator==(const HighWater&) const = default;
};

HighWater high_water_of(const State& state);

enum class Progress { level, behind };
struct Comparison {
  Progress progress = Progress::level;
  bool own_history_lost = false;  // an own head that had left, or a cosignature, is missing (not the counter only)
  std::string what;               // when behind: a sentence for the local log
};
Comparison compare(const HighWater& mark, const State& state);

// The file: `<state_dir>/avow/<hex vault id>`. `key` = store.derive("high-water").
std::string high_water_path(const std::string& state_dir, const VaultId& vault_id);
// Replaces the file whole: temporary name, fsync, rename.
Result<void> write_high_water(const std::string& state_dir, const VaultId& vault_id, const crypto::Key& key,
                              const HighWater& mark, RandomSource& random);
// Nothing when there is no file. Error{damaged}: it does not open (say so; it is not "behind").
Result<std::optional<HighWater>> read_high_water(const std::string& state_dir, const VaultId& vault_id,
                                                 const crypto::Key& key);

}  // namespace avow::store
