// A pairing link as pasted: whatever is accepted is written and read back as the same invite.
#include "base/assert.h"
#include "base/limits.h"
#include "crypto/init.h"
#include "pairing/address.h"
#include "pairing/link.h"

using namespace avow;
using namespace avow::pairing;

extern "C" int LLVMFuzzerInitialize(int*, char***) { return crypto::start().ok() ? 0 : 1; }

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView input(data, size);
  const auto invite = parse_link(text_of(input));
  if (invite.ok()) {
    AVOW_ASSERT(size <= limits::kLinkTextBytesMax && check_addresses(invite->addresses).ok());
    const auto again = parse_link(text_of(to_link_text(*invite).view()));
    AVOW_ASSERT(again.ok() && equal(again->psk.view(), invite->psk.view()) && again->expires == invite->expires &&
                again->inviter_hash == invite->inviter_hash && again->addresses == invite->addresses);
  }
  return 0;
}
