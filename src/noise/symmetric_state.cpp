#include "noise/symmetric_state.h"

#include <algorithm>

#include "crypto/aead.h"
#include "crypto/hash.h"

namespace avow::noise {
namespace {

Secret64 secret_hmac(ByteView key, std::initializer_list<ByteView> parts) {
  auto raw = crypto::hmac_sha512(key, parts);
  Secret64 out{ByteView(raw)};
  crypto::wipe(raw);
  return out;
}

// Section 4.3: N outputs of 64 bytes each.
template <std::size_t N>
std::array<Secret64, N> hkdf(const Secret64& chaining_key, std::initializer_list<ByteView> input) {
  const Secret64 extracted = secret_hmac(chaining_key.view(), input);
  std::array<Secret64, N> out;
  ByteView previous;
  for (std::size_t i = 0; i < N; ++i) {
    const ByteArray<1> number{static_cast<std::uint8_t>(i + 1)};
    out[i] = secret_hmac(extracted.view(), {previous, number});
    previous = out[i].view();
  }
  return out;
}

crypto::Key key_of(const Secret64& secret) { return crypto::Key(ByteView(secret.view()).first(crypto::Key::kSize)); }

}  // namespace

SymmetricState::SymmetricState(std::string_view protocol_name) {
  AVOW_ASSERT(protocol_name.size() <= hash_.size());
  std::copy(protocol_name.begin(), protocol_name.end(), hash_.begin());
  chaining_key_.emplace(ByteView(hash_));
}

void SymmetricState::mix_hash(ByteView data) { hash_ = crypto::sha512({hash_, data}); }

void SymmetricState::mix_key(ByteView input) {
  AVOW_ASSERT(chaining_key_.has_value());
  auto outputs = hkdf<2>(*chaining_key_, {input});
  chaining_key_ = std::move(outputs[0]);
  cipher_ = CipherState(key_of(outputs[1]));
}

void SymmetricState::mix_key_and_hash(ByteView psk) {
  AVOW_ASSERT(chaining_key_.has_value());
  auto outputs = hkdf<3>(*chaining_key_, {psk});
  chaining_key_ = std::move(outputs[0]);
  mix_hash(outputs[1].view());
  cipher_ = CipherState(key_of(outputs[2]));
}

Result<void> SymmetricState::encrypt_and_hash(ByteView plain, Bytes& out) {
  const std::size_t start = out.size();
  if (has_key()) {
    AVOW_CHECK(cipher_.encrypt(hash_, plain, out));
  } else {
    append(out, plain);
  }
  mix_hash(ByteView(out).subspan(start));
  return {};
}

Result<Bytes> SymmetricState::decrypt_and_hash(ByteView cipher) {
  Bytes plain;
  if (has_key()) {
    AVOW_TRY(plain, cipher_.decrypt(hash_, cipher));
  } else {
    plain = to_bytes(cipher);
  }
  mix_hash(cipher);
  return plain;
}

crypto::Key SymmetricState::export_secret(std::string_view label) const {
  AVOW_ASSERT(chaining_key_.has_value());
  const auto outputs = hkdf<1>(*chaining_key_, {bytes_of(label), hash_});
  return key_of(outputs[0]);
}

std::array<CipherState, 2> SymmetricState::split() {
  AVOW_ASSERT(chaining_key_.has_value());
  const auto outputs = hkdf<2>(*chaining_key_, {});
  erase();
  return {CipherState(key_of(outputs[0])), CipherState(key_of(outputs[1]))};
}

void SymmetricState::erase() {
  chaining_key_.reset();
  cipher_ = CipherState();
}

}  // namespace avow::noise
