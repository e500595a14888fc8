// A pairing ceremony as a conversation that a link can drive. Confirmed means: the other side holds the same link
// and its keys.
#pragma once

#include "net/conversation.h"
#include "pairing/ceremony.h"

namespace avow::net {

// Resource.
class PairingConversation final : public Conversation {
 public:
  explicit PairingConversation(std::unique_ptr<pairing::Ceremony> ceremony);

  Result<void> receive(ByteView bytes, Now now) override;
  Result<void> handle_timeout(Now now) override;
  ByteView pending_output() const override;
  Result<void> output_sent(std::size_t count, Now now) override;
  std::optional<TimePoint> next_timeout() const override;
  bool confirmed() const override { return confirmed_; }
  bool knows_secret() const override { return confirmed_ || ceremony_->other_knows_link(); }
  bool finished() const override;

  // Precondition: finished().
  const pairing::WordsReady& words() const;

 private:
  void take_events();

  std::unique_ptr<pairing::Ceremony> ceremony_;
  bool confirmed_ = false;
  std::optional<pairing::WordsReady> words_;
};

}  // namespace avow::net
