#include "crypto/init.h"

#include <sys/prctl.h>
#include <sys/resource.h>

#include <sodium.h>

namespace avow::crypto {

Result<void> start() {
  if (sodium_init() < 0) return Error{Errc::io, "libsodium could not start"};
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0);
  return {};
}

}  // namespace avow::crypto
