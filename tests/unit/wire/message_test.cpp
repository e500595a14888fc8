#include "wire/message.h"

#include <doctest/doctest.h>

#include <map>

#include "base/encoding.h"
#include "protocol/entry.capnp.h"
#include "protocol/record.capnp.h"
#include "protocol/sync.capnp.h"

using namespace avow;

namespace {

using Words = std::vector<std::uint64_t>;

Bytes from_words(const Words& words) {
  Bytes out;
  for (const std::uint64_t word : words) append(out, little_endian(word));
  return out;
}

Words to_words(ByteView bytes) {
  Words out;
  for (std::size_t i = 0; i < bytes.size(); i += 8) out.push_back(from_little_endian<std::uint64_t>(bytes.subspan(i)));
  return out;
}

// Pointers by hand (Cap'n Proto encoding page): offset in words from the end of the pointer.
std::uint64_t struct_pointer(std::int32_t offset, std::uint64_t data, std::uint64_t pointers) {
  return (static_cast<std::uint64_t>(static_cast<std::uint32_t>(offset) << 2U)) | (data << 32U) | (pointers << 48U);
}
std::uint64_t list_pointer(std::int32_t offset, std::uint64_t element_size, std::uint64_t count) {
  return (static_cast<std::uint64_t>(static_cast<std::uint32_t>(offset) << 2U)) | 1U | (element_size << 32U) | (count << 35U);
}

Bytes one_message(const Words& segment) {
  Words all{static_cast<std::uint64_t>(segment.size()) << 32U};
  all.insert(all.end(), segment.begin(), segment.end());
  return from_words(all);
}

Bytes words_segment(const std::string& text) {
  return wire::encode_canonical<schema::Words>([&](schema::Words::Builder to) { to.setText(wire::text_for(text)); });
}

Result<std::string> text_in(ByteView bytes, std::size_t limit = 1 << 20U) {
  return wire::read_canonical<schema::Words>(
      bytes, limit, [](schema::Words::Reader words) { return std::string(wire::view_of(words.getText())); });
}

Result<std::size_t> chunk_entries(ByteView bytes) {
  return wire::read_message<schema::SyncMessage>(bytes, 1 << 21U, [](schema::SyncMessage::Reader message) {
    std::size_t total = 0;
    for (const auto entry : message.getChunk().getEntries()) total += entry.getHeader().size();
    return total;
  });
}

}  // namespace

TEST_CASE("a canonical segment is read back, whatever its alignment") {
  for (const std::size_t size : {0U, 1U, 7U, 8U, 400U, 5000U}) {  // on the stack and on the heap
    const std::string text(size, 'x');
    const Bytes segment = words_segment(text);
    for (std::size_t shift = 0; shift < 8; ++shift) {
      Bytes shifted(shift, 0xEE);
      append(shifted, segment);
      CHECK(text_in(ByteView(shifted).subspan(shift)).value() == text);
    }
  }
}

TEST_CASE("canonical limit at max and max + 1") {
  const Bytes segment = words_segment(std::string(99, 'x'));
  CHECK(text_in(segment, segment.size()).ok());
  const auto over = text_in(segment, segment.size() - 1);
  REQUIRE_FALSE(over.ok());
  CHECK(over.error().code == Errc::too_large);
}

TEST_CASE("an all-default struct is a root, a null root is not") {
  const Bytes empty = wire::encode_canonical<schema::Words>([](schema::Words::Builder) {});
  CHECK(empty.size() == 8);
  CHECK(text_in(empty).value().empty());
  CHECK(wire::check_canonical(empty, 8).ok());
  const Bytes null_root(8, 0);
  CHECK(text_in(null_root).error().code == Errc::malformed);
  CHECK_FALSE(wire::check_canonical(null_root, 8).ok());
}

