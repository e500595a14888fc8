#include "store/wipe.h"

#include <algorithm>
#include <filesystem>

#include <unistd.h>

#include "store/failed_unlocks.h"
#include "store/files.h"
#include "store/high_water.h"
#include "store/vault_file.h"

namespace avow::store {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kDatabaseSuffixes[] = {"", "-wal", "-shm", "-journal"};
constexpr std::string_view kNewSuffix = ".new";  // of replace_file()

// Everything in the folder that avow makes, but the lock.
std::vector<std::string> own_files(const std::string& dir) {
  std::vector<std::string> out;
  const std::string vault = dir + "/" + kVaultFileName;
  for (const std::string& database : {vault, new_file_in(dir), old_file_in(dir)}) {
    for (const auto suffix : kDatabaseSuffixes) out.push_back(database + std::string(suffix));
  }
  for (const char* name : {kFailedUnlocksName, kRemindersName}) {
    const std::string path = dir + "/" + name;
    out.push_back(path);
    out.push_back(path + std::string(kNewSuffix));
  }
  return out;
}

bool is_there(const std::string& path) {
  std::error_code problem;
  return fs::exists(fs::symlink_status(path, problem));
}

// The vault loses its name. Why the other name first: of two names of one file, rename() takes none away.
Result<void> take_name(const std::string& dir) {
  const std::string path = dir + "/" + kVaultFileName;
  if (!is_there(path)) return {};
  std::error_code problem;
  if (is_there(old_file_in(dir)) && !fs::equivalent(old_file_in(dir), path, problem)) {
    AVOW_CHECK(overwrite_with_zeros(old_file_in(dir)));
  }
  remove_if_there(old_file_in(dir));
  return rename_file(path, old_file_in(dir));
}

// Goes on after a failure; gives the first one.
Result<void> overwrite_and_remove(const std::vector<std::string>& paths) {
  Result<void> out;
  for (const std::string& path : paths) {
    if (!is_there(path)) continue;
    auto overwritten = overwrite_with_zeros(path);
    if (out.ok()) out = std::move(overwritten);
    if (::unlink(path.c_str()) != 0 && out.ok()) out = io_error("removing " + path);
  }
  return out;
}

// The mark outside the folder; whose it is, stands in the vault.
Result<void> remove_mark(const VaultLock& lock, const std::string& state_dir) {
  const auto slots = Store::read_slots(lock);
  if (!slots.ok()) return {};
  const std::string path = high_water_path(state_dir, slots->vault_id);
  return overwrite_and_remove({path, path + std::string(kNewSuffix)});
}

std::vector<std::string> others_in(const std::string& dir) {
  std::vector<std::string> out;
  std::error_code problem;
  for (fs::directory_iterator at(dir, problem), end; !problem && at != end; at.increment(problem)) {
    const std::string name = at->path().filename().string();
    if (name != kLockFileName) out.push_back(name);
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

bool is_there_to_wipe(const std::string& dir) {
  const auto files = own_files(dir);
  return std::any_of(files.begin(), files.end(), is_there);
}

Result<std::vector<std::string>> wipe_vault(const VaultLock& lock, const std::string& state_dir) {
  const std::string& dir = lock.dir();
  auto done = remove_mark(lock, state_dir);
  AVOW_CHECK(take_name(dir));
  auto removed = overwrite_and_remove(own_files(dir));
  if (done.ok()) done = std::move(removed);
  AVOW_CHECK(sync_dir(dir));
  AVOW_CHECK(done);
  auto others = others_in(dir);
  remove_if_there(lock.path_of(kLockFileName));
  if (others.empty()) ::rmdir(dir.c_str());
  return others;
}

}  // namespace avow::store
