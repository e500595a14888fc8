// The opening of a conversation: after a few messages both hold the same fresh keys and each knows who the
// other is, as far as the pattern says (Noise rev 34, section 5.3; suite 25519_ChaChaPoly_SHA512).
// It sends nothing itself and knows no timeouts. Calling order: start(); then write_message() when my_turn(),
// else read_message(), until finished(); then export_secret() as wanted; then split(), once. An Error of
// read or write is final: the secrets are gone, later calls answer Error{closed}.
// Resource: move-only. The RandomSource must outlive the handshake; all keys are copied and wiped when used up.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "crypto/sign.h"
#include "noise/pattern.h"
#include "noise/symmetric_state.h"

namespace avow::noise {

enum class Role { initiator, responder };

// What a side brings to the handshake; only read during start().
struct HandshakeKeys {
  const crypto::AgreementKey* mine = nullptr;  // my static key, if the pattern uses one
  std::optional<crypto::PublicKey> theirs;     // their static key, if it is known beforehand
  std::span<const crypto::Key> psks;           // as many as the pattern has, in its order
  ByteView prologue;                           // both sides must give the same bytes
};

// A direction that a one-way pattern does not have holds no key.
struct Split {
  CipherState send;
  CipherState receive;
};

class HandshakeState {
 public:
  // Error{usage} when `keys` do not fit the pattern.
  static Result<HandshakeState> start(const Pattern& pattern, Role role, const HandshakeKeys& keys,
                                      RandomSource& random);

  // Precondition: my_turn(). Error{too_large} for a message over 65,535 bytes, Error{forged} for a key of
  // theirs that X25519 must refuse (second encoding, small order).
  Result<Bytes> write_message(ByteView payload);
  // Precondition: not my_turn(). The payload, or Error{malformed}: cut short, Error{too_large}, Error{forged}:
  // does not authenticate, repeats a key of my own, or a key that X25519 must refuse.
  Result<Bytes> read_message(ByteView message);

  bool failed() const { return failed_; }
  bool finished() const { return !failed_ && next_message_ == pattern_.messages.size(); }
  // Neither turn is mine once finished.
  bool my_turn() const;

  // Of all that was said; the same on both sides once finished.
  const Hash64& handshake_hash() const { return symmetric_.hash(); }
  // As far as known; proven to be theirs only once finished.
  const std::optional<crypto::PublicKey>& remote_static() const { return their_static_; }
  // Key material bound to this handshake: first 32 bytes of HKDF(ck, label ‖ h). Precondition: finished(),
  // before split().
  crypto::Key export_secret(std::string_view label) const;
  // Precondition: finished(), not split before. Erases ck.
  Split split();

 private:
  HandshakeState(const Pattern& pattern, Role role, const HandshakeKeys& keys, RandomSource& random);
  Result<void> write_token(Token token, Bytes& out);
  Result<void> read_token(Token token, ByteView& rest);
  Result<Bytes> write_all(ByteView payload);
  Result<Bytes> read_all(ByteView message);
  Result<void> mix_agreement(Token token);
  Result<void> accept_key(ByteView bytes, std::optional<crypto::PublicKey>& slot);
  void mix_psk();
  void mix_ephemeral(const crypto::PublicKey& key);
  void end_message(bool ok);
  void erase_keys();

  Pattern pattern_;
  Role role_;
  RandomSource* random_;
  SymmetricState symmetric_;
  std::optional<crypto::AgreementKey> my_static_;
  std::optional<crypto::AgreementKey> my_ephemeral_;
  std::optional<crypto::PublicKey> their_static_;
  std::optional<crypto::PublicKey> their_ephemeral_;
  std::vector<crypto::Key> psks_;
  std::size_t next_psk_ = 0;
  std::size_t next_message_ = 0;
  bool failed_ = false;
};

}  // namespace avow::noise
