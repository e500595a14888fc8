// A date as typed: whatever is accepted is a plausible due in range, and its wall read as ISO in its zone is that due again,
// but for the second time that a fold shows.
#include "base/assert.h"
#include "base/limits.h"
#include "ledger/record.h"
#include "ledger/typed_when.h"

using namespace avow;
using namespace avow::ledger;

namespace {

// Before a gap, before a fold, in the night, at both ends of time.
constexpr std::int64_t kNow[] = {1774700000000, 1792886000000, 1795816800000, 0, 253402300000000};
constexpr const char* kZones[] = {"Europe/Berlin", "Australia/Lord_Howe", "Pacific/Kiritimati", "UTC"};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = text_of(ByteView(data, size));
  for (const auto direction : {Direction::ahead, Direction::behind}) {
    const auto when = parse_typed_when(text, kZones[size % 4], from_millis(kNow[size % 5]), direction);
    if (!when.ok()) continue;
    AVOW_ASSERT(size <= limits::kTypedWhenBytesMax && due_is_plausible(when->wall, when->due, when->grace_end));
    const auto again = parse_when(when->wall, when->zone);
    AVOW_ASSERT(again.ok() && again->wall == when->wall && again->date_only == when->date_only);
    AVOW_ASSERT(again->due == when->due || (!when->date_only && again->remark.find("twice") != std::string::npos));
  }
  return 0;
}
