// The lock on a vault's folder: while one program holds it, no other opens that vault. Two shells that
// start a command at once wait for each other. It guards nothing inside the program. Resource: hold one
// for as long as a Store of the folder lives; a Store is only made against a held lock.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "base/result.h"

namespace avow::store {

inline constexpr const char* kVaultFileName = "vault.db";
inline constexpr const char* kLockFileName = "lock";

enum class IfMissing { refuse, create };  // what to do when there is no such folder

class VaultLock {
 public:
  // Waits up to `max_wait` for another holder; calls `on_wait` once if it has to wait at all.
  // Error{busy}: somebody still holds it. Error{no_vault}: neither a vault nor a lock is there (and
  // nothing was written) with IfMissing::refuse. IfMissing::create makes the folder (0700) first.
  static Result<std::unique_ptr<VaultLock>> take(const std::string& dir, IfMissing if_missing,
                                                 std::chrono::milliseconds max_wait,
                                                 const std::function<void()>& on_wait = {});
  VaultLock(const VaultLock&) = delete;
  VaultLock& operator=(const VaultLock&) = delete;
  ~VaultLock();

  const std::string& dir() const { return dir_; }
  std::string path_of(const char* name) const { return dir_ + "/" + name; }

 private:
  VaultLock(std::string dir, int fd) : dir_(std::move(dir)), fd_(fd) {}
  std::string dir_;
  int fd_;
};

}  // namespace avow::store
