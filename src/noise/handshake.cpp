#include "noise/handshake.h"

#include <algorithm>

#include "crypto/aead.h"

namespace avow::noise {
namespace {

constexpr std::size_t kKeyBytes = crypto::PublicKey{}.size();

// Does the side that sends message 0, 2, … (or 1, 3, …) need a static key of its own?
bool uses_static(const Pattern& pattern, Role role) {
  const bool known = role == Role::initiator ? pattern.initiator_known : pattern.responder_known;
  if (known) return true;
  for (std::size_t i = role == Role::initiator ? 0 : 1; i < pattern.messages.size(); i += 2) {
    const auto& tokens = pattern.messages[i];
    if (std::find(tokens.begin(), tokens.end(), Token::s) != tokens.end()) return true;
  }
  return false;
}

Result<void> check_keys(const Pattern& pattern, Role role, const HandshakeKeys& keys) {
  const bool theirs_known = role == Role::initiator ? pattern.responder_known : pattern.initiator_known;
  if (uses_static(pattern, role) != (keys.mine != nullptr)) return Error{Errc::usage, "a handshake's own static key"};
  if (theirs_known != keys.theirs.has_value()) return Error{Errc::usage, "a handshake's remote static key"};
  if (pattern.psk_count() != keys.psks.size()) return Error{Errc::usage, "a handshake's number of pre-shared keys"};
  return {};
}

Error failed_before() { return Error{Errc::closed, "the handshake failed before"}; }

}  // namespace

Result<HandshakeState> HandshakeState::start(const Pattern& pattern, Role role, const HandshakeKeys& keys,
                                             RandomSource& random) {
  AVOW_CHECK(check_keys(pattern, role, keys));
  return HandshakeState(pattern, role, keys, random);
}

HandshakeState::HandshakeState(const Pattern& pattern, Role role, const HandshakeKeys& keys, RandomSource& random)
    : pattern_(pattern), role_(role), random_(&random), symmetric_(pattern.protocol_name()), their_static_(keys.theirs) {
  if (keys.mine != nullptr) my_static_ = crypto::AgreementKey{keys.mine->secret.copy(), keys.mine->public_key};
  for (const crypto::Key& psk : keys.psks) psks_.push_back(psk.copy());
  symmetric_.mix_hash(keys.prologue);
  const bool initiator = role == Role::initiator;
  if (pattern.initiator_known) symmetric_.mix_hash(initiator ? my_static_->public_key : *their_static_);
  if (pattern.responder_known) symmetric_.mix_hash(initiator ? *their_static_ : my_static_->public_key);
}

bool HandshakeState::my_turn() const {
  return !failed_ && !finished() && (next_message_ % 2 == 0) == (role_ == Role::initiator);
}

Result<Bytes> HandshakeState::write_message(ByteView payload) {
  if (failed_) return failed_before();
  AVOW_ASSERT(my_turn());
  auto message = write_all(payload);
  end_message(message.ok());
  return message;
}

Result<Bytes> HandshakeState::read_message(ByteView message) {
  if (failed_) return failed_before();
  AVOW_ASSERT(!finished() && !my_turn());
  auto payload = read_all(message);
  end_message(payload.ok());
  return payload;
}

Result<Bytes> HandshakeState::write_all(ByteView payload) {
  Bytes out;
  for (const Token token : pattern_.messages[next_message_]) AVOW_CHECK(write_token(token, out));
  if (out.size() + payload.size() + (symmetric_.has_key() ? crypto::kTagBytes : 0) > kMessageBytesMax) {
    return Error{Errc::too_large, "a handshake message"};
  }
  AVOW_CHECK(symmetric_.encrypt_and_hash(payload, out));
  return out;
}

Result<Bytes> HandshakeState::read_all(ByteView message) {
  if (message.size() > kMessageBytesMax) return Error{Errc::too_large, "a handshake message"};
  for (const Token token : pattern_.messages[next_message_]) AVOW_CHECK(read_token(token, message));
  return symmetric_.decrypt_and_hash(message);
}

Result<void> HandshakeState::write_token(Token token, Bytes& out) {
  switch (token) {
    case Token::e:
      my_ephemeral_ = crypto::new_agreement_key(*random_);
      append(out, my_ephemeral_->public_key);
      mix_ephemeral(my_ephemeral_->public_key);
      return {};
    case Token::s: return symmetric_.encrypt_and_hash(my_static_->public_key, out);
    case Token::psk: mix_psk(); return {};
    case Token::ee:
    case Token::es:
    case Token::se:
    case Token::ss: return mix_agreement(token);
  }
  AVOW_ASSERT(false);
}

Result<void> HandshakeState::read_token(Token token, ByteView& rest) {
  switch (token) {
    case Token::e: {
      if (rest.size() < kKeyBytes) return Error{Errc::malformed, "a handshake message cut short"};
      AVOW_CHECK(accept_key(rest.first(kKeyBytes), their_ephemeral_));
      rest = rest.subspan(kKeyBytes);
      mix_ephemeral(*their_ephemeral_);
      return {};
    }
    case Token::s: {
      const std::size_t size = kKeyBytes + (symmetric_.has_key() ? crypto::kTagBytes : 0);
      if (rest.size() < size) return Error{Errc::malformed, "a handshake message cut short"};
      AVOW_TRY(const Bytes key, symmetric_.decrypt_and_hash(rest.first(size)));
      rest = rest.subspan(size);
      return accept_key(key, their_static_);
    }
    case Token::psk: mix_psk(); return {};
    case Token::ee:
    case Token::es:
    case Token::se:
    case Token::ss: return mix_agreement(token);
  }
  AVOW_ASSERT(false);
}

// Why: a key of my own that comes back is a reflected message; Noise itself would go on with it.
Result<void> HandshakeState::accept_key(ByteView bytes, std::optional<crypto::PublicKey>& slot) {
  const auto key = first<kKeyBytes>(bytes);
  if ((my_static_ && my_static_->public_key == key) || (my_ephemeral_ && my_ephemeral_->public_key == key)) {
    return Error{Errc::forged, "a handshake message with a key of my own"};
  }
  slot = key;
  return {};
}

Result<void> HandshakeState::mix_agreement(Token token) {
  const bool initiator = role_ == Role::initiator;
  const bool my_static = token == Token::ss || token == (initiator ? Token::se : Token::es);
  const bool their_static = token == Token::ss || token == (initiator ? Token::es : Token::se);
  const auto& mine = my_static ? my_static_ : my_ephemeral_;
  const auto& theirs = their_static ? their_static_ : their_ephemeral_;
  AVOW_ASSERT(mine.has_value() && theirs.has_value());  // the pattern table puts keys before their use
  AVOW_TRY(const crypto::Key shared, crypto::agree(mine->secret, *theirs));
  symmetric_.mix_key(shared.view());
  return {};
}

void HandshakeState::mix_psk() {
  AVOW_ASSERT(next_psk_ < psks_.size());
  symmetric_.mix_key_and_hash(psks_[next_psk_].view());
  ++next_psk_;
}

void HandshakeState::mix_ephemeral(const crypto::PublicKey& key) {
  symmetric_.mix_hash(key);
  if (pattern_.psk_count() > 0) symmetric_.mix_key(key);  // section 9.2
}

void HandshakeState::end_message(bool ok) {
  failed_ = !ok;
  ++next_message_;
  if (failed_ || finished()) erase_keys();
  if (failed_) {
    symmetric_.erase();
    their_static_.reset();
  }
}

void HandshakeState::erase_keys() {
  my_static_.reset();
  my_ephemeral_.reset();
  psks_.clear();
}

crypto::Key HandshakeState::export_secret(std::string_view label) const {
  AVOW_ASSERT(finished());
  return symmetric_.export_secret(label);
}

Split HandshakeState::split() {
  AVOW_ASSERT(finished());
  auto [forth, back] = symmetric_.split();
  if (pattern_.one_way()) back = CipherState();
  if (role_ == Role::initiator) return {std::move(forth), std::move(back)};
  return {std::move(back), std::move(forth)};
}

}  // namespace avow::noise
