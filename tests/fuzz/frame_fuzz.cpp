// Frames of the local socket: whatever comes in whatever slices, both halves read the same messages, and every request
// in them can be read to its end.
#include <capnp/message.h>
#include <protocol/local.capnp.h>

#include "base/assert.h"
#include "wire/frame.h"
#include "wire/json.h"
#include "wire/message.h"

using namespace avow;

namespace {

std::vector<Bytes> messages_in(ByteView stream, std::size_t slice) {
  std::vector<Bytes> out;
  wire::FrameReader frames;
  while (!stream.empty()) {
    const auto taken = stream.first(std::min(slice, stream.size()));
    stream = stream.subspan(taken.size());
    if (!frames.receive(taken).ok()) break;
    while (auto message = frames.next()) out.push_back(std::move(*message));
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView stream(data, size);
  const auto whole = messages_in(stream, size + 1);
  const auto pieces = messages_in(stream, 3);
  AVOW_ASSERT(whole.size() == pieces.size());
  for (std::size_t i = 0; i < whole.size(); ++i) {
    AVOW_ASSERT(whole[i] == pieces[i]);
    const auto read = wire::read_message<schema::Frame>(whole[i], wire::kFrameBytesMax, [](schema::Frame::Reader frame) {
      if (frame.isRequest()) return wire::to_json<schema::Request>(frame.getRequest()).ok();
      if (frame.isUnlock()) return frame.getUnlock().size() <= wire::kFrameBytesMax;
      if (frame.isFailure()) return errc_named(wire::view_of(frame.getFailure().getCode())).has_value();
      return true;
    });
    static_cast<void>(read);
  }
  return 0;
}
