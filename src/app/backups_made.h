// Where the backups of a vault were put and when the last one was made, so that a wipe finds them again and their owner is
// told the day. One sealed item of this device: it is in no log, no message and no export. Values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/time.h"

namespace avow::app {

struct BackupsMade {
  std::optional<Instant> last;
  std::vector<std::string> files;  // absolute paths, the last one at the end; at most limits::kBackupsKnownMax
  bool operator==(const BackupsMade&) const = default;
};

// A path that is known already moves to the end; "" and one over limits::kBackupPathBytesMax are not kept.
void add(BackupsMade& made, const std::string& file);

// `restored`: what the vault knows of the backup that it was itself made of, "" = of none.
Bytes encode(const BackupsMade& made, ByteView restored);
// Nothing when they were made before that: they are the backups of another copy, which may live on.
// Error{newer_version | damaged}.
Result<BackupsMade> decode_backups_made(ByteView bytes, ByteView restored);

}  // namespace avow::app
