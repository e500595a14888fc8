// A sealed file that is being read. Resource.
#pragma once

#include <cstdint>

#include "sync/bundle.h"

namespace avow::app {

class IncomingBundle {
 public:
  IncomingBundle(const sync::Pair& pair, log::LogStore& store) : reader(pair, store) {}
  sync::BundleReader reader;
  std::uint32_t pieces = 0;
};

}  // namespace avow::app
