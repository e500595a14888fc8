// The certificate of a new epoch: made by the export key, read back whole, and nothing else passes for it.
#include "log/epoch.h"

#include <doctest/doctest.h>

#include "base/limits.h"
#include "fakes/seeded_random.h"

using namespace avow;
using namespace avow::log;

namespace {

Pen make_pen(std::uint64_t seed) {
  testing::SeededRandom random(seed);
  auto log_key = crypto::new_signing_key(random);
  auto witness_key = crypto::new_signing_key(random);
  return Pen(std::move(log_key), std::move(witness_key), crypto::new_signing_key(random));
}

EpochKeys keys(std::uint16_t epoch) { return {epoch, crypto::PublicKey{1}, crypto::PublicKey{2}}; }
const Checkpoint kHead{"avow/v1/commitments/7hcw1b8eq5r3j213p84jqycpyg", 7, Hash{3}};

}  // namespace

TEST_CASE("a certificate is read back, with and without a head before it, in every epoch that there can be") {
  const Pen pen = make_pen(1);
  for (const std::uint16_t epoch : {std::uint16_t{1}, limits::kEpochMax}) {
    for (const auto& head : {std::optional<Checkpoint>(), std::optional(kHead)}) {
      const Certificate made = certify(pen, keys(epoch), head);
      CHECK(verify(made, pen.export_key()));
      const auto read = decode_certificate(encode(made));
      REQUIRE(read.ok());
      CHECK(*read == made);
    }
  }
}

TEST_CASE("each byte of a certificate counts, and so does whose key signed it") {
  const Pen pen = make_pen(1);
  const Bytes whole = encode(certify(pen, keys(1), kHead));
  CHECK_FALSE(verify(*decode_certificate(whole), make_pen(2).export_key()));
  CHECK_FALSE(verify(*decode_certificate(whole), pen.log_key()));
  for (std::size_t at = 0; at < whole.size(); ++at) {
    Bytes changed = whole;
    changed[at] ^= 1;
    const auto read = decode_certificate(changed);
    CHECK_FALSE((read.ok() && verify(*read, pen.export_key())));
  }
}

TEST_CASE("a certificate of epoch 0, above the last epoch, cut short or with something behind it is refused") {
  const Bytes whole = encode(certify(make_pen(1), keys(1), kHead));
  for (std::size_t size = 0; size < whole.size(); ++size) CHECK_FALSE(decode_certificate(ByteView(whole).first(size)).ok());
  Bytes longer = whole;
  longer.push_back(0);
  CHECK(decode_certificate(longer).error().code == Errc::malformed);
  Bytes first = whole;
  first[0] = 0;
  CHECK(decode_certificate(first).error().code == Errc::malformed);
  Bytes above = whole;
  above[0] = limits::kEpochMax + 1;
  CHECK(decode_certificate(above).error().code == Errc::too_large);
}
