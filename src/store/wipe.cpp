#include "store/wipe.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>

#include <unistd.h>

#include "base/encoding.h"
#include "store/backup.h"
#include "store/failed_unlocks.h"
#include "store/files.h"
#include "store/high_water.h"
#include "store/reserve.h"
#include "store/vault_file.h"

namespace avow::store {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kDatabaseSuffixes[] = {"", "-wal", "-shm", "-journal"};
constexpr std::string_view kNewSuffix = ".new";  // of replace_file()

std::array<std::string, 3> databases_in(const std::string& dir) {
  return {dir + "/" + kVaultFileName, new_file_in(dir), old_file_in(dir)};
}

// Everything in the folder that avow makes, but the lock. The databases come last: they show that it is a vault.
std::vector<std::string> own_files(const std::string& dir) {
  std::vector<std::string> out;
  for (const char* name : {kFailedUnlocksName, kRemindersName}) {
    const std::string path = dir + "/" + name;
    out.push_back(path);
    out.push_back(path + std::string(kNewSuffix));
  }
  out.push_back(dir + "/" + kReserveName);
  for (std::string& mark : marks_in(dir)) out.push_back(std::move(mark));
  for (const std::string& database : databases_in(dir)) {
    for (const auto suffix : kDatabaseSuffixes) out.push_back(database + std::string(suffix));
  }
  return out;
}

bool is_there(const std::string& path) {
  std::error_code problem;
  return fs::exists(fs::symlink_status(path, problem));
}

// Another program's database is not ours, whatever its name. What is no database any more (damaged, or a stopped wipe
// overwrote it) is ours when our lock lies beside it.
bool is_own_database(const std::string& path, bool lock_beside) {
  std::error_code problem;
  if (!fs::is_regular_file(fs::symlink_status(path, problem))) return false;
  const auto start = read_file_start(path);
  const auto id = start.ok() ? application_id(*start) : std::nullopt;
  return id ? *id == kApplicationId : lock_beside;
}

// The vault loses its name. Why the other name first: of two names of one file, rename() takes none away. What goes wrong
// is told and holds nothing up: everything is overwritten under its own name afterwards.
Result<void> take_name(const std::string& dir) {
  const std::string path = dir + "/" + kVaultFileName;
  if (!is_there(path)) return {};
  Result<void> out;
  std::error_code problem;
  if (is_there(old_file_in(dir)) && !fs::equivalent(old_file_in(dir), path, problem)) out = overwrite_with_zeros(old_file_in(dir));
  remove_if_there(old_file_in(dir));
  auto renamed = rename_file(path, old_file_in(dir));
  return out.ok() ? std::move(renamed) : std::move(out);
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

// Whose the vault is, also when only a leftover tells.
std::optional<VaultId> id_of_vault_in(const VaultLock& lock) {
  for (const std::string& path : databases_in(lock.dir())) {
    const auto database = open_vault_file(path);
    if (!database.ok()) continue;
    const auto slots = read_key_slots(**database);
    if (slots.ok()) return slots->vault_id;
  }
  return std::nullopt;
}

bool holds(const std::string& path, ByteView bytes) {
  std::ifstream in(path, std::ios::binary);
  std::string window;
  Bytes piece(1024 * 1024);
  while (in) {
    in.read(reinterpret_cast<char*>(piece.data()), static_cast<std::streamsize>(piece.size()));
    window.append(reinterpret_cast<const char*>(piece.data()), static_cast<std::size_t>(in.gcount()));
    if (window.find(text_of(bytes)) != std::string::npos) return true;
    if (window.size() > bytes.size()) window.erase(0, window.size() - bytes.size());
  }
  return false;
}

// The marks outside that may be this vault's: the one that is, when its id stands anywhere in its files (the row that
// holds it may be found by SQLite or not); else all that there are, and nobody can tell.
struct Marks {
  std::optional<std::string> own;
  std::vector<std::string> perhaps;
};
Marks marks_of(const VaultLock& lock, const std::string& state_dir) {
  if (const auto id = id_of_vault_in(lock)) return {high_water_path(state_dir, *id), {}};
  Marks out;
  std::error_code problem;
  for (fs::directory_iterator at(state_dir + "/avow", problem), end; !problem && at != end; at.increment(problem)) {
    const auto named = from_hex(at->path().filename().string());
    if (!named.ok() || named->size() != std::tuple_size_v<VaultId>) continue;
    const Bytes identity = identity_of(first<std::tuple_size_v<VaultId>>(*named));
    for (const std::string& path : databases_in(lock.dir())) {
      for (const auto suffix : kDatabaseSuffixes) {
        if (holds(path + std::string(suffix), identity)) return {at->path().string(), {}};
      }
    }
    out.perhaps.push_back(at->path().string());
  }
  std::sort(out.perhaps.begin(), out.perhaps.end());
  return out;
}

// A link is not followed.
bool is_backup_of(const VaultId& vault, const std::string& path) {
  std::error_code problem;
  if (!fs::is_regular_file(fs::symlink_status(path, problem))) return false;
  const std::shared_ptr<std::FILE> file(std::fopen(path.c_str(), "rbe"), [](std::FILE* opened) {
    if (opened != nullptr) std::fclose(opened);
  });
  if (file == nullptr) return false;
  const auto reader = BackupReader::begin([file](MutableByteView out) -> Result<std::size_t> {
    return std::fread(out.data(), 1, out.size(), file.get());
  });
  return reader.ok() && (*reader)->slots().vault_id == vault;
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
  const bool lock_beside = is_there(dir + "/" + kLockFileName);
  const auto databases = databases_in(dir);
  return std::any_of(databases.begin(), databases.end(), [lock_beside](const auto& path) { return is_own_database(path, lock_beside); });
}

WipedBackups wipe_backups(const VaultLock& lock, std::span<const std::string> files) {
  const auto id = id_of_vault_in(lock);
  WipedBackups out;
  for (const std::string& file : files) {
    const bool gone = id && is_backup_of(*id, file) && overwrite_and_remove({file}).ok();
    (gone ? out.removed : out.left).push_back(file);
  }
  return out;
}

Result<std::vector<std::string>> wipe_vault(const VaultLock& lock, const std::string& state_dir) {
  const std::string& dir = lock.dir();
  const Marks marks = marks_of(lock, state_dir);
  auto done = marks.own ? overwrite_and_remove({*marks.own, *marks.own + std::string(kNewSuffix)}) : Result<void>();
  auto unnamed = take_name(dir);
  if (done.ok()) done = std::move(unnamed);
  auto removed = overwrite_and_remove(own_files(dir));
  if (done.ok()) done = std::move(removed);
  AVOW_CHECK(sync_dir(dir));
  AVOW_CHECK(done);
  auto others = others_in(dir);
  remove_if_there(lock.path_of(kLockFileName));
  if (others.empty()) ::rmdir(dir.c_str());
  others.insert(others.end(), marks.perhaps.begin(), marks.perhaps.end());
  return others;
}

}  // namespace avow::store
