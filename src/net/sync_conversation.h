// A sync session as a conversation that a link can drive.
#pragma once

#include "net/conversation.h"
#include "sync/session.h"

namespace avow::net {

// Resource.
class SyncConversation final : public Conversation {
 public:
  explicit SyncConversation(std::unique_ptr<sync::Session> session);

  Result<void> receive(ByteView bytes, Now now) override;
  Result<void> handle_timeout(Now now) override;
  ByteView pending_output() const override;
  Result<void> output_sent(std::size_t count, Now now) override;
  std::optional<TimePoint> next_timeout() const override;
  bool confirmed() const override;
  bool finished() const override;

  const sync::Outcome& outcome() const { return session_->outcome(); }
  // For its events, and to tell it what was written; wake() the link afterwards.
  sync::Session& session() { return *session_; }

 private:
  std::unique_ptr<sync::Session> session_;
};

}  // namespace avow::net