TEST_CASE("non-canonical segments are refused") {
  const Words good = to_words(words_segment("hello there"));
  REQUIRE(text_in(from_words(good)).ok());
  SUBCASE("odd sizes") {
    const Bytes bytes = from_words(good);
    for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
      CAPTURE(cut);
      CHECK_FALSE(text_in(ByteView(bytes).first(cut)).ok());
    }
    Bytes longer = bytes;
    longer.push_back(0);
    CHECK_FALSE(text_in(longer).ok());
  }
  SUBCASE("trailing words") {
    for (const std::uint64_t extra : {0ULL, 1ULL}) {
      Words longer = good;
      longer.push_back(extra);
      CHECK_FALSE(text_in(from_words(longer)).ok());
    }
  }
  SUBCASE("a trailing zero data word or null pointer inside") {
    const Words one_field = to_words(wire::encode_canonical<schema::Words>([](auto to) { to.setNoteKind(3); }));
    REQUIRE(one_field.size() == 2);
    CHECK(wire::check_canonical(from_words({struct_pointer(0, 1, 0), 3}), 64).ok());
    CHECK_FALSE(wire::check_canonical(from_words({struct_pointer(0, 2, 0), 3, 0}), 64).ok());
    CHECK_FALSE(wire::check_canonical(from_words({struct_pointer(0, 1, 1), 3, 0}), 64).ok());
    CHECK_FALSE(wire::check_canonical(from_words({struct_pointer(0, 1, 0), 0}), 64).ok());
  }
  SUBCASE("a hole, order swapped, overlap") {
    CHECK_FALSE(wire::check_canonical(from_words({struct_pointer(1, 1, 0), 0, 3}), 64).ok());
    // two byte lists: first pointer to the second list
    const Words swapped{struct_pointer(0, 0, 2), list_pointer(2, 2, 8), list_pointer(0, 2, 8), 1, 2};
    CHECK_FALSE(wire::check_canonical(from_words(swapped), 64).ok());
    const Words in_order{struct_pointer(0, 0, 2), list_pointer(1, 2, 8), list_pointer(1, 2, 8), 1, 2};
    CHECK(wire::check_canonical(from_words(in_order), 64).ok());
    const Words shared{struct_pointer(0, 0, 2), list_pointer(1, 2, 8), list_pointer(0, 2, 8), 1};
    CHECK_FALSE(wire::check_canonical(from_words(shared), 64).ok());
  }
  SUBCASE("bytes behind the end of a list") {
    CHECK(wire::check_canonical(from_words({struct_pointer(0, 0, 1), list_pointer(0, 2, 3), 0x00030201}), 64).ok());
    CHECK_FALSE(wire::check_canonical(from_words({struct_pointer(0, 0, 1), list_pointer(0, 2, 3), 0x04030201}), 64).ok());
  }
  SUBCASE("far and capability pointers") {
    for (const std::uint64_t pointer : Words{2, 3, 6, (1ULL << 32U) | 2U}) {
      CHECK_FALSE(wire::check_canonical(from_words({pointer, 1}), 64).ok());
      CHECK_FALSE(wire::check_canonical(from_words({struct_pointer(0, 0, 1), pointer, 1}), 64).ok());
    }
  }
  SUBCASE("a list at the root") { CHECK_FALSE(wire::check_canonical(from_words({list_pointer(0, 2, 8), 1}), 64).ok()); }
}

