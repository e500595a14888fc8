#include "instance/incoming_backup.h"

#include <unistd.h>

#include "base/limits.h"
#include "store/files.h"

namespace avow::instance {

Result<IncomingBackup> IncomingBackup::begin() {
  std::FILE* const file = std::tmpfile();
  if (file == nullptr) return store::io_error("a file for what comes");
  return IncomingBackup(std::shared_ptr<std::FILE>(file, &std::fclose));
}

Result<void> IncomingBackup::add(ByteView piece) {
  if (piece.size() > limits::kPageBackupBytesMax - size_) return Error{Errc::too_large, "a backup"};
  size_ += piece.size();
  if (std::fwrite(piece.data(), 1, piece.size(), file_.get()) != piece.size()) return store::io_error("what comes");
  if (std::fflush(file_.get()) != 0) return store::io_error("what comes");
  return {};
}

app::OpenBackup IncomingBackup::opener() const {
  return [file = file_]() -> Result<store::ByteSource> {
    return store::ByteSource([file, offset = ::off_t{0}](MutableByteView out) mutable -> Result<std::size_t> {
      const auto count = ::pread(::fileno(file.get()), out.data(), out.size(), offset);
      if (count < 0) return store::io_error("what came");
      offset += count;
      return static_cast<std::size_t>(count);
    });
  };
}

}  // namespace avow::instance
