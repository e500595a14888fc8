// Any bytes as a sync message: refused, or a value that is written and read back as itself.
#include "base/assert.h"
#include "base/limits.h"
#include "sync/messages.h"

using namespace avow;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto message = sync::decode(ByteView(data, size));
  if (!message.ok()) return 0;
  const Bytes written = sync::encode(*message);
  const auto again = sync::decode(written);
  AVOW_ASSERT(again.ok() && *again == *message && written.size() <= limits::kMessageBytesMax);
  return 0;
}
