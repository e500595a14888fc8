#include "crypto/aead.h"

#include <doctest/doctest.h>

#include "fakes/seeded_random.h"

using namespace avow;
using namespace avow::crypto;
using avow::testing::SeededRandom;

TEST_CASE("sealed bytes open with their key and context only, and not after any flipped bit or cut") {
  SeededRandom random(1);
  const Key key = Key::random(random);
  const Key other = Key::random(random);
  const Bytes plain = random.some_bytes(100);
  const Bytes sealed = seal(key, bytes_of("where"), plain, random);
  CHECK(sealed.size() == plain.size() + kSealOverhead);
  CHECK(open(key, bytes_of("where"), sealed).value() == plain);
  CHECK(equal(open_secret(key, bytes_of("where"), sealed).value().view(), plain));
  CHECK(open(other, bytes_of("where"), sealed).error().code == Errc::damaged);
  CHECK(open(key, bytes_of("wherf"), sealed).error().code == Errc::damaged);
  CHECK(open(key, {}, sealed).error().code == Errc::damaged);
  for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    Bytes altered = sealed;
    altered[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    CHECK(open(key, bytes_of("where"), altered).error().code == Errc::damaged);
    CHECK(open_secret(key, bytes_of("where"), altered).error().code == Errc::damaged);
  }
  for (std::size_t size = 0; size < sealed.size(); ++size) {
    CHECK(open(key, bytes_of("where"), ByteView(sealed).first(size)).error().code == Errc::damaged);
  }
}

TEST_CASE("the same text sealed twice differs, nothing at all can be sealed") {
  SeededRandom random(2);
  const Key key = Key::random(random);
  CHECK(seal(key, {}, bytes_of("text"), random) != seal(key, {}, bytes_of("text"), random));
  const Bytes sealed = seal(key, {}, {}, random);
  CHECK(sealed.size() == kSealOverhead);
  CHECK(open(key, {}, sealed).value().empty());
  CHECK(open_secret(key, {}, sealed).value().empty());
}

TEST_CASE("counted encryption appends, and every counter is another message") {
  SeededRandom random(3);
  const Key key = Key::random(random);
  Bytes out = to_bytes(bytes_of("before"));
  encrypt_counted(key.view(), 5, bytes_of("context"), bytes_of("text"), out);
  const ByteView cipher = ByteView(out).subspan(6);
  CHECK(text_of(ByteView(out).first(6)) == "before");
  CHECK(text_of(decrypt_counted(key.view(), 5, bytes_of("context"), cipher).value()) == "text");
  CHECK(decrypt_counted(key.view(), 6, bytes_of("context"), cipher).error().code == Errc::forged);
  CHECK(decrypt_counted(key.view(), 5, {}, cipher).error().code == Errc::forged);
  CHECK(decrypt_counted(key.view(), 5, bytes_of("context"), cipher.first(15)).error().code == Errc::forged);
}
