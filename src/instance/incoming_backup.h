// A backup that comes through the page, piece behind piece. It lies in a file without a name that
// is gone with this. Resource.
#pragma once

#include <cstdio>
#include <memory>

#include "app/backup.h"

namespace avow::instance {

class IncomingBackup {
 public:
  // Error{io}.
  static Result<IncomingBackup> begin();
  // Error{io}; Error{too_large}: over limits::kPageBackupBytesMax.
  Result<void> add(ByteView piece);
  // Reads what came so far, from its beginning. It keeps the file.
  app::OpenBackup opener() const;

 private:
  explicit IncomingBackup(std::shared_ptr<std::FILE> file) : file_(std::move(file)) {}
  std::shared_ptr<std::FILE> file_;
  std::uint64_t size_ = 0;
};

}  // namespace avow::instance
