#include "noise/cipher_state.h"

#include <limits>

#include <doctest/doctest.h>

#include "crypto/aead.h"
#include "fakes/seeded_random.h"

using namespace avow;
using namespace avow::noise;
using avow::testing::SeededRandom;

namespace {

constexpr std::uint64_t kCounterMax = std::numeric_limits<std::uint64_t>::max();

crypto::Key some_key() {
  SeededRandom random(7);
  return crypto::Key::random(random);
}

}  // namespace

TEST_CASE("the last counter is 2^64 - 2, then the key is used up and nothing is written") {
  CipherState sender(some_key(), kCounterMax - 1);
  CipherState receiver(some_key(), kCounterMax - 1);
  Bytes out;
  REQUIRE(sender.encrypt({}, bytes_of("last"), out).ok());
  CHECK(receiver.decrypt({}, out).value() == to_bytes(bytes_of("last")));
  const Bytes before = out;
  CHECK(sender.encrypt({}, bytes_of("more"), out).error().code == Errc::failed);
  CHECK(out == before);
  CHECK(receiver.decrypt({}, out).error().code == Errc::failed);
  CHECK(sender.counter() == kCounterMax);
}

TEST_CASE("a noise message has at most 65,535 bytes, tag included") {
  CipherState sender(some_key());
  CipherState receiver(some_key());
  Bytes out;
  REQUIRE(sender.encrypt({}, Bytes(kMessageBytesMax - crypto::kTagBytes), out).ok());
  CHECK(out.size() == kMessageBytesMax);
  CHECK(receiver.decrypt({}, out).ok());
  CHECK(sender.encrypt({}, Bytes(kMessageBytesMax - crypto::kTagBytes + 1), out).error().code == Errc::too_large);
  CHECK(receiver.decrypt({}, Bytes(kMessageBytesMax + 1)).error().code == Errc::too_large);
}

TEST_CASE("a message that does not authenticate leaves the counter, so the right one still opens") {
  CipherState sender(some_key());
  CipherState receiver(some_key());
  Bytes out;
  REQUIRE(sender.encrypt(bytes_of("context"), bytes_of("text"), out).ok());
  Bytes altered = out;
  altered[0] ^= 1U;
  CHECK(receiver.decrypt(bytes_of("context"), altered).error().code == Errc::forged);
  CHECK(receiver.decrypt(bytes_of("other"), out).error().code == Errc::forged);
  CHECK(receiver.decrypt({}, Bytes(crypto::kTagBytes - 1)).error().code == Errc::forged);
  CHECK(receiver.decrypt(bytes_of("context"), out).ok());
  CHECK(receiver.decrypt(bytes_of("context"), out).error().code == Errc::forged);  // replayed
}

TEST_CASE("rekey is ENCRYPT(k, 2^64 - 1, \"\", zeros) and the counter goes on") {
  CipherState sender(some_key());
  Bytes first_message;
  REQUIRE(sender.encrypt({}, bytes_of("one"), first_message).ok());
  sender.rekey();
  CHECK(sender.counter() == 1);
  Bytes second_message;
  REQUIRE(sender.encrypt({}, bytes_of("two"), second_message).ok());

  Bytes next_key;
  crypto::encrypt_counted(some_key().view(), kCounterMax, {}, Bytes(32), next_key);
  Bytes expected;
  crypto::encrypt_counted(ByteView(next_key).first(32), 1, {}, bytes_of("two"), expected);
  CHECK(second_message == expected);

  CipherState receiver(some_key());
  CHECK(receiver.decrypt({}, first_message).ok());
  CHECK_FALSE(receiver.decrypt({}, second_message).ok());
  receiver.rekey();
  CHECK(receiver.decrypt({}, second_message).ok());
}
