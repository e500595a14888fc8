#include "net/sync_conversation.h"

namespace avow::net {

SyncConversation::SyncConversation(std::unique_ptr<sync::Session> session) : session_(std::move(session)) {}

Result<void> SyncConversation::receive(ByteView bytes, Now now) { return session_->receive(bytes, now); }

Result<void> SyncConversation::handle_timeout(Now now) { return session_->handle_timeout(now); }

ByteView SyncConversation::pending_output() const { return session_->pending_output(); }

Result<void> SyncConversation::output_sent(std::size_t count, Now now) { return session_->output_sent(count, now); }

std::optional<TimePoint> SyncConversation::next_timeout() const { return session_->next_timeout(); }

bool SyncConversation::confirmed() const { return session_->confirmed(); }

bool SyncConversation::finished() const { return session_->finished(); }

}  // namespace avow::net
