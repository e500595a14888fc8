// Frames of the local socket: whole messages from slices of any size, and nothing above the limit.
#include "wire/frame.h"

#include <doctest/doctest.h>
#include <protocol/local.capnp.h>

#include "base/codec.h"
#include "wire/message.h"

using namespace avow;
using schema::Frame;

namespace {

Bytes hello_frame(const std::string& program) {
  capnp::MallocMessageBuilder message;
  message.initRoot<Frame>().initHello().setProgram(program);
  auto bytes = wire::encode_frame(message);
  REQUIRE(bytes.ok());
  return *bytes;
}

std::string program_in(ByteView message) {
  std::string out;
  const auto read = wire::read_message<Frame>(message, wire::kFrameBytesMax,
                                              [&](Frame::Reader frame) { out = std::string(frame.getHello().getProgram()); });
  REQUIRE(read.ok());
  return out;
}

Bytes announced(std::uint32_t size) { return ByteWriter().u32(size).take(); }

}  // namespace

TEST_CASE("frames come out whole, whatever the slices are") {
  Bytes stream = hello_frame("one");
  append(stream, hello_frame("two"));
  for (const std::size_t slice : {std::size_t{1}, std::size_t{3}, std::size_t{17}, stream.size()}) {
    wire::FrameReader frames;
    std::vector<std::string> programs;
    for (std::size_t at = 0; at < stream.size(); at += slice) {
      REQUIRE(frames.receive(ByteView(stream).subspan(at, std::min(slice, stream.size() - at))).ok());
      while (const auto message = frames.next()) programs.push_back(program_in(*message));
    }
    CHECK(programs == std::vector<std::string>{"one", "two"});
  }
}

TEST_CASE("a frame at the limit is waited for, one byte more is refused before a byte of it came") {
  wire::FrameReader at_limit;
  CHECK(at_limit.receive(announced(wire::kFrameBytesMax)).ok());
  CHECK(!at_limit.next().has_value());
  wire::FrameReader above;
  CHECK(above.receive(announced(wire::kFrameBytesMax + 1)).error().code == Errc::too_large);
  CHECK(!above.next().has_value());
}

TEST_CASE("an oversized frame behind a whole one is refused too") {
  wire::FrameReader frames;
  Bytes stream = hello_frame("one");
  append(stream, announced(~std::uint32_t{0}));
  REQUIRE(frames.receive(stream).ok());
  REQUIRE(frames.next().has_value());
  CHECK(!frames.next().has_value());
  CHECK(frames.receive(Bytes(1)).error().code == Errc::too_large);
}

TEST_CASE("an answer above the limit is an Error, not a frame") {
  capnp::MallocMessageBuilder message;
  message.initRoot<Frame>().initData(static_cast<unsigned>(wire::kFrameBytesMax));
  CHECK(wire::encode_frame(message).error().code == Errc::too_large);
}
