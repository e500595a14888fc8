#include "crypto/secret.h"

#include <algorithm>
#include <array>
#include <vector>

#include <doctest/doctest.h>

#include "fakes/seeded_random.h"

using namespace avow;
using namespace avow::crypto;
using avow::testing::SeededRandom;

namespace {

// The arena's memory stays mapped, so a test may look at what a dead secret left there.
bool all_zero(const std::uint8_t* at, std::size_t size) {
  return std::all_of(at, at + size, [](std::uint8_t byte) { return byte == 0; });
}

}  // namespace

TEST_CASE("a secret is zero-filled at first and wiped when given back") {
  const std::uint8_t* where = nullptr;
  {
    SecretBuffer secret(100);
    where = secret.view().data();
    CHECK(all_zero(where, 100));
    std::fill_n(secret.span().begin(), 100, std::uint8_t{0xAA});
  }
  CHECK(all_zero(where, 100));
}

TEST_CASE("moving hands the bytes over without a copy") {
  SeededRandom random(1);
  const Bytes bytes = random.some_bytes(64);
  SecretBuffer first{ByteView(bytes)};
  const auto* where = first.view().data();
  SecretBuffer second(std::move(first));
  CHECK(first.empty());  // NOLINT(bugprone-use-after-move): that is the point
  CHECK(second.view().data() == where);
  CHECK(equal(second.view(), bytes));

  SecretBuffer third(32);
  const auto* dropped = third.view().data();
  std::fill_n(third.span().begin(), 32, std::uint8_t{0xBB});
  third = std::move(second);
  CHECK(all_zero(dropped, 32));
  CHECK(third.view().data() == where);
  auto& same = third;
  third = std::move(same);
  CHECK(equal(third.view(), bytes));

  Key key = Key::random(random);
  const Key moved = std::move(key);
  CHECK(key.empty());  // NOLINT(bugprone-use-after-move)
  CHECK_FALSE(moved.empty());
}

TEST_CASE("a copy is a memory of its own, shrinking keeps the front and wipes the rest") {
  SeededRandom random(2);
  const Bytes bytes = random.some_bytes(200);
  SecretBuffer secret{ByteView(bytes)};
  const SecretBuffer copy = secret.copy();
  CHECK(copy.view().data() != secret.view().data());
  CHECK(equal(copy.view(), bytes));
  const auto* where = secret.view().data();
  secret.shrink(50);
  CHECK(secret.size() == 50);
  CHECK(equal(secret.view(), ByteView(bytes).first(50)));
  CHECK(all_zero(where, 200));
  secret.shrink(0);
  CHECK(secret.empty());
}

TEST_CASE("many secrets of mixed sizes never overlap and come and go forever") {
  SeededRandom random(3);
  struct Held {
    SecretBuffer secret;
    Bytes expected;
  };
  std::vector<Held> held;
  for (int i = 0; i < 5'000; ++i) {
    if (held.size() > 200 || (!held.empty() && random.below(3) == 0)) {
      const auto at = static_cast<std::ptrdiff_t>(random.below(held.size()));
      CHECK(equal(held[static_cast<std::size_t>(at)].secret.view(), held[static_cast<std::size_t>(at)].expected));
      held.erase(held.begin() + at);
      continue;
    }
    Bytes bytes = random.some_bytes(random.below(200));
    SecretBuffer secret{ByteView(bytes)};
    held.push_back({std::move(secret), std::move(bytes)});
  }
  for (const auto& one : held) CHECK(equal(one.secret.view(), one.expected));
}

TEST_CASE("wipe and comparison") {
  std::string text = "secret";
  wipe(text);
  CHECK(text.empty());
  std::array<std::uint8_t, 4> bytes{1, 2, 3, 4};
  wipe(bytes);
  CHECK(all_zero(bytes.data(), bytes.size()));
  CHECK(equal_secret(bytes_of("abc"), bytes_of("abc")));
  CHECK_FALSE(equal_secret(bytes_of("abc"), bytes_of("abd")));
  CHECK_FALSE(equal_secret(bytes_of("abc"), bytes_of("ab")));
  CHECK(equal_secret({}, {}));
}
