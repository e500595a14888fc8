// Answers that a command does not show as they come: one that it wants to look at, or add to, first; and those that say
// nothing new. Resources.
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
  // 0: it is no count.
  std::uint32_t count() { return get().isCount() ? get().getCount().getCount() : 0; }

 private:
  std::unique_ptr<capnp::MallocMessageBuilder> message_ = std::make_unique<capnp::MallocMessageBuilder>();
};

class Unheard final : public app::Replies {
 public:
  void item(schema::Item::Reader) override {}
  void done(schema::Done::Reader) override {}
};

}  // namespace avow::cli
