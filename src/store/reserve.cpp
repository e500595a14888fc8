#include "store/reserve.h"

#include <filesystem>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/encoding.h"
#include "store/files.h"

namespace avow::store {
namespace {

constexpr std::uint64_t kPlenty = 8 * kReserveBytes;  // free on the disk before a reserve takes some of it
constexpr std::string_view kMarkPrefix = "unfinished-";

std::string reserve_in(const std::string& dir) { return dir + "/" + kReserveName; }
std::string mark_in(const std::string& dir, const MarkName& name) { return dir + "/" + std::string(kMarkPrefix) + to_hex(name); }

// Why the limit too: a file that grows past it would end the program.
bool is_room_for_it(const std::string& dir) {
  struct statvfs disk {};
  if (::statvfs(dir.c_str(), &disk) != 0 || disk.f_bavail * disk.f_frsize < kPlenty) return false;
  struct rlimit limit {};
  return ::getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur >= kReserveBytes;
}

}  // namespace

void keep_reserve(const std::string& dir) {
  const std::string path = reserve_in(dir);
  if (size_of_file(path) == kReserveBytes || !is_room_for_it(dir)) return;
  remove_if_there(path);
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, kPrivateFile);
  if (fd < 0) return;
  // Why not a file that is merely long: it would hold no room.
  const bool made = ::posix_fallocate(fd, 0, static_cast<off_t>(kReserveBytes)) == 0;
  ::close(fd);
  if (!made) remove_if_there(path);
}

void give_up_reserve(const std::string& dir) { remove_if_there(reserve_in(dir)); }

Result<void> leave_mark(const std::string& dir, const MarkName& name) {
  if (has_mark(dir, name)) return {};
  AVOW_CHECK(make_empty_file(mark_in(dir, name)));
  return sync_dir(dir);
}

bool has_mark(const std::string& dir, const MarkName& name) { return size_of_file(mark_in(dir, name)).has_value(); }

void remove_mark(const std::string& dir, const MarkName& name) { remove_if_there(mark_in(dir, name)); }

std::vector<std::string> marks_in(const std::string& dir) {
  constexpr std::size_t kNameBytes = kMarkPrefix.size() + 2 * std::tuple_size_v<MarkName>;
  std::vector<std::string> out;
  std::error_code problem;
  for (std::filesystem::directory_iterator at(dir, problem), end; !problem && at != end; at.increment(problem)) {
    const std::string name = at->path().filename().string();
    if (name.starts_with(kMarkPrefix) && name.size() == kNameBytes) out.push_back(at->path().string());
  }
  return out;
}

}  // namespace avow::store
