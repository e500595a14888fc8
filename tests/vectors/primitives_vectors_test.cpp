// The published answers of the primitives, through the verbs that avow really calls.
#include <algorithm>

#include <doctest/doctest.h>

#include "crypto/aead.h"
#include "crypto/sign.h"
#include "fakes/fixed_random.h"
#include "vectors/vector_files.h"

using namespace avow;
using namespace avow::crypto;
using avow::testing::hex;

namespace {

const testing::Shape kEd25519{"primitives", "vectors", "seed"};
const testing::Shape kX25519{"primitives", "vectors", "scalar"};
const testing::Shape kIterated{"primitives", "iterated", ""};
const testing::Shape kXChaCha{"primitives", "vectors", "nonce"};

Key key_of(const nlohmann::json& value) { return Key(ByteView(hex(value))); }

}  // namespace

TEST_CASE("ed25519 signatures") {
  testing::for_each_vectors(kEd25519, [](const nlohmann::json& file) {
    std::size_t ran = 0;
    for (const auto& vector : file.at("vectors")) {
      const auto id = vector["id"].get<std::string>();
      CAPTURE(id);
      if (vector.contains("prehash")) {
        testing::report_skipped(id, "Ed25519ph is not used by avow");
        continue;
      }
      const SigningKey key = signing_key_from_seed(key_of(vector["seed"]));
      CHECK(to_hex(key.public_key) == vector["public"].get<std::string>());
      const Bytes message = hex(vector["message"]);
      const Signature signature = sign(key, message);
      CHECK(to_hex(signature) == vector["signature"].get<std::string>());
      CHECK(verify(key.public_key, message, signature));
      Signature altered = signature;
      altered[0] ^= 1U;
      CHECK_FALSE(verify(key.public_key, message, altered));
      ++ran;
    }
    testing::report_ran("ed25519", ran);
  });
}

TEST_CASE("x25519 section 5.2: a set bit 255 is refused, the same point without it agrees") {
  testing::for_each_vectors(kX25519, [](const nlohmann::json& file) {
    std::size_t ran = 0;
    for (const auto& vector : file.at("vectors")) {
      const Key scalar = key_of(vector["scalar"]);
      auto point = first<32>(hex(vector["u"]));
      if ((point[31] & 0x80U) != 0) {
        CHECK(agree(scalar, point).error().code == Errc::forged);
        point[31] &= 0x7FU;
      }
      CHECK(to_hex(agree(scalar, point).value().view()) == vector["out"].get<std::string>());
      ++ran;
    }
    testing::report_ran("x25519", ran);
    if (!file.contains("section_6_1")) return;
    const auto& exchange = file.at("section_6_1");
    const AgreementKey a = agreement_key_from_secret(key_of(exchange["a"]));
    const AgreementKey b = agreement_key_from_secret(key_of(exchange["b"]));
    CHECK(to_hex(a.public_key) == exchange["A"].get<std::string>());
    CHECK(to_hex(b.public_key) == exchange["B"].get<std::string>());
    CHECK(to_hex(agree(a.secret, b.public_key).value().view()) == exchange["K"].get<std::string>());
    CHECK(to_hex(agree(b.secret, a.public_key).value().view()) == exchange["K"].get<std::string>());
    testing::report_ran("x25519 exchange", 1);
  });
}

TEST_CASE("x25519 iterated 1 and 1,000 times") {
  testing::for_each_vectors(kIterated, [](const nlohmann::json& file) {
    ByteArray<32> k{9};
    ByteArray<32> u{9};
    for (int i = 1; i <= 1000; ++i) {
      const Key out = agree(Key(ByteView(k)), u).value();
      u = k;
      std::copy_n(out.view().begin(), k.size(), k.begin());
      if (i == 1) CHECK(to_hex(k) == file.at("iterated")["1"].get<std::string>());
    }
    CHECK(to_hex(k) == file.at("iterated")["1000"].get<std::string>());
    testing::report_ran("x25519 iterated", 2);
    testing::report_skipped("x25519 iterated 1,000,000 times", "takes a minute");
  });
}

TEST_CASE("xchacha20-poly1305") {
  testing::for_each_vectors(kXChaCha, [](const nlohmann::json& file) {
    std::size_t ran = 0;
    for (const auto& vector : file.at("vectors")) {
      const Key key = key_of(vector["key"]);
      const Bytes nonce = hex(vector["nonce"]);
      const Bytes context = hex(vector["aad"]);
      const Bytes plain = hex(vector["plaintext"]);
      Bytes expected = nonce;
      append(expected, hex(vector["ciphertext"]));
      append(expected, hex(vector["tag"]));
      testing::FixedRandom random(nonce);
      CHECK(to_hex(seal(key, context, plain, random)) == to_hex(expected));
      CHECK(open(key, context, expected).value() == plain);
      ++ran;
    }
    testing::report_ran("xchacha20-poly1305", ran);
    testing::report_skipped("hchacha20", "only used inside XChaCha20, which the case above covers");
  });
}

TEST_CASE("files and folders that no test knows are skipped by name") {
  testing::skip_unknown_files("primitives", {kEd25519, kX25519, kIterated, kXChaCha});
  testing::skip_unknown_folders({"noise", "padding", "primitives", "merkle", "notes", "rrule", "unicode", "hostile"});
}
