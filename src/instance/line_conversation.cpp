#include "instance/line_conversation.h"

namespace avow::instance {

LineConversation::LineConversation(std::unique_ptr<sync::Session> session, noise::Role role, TimePoint began_at,
                                   std::weak_ptr<LineJudge> judge)
    : session_(std::move(session)), role_(role), began_at_(began_at), judge_(std::move(judge)) {}

LineConversation::~LineConversation() {
  if (const auto judge = judge_.lock()) judge->left(*this);
}

Result<void> LineConversation::receive(ByteView bytes, Now now) {
  if (replaced_) return after({});
  return after(session_->receive(bytes, now));
}

Result<void> LineConversation::handle_timeout(Now now) {
  if (replaced_) return after({});
  return after(session_->handle_timeout(now));
}

Result<void> LineConversation::output_sent(std::size_t count, Now now) {
  if (replaced_) return after({});
  return after(session_->output_sent(count, now));
}

std::optional<TimePoint> LineConversation::next_timeout() const { return session_->next_timeout(); }

// Events of a step that failed are told too: what had arrived before is durable.
Result<void> LineConversation::after(Result<void> step) {
  const auto judge = judge_.lock();
  if (replaced_ || !judge) return Error{Errc::closed, "another conversation took its place"};
  if (!admitted_ && session_->confirmed()) {
    admitted_ = judge->admit(*this);
    replaced_ = !admitted_;
    if (replaced_) return Error{Errc::closed, "the other conversation stays"};
  }
  while (const auto event = session_->poll_event()) judge->heard(*this, *event);
  return step;
}

void LineConversation::replace() {
  replaced_ = true;
  wake();
}

void LineConversation::entries_added() {
  session_->entries_added();
  wake();
}

void LineConversation::set_delivery(sync::Delivery delivery) { session_->set_delivery(delivery); }

}  // namespace avow::instance
