// Where requests go, whichever way they came: the local socket and the page hand them in here. Implemented by the instance.
#pragma once

#include <memory>

#include "app/operation.h"
#include "app/replies.h"
#include "crypto/secret.h"

namespace avow::app {

// Who wants to know: a person, or a page that looks again because something changed. Only a person's asking puts off the cover.
enum class Asking : std::uint8_t { person, page_itself };

class Desk {
 public:
  Desk() = default;
  Desk(const Desk&) = delete;
  Desk& operator=(const Desk&) = delete;
  virtual ~Desk() = default;
  virtual std::string_view state() const = 0;  // open, covered, locked
  // As app::begin(). `request` is not read afterwards.
  virtual Result<std::unique_ptr<Operation>> begin(schema::Request::Reader request, Replies& replies, Asking asking) = 0;
  virtual std::unique_ptr<Operation> begin_unlock(crypto::SecretBuffer passphrase, Replies& replies) = 0;
};

}  // namespace avow::app
