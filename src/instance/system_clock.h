// The machine's clocks.
#pragma once

#include "base/time.h"

namespace avow::instance {

class SystemClock final : public Clock {
 public:
  Instant now() const override;
  TimePoint monotonic_now() const override;
};

}  // namespace avow::instance
