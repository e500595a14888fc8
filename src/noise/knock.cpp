#include "noise/knock.h"

#include <algorithm>

#include "crypto/hash.h"

namespace avow::noise {
namespace {

ByteArray<kKnockTagBytes> tag_of(const crypto::Key& key, const Knock& knock) {
  const auto full = crypto::hmac_sha512(key.view(), {bytes_of("knock/v1"), knock.nonce, knock.message});
  return first<kKnockTagBytes>(full);
}

}  // namespace

ByteArray<kKnockBytes> make_knock(const crypto::Key& key, const Knock& knock) {
  const auto tag = tag_of(key, knock);
  ByteArray<kKnockBytes> out{};
  auto at = std::copy(knock.nonce.begin(), knock.nonce.end(), out.begin());
  at = std::copy(tag.begin(), tag.end(), at);
  std::copy(knock.message.begin(), knock.message.end(), at);
  return out;
}

std::optional<Knock> open_knock(const crypto::Key& key, ByteView bytes) {
  if (bytes.size() != kKnockBytes) return std::nullopt;
  Knock knock;
  knock.nonce = first<kKnockNonceBytes>(bytes);
  knock.message = first<kKnockMessageBytes>(bytes.subspan(kKnockNonceBytes + kKnockTagBytes));
  if (!crypto::equal_secret(tag_of(key, knock), bytes.subspan(kKnockNonceBytes, kKnockTagBytes))) return std::nullopt;
  return knock;
}

}  // namespace avow::noise
