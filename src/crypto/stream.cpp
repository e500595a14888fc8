#include "crypto/stream.h"

#include <sodium.h>

namespace avow::crypto {
namespace {

using State = crypto_secretstream_xchacha20poly1305_state;
static_assert(kStreamStartBytes == crypto_secretstream_xchacha20poly1305_HEADERBYTES);
static_assert(kStreamOverhead == crypto_secretstream_xchacha20poly1305_ABYTES);

// Why pull for both sides: push would draw the start by itself, and chance is an argument here; the state is the same.
SecretBuffer state_from(const Key& key, const StreamStart& start) {
  State state;
  AVOW_ASSERT(crypto_secretstream_xchacha20poly1305_init_pull(&state, start.data(), key.view().data()) == 0);
  SecretBuffer out(sizeof state);
  std::memcpy(out.span().data(), &state, sizeof state);
  sodium_memzero(&state, sizeof state);
  return out;
}

State* state_in(SecretBuffer& buffer) { return reinterpret_cast<State*>(buffer.span().data()); }

}  // namespace

StreamSealer::StreamSealer(const Key& key, const StreamStart& start) : state_(state_from(key, start)) {}

Bytes StreamSealer::seal(ByteView context, ByteView plain, Piece piece) {
  Bytes out(plain.size() + kStreamOverhead);
  const bool last = piece == Piece::last;
  AVOW_ASSERT(crypto_secretstream_xchacha20poly1305_push(
                  state_in(state_), out.data(), nullptr, plain.data(), plain.size(), context.data(), context.size(),
                  last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE) == 0);
  return out;
}

StreamOpener::StreamOpener(const Key& key, const StreamStart& start) : state_(state_from(key, start)) {}

Result<StreamOpener::Opened> StreamOpener::open(ByteView context, ByteView sealed) {
  const Error damaged{Errc::damaged, "a piece of a sealed stream does not open"};
  if (sealed.size() < kStreamOverhead) return damaged;
  Opened out;
  out.plain.resize(sealed.size() - kStreamOverhead);
  unsigned char tag = 0;
  const int opened = crypto_secretstream_xchacha20poly1305_pull(state_in(state_), out.plain.data(), nullptr, &tag, sealed.data(),
                                                                sealed.size(), context.data(), context.size());
  const bool known = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL || tag == crypto_secretstream_xchacha20poly1305_TAG_MESSAGE;
  if (opened != 0 || !known) return damaged;
  out.piece = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL ? Piece::last : Piece::middle;
  return out;
}

}  // namespace avow::crypto
