#include "noise/cipher_state.h"

#include <limits>

#include "crypto/aead.h"

namespace avow::noise {
namespace {

constexpr std::uint64_t kCounterEnd = std::numeric_limits<std::uint64_t>::max();  // reserved for rekey()

}  // namespace

Result<void> CipherState::check(std::size_t message_bytes) const {
  AVOW_ASSERT(has_key());
  if (message_bytes > kMessageBytesMax) return Error{Errc::too_large, "a noise message"};
  if (counter_ == kCounterEnd) return Error{Errc::failed, "a session key is used up"};
  return {};
}

Result<void> CipherState::encrypt(ByteView context, ByteView plain, Bytes& out) {
  AVOW_CHECK(check(plain.size() + crypto::kTagBytes));
  crypto::encrypt_counted(key_.view(), counter_, context, plain, out);
  ++counter_;
  return {};
}

Result<Bytes> CipherState::decrypt(ByteView context, ByteView cipher) {
  AVOW_CHECK(check(cipher.size()));
  auto plain = crypto::decrypt_counted(key_.view(), counter_, context, cipher);
  if (plain.ok()) ++counter_;
  return plain;
}

Result<void> CipherState::decrypt_into(ByteView context, ByteView cipher, MutableByteView plain) {
  AVOW_CHECK(check(cipher.size()));
  AVOW_CHECK(crypto::decrypt_counted_into(key_.view(), counter_, context, cipher, plain));
  ++counter_;
  return {};
}

void CipherState::rekey() {
  AVOW_ASSERT(has_key());
  constexpr ByteArray<crypto::Key::kSize> kZeros{};
  Bytes next;
  next.reserve(kZeros.size() + crypto::kTagBytes);
  crypto::encrypt_counted(key_.view(), kCounterEnd, {}, kZeros, next);
  key_ = crypto::SecretBuffer(ByteView(next).first(kZeros.size()));
  crypto::wipe(next);
}

}  // namespace avow::noise
