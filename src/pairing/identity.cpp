#include "pairing/identity.h"

#include <algorithm>
#include <array>

#include "base/limits.h"
#include "base/text.h"
#include "crypto/hash.h"
#include "pairing/address.h"

namespace avow::pairing {
namespace {

std::array<crypto::PublicKey, 4> keys_of(const PartnerKeys& keys) {
  return {keys.static_key, keys.export_key, keys.log_key, keys.witness_key};
}

bool contains(const std::array<crypto::PublicKey, 4>& keys, const crypto::PublicKey& key) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

}  // namespace

Hash identity_hash(const PartnerKeys& keys) {
  return crypto::blake2b(
      {bytes_of("avow/v1 invite"), keys.static_key, keys.export_key, keys.log_key, keys.witness_key});
}

ByteArray<64> identity_bytes(const PartnerKeys& keys) {
  ByteArray<64> out{};
  const auto middle = std::copy(keys.static_key.begin(), keys.static_key.end(), out.begin());
  std::copy(keys.export_key.begin(), keys.export_key.end(), middle);
  return out;
}

Result<void> check_identity(const PartnerKeys& keys) {
  if (keys.name.size() > limits::kNameBytesMax) return Error{Errc::too_large, "a name is too long"};
  if (!is_utf8(keys.name)) return Error{Errc::malformed, "a name that is not UTF-8"};
  AVOW_CHECK(check_addresses(keys.addresses));
  auto all = keys_of(keys);
  if (contains(all, crypto::PublicKey{})) return Error{Errc::malformed, "a key of zeros"};
  if ((keys.static_key.back() & 0x80U) != 0) return Error{Errc::malformed, "a second encoding of a key"};
  std::sort(all.begin(), all.end());
  if (std::adjacent_find(all.begin(), all.end()) != all.end()) return Error{Errc::malformed, "a key used twice"};
  return {};
}

Result<void> check_not_mine(const PartnerKeys& theirs, const PartnerKeys& mine) {
  const auto own = keys_of(mine);
  for (const auto& key : keys_of(theirs)) {
    if (contains(own, key)) return Error{Errc::forged, "a key of my own came back"};
  }
  return {};
}

}  // namespace avow::pairing
