// A file that somebody says is a backup. The first byte chooses: the file as it is, or what is inside the seal, in pieces of some
// size. Nothing crashes, no more is kept than was read, and rows that are read are written as the same bytes.
#include <algorithm>

#include "base/assert.h"
#include "crypto/init.h"
#include "fakes/seeded_random.h"
#include "store/backup.h"

using namespace avow;

namespace {

void whole_file(ByteView bytes) {
  const auto reader = store::BackupReader::begin([rest = bytes](MutableByteView out) mutable -> Result<std::size_t> {
    const std::size_t size = std::min(out.size(), rest.size());
    std::copy_n(rest.begin(), size, out.begin());
    rest = rest.subspan(size);
    return size;
  });
  if (!reader.ok()) return;
  testing::SeededRandom random(1);
  const auto read = (*reader)->read(crypto::Key(), random, [](const store::BackupRow&) -> Result<void> { return {}; });
  AVOW_ASSERT(!read.ok());
}

void inside(ByteView bytes, std::size_t piece) {
  store::BackupRows rows;
  Bytes again;
  for (ByteView rest = bytes; !rest.empty();) {
    const std::size_t size = std::min(piece, rest.size());
    const auto taken = rows.take(rest.first(size), [&](const store::BackupRow& row) -> Result<void> {
      store::encode(row, again);
      return {};
    });
    if (!taken.ok()) return;
    rest = rest.subspan(size);
  }
  const auto facts = rows.finish();
  if (!facts.ok()) return;
  store::encode(*facts, again);
  AVOW_ASSERT(again.size() <= bytes.size() && equal(again, bytes.first(again.size())));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const bool started = crypto::start().ok();
  AVOW_ASSERT(started);
  if (size == 0) return 0;
  const ByteView rest(data + 1, size - 1);
  if (data[0] == 0) {
    whole_file(rest);
  } else {
    inside(rest, std::size_t{data[0]} * data[0]);
  }
  return 0;
}
