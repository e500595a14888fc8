#include "noise/knock.h"

#include <algorithm>

#include <doctest/doctest.h>

#include "crypto/hash.h"
#include "unit/noise/two_sides.h"

using namespace avow;
using namespace avow::noise;
using avow::testing::SeededRandom;

namespace {

Knock some_knock(SeededRandom& random) {
  return {random.bytes<kKnockNonceBytes>(), random.bytes<kKnockMessageBytes>()};
}

}  // namespace

TEST_CASE("a knock opens with its key only, and not after any flipped bit or at another length") {
  SeededRandom random(3);
  const crypto::Key key = crypto::Key::random(random);
  const crypto::Key other = crypto::Key::random(random);
  const Knock knock = some_knock(random);
  const auto bytes = make_knock(key, knock);
  CHECK(open_knock(key, bytes) == knock);
  CHECK_FALSE(open_knock(other, bytes).has_value());
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    auto altered = bytes;
    altered[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    CHECK_FALSE(open_knock(key, altered).has_value());
  }
  for (std::size_t size = 0; size < bytes.size(); ++size) CHECK_FALSE(open_knock(key, ByteView(bytes).first(size)));
  Bytes longer = to_bytes(bytes);
  longer.push_back(0);
  CHECK_FALSE(open_knock(key, longer).has_value());
}

TEST_CASE("the 72 bytes are nonce, tag, message, the tag covers \"knock/v1\", nonce and message") {
  SeededRandom random(4);
  const crypto::Key key = crypto::Key::random(random);
  const Knock knock = some_knock(random);
  const auto bytes = make_knock(key, knock);
  const auto full = crypto::hmac_sha512(key.view(), {bytes_of("knock/v1"), knock.nonce, knock.message});
  CHECK(bytes.size() == 72);
  CHECK(equal(ByteView(bytes).first(8), knock.nonce));
  CHECK(equal(ByteView(bytes).subspan(8, 16), ByteView(full).first(16)));
  CHECK(equal(ByteView(bytes).last(48), knock.message));
}

TEST_CASE("the first message of a session and of a pairing fills a knock exactly") {
  for (const auto* name : {"KKpsk0", "XXpsk0"}) {
    testing::TwoSides people;
    auto handshake = people.start(testing::pattern(name), Role::initiator);
    CHECK(handshake.write_message({}).value().size() == kKnockMessageBytes);
  }
}
