#include "store/instant_file.h"

#include <cerrno>
#include <optional>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/codec.h"
#include "base/limits.h"
#include "store/files.h"

namespace avow::store {
namespace {

constexpr std::size_t kInstantBytes = 8;
constexpr std::size_t kBytesMax = limits::kInstantsPerFileMax * kInstantBytes;
constexpr Instant kLastInstant{std::chrono::milliseconds(253'402'300'799'999LL)};  // of the year 9999

// The whole of a plain file that is not too long; nothing for anything else.
std::optional<Bytes> read_plain(int fd) {
  struct stat info {};
  if (::fstat(fd, &info) != 0 || !S_ISREG(info.st_mode) || info.st_size > static_cast<off_t>(kBytesMax)) return std::nullopt;
  Bytes out(kBytesMax + 1);
  std::size_t size = 0;
  while (size < out.size()) {
    const ssize_t got = ::read(fd, out.data() + size, out.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::nullopt;
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  out.resize(size);
  if (size > kBytesMax) return std::nullopt;
  return out;
}

std::optional<std::vector<Instant>> decode(const Bytes& bytes) {
  if (bytes.size() % kInstantBytes != 0) return std::nullopt;
  std::vector<Instant> out;
  for (ByteReader in(bytes); in.remaining() > 0;) {
    const Instant at = from_millis(in.i64());
    if (at < Instant{} || at > kLastInstant) return std::nullopt;
    out.push_back(at);
  }
  return out;
}

}  // namespace

InstantFile read_instants(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (fd < 0) return {{}, errno != ENOENT};
  const auto bytes = read_plain(fd);
  ::close(fd);
  auto instants = bytes ? decode(*bytes) : std::nullopt;
  if (!instants) return {{}, true};
  return {std::move(*instants), false};
}

Result<void> write_instants(const std::string& path, std::span<const Instant> instants) {
  AVOW_ASSERT(instants.size() <= limits::kInstantsPerFileMax);
  ByteWriter out;
  for (const Instant instant : instants) out.i64(to_millis(instant));
  return replace_file(path, out.bytes());
}

void remove_instants(const std::string& path) { remove_if_there(path); }

}  // namespace avow::store
