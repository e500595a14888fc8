// Messages one after the other on a byte stream: each is a Cap'n Proto message behind the u32 of its size
// (little-endian). What the local socket speaks (protocol/local.capnp). Holds at most one unfinished frame, and wipes
// what it held: a frame may be a passphrase or a person's words.
#pragma once

#include <capnp/message.h>

#include <optional>

#include "base/bytes.h"
#include "base/result.h"

namespace avow::wire {

inline constexpr std::size_t kFrameBytesMax = 16U * 1024 * 1024;  // of one message
inline constexpr std::size_t kFrameHeadBytes = 4;

// The message with its size in front. Error{too_large}.
Result<Bytes> encode_frame(capnp::MessageBuilder& message);

// Resource: bytes in, whole messages out.
class FrameReader {
 public:
  FrameReader() = default;
  FrameReader(const FrameReader&) = delete;
  FrameReader& operator=(const FrameReader&) = delete;
  ~FrameReader();

  // Error{too_large}: a frame over the limit is announced; final.
  Result<void> receive(ByteView bytes);
  // The next whole message, without its size, for wire::read_message. Wipe it when it was read.
  std::optional<Bytes> next();

 private:
  Bytes held_;
};

// Overwrites what a message held.
void wipe_bytes(Bytes& bytes);
void wipe_message(capnp::MessageBuilder& message);

}  // namespace avow::wire
