#include "wire/message.h"

#include <kj/io.h>

namespace avow::wire {

std::string library_version() {
  return "Cap'n Proto " + std::to_string(CAPNP_VERSION_MAJOR) + "." + std::to_string(CAPNP_VERSION_MINOR) + "." +
         std::to_string(CAPNP_VERSION_MICRO);
}

namespace detail {
namespace {

Result<void> check_words(ByteView bytes, std::size_t limit) {
  if (bytes.size() > limit) return Error{Errc::too_large, "more bytes than the format allows"};
  if (bytes.empty() || bytes.size() % sizeof(capnp::word) != 0) {
    return Error{Errc::malformed, "not a whole number of words"};
  }
  return {};
}

capnp::ReaderOptions options_for(ByteView bytes, int nesting) {
  return {.traversalLimitInWords = 4 * (bytes.size() / sizeof(capnp::word)), .nestingLimit = nesting};
}

}  // namespace

Error error_of(const kj::Exception& exception) {
  // Why not what(): it holds raw stack addresses.
  return {Errc::malformed, exception.getDescription().cStr()};
}

AlignedWords::AlignedWords(ByteView bytes) {
  const std::size_t count = bytes.size() / sizeof(std::uint64_t);
  AVOW_ASSERT(bytes.size() % sizeof(std::uint64_t) == 0);
  std::uint64_t* at = inline_.data();
  if (count > kInline) {
    heap_.resize(count);
    at = heap_.data();
  }
  if (count > 0) std::memcpy(at, bytes.data(), bytes.size());
  words_ = kj::arrayPtr(reinterpret_cast<const capnp::word*>(at), count);
}

Result<void> check_segment_shape(ByteView bytes, std::size_t limit) {
  AVOW_CHECK(check_words(bytes, limit));
  const auto root = from_little_endian<std::uint64_t>(bytes);
  constexpr std::uint64_t kKindMask = 3;  // 0 is a struct pointer
  if (root == 0 || (root & kKindMask) != 0) return Error{Errc::malformed, "no struct at the root"};
  return {};
}

SegmentReader::SegmentReader(ByteView bytes)
    : words_(bytes), table_{words_.words()}, reader_(kj::arrayPtr(table_, 1), options_for(bytes, kSegmentNestingMax)) {}

Result<void> SegmentReader::check_canonical() {
  if (!reader_.isCanonical()) return Error{Errc::malformed, "not in canonical form"};
  return {};
}

Result<void> check_message_shape(ByteView bytes, std::size_t limit) {
  AVOW_CHECK(check_words(bytes, limit));
  if (from_little_endian<std::uint32_t>(bytes) >= kSegmentsMax) {  // the table holds count - 1
    return Error{Errc::malformed, "too many segments"};
  }
  return {};
}

WholeReader::WholeReader(ByteView bytes)
    : words_(bytes), reader_(words_.words(), options_for(bytes, kMessageNestingMax)) {}

Result<void> WholeReader::check_whole() {
  if (reader_.getEnd() != words_.words().end()) return Error{Errc::malformed, "bytes left over"};
  if (!reader_.getRoot<capnp::AnyPointer>().isStruct()) return Error{Errc::malformed, "no struct at the root"};
  return {};
}

Bytes bytes_of_words(kj::ArrayPtr<const capnp::word> words) {
  const auto bytes = words.asBytes();
  return {bytes.begin(), bytes.end()};
}

}  // namespace detail

Result<void> check_canonical(ByteView bytes, std::size_t limit) {
  AVOW_CHECK(detail::check_segment_shape(bytes, limit));
  return detail::guarded<Result<void>>([&] { return detail::SegmentReader(bytes).check_canonical(); });
}

Bytes encode_message(capnp::MessageBuilder& message) {
  Bytes out(capnp::computeSerializedSizeInWords(message) * sizeof(capnp::word));
  kj::ArrayOutputStream stream(kj::arrayPtr(out.data(), out.size()));
  capnp::writeMessage(stream, message);
  return out;
}

}  // namespace avow::wire
