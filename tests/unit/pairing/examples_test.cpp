// The worked examples of protocol/README.md, computed by another program (Python's hashlib): these bytes never change.
#include <doctest/doctest.h>

#include "base/encoding.h"
#include "fakes/fixed_random.h"
#include "noise/spoken_words.h"
#include "pairing/ceremony.h"

using namespace avow;
using namespace avow::pairing;
using avow::testing::FixedRandom;

namespace {

constexpr std::string_view kLink =
    "AVOW1-000G4-0R40M-30E20-9185G-R38E1-W8124-GK2GA-HC5RR-34D1P-70X3R-FZ0AQ-TY9J9-CK1HM-PV9CN-XSVBQ-M8AHA-HBJKD-"
    "BATZG-FDBCM-VV0QM-QC40R-F4G20-8H64W-K4BHH-6RW2W-C9E68-R3MDS-K6GS0-7NN47-5ZQ";

ByteArray<32> all(std::uint8_t value) {
  ByteArray<32> out{};
  out.fill(value);
  return out;
}

PartnerKeys example_keys() {
  PartnerKeys keys;
  keys.static_key = all(0x11);
  keys.export_key = all(0x22);
  keys.log_key = all(0x33);
  keys.witness_key = all(0x44);
  return keys;
}

Bytes zero_to_31() {
  Bytes out;
  for (std::uint8_t i = 0; i < 32; ++i) out.push_back(i);
  return out;
}

}  // namespace

TEST_CASE("the example link") {
  const Hash hash = identity_hash(example_keys());
  CHECK(to_hex(hash) == "f02afaf264964c31a5b69657b9daef442a2a8ae536ad5afc1ed5b29bd82f4bb0");
  FixedRandom random(zero_to_31());
  const auto invite = new_invite(hash, {"192.168.1.20:7342"}, from_millis(1'800'000'000'000), random);
  CHECK(text_of(to_link_text(*invite).view()) == kLink);
  CHECK(equal(parse_link(kLink)->psk.view(), zero_to_31()));
  CHECK(to_hex(pairing_knock_key(invite->psk).view()) == "6a193286fa0b4193dc80b2180d5d739b76f0abb3b86a110a63f6fe5047ba61c9");
}

TEST_CASE("the example words") {
  noise::Hash64 hash{};
  hash.fill(0xAA);
  CHECK(to_hex(noise::words_commitment(noise::Role::initiator, hash, all(0x01))) ==
        "8902708ecd54b70f1b82051d103143166041ef4bbfa311fe3b2769e57ecd88cd");
  PartnerKeys other = example_keys();
  other.static_key = all(0x55);
  other.export_key = all(0x66);
  const auto one = identity_bytes(example_keys());
  const auto two = identity_bytes(other);
  const auto words = [&](std::string_view purpose, std::vector<std::string> heads) {
    return noise::five_words({.purpose = purpose, .handshake_hash = hash, .key_a = two, .key_b = one,
                              .head_texts = std::move(heads), .initiator_random = all(0x01), .responder_random = all(0x02)});
  };
  CHECK(words("pairing", {}) == noise::FiveWords{"people", "dusk", "powder", "flag", "verb"});
  CHECK(words("sync", {"avow/v1/notes/B\n1\nx\n", "avow/v1/commitments/A\n2\ny\n"}) ==
        noise::FiveWords{"research", "pickle", "slumber", "dynamic", "syllable"});
}
