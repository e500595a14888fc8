// Answers printed in the standards, one or two each: the whole published sets are in tests/vectors.
#include <doctest/doctest.h>

#include "base/encoding.h"
#include "crypto/aead.h"
#include "crypto/hash.h"
#include "crypto/sign.h"
#include "fakes/fixed_random.h"

using namespace avow;
using namespace avow::crypto;

namespace {

Bytes hex(std::string_view text) { return from_hex(text).value(); }

Bytes counting(std::size_t size) {
  Bytes out;
  for (std::size_t i = 0; i < size; ++i) out.push_back(static_cast<std::uint8_t>(i));
  return out;
}

}  // namespace

TEST_CASE("ed25519: RFC 8032 7.1 test 1") {
  const SigningKey key =
      signing_key_from_seed(Key(ByteView(hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))));
  CHECK(to_hex(key.public_key) == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  const Signature signature = sign(key, {});
  CHECK(to_hex(signature) ==
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe2"
        "4655141438e7a100b");
  CHECK(verify(key.public_key, {}, signature));
  CHECK_FALSE(verify(key.public_key, bytes_of("x"), signature));
  CHECK_FALSE(verify(key.public_key, {}, ByteView(signature).first(63)));
  CHECK_FALSE(verify(PublicKey{}, {}, signature));
}

TEST_CASE("x25519: RFC 7748 6.1") {
  const AgreementKey alice = agreement_key_from_secret(
      Key(ByteView(hex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a"))));
  const AgreementKey bob = agreement_key_from_secret(
      Key(ByteView(hex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb"))));
  CHECK(to_hex(alice.public_key) == "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
  CHECK(to_hex(agree(alice.secret, bob.public_key).value().view()) ==
        "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");
  CHECK(equal(agree(alice.secret, bob.public_key).value().view(), agree(bob.secret, alice.public_key).value().view()));
}

TEST_CASE("x25519 refuses a set bit 255 and every point of small order") {
  const AgreementKey mine = agreement_key_from_secret(Key(ByteView(counting(32))));
  PublicKey second_encoding = mine.public_key;
  second_encoding[31] |= 0x80U;
  CHECK(agree(mine.secret, second_encoding).error().code == Errc::forged);
  CHECK(agree(mine.secret, mine.public_key).ok());
  for (const std::string_view point : {"0000000000000000000000000000000000000000000000000000000000000000",
                                       "0100000000000000000000000000000000000000000000000000000000000000",
                                       "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                                       "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
                                       "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                                       "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                                       "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"}) {
    CAPTURE(point);
    CHECK(agree(mine.secret, first<32>(hex(point))).error().code == Errc::forged);
  }
}

TEST_CASE("sha-2, blake2b, hmac") {
  CHECK(to_hex(sha256(bytes_of("abc"))) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(to_hex(sha512({bytes_of("ab"), bytes_of("c")})) ==
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80"
        "e2a9ac94fa54ca49f");
  CHECK(to_hex(blake2b({bytes_of("abc")})) == "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
  CHECK(to_hex(blake2b({bytes_of("a"), bytes_of("bc")}, counting(32))) ==
        "d63a32d3e44738d7907f964316c241adaba0abfeabc32349677578a15a203f7f");  // CPython's hashlib
  CHECK(to_hex(hmac_sha512(bytes_of("Jefe"), {bytes_of("what do ya want "), bytes_of("for nothing?")})) ==
        "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4"
        "b636e070a38bce737");  // RFC 4231, test case 2
}

TEST_CASE("derive is keyed BLAKE2b of domain, label and context") {
  const Key key{ByteView(counting(32))};
  CHECK(to_hex(derive(key, "psk", bytes_of("ctx")).view()) ==
        "8ae5e0e577ee989b7505eae7ad9985f71e1e1088365d523445a0cebc9c8c4bd9");  // CPython's hashlib
  CHECK_FALSE(equal(derive(key, "psk").view(), derive(key, "knock").view()));
}

TEST_CASE("xchacha20-poly1305: draft-irtf-cfrg-xchacha-03 A.3.1, the tag") {
  const Bytes nonce = hex("404142434445464748494a4b4c4d4e4f5051525354555657");
  avow::testing::FixedRandom random(nonce);
  Bytes key;
  for (unsigned i = 0x80; i < 0xA0; ++i) key.push_back(static_cast<std::uint8_t>(i));
  const Bytes sealed = seal(Key(ByteView(key)), hex("50515253c0c1c2c3c4c5c6c7"),
                            bytes_of("Ladies and Gentlemen of the class of '99: If I could offer you only one tip for "
                                     "the future, sunscreen would be it."),
                            random);
  CHECK(equal(ByteView(sealed).first(kNonceBytes), nonce));
  CHECK(to_hex(ByteView(sealed).last(kTagBytes)) == "c0875924c1c7987947deafd8780acf49");
}
