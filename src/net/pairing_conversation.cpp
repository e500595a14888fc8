#include "net/pairing_conversation.h"

namespace avow::net {

PairingConversation::PairingConversation(std::unique_ptr<pairing::Ceremony> ceremony)
    : ceremony_(std::move(ceremony)) {}

// Why not after an Error: one who was seen and then refused (another device with the same link) is nobody.
Result<void> PairingConversation::receive(ByteView bytes, Now now) {
  AVOW_CHECK(ceremony_->receive(bytes, now.monotonic));
  take_events();
  return {};
}

Result<void> PairingConversation::handle_timeout(Now now) { return ceremony_->handle_timeout(now.monotonic); }

ByteView PairingConversation::pending_output() const { return ceremony_->pending_output(); }

Result<void> PairingConversation::output_sent(std::size_t count, Now) {
  ceremony_->output_sent(count);
  return {};
}

std::optional<TimePoint> PairingConversation::next_timeout() const { return ceremony_->next_timeout(); }

bool PairingConversation::finished() const { return ceremony_->finished(); }

const pairing::WordsReady& PairingConversation::words() const {
  AVOW_ASSERT(words_.has_value());
  return *words_;
}

void PairingConversation::take_events() {
  while (const auto event = ceremony_->poll_event()) {
    if (std::holds_alternative<pairing::PartnerSeen>(*event)) confirmed_ = true;
    if (const auto* words = std::get_if<pairing::WordsReady>(&*event)) words_ = *words;
  }
}

}  // namespace avow::net
