// How a request is answered: any number of items, then exactly one done or one error. Implemented by
// whoever asked (the command line, later the socket and the page).
#pragma once

#include <protocol/api.capnp.h>

#include "base/result.h"

namespace avow::app {

class Replies {
 public:
  Replies() = default;
  Replies(const Replies&) = delete;
  Replies& operator=(const Replies&) = delete;
  virtual ~Replies() = default;
  // A list's element or an event; may be shown at once.
  virtual void item(schema::Item::Reader item) = 0;
  virtual void done(schema::Done::Reader done) = 0;
};

}  // namespace avow::app
