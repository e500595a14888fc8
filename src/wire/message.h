// Bytes of strangers as Cap'n Proto, safely: a limit comes in, every kj exception goes out as an Error.
// Two forms: a *canonical segment* (entry headers, facts, words: one segment without a segment table, kept
// and hashed as it stands) and a *message* with a segment table (sync, pairing, the local API).
// A reader lives only inside the callback that is given it; what leaves the callback is the caller's own.
// Read each field once: the reader gives up after 4 × the size of what it reads (amplified lists, cycles).
#pragma once

#include <capnp/message.h>
#include <capnp/serialize.h>
#include <kj/exception.h>

#include <array>
#include <string>
#include <type_traits>

#include "base/bytes.h"
#include "base/result.h"

namespace avow::wire {

inline constexpr int kSegmentNestingMax = 16;    // pointers below the root of a canonical segment
inline constexpr int kMessageNestingMax = 32;    // pointers below the root of a message
inline constexpr std::size_t kSegmentsMax = 64;  // in the segment table of a message

std::string library_version();  // "Cap'n Proto 0.9.2"

namespace detail {

template <typename T>
struct AsResult {
  using Type = Result<T>;
};
template <typename T>
struct AsResult<Result<T>> {
  using Type = Result<T>;
};

// What a callback over Schema gives, as a Result: it may return T, Result<T> or void.
template <typename Schema, typename Fn>
using ReadResult = typename AsResult<std::invoke_result_t<Fn, typename Schema::Reader>>::Type;

Error error_of(const kj::Exception& exception);

// Runs `body`; a kj exception becomes Error{malformed}.
template <typename Out, typename Body>
Out guarded(Body&& body) {
  try {
    return body();
  } catch (const kj::Exception& exception) {
    return error_of(exception);
  }
}

template <typename Schema, typename Fn>
ReadResult<Schema, Fn> read_root(capnp::MessageReader& reader, Fn& fn) {
  if constexpr (std::is_void_v<std::invoke_result_t<Fn, typename Schema::Reader>>) {
    fn(reader.getRoot<Schema>());
    return {};
  } else {
    return fn(reader.getRoot<Schema>());
  }
}

// The word-aligned copy that a reader works on: small ones without the heap.
class AlignedWords {
 public:
  // Precondition: bytes.size() is a multiple of 8.
  explicit AlignedWords(ByteView bytes);
  kj::ArrayPtr<const capnp::word> words() const { return words_; }

 private:
  static constexpr std::size_t kInline = 64;
  std::array<std::uint64_t, kInline> inline_;
  std::vector<std::uint64_t> heap_;
  kj::ArrayPtr<const capnp::word> words_;
};

// Whole words within the limit; a segment also starts with a struct pointer (a null root would read as
// defaults), a message with a segment table of a sane length.
Result<void> check_segment_shape(ByteView bytes, std::size_t limit);
Result<void> check_message_shape(ByteView bytes, std::size_t limit);

// A reader over one segment. Resource: keep it where it was made.
class SegmentReader {
 public:
  // Precondition: check_segment_shape passed. Throws kj::Exception.
  explicit SegmentReader(ByteView bytes);
  SegmentReader(const SegmentReader&) = delete;
  SegmentReader& operator=(const SegmentReader&) = delete;
  Result<void> check_canonical();  // throws kj::Exception
  capnp::MessageReader& reader() { return reader_; }

 private:
  AlignedWords words_;
  kj::ArrayPtr<const capnp::word> table_[1];
  capnp::SegmentArrayMessageReader reader_;
};

// A reader over one message. Resource: keep it where it was made.
class WholeReader {
 public:
  // Precondition: check_message_shape passed. Throws kj::Exception.
  explicit WholeReader(ByteView bytes);
  WholeReader(const WholeReader&) = delete;
  WholeReader& operator=(const WholeReader&) = delete;
  // Nothing after the last segment, and a struct at the root.
  Result<void> check_whole();
  capnp::MessageReader& reader() { return reader_; }

 private:
  AlignedWords words_;
  capnp::FlatArrayMessageReader reader_;
};

Bytes bytes_of_words(kj::ArrayPtr<const capnp::word> words);

}  // namespace detail

// Calls fn(Schema::Reader) on one canonical segment of at most `limit` bytes.
// Error{too_large}; Error{malformed}: not whole words, no struct at the root, not canonical (holes, trailing
// zero words, far pointers, bytes left over), too deep, or a field that fn read does not parse.
template <typename Schema, typename Fn>
auto read_canonical(ByteView bytes, std::size_t limit, Fn fn) -> detail::ReadResult<Schema, Fn> {
  AVOW_CHECK(detail::check_segment_shape(bytes, limit));
  using Out = detail::ReadResult<Schema, Fn>;
  return detail::guarded<Out>([&]() -> Out {
    detail::SegmentReader segment(bytes);
    AVOW_CHECK(segment.check_canonical());
    return detail::read_root<Schema>(segment.reader(), fn);
  });
}

// The same check without reading: is this one canonical segment of any schema?
Result<void> check_canonical(ByteView bytes, std::size_t limit);

// The canonical segment of a struct. An empty struct gives 8 bytes.
template <typename Reader>
Bytes to_canonical(Reader reader) {
  const auto words = capnp::canonicalize(reader);
  return detail::bytes_of_words(words);
}

// Fills a fresh struct and gives its canonical segment.
template <typename Schema, typename Fn>
Bytes encode_canonical(Fn fill) {
  std::array<std::uint64_t, 64> scratch{};  // Why: most structs fit, and then only the result is allocated
  capnp::MallocMessageBuilder message(
      kj::arrayPtr(reinterpret_cast<capnp::word*>(scratch.data()), scratch.size()));
  auto root = message.initRoot<Schema>();
  fill(root);
  return to_canonical(root.asReader());
}

// The message with its segment table.
Bytes encode_message(capnp::MessageBuilder& message);

// Calls fn(Schema::Reader) on one message of at most `limit` bytes.
// Error{too_large}; Error{malformed}: not whole words, a damaged or oversized segment table, bytes left over,
// no struct at the root, too deep, or a field that fn read does not parse.
template <typename Schema, typename Fn>
auto read_message(ByteView bytes, std::size_t limit, Fn fn) -> detail::ReadResult<Schema, Fn> {
  AVOW_CHECK(detail::check_message_shape(bytes, limit));
  using Out = detail::ReadResult<Schema, Fn>;
  return detail::guarded<Out>([&]() -> Out {
    detail::WholeReader message(bytes);
    AVOW_CHECK(message.check_whole());
    return detail::read_root<Schema>(message.reader(), fn);
  });
}

// Data fields both ways.
inline ByteView view_of(capnp::Data::Reader data) { return {data.begin(), data.size()}; }
inline capnp::Data::Reader data_of(ByteView bytes) { return {bytes.data(), bytes.size()}; }
// Text fields both ways. view_of does not check UTF-8.
inline std::string_view view_of(capnp::Text::Reader text) { return {text.begin(), text.size()}; }
inline capnp::Text::Reader text_for(const std::string& text) { return {text.c_str(), text.size()}; }

}  // namespace avow::wire
