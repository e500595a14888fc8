// An answer that a command wants to look at, or add to, before it shows it. Resource.
#pragma once

#include <memory>

#include <capnp/message.h>

#include "app/replies.h"

namespace avow::cli {

class KeptAnswer final : public app::Replies {
 public:
  void item(schema::Item::Reader) override {}
  void done(schema::Done::Reader done) override { message_->setRoot(done); }
  schema::Done::Builder get() { return message_->getRoot<schema::Done>(); }

 private:
  std::unique_ptr<capnp::MallocMessageBuilder> message_ = std::make_unique<capnp::MallocMessageBuilder>();
};

}  // namespace avow::cli
