#include "crypto/random.h"

#include <sodium.h>

namespace avow::crypto {

void SystemRandom::fill(MutableByteView out) { randombytes_buf(out.data(), out.size()); }

}  // namespace avow::crypto
