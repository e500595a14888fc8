#include "base/codec.h"

#include <limits>

#include <doctest/doctest.h>

using namespace avow;

TEST_CASE("what is written is read back, little-endian") {
  ByteWriter out;
  out.u8(0xFF).u16(0x0102).u32(0xDEADBEEF).u64(0x0102030405060708).i64(-2).fixed(bytes_of("ab")).blob({}).text("text");
  const Bytes bytes = out.take();
  CHECK(bytes[1] == 0x02);
  ByteReader in(bytes);
  CHECK(in.u8() == 0xFF);
  CHECK(in.u16() == 0x0102);
  CHECK(in.u32() == 0xDEADBEEF);
  CHECK(in.u64() == 0x0102030405060708);
  CHECK(in.i64() == -2);
  CHECK(in.array<2>() == ByteArray<2>{'a', 'b'});
  CHECK(in.blob().empty());
  CHECK(in.text() == "text");
  CHECK(in.remaining() == 0);
  CHECK(in.finish().ok());
}

TEST_CASE("a value cut anywhere fails once and for all, a longer one too") {
  ByteWriter out;
  out.u16(7).blob(bytes_of("hello")).u64(9);
  const Bytes bytes = out.take();
  const auto read = [](ByteView from) {
    ByteReader in(from);
    in.u16();
    in.blob();
    in.u64();
    return in.finish();
  };
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    CHECK(read(ByteView(bytes).first(size)).error().code == Errc::malformed);
  }
  CHECK(read(bytes).ok());
  Bytes longer = bytes;
  longer.push_back(0);
  CHECK(read(longer).error().code == Errc::malformed);
}

TEST_CASE("a length that promises more than there is gives nothing and allocates nothing") {
  for (const std::uint32_t promised : {4U, 5U, 0x7FFFFFFFU, std::numeric_limits<std::uint32_t>::max()}) {
    ByteWriter out;
    out.u32(promised).fixed(bytes_of("abc"));
    ByteReader in(out.bytes());
    CHECK(in.blob().empty());
    CHECK(in.failed());
    CHECK(in.u8() == 0);  // a failed reader stays failed, though bytes are left
    CHECK(in.text().empty());
    CHECK(in.array<3>() == ByteArray<3>{});
    CHECK_FALSE(in.finish().ok());
  }
}
