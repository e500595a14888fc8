// Who the two people of a pairing are, as keys: what each tells the other inside the encrypted handshake.
#pragma once

#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/sign.h"

namespace avow::pairing {

// What one side learns of the other. Value; made by decode_identity(), which checks it.
struct PartnerKeys {
  crypto::PublicKey static_key{};    // X25519
  crypto::PublicKey export_key{};    // Ed25519; with static_key: the identity
  crypto::PublicKey log_key{};       // Ed25519, epoch 0
  crypto::PublicKey witness_key{};   // Ed25519, epoch 0
  std::string name;                  // display name, UTF-8, at most limits::kNameBytesMax; neutralise before showing
  std::vector<std::string> addresses;
  bool operator==(const PartnerKeys&) const = default;
};

// One's own side. `static_key.public_key` and `keys.static_key` are the same. Resource.
struct OwnIdentity {
  crypto::AgreementKey static_key;
  PartnerKeys keys;  // as the partner will see them
};

// BLAKE2b-256("avow/v1 invite" ‖ static ‖ export ‖ log ‖ witness): what a link promises about its maker.
Hash identity_hash(const PartnerKeys& keys);
// static ‖ export: names a person in the five words.
ByteArray<64> identity_bytes(const PartnerKeys& keys);

// Error{malformed | too_large}: name not UTF-8 or too long, addresses (check_addresses), a zero key, or the same
// key used twice.
Result<void> check_identity(const PartnerKeys& keys);
// Error{forged} when one of `theirs` is one of mine: a reflection.
Result<void> check_not_mine(const PartnerKeys& theirs, const PartnerKeys& mine);

// The Identity of pairing.capnp. Precondition: check_identity passed. At most kIdentityBytesMax.
inline constexpr std::size_t kIdentityBytesMax = 3'500;
Bytes encode_identity(const PartnerKeys& keys);
// `static_key` is what the handshake proved. Error{malformed | too_large | newer_version}.
Result<PartnerKeys> decode_identity(ByteView bytes, const crypto::PublicKey& static_key);

}  // namespace avow::pairing
