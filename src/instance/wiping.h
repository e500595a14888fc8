// Removing a vault from this device, with what an instance keeps beside it. Whatever runs for this vault must have been
// asked to stop (Request.stop) before. protocol/README.md#leaving.
#pragma once

#include "instance/instance.h"
#include "store/wipe.h"

namespace avow::instance {

// A vault, or what a stopped wipe left of one.
bool is_there_to_wipe(const VaultPlace& place);

struct Wiped {
  std::vector<std::string> remains;  // names of files in its folder that are not avow's and stay
  store::WipedBackups backups;
};
// Waits for whoever still holds the vault. `backups`: where those were put that it made (Request.backupList).
// Errors: no_vault, busy, io.
Result<Wiped> wipe_vault(const VaultPlace& place, const std::filesystem::path& socket, std::span<const std::string> backups,
                         const std::function<void()>& on_wait, std::chrono::seconds max_wait);

}  // namespace avow::instance
