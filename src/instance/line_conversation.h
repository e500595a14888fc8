// One sync session on the line: tells when it is confirmed and what it brought, and gives way when another takes its
// place. Resource.
#pragma once

#include <memory>

#include "net/conversation.h"
#include "sync/session.h"

namespace avow::instance {

class LineConversation;

// Who decides between conversations. May be gone before them.
class LineJudge {
 public:
  virtual ~LineJudge() = default;
  // It is confirmed. False: another one stays, and it must end.
  virtual bool admit(LineConversation& conversation) = 0;
  virtual void left(LineConversation& conversation) = 0;
  virtual void heard(LineConversation& conversation, const sync::SessionEvent& event) = 0;
};

class LineConversation final : public net::Conversation {
 public:
  LineConversation(std::unique_ptr<sync::Session> session, noise::Role role, TimePoint began_at,
                   std::weak_ptr<LineJudge> judge);
  ~LineConversation() override;

  Result<void> receive(ByteView bytes, Now now) override;
  Result<void> handle_timeout(Now now) override;
  ByteView pending_output() const override { return session_->pending_output(); }
  Result<void> output_sent(std::size_t count, Now now) override;
  std::optional<TimePoint> next_timeout() const override;
  bool confirmed() const override { return admitted_; }
  bool finished() const override { return session_->finished(); }

  const sync::Session& session() const { return *session_; }
  noise::Role role() const { return role_; }
  TimePoint began_at() const { return began_at_; }
  // Ends it at its next step; nothing more is heard of it.
  void replace();
  void entries_added();
  void set_delivery(sync::Delivery delivery);

 private:
  Result<void> after(Result<void> step);

  std::unique_ptr<sync::Session> session_;
  const noise::Role role_;
  const TimePoint began_at_;
  const std::weak_ptr<LineJudge> judge_;
  bool admitted_ = false;
  bool replaced_ = false;
};

}  // namespace avow::instance
