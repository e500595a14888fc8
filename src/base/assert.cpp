#include "base/assert.h"

#include <cstdio>
#include <cstdlib>

namespace avow::detail {

void assertion_failed(const char* what, const char* file, int line) {
  std::fprintf(stderr, "avow: internal error: %s (%s:%d)\n", what, file, line);
  std::abort();
}

}  // namespace avow::detail
