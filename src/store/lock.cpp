#include "store/lock.h"

#include <algorithm>
#include <cerrno>
#include <thread>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/files.h"

namespace avow::store {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kFirstPause{2};
constexpr std::chrono::milliseconds kLongestPause{50};

// A wipe may have removed the file that we waited for: then our lock holds nobody off.
bool is_still_there(int fd, const std::string& path) {
  struct stat ours {};
  struct stat named {};
  return ::fstat(fd, &ours) == 0 && ::stat(path.c_str(), &named) == 0 && ours.st_ino == named.st_ino &&
         ours.st_dev == named.st_dev;
}

Result<int> open_lock(const std::string& dir, IfMissing if_missing) {
  const std::string path = dir + "/" + kLockFileName;
  const bool may_make = if_missing == IfMissing::create || size_of_file(dir + "/" + kVaultFileName).has_value();
  const int flags = O_RDWR | O_CLOEXEC | O_NOFOLLOW | (may_make ? O_CREAT : 0);
  const int fd = ::open(path.c_str(), flags, kPrivateFile);
  if (fd >= 0) return fd;
  if (errno == ENOENT || errno == ENOTDIR) return Error{Errc::no_vault, dir};
  return io_error("opening " + path);
}

}  // namespace

Result<std::unique_ptr<VaultLock>> VaultLock::take(const std::string& dir, IfMissing if_missing,
                                                   std::chrono::milliseconds max_wait,
                                                   const std::function<void()>& on_wait) {
  if (if_missing == IfMissing::create) AVOW_CHECK(make_dirs(dir));
  const auto deadline = Clock::now() + max_wait;
  auto pause = kFirstPause;
  bool told = false;
  while (true) {
    AVOW_TRY(const int fd, open_lock(dir, if_missing));
    std::unique_ptr<VaultLock> lock(new VaultLock(dir, fd));
    while (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
      if (errno != EWOULDBLOCK && errno != EINTR) return io_error("locking " + dir);
      if (Clock::now() >= deadline) return Error{Errc::busy, "another avow holds " + dir};
      if (!told && on_wait) on_wait();
      told = true;
      std::this_thread::sleep_for(pause);
      pause = std::min(pause * 2, kLongestPause);
    }
    if (is_still_there(fd, lock->path_of(kLockFileName))) return lock;
  }
}

VaultLock::~VaultLock() { ::close(fd_); }

}  // namespace avow::store
