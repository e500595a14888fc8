// What is inside a backup: a vault's rows as they stand in its file, sealed as they are there, one behind the other, then
// the counts, then zeros. protocol/README.md#backup. It opens no row. BackupRow and BackupFacts are values.
#pragma once

#include <functional>
#include <optional>

#include "base/time.h"
#include "store/rows.h"

namespace avow::store {

// One row. The views are valid for the length of a call.
struct BackupRow {
  Table table = Table::vault;
  std::uint64_t row = 0;           // all but items
  std::uint8_t kind = 0;           // items …
  ByteView key = {};               // … of at most limits::kItemKeyBytesMax
  ByteView value = {};             // entries: the header
  std::optional<ByteView> payload = {};  // entries only
};

// What a backup says of itself at its end.
struct BackupFacts {
  std::uint64_t entries = 0;
  std::uint64_t rows = 0;  // all but the state
  Instant made_at{};
  bool operator==(const BackupFacts&) const = default;
};

void encode(const BackupRow& row, Bytes& out);
void encode(const BackupFacts& facts, Bytes& out);

// Reads them out of pieces of any size. Resource.
class BackupRows {
 public:
  using Visit = std::function<Result<void>(const BackupRow&)>;
  BackupRows() = default;
  BackupRows(const BackupRows&) = delete;
  BackupRows& operator=(const BackupRows&) = delete;

  // Error{damaged}: not what encode() writes, or a value over limits::kBackupValueBytesMax. An Error of `visit` ends it.
  Result<void> take(ByteView piece, const Visit& visit);
  // Error{damaged}: it does not end with the counts.
  Result<BackupFacts> finish() const;

 private:
  Result<std::size_t> take_one(ByteView rest, const Visit& visit);
  Bytes pending_;
  std::optional<BackupFacts> facts_;
};

}  // namespace avow::store
