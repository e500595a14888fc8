// What a proxy answers, any bytes: it is read as far as it asks for, and ends.
#include "base/assert.h"
#include "net/socks5.h"

using namespace avow;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  ByteView rest(data, size);
  net::Socks5 call({"partner.invalid", 7342}, {"name", "password"});
  for (int steps = 0; call.needs() > 0; ++steps) {
    AVOW_ASSERT(steps < 8 && call.needs() <= 257 && call.pending().size() <= 520);
    if (rest.size() < call.needs()) break;
    const ByteView bytes = rest.first(call.needs());
    rest = rest.subspan(bytes.size());
    if (!call.receive(bytes).ok()) break;
  }
  return 0;
}
