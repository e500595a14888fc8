#include "app/backups_made.h"

#include <algorithm>

#include "base/codec.h"
#include "base/limits.h"

namespace avow::app {
namespace {

constexpr std::uint8_t kVersion = 1;

bool is_kept(std::string_view file) { return !file.empty() && file.size() <= limits::kBackupPathBytesMax; }

}  // namespace

void add(BackupsMade& made, const std::string& file) {
  if (!is_kept(file)) return;
  std::erase(made.files, file);
  made.files.push_back(file);
  if (made.files.size() > limits::kBackupsKnownMax) made.files.erase(made.files.begin());
}

Bytes encode(const BackupsMade& made, ByteView restored) {
  AVOW_ASSERT(made.files.size() <= limits::kBackupsKnownMax);
  ByteWriter out;
  out.u8(kVersion).blob(restored).i64(made.last ? to_millis(*made.last) : 0).u8(static_cast<std::uint8_t>(made.files.size()));
  for (const auto& file : made.files) out.text(file);
  return out.take();
}

Result<BackupsMade> decode_backups_made(ByteView bytes, ByteView restored) {
  ByteReader in(bytes);
  if (in.u8() > kVersion) return Error{Errc::newer_version, "where backups were put"};
  const ByteView of = in.blob();
  BackupsMade out;
  if (const auto last = in.i64(); last != 0) out.last = from_millis(last);
  const std::size_t count = in.u8();
  for (std::size_t i = 0; i < count && !in.failed(); ++i) out.files.emplace_back(in.text());
  const bool allowed = count <= limits::kBackupsKnownMax && std::all_of(out.files.begin(), out.files.end(), is_kept);
  if (!in.finish().ok() || !allowed) return Error{Errc::damaged, "where backups were put"};
  return equal(of, restored) ? out : BackupsMade{};
}

}  // namespace avow::app
