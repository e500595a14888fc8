// Any bytes as the sealed answers of a check-in: refused, or the same answers again when written anew.
#include "base/assert.h"
#include "ledger/checkin_answers.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace avow;
  const ByteView bytes(data, size);
  const auto answers = ledger::decode_answers(bytes);
  if (!answers.ok()) return 0;
  const auto again = ledger::encode_answers(*answers);
  AVOW_ASSERT(again.ok() && ledger::decode_answers(*again).ok());
  AVOW_ASSERT(*ledger::decode_answers(*again) == *answers);
  return 0;
}
