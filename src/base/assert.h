// AVOW_ASSERT: a broken rule of our own. Always on, never reached by input; aborts with file and line.
#pragma once

namespace avow::detail {
[[noreturn]] void assertion_failed(const char* what, const char* file, int line);
}

#define AVOW_ASSERT(condition) \
  ((condition) ? static_cast<void>(0) : ::avow::detail::assertion_failed(#condition, __FILE__, __LINE__))
