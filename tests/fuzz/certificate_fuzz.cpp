// The certificate of an epoch, as a partner sends it: what is read is written back as it was.
#include <cstdlib>

#include "log/epoch.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const avow::ByteView bytes(data, size);
  const auto certificate = avow::log::decode_certificate(bytes);
  if (certificate.ok() && !avow::equal(avow::log::encode(*certificate), bytes)) std::abort();
  return 0;
}
