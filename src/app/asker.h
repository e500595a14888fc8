// Who asks for something to be written. Value.
#pragma once

#include <string_view>

namespace avow::app {

struct Asker {
  std::string_view zone;        // IANA; goes into the record
  bool clock_is_right = false;  // they said so, although it looks wrong
};

}  // namespace avow::app
