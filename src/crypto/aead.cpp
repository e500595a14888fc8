#include "crypto/aead.h"

#include <sodium.h>

namespace avow::crypto {
namespace {

ByteArray<12> counted_nonce(std::uint64_t counter) {
  ByteArray<12> nonce{};
  const auto bytes = little_endian(counter);
  std::memcpy(nonce.data() + 4, bytes.data(), bytes.size());
  return nonce;
}

Result<void> open_into(const Key& key, ByteView context, ByteView sealed, MutableByteView out) {
  const ByteView nonce = sealed.first(kNonceBytes);
  const ByteView cipher = sealed.subspan(kNonceBytes);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(out.data(), nullptr, nullptr, cipher.data(), cipher.size(),
                                                 context.data(), context.size(), nonce.data(),
                                                 key.view().data()) != 0) {
    return Error{Errc::damaged, "a sealed value does not open"};
  }
  return {};
}

}  // namespace

Bytes seal(const Key& key, ByteView context, ByteView plain, RandomSource& random) {
  Bytes out(kNonceBytes + plain.size() + kTagBytes);
  random.fill(MutableByteView(out).first(kNonceBytes));
  crypto_aead_xchacha20poly1305_ietf_encrypt(out.data() + kNonceBytes, nullptr, plain.data(), plain.size(),
                                             context.data(), context.size(), nullptr, out.data(),
                                             key.view().data());
  return out;
}

Result<Bytes> open(const Key& key, ByteView context, ByteView sealed) {
  if (sealed.size() < kSealOverhead) return Error{Errc::damaged, "a sealed value is cut short"};
  Bytes out(sealed.size() - kSealOverhead);
  AVOW_CHECK(open_into(key, context, sealed, out));
  return out;
}

Result<SecretBuffer> open_secret(const Key& key, ByteView context, ByteView sealed) {
  if (sealed.size() < kSealOverhead) return Error{Errc::damaged, "a sealed value is cut short"};
  SecretBuffer out(sealed.size() - kSealOverhead);
  AVOW_CHECK(open_into(key, context, sealed, out.span()));
  return out;
}

void encrypt_counted(ByteView key, std::uint64_t counter, ByteView context, ByteView plain, Bytes& out) {
  AVOW_ASSERT(key.size() == Key::kSize);
  const auto nonce = counted_nonce(counter);
  const std::size_t start = out.size();
  out.resize(start + plain.size() + kTagBytes);
  crypto_aead_chacha20poly1305_ietf_encrypt(out.data() + start, nullptr, plain.data(), plain.size(),
                                            context.data(), context.size(), nullptr, nonce.data(), key.data());
}

Result<Bytes> decrypt_counted(ByteView key, std::uint64_t counter, ByteView context, ByteView cipher) {
  if (cipher.size() < kTagBytes) return Error{Errc::forged, "a ciphertext shorter than its tag"};
  Bytes out(cipher.size() - kTagBytes);
  AVOW_CHECK(decrypt_counted_into(key, counter, context, cipher, out));
  return out;
}

Result<void> decrypt_counted_into(ByteView key, std::uint64_t counter, ByteView context, ByteView cipher,
                                  MutableByteView plain) {
  AVOW_ASSERT(key.size() == Key::kSize && plain.size() + kTagBytes == cipher.size());
  const auto nonce = counted_nonce(counter);
  if (crypto_aead_chacha20poly1305_ietf_decrypt(plain.data(), nullptr, nullptr, cipher.data(), cipher.size(),
                                                context.data(), context.size(), nonce.data(), key.data()) != 0) {
    return Error{Errc::forged, "a ciphertext does not authenticate"};
  }
  return {};
}

}  // namespace avow::crypto
