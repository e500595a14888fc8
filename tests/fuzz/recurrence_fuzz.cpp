// How often, as typed: whatever is accepted is written and read back as the same rule, and comes to its days in time.
#include "base/assert.h"
#include "base/encoding.h"
#include "base/limits.h"
#include "ledger/recurrence.h"

using namespace avow;
using namespace avow::ledger;

namespace {

void expand(const Recurrence& rule, LocalDay first) {
  AVOW_ASSERT(check(rule).ok() && !in_words(rule).empty());
  const auto days = days_of(rule, first, first, LocalDay::max(), 100);
  AVOW_ASSERT(days.size() <= 100 && (rule.count == 0 || days.size() <= rule.count));
  for (const auto day : days) AVOW_ASSERT(names(rule, first, day) && (rule.until == LocalDay{} || day <= rule.until));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = text_of(ByteView(data, size));
  const LocalDay first = LocalDay(std::chrono::year(2026) / 1 / 31) + std::chrono::days(size % 60);
  const auto rule = parse_rrule(text);
  if (rule.ok()) {
    const auto again = parse_rrule(to_rrule(*rule));
    AVOW_ASSERT(again.ok() && *again == *rule && size <= limits::kRecurrenceTextBytesMax);
    expand(*rule, first);
  }
  const auto typed = parse_every(text, first);
  if (typed.ok()) expand(*typed, first);
  return 0;
}
