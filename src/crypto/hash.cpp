#include "crypto/hash.h"

#include <sodium.h>

namespace avow::crypto {
namespace {

constexpr std::string_view kDomain = "avow/v1 ";

}  // namespace

Hash sha256(std::initializer_list<ByteView> parts) {
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  for (const ByteView part : parts) crypto_hash_sha256_update(&state, part.data(), part.size());
  Hash out{};
  crypto_hash_sha256_final(&state, out.data());
  return out;
}

Hash blake2b(std::initializer_list<ByteView> parts, ByteView key) {
  crypto_generichash_state state;
  const int started = crypto_generichash_init(&state, key.data(), key.size(), Hash{}.size());
  AVOW_ASSERT(started == 0);
  for (const ByteView part : parts) crypto_generichash_update(&state, part.data(), part.size());
  Hash out{};
  crypto_generichash_final(&state, out.data(), out.size());
  return out;
}

ByteArray<64> hmac_sha512(ByteView key, std::initializer_list<ByteView> parts) {
  crypto_auth_hmacsha512_state state;
  crypto_auth_hmacsha512_init(&state, key.data(), key.size());
  for (const ByteView part : parts) crypto_auth_hmacsha512_update(&state, part.data(), part.size());
  ByteArray<64> out{};
  crypto_auth_hmacsha512_final(&state, out.data());
  sodium_memzero(&state, sizeof state);
  return out;
}

ByteArray<64> sha512(std::initializer_list<ByteView> parts) {
  crypto_hash_sha512_state state;
  crypto_hash_sha512_init(&state);
  for (const ByteView part : parts) crypto_hash_sha512_update(&state, part.data(), part.size());
  ByteArray<64> out{};
  crypto_hash_sha512_final(&state, out.data());
  return out;
}

Key derive(const Key& key, std::string_view label, ByteView context) {
  crypto_generichash_state state;
  const int started = crypto_generichash_init(&state, key.view().data(), key.view().size(), Key::kSize);
  AVOW_ASSERT(started == 0);
  for (const ByteView part : {bytes_of(kDomain), bytes_of(label), context}) {
    crypto_generichash_update(&state, part.data(), part.size());
  }
  Key out;
  crypto_generichash_final(&state, out.span().data(), out.span().size());
  sodium_memzero(&state, sizeof state);
  return out;
}

}  // namespace avow::crypto
