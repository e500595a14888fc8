// One long secret sealed in pieces: each opens only in its place, and only the last says that it is the last. So what is
// damaged, moved or cut off is found. libsodium's secretstream (XChaCha20-Poly1305). Resources, for one pass each.
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/secret.h"

namespace avow::crypto {

inline constexpr std::size_t kStreamStartBytes = 24;
inline constexpr std::size_t kStreamOverhead = 17;  // of each piece

using StreamStart = ByteArray<kStreamStartBytes>;  // random, and stored in front
enum class Piece : std::uint8_t { middle, last };

class StreamSealer {
 public:
  StreamSealer(const Key& key, const StreamStart& start);
  StreamSealer(const StreamSealer&) = delete;
  StreamSealer& operator=(const StreamSealer&) = delete;
  Bytes seal(ByteView context, ByteView plain, Piece piece);

 private:
  SecretBuffer state_;
};

class StreamOpener {
 public:
  struct Opened {
    Bytes plain;
    Piece piece = Piece::middle;
  };
  StreamOpener(const Key& key, const StreamStart& start);
  StreamOpener(const StreamOpener&) = delete;
  StreamOpener& operator=(const StreamOpener&) = delete;
  // Error{damaged}: key, context, place and bytes do not belong together.
  Result<Opened> open(ByteView context, ByteView sealed);

 private:
  SecretBuffer state_;
};

}  // namespace avow::crypto
