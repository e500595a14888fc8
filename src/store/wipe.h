// Removing a vault: everything that avow keeps for it on this device is overwritten and gone. Needs no key: whoever may
// write the folder could remove the files as well. A disk may keep what was overwritten; whoever wipes is told.
// protocol/README.md#leaving.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "store/lock.h"

namespace avow::store {

// Is there a vault in this folder, or what a stopped wipe left of one?
bool is_there_to_wipe(const std::string& dir);

// What became of backups: those that are gone, and those that were not where they had been put, or could not be removed,
// or are something else now, which is not touched.
struct WipedBackups {
  std::vector<std::string> removed;
  std::vector<std::string> left;
};
// Overwrites and removes those of `files` that are backups of the vault in this folder. Before wipe_vault(): it takes away
// what tells whose they are. Never fails.
WipedBackups wipe_backups(const VaultLock& lock, std::span<const std::string> files);

// From the first change on there is no vault any more (it loses its name in one step); after a stop, again. The names of
// what else is in the folder: it is not avow's, and stays, and so does the folder then. Error{io}: something could not
// be overwritten or removed; everything else was. When the vault is too damaged to tell which mark in `state_dir` is its own,
// the whole paths of those that may be it come last.
Result<std::vector<std::string>> wipe_vault(const VaultLock& lock, const std::string& state_dir);

}  // namespace avow::store
