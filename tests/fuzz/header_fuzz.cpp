// Any bytes as an entry header: refused, or exactly the bytes that writing it again gives.
#include "base/assert.h"
#include "log/entry.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const avow::ByteView bytes(data, size);
  const auto header = avow::log::decode_header(bytes);
  if (header.ok()) AVOW_ASSERT(avow::equal(avow::log::encode_header(*header), bytes));
  return 0;
}
