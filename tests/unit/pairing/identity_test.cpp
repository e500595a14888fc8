#include "pairing/identity.h"

#include <doctest/doctest.h>

#include "base/limits.h"
#include "fakes/seeded_random.h"
#include "pairing/words_message.h"
#include "protocol/pairing.capnp.h"
#include "wire/message.h"

using namespace avow;
using namespace avow::pairing;
using avow::testing::SeededRandom;

namespace {

PartnerKeys sample() {
  SeededRandom random(3);
  PartnerKeys keys;
  keys.static_key = random.bytes<32>();
  keys.static_key.back() &= 0x7F;
  keys.export_key = random.bytes<32>();
  keys.log_key = random.bytes<32>();
  keys.witness_key = random.bytes<32>();
  keys.name = "Zo\xC3\xAB";
  keys.addresses = {"10.0.0.1:7342"};
  return keys;
}

// An Identity as a stranger may write it: nothing is checked.
template <typename Change>
Errc refusal_of(Change change) {
  const PartnerKeys keys = sample();
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<schema::Identity>();
  out.setVersion(1);
  out.setExportKey(wire::data_of(keys.export_key));
  out.setLogKey(wire::data_of(keys.log_key));
  out.setWitnessKey(wire::data_of(keys.witness_key));
  out.setName(keys.name.c_str());
  change(out);
  const auto decoded = decode_identity(wire::encode_message(message), keys.static_key);
  REQUIRE_FALSE(decoded.ok());
  return decoded.error().code;
}

}  // namespace

TEST_CASE("an identity is read as it was written, up to its limits") {
  PartnerKeys keys = sample();
  CHECK(*decode_identity(encode_identity(keys), keys.static_key) == keys);
  keys.name = std::string(limits::kNameBytesMax, 'n');
  keys.addresses.assign(limits::kAddressesMax, std::string(limits::kAddressBytesMax - 2, 'h') + ":1");
  CHECK(*decode_identity(encode_identity(keys), keys.static_key) == keys);
  keys.name.clear();
  keys.addresses.clear();
  CHECK(*decode_identity(encode_identity(keys), keys.static_key) == keys);
}

TEST_CASE("an identity over its limits or out of shape is refused") {
  using Builder = schema::Identity::Builder;
  const Bytes short_key(31, 1), long_key(33, 1), zeros(32, 0);
  const std::string long_name(limits::kNameBytesMax + 1, 'n');
  CHECK(refusal_of([&](Builder out) { out.setName(long_name.c_str()); }) == Errc::too_large);
  CHECK(refusal_of([&](Builder out) { out.setName("\xC3"); }) == Errc::malformed);
  CHECK(refusal_of([&](Builder out) { out.setExportKey(wire::data_of(short_key)); }) == Errc::malformed);
  CHECK(refusal_of([&](Builder out) { out.setLogKey(wire::data_of(long_key)); }) == Errc::malformed);
  CHECK(refusal_of([&](Builder out) { out.setWitnessKey(wire::data_of({})); }) == Errc::malformed);
  CHECK(refusal_of([&](Builder out) { out.setWitnessKey(wire::data_of(zeros)); }) == Errc::malformed);
  CHECK(refusal_of([&](Builder out) { out.setLogKey(wire::data_of(sample().witness_key)); }) == Errc::malformed);
  CHECK(refusal_of([&](Builder out) { out.setExportKey(wire::data_of(sample().static_key)); }) == Errc::malformed);
  CHECK(refusal_of([&](Builder out) { out.setVersion(0); }) == Errc::newer_version);
  CHECK(refusal_of([&](Builder out) { out.setVersion(2); }) == Errc::newer_version);
  CHECK(refusal_of([&](Builder out) {
    auto addresses = out.initAddresses(limits::kAddressesMax + 1);
    for (unsigned i = 0; i < addresses.size(); ++i) addresses.set(i, "a:1");
  }) == Errc::too_large);
  CHECK(refusal_of([&](Builder out) { out.initAddresses(1).set(0, "nowhere"); }) == Errc::malformed);
  CHECK(refusal_of([&](Builder out) { out.initAddresses(1); }) == Errc::malformed);  // an unset text
}

TEST_CASE("a static key in its second encoding is refused") {
  PartnerKeys keys = sample();
  const Bytes encoded = encode_identity(keys);
  keys.static_key.back() |= 0x80;
  CHECK(check_identity(keys).error().code == Errc::malformed);
  CHECK_FALSE(decode_identity(encoded, keys.static_key).ok());
}

TEST_CASE("cut or altered identities and messages never crash, and cut ones never pass") {
  const PartnerKeys keys = sample();
  const Bytes identity = encode_identity(keys);
  const Bytes words = encode_words_message({WordsStep::open, keys.log_key});
  for (std::size_t size = 0; size < identity.size(); ++size) {
    CHECK_FALSE(decode_identity(ByteView(identity).first(size), keys.static_key).ok());
  }
  for (std::size_t size = 0; size < words.size(); ++size) CHECK_FALSE(decode_words_message(ByteView(words).first(size)).ok());
  for (std::size_t bit = 0; bit < identity.size() * 8; ++bit) {
    Bytes changed = identity;
    changed[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    const auto decoded = decode_identity(changed, keys.static_key);
    if (decoded.ok()) CHECK(check_identity(*decoded).ok());
  }
}

TEST_CASE("words messages keep step and value, and refuse every other shape") {
  for (const WordsStep step : {WordsStep::commit, WordsStep::reply, WordsStep::open}) {
    const WordsMessage message{step, sample().log_key};
    CHECK(*decode_words_message(encode_words_message(message)) == message);
  }
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<schema::PairingMessage>();
  CHECK_FALSE(decode_words_message(wire::encode_message(message)).ok());  // unset
  const Bytes long_value(33, 1);
  out.setWordsOpen(wire::data_of(long_value));
  CHECK(decode_words_message(wire::encode_message(message)).error().code == Errc::malformed);
  CHECK(decode_words_message(Bytes(kWordsMessageBytesMax + 8)).error().code == Errc::too_large);
}

TEST_CASE("each key changes the identity hash, the name does not") {
  const PartnerKeys keys = sample();
  PartnerKeys named = keys;
  named.name = "other";
  CHECK(identity_hash(named) == identity_hash(keys));
  for (const auto member : {&PartnerKeys::static_key, &PartnerKeys::export_key, &PartnerKeys::log_key, &PartnerKeys::witness_key}) {
    PartnerKeys changed = keys;
    (changed.*member)[5] ^= 1;
    CHECK(identity_hash(changed) != identity_hash(keys));
  }
}
