#include "store/backup_rows.h"

#include <algorithm>

#include "base/codec.h"
#include "base/limits.h"
#include "base/reason.h"

namespace avow::store {
namespace {

constexpr std::uint8_t kEnd = 0;  // in the place of a table
constexpr std::uint64_t kRowMax = (std::uint64_t{1} << 63U) - 1;

Error damaged() { return Error{Errc::damaged, std::string(reason::kBackupDamaged)}; }

void put_blob(ByteView value, Bytes& out) {
  AVOW_ASSERT(value.size() <= limits::kBackupValueBytesMax);
  append(out, little_endian(static_cast<std::uint32_t>(value.size())));
  append(out, value);
}

// False: over the limit.
bool take_blob(ByteReader& in, ByteView& out) {
  const std::size_t size = in.u32();
  if (size > limits::kBackupValueBytesMax) return false;
  out = in.fixed(size);
  return true;
}

bool take_place(ByteReader& in, BackupRow& row) {
  if (row.table != Table::item) {
    row.row = in.u64();
    return row.row <= kRowMax;
  }
  row.kind = in.u8();
  const std::size_t size = in.u8();
  row.key = in.fixed(size);
  return size <= limits::kItemKeyBytesMax;
}

bool take_values(ByteReader& in, BackupRow& row) {
  if (!take_blob(in, row.value)) return false;
  if (row.table != Table::entry) return true;
  const unsigned there = in.u8();
  if (there != 1) return there == 0;
  row.payload.emplace();
  return take_blob(in, *row.payload);
}

}  // namespace

void encode(const BackupRow& row, Bytes& out) {
  out.push_back(static_cast<std::uint8_t>(row.table));
  if (row.table == Table::item) {
    AVOW_ASSERT(row.key.size() <= limits::kItemKeyBytesMax);
    out.push_back(row.kind);
    out.push_back(static_cast<std::uint8_t>(row.key.size()));
    append(out, row.key);
  } else {
    append(out, little_endian(row.row));
  }
  put_blob(row.value, out);
  if (row.table != Table::entry) return;
  out.push_back(row.payload ? 1 : 0);
  if (row.payload) put_blob(*row.payload, out);
}

void encode(const BackupFacts& facts, Bytes& out) {
  ByteWriter end;
  append(out, end.u8(kEnd).u64(facts.entries).u64(facts.rows).i64(to_millis(facts.made_at)).bytes());
}

// How many bytes it took; 0: one that is not whole yet.
Result<std::size_t> BackupRows::take_one(ByteView rest, const Visit& visit) {
  ByteReader in(rest);
  const unsigned table = in.u8();
  if (table == kEnd) {
    BackupFacts facts;
    facts.entries = in.u64();
    facts.rows = in.u64();
    facts.made_at = from_millis(in.i64());
    if (in.failed()) return std::size_t{0};
    facts_ = facts;
    return rest.size() - in.remaining();
  }
  if (table >= kTables) return damaged();
  BackupRow row;
  row.table = static_cast<Table>(table);
  const bool fits = take_place(in, row) && take_values(in, row);
  if (!fits) return damaged();
  if (in.failed()) return std::size_t{0};
  AVOW_CHECK(visit(row));
  return rest.size() - in.remaining();
}

Result<void> BackupRows::take(ByteView piece, const Visit& visit) {
  append(pending_, piece);
  std::size_t taken = 0;
  while (!facts_ && taken < pending_.size()) {
    AVOW_TRY(const std::size_t size, take_one(ByteView(pending_).subspan(taken), visit));
    if (size == 0) break;
    taken += size;
  }
  pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(taken));
  if (!facts_) return {};
  const bool zeros = std::all_of(pending_.begin(), pending_.end(), [](std::uint8_t byte) { return byte == 0; });
  pending_.clear();
  return zeros ? Result<void>() : damaged();
}

Result<BackupFacts> BackupRows::finish() const {
  if (!facts_) return damaged();
  return *facts_;
}

}  // namespace avow::store