TEST_CASE("bombs, cycles and depth end with an error, at once") {
  SUBCASE("a list of 2^29 - 1 voids") {
    CHECK_FALSE(wire::check_canonical(from_words({struct_pointer(0, 0, 1), list_pointer(0, 0, (1U << 29U) - 1)}), 64).ok());
  }
  SUBCASE("a list of empty structs") {
    const Words bomb{struct_pointer(0, 0, 1), list_pointer(0, 7, 0), ((1ULL << 29U) - 1) << 2U};
    CHECK_FALSE(wire::check_canonical(from_words(bomb), 64).ok());
  }
  SUBCASE("a struct that is its own child") {
    CHECK_FALSE(wire::check_canonical(from_words({struct_pointer(0, 0, 1), struct_pointer(-1, 0, 1)}), 64).ok());
    CHECK_FALSE(wire::check_canonical(from_words({struct_pointer(-1, 0, 1)}), 64).ok());
  }
  SUBCASE("out of bounds") {
    CHECK_FALSE(wire::check_canonical(from_words({struct_pointer(1000, 1, 1)}), 64).ok());
    CHECK_FALSE(wire::check_canonical(from_words({struct_pointer(-1000, 1, 1)}), 64).ok());
    CHECK_FALSE(wire::check_canonical(from_words({struct_pointer(0, 0xFFFF, 0xFFFF)}), 64).ok());
  }
  SUBCASE("depth at max and max + 1") {
    const auto nested = [](int depth) {  // `depth` structs below the root
      Words words(static_cast<std::size_t>(depth) + 1, struct_pointer(0, 0, 1));
      words.push_back(struct_pointer(0, 1, 0));
      words.push_back(7);
      return from_words(words);
    };
    CHECK(wire::check_canonical(nested(wire::kSegmentNestingMax - 2), 1 << 20U).ok());
    CHECK_FALSE(wire::check_canonical(nested(wire::kSegmentNestingMax - 1), 1 << 20U).ok());
    CHECK_FALSE(wire::check_canonical(nested(100'000), 1 << 20U).ok());
  }
}

TEST_CASE("a field that does not parse fails the read, not the program") {
  // A text without its final NUL, in an otherwise canonical segment.
  const Bytes bytes = from_words({struct_pointer(0, 0, 1), list_pointer(0, 2, 8), 0x4141414141414141ULL});
  CHECK(wire::check_canonical(bytes, 64).ok());
  const auto text = text_in(bytes);
  REQUIRE_FALSE(text.ok());
  CHECK(text.error().code == Errc::malformed);
  CHECK(text.error().context.find("0x") == std::string::npos);  // no stack addresses
  // A pointer of another kind than the schema says.
  const Bytes other_kind = from_words({struct_pointer(0, 0, 1), struct_pointer(0, 1, 0), 5});
  CHECK(wire::check_canonical(other_kind, 64).ok());
  CHECK_FALSE(text_in(other_kind).ok());
}

TEST_CASE("unknown fields of a later writer stay canonical and readable") {
  // data: noteKind and one more word; pointers: text, doneWhen, ifThen, lookAt, and a fifth.
  const Bytes later = from_words({struct_pointer(0, 2, 5), 3, 99, list_pointer(4, 2, 3), 0, 0, 0,
                                  list_pointer(1, 2, 8), 0x0000000000006968ULL, 42});
  CHECK(text_in(later).value() == "hi");
}

TEST_CASE("messages with a segment table") {
  capnp::MallocMessageBuilder builder(8, capnp::AllocationStrategy::FIXED_SIZE);  // forces several segments
  auto chunk = builder.initRoot<schema::SyncMessage>().initChunk();
  auto entries = chunk.initEntries(5);
  const Bytes header(160, 7);
  for (auto entry : entries) entry.setHeader(wire::data_of(header));
  const Bytes bytes = wire::encode_message(builder);
  CHECK(chunk_entries(bytes).value() == 5 * 160);

  SUBCASE("limit at max and max + 1") {
    const auto read = [&](std::size_t limit) {
      return wire::read_message<schema::SyncMessage>(bytes, limit, [](schema::SyncMessage::Reader) {});
    };
    CHECK(read(bytes.size()).ok());
    CHECK(read(bytes.size() - 1).error().code == Errc::too_large);
  }
  SUBCASE("bytes left over, cut anywhere") {
    Bytes longer = bytes;
    longer.resize(longer.size() + 8);
    CHECK(chunk_entries(longer).error().code == Errc::malformed);
    for (std::size_t size = 0; size < bytes.size(); ++size) CHECK_FALSE(chunk_entries(ByteView(bytes).first(size)).ok());
  }
  SUBCASE("every byte changed: an answer or an error") {
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      for (const std::uint8_t flip : Bytes{0x01, 0x80, 0xFF}) {
        Bytes changed = bytes;
        changed[i] = static_cast<std::uint8_t>(changed[i] ^ flip);
        (void)chunk_entries(changed);
      }
    }
  }
  SUBCASE("segment table") {
    Words words = to_words(bytes);
    for (const std::uint32_t count_less_one : {0xFFFFFFFFU, 0xFFFFFFFEU, 64U, 511U}) {
      words[0] = (words[0] & 0xFFFFFFFF00000000ULL) | count_less_one;
      CHECK_FALSE(chunk_entries(from_words(words)).ok());
    }
    CHECK_FALSE(chunk_entries(from_words({0xFFFFFFFF00000000ULL})).ok());
    CHECK_FALSE(chunk_entries(from_words({0})).ok());  // one empty segment
  }
  SUBCASE("null root") { CHECK_FALSE(chunk_entries(one_message({0})).ok()); }
}

TEST_CASE("message bombs") {
  const auto walk = [](ByteView bytes) {
    return wire::read_message<schema::Hello>(bytes, 1 << 20U, [](schema::Hello::Reader hello) {
      std::uint64_t sum = 0;
      for (const auto log : hello.getLogs()) sum += log.getSize() + log.getHead().getText().size();
      return sum;
    });
  };
  // A list that says 2^20 structs of no size.
  const Words empty_structs{struct_pointer(0, 1, 1), 1, list_pointer(0, 7, 0), (1ULL << 20U) << 2U};
  CHECK_FALSE(walk(one_message(empty_structs)).ok());
  // Thousand pointers to the same large data.
  Words amplified{struct_pointer(0, 1, 1), 1, list_pointer(0, 7, 3000), (1000ULL << 2U) | (0ULL << 32U) | (3ULL << 48U)};
  for (std::int32_t i = 0; i < 1000; ++i) {
    amplified.push_back(struct_pointer(0, 0, 0));
    amplified.push_back(0);
    amplified.push_back(0);
  }
  CHECK_NOTHROW((void)walk(one_message(amplified)));
  // A struct whose head is itself.
  CHECK_NOTHROW((void)walk(one_message({struct_pointer(0, 0, 1), struct_pointer(-1, 0, 1)})));
}

TEST_CASE("a callback's own error and nothing at all both come through") {
  const Bytes segment = words_segment("x");
  const auto own = wire::read_canonical<schema::Words>(
      segment, 64, [](schema::Words::Reader) -> Result<int> { return Error{Errc::newer_version, "later"}; });
  CHECK(own.error().code == Errc::newer_version);
  const Result<void> nothing = wire::read_canonical<schema::Words>(segment, 64, [](schema::Words::Reader) {});
  CHECK(nothing.ok());
}
