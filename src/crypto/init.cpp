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

bool core_dumps_are_off() {
  rlimit limit{};
  return getrlimit(RLIMIT_CORE, &limit) == 0 && limit.rlim_cur == 0 && prctl(PR_GET_DUMPABLE) == 0;
}

std::string library_version() { return std::string("libsodium ") + sodium_version_string(); }

}  // namespace avow::crypto
