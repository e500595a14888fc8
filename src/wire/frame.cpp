#include "wire/frame.h"

#include <algorithm>

#include "base/codec.h"
#include "wire/message.h"

namespace avow::wire {
namespace {

std::uint32_t size_in(ByteView head) { return ByteReader(head.first(kFrameHeadBytes)).u32(); }

// Why volatile: this room may not use crypto, and a plain fill before the end of a life may be dropped.
void overwrite(volatile std::uint8_t* at, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) at[i] = 0;
}

}  // namespace

void wipe_bytes(Bytes& bytes) {
  overwrite(bytes.data(), bytes.size());
  bytes.clear();
}

void wipe_message(capnp::MessageBuilder& message) {
  for (const auto segment : message.getSegmentsForOutput()) {
    // The segments are the builder's own memory; only their view is const.
    auto* begin = const_cast<capnp::word*>(segment.begin());  // NOLINT(cppcoreguidelines-pro-type-const-cast): above
    overwrite(reinterpret_cast<std::uint8_t*>(begin), segment.size() * sizeof(capnp::word));
  }
}

Result<Bytes> encode_frame(capnp::MessageBuilder& message) {
  Bytes body = encode_message(message);
  if (body.size() > kFrameBytesMax) {
    wipe_bytes(body);
    return Error{Errc::too_large, "an answer is larger than a frame may be"};
  }
  Bytes out = ByteWriter().reserve(kFrameHeadBytes + body.size()).u32(static_cast<std::uint32_t>(body.size())).fixed(body).take();
  wipe_bytes(body);
  return out;
}

FrameReader::~FrameReader() { wipe_bytes(held_); }

Result<void> FrameReader::receive(ByteView bytes) {
  if (held_.capacity() < held_.size() + bytes.size()) {  // Why: growing would leave a copy behind
    Bytes larger;
    larger.reserve(std::max(held_.size() + bytes.size(), 2 * held_.capacity()));
    append(larger, held_);
    wipe_bytes(held_);
    held_ = std::move(larger);
  }
  append(held_, bytes);
  if (held_.size() >= kFrameHeadBytes && size_in(held_) > kFrameBytesMax) {
    return Error{Errc::too_large, "a frame over the limit"};
  }
  return {};
}

std::optional<Bytes> FrameReader::next() {
  if (held_.size() < kFrameHeadBytes) return std::nullopt;
  const std::size_t size = size_in(held_);
  if (size > kFrameBytesMax || held_.size() - kFrameHeadBytes < size) return std::nullopt;
  Bytes out = to_bytes(ByteView(held_).subspan(kFrameHeadBytes, size));
  Bytes rest = to_bytes(ByteView(held_).subspan(kFrameHeadBytes + size));
  wipe_bytes(held_);
  held_ = std::move(rest);
  return out;
}

}  // namespace avow::wire
