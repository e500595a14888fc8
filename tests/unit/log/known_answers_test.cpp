// The worked example of protocol/README.md: every figure here was computed by a program that shares no code
// with avow (Python's hashlib, Ed25519 after RFC 8032, Cap'n Proto by hand).
#include <doctest/doctest.h>

#include "base/encoding.h"
#include "fakes/fixed_random.h"
#include "fakes/memory_log.h"
#include "log/entry.h"
#include "log/head.h"
#include "log/signing.h"
#include "log/tree.h"
#include "protocol/record.capnp.h"
#include "wire/message.h"

using namespace avow;
using namespace avow::log;

namespace {

crypto::Key key_of(std::uint8_t byte) { return crypto::Key(Bytes(32, byte)); }
crypto::SigningKey signing_key_of(std::uint8_t byte) { return crypto::signing_key_from_seed(key_of(byte)); }

const Pen& author() {
  static const Pen pen(signing_key_of(1), signing_key_of(2), signing_key_of(4));
  return pen;
}
LogId log_id_of(Lane lane) { return make_log_id(lane, 0, author().log_key(), author().witness_key()); }

Bytes example_facts() {
  return wire::encode_canonical<schema::Facts>([](schema::Facts::Builder to) {
    to.setKind(1);
    to.setRole(1);
    to.setSaidAt(1'800'000'000'000);
    to.setZone("Europe/Berlin");
  });
}

Entry example_entry() {
  Bytes chance(32, 0x11);       // facts salt
  chance.resize(64, 0x22);      // words salt
  testing::FixedRandom random(chance);
  Seen seen{0, 5, {}};
  seen.head_hash.fill(0x44);
  ByteArray<16> id_random{};
  id_random.fill(0x33);
  return make_entry(log_id_of(Lane::commitments), 7, 30'000'000, seen, id_random, example_facts(),
                    testing::sample_words("I will call on Friday."), random);
}

Checkpoint example_head(Lane lane) { return {origin_of(lane, log_id_of(lane)), 1, leaf_hash(example_entry().header)}; }

}  // namespace

TEST_CASE("worked example: log ids and keys") {
  CHECK(to_hex(author().log_key()) == "8a88e3dd7409f195fd52db2d3cba5d72ca6709bf1d94121bf3748801b40f6f5c");
  CHECK(to_hex(author().witness_key()) == "8139770ea87d175f56a35466c34c7ecccb8d8a91b4ee37a25df60f5b8fc9b394");
  CHECK(to_hex(log_id_of(Lane::commitments).bytes) == "7ab7a58ba44199722a61be7a22f794a4");
  CHECK(to_hex(log_id_of(Lane::notes).bytes) == "3c59c0ad0eb970390823b2092bf996f4");
}

TEST_CASE("worked example: an entry") {
  const Entry entry = example_entry();
  CHECK(to_hex(entry.payload.facts->bytes) ==
      "0000000002000400010001000000000000505c18a3010000000000000000000000000000000000000000000000000000"
      "01000000720000004575726f70652f4265726c696e000000");
  CHECK(to_hex(entry.payload.words->bytes) == "000000000000010001000000ba000000492077696c6c2063616c6c206f6e204672696461792e0000");
  CHECK(to_hex(entry.payload.words_commitment) == "511238ff46a75723d0cb9018fe45d70cf0c4d3954e49c2288023f2d0cd1bc693");
  CHECK(to_hex(entry.header) ==
      "00000000030004000700000000000000050000000000000080c3c901000001000d000000820000001100000082000000"
      "150000000201000021000000020100007ab7a58ba44199722a61be7a22f794a433333333333333333333333333333333"
      "4444444444444444444444444444444444444444444444444444444444444444becd8ca121a1ffd5b104be7ecf022a3f"
      "5b441697762b91f95c5f1e590e1ff13e");
  const Header header = decode_header(entry.header).value();
  CHECK(to_hex(header.commitment) == "becd8ca121a1ffd5b104be7ecf022a3f5b441697762b91f95c5f1e590e1ff13e");
  const RecordId id = record_id(header.log_id, header.random);
  CHECK(to_hex(id.bytes) == "11ed653c6f6f1d9cfecd246f142e30a8");
  CHECK(to_text(id) == "27ppaf3fdwesszpd4hqh8bhgn0");
  CHECK(to_hex(leaf_hash(entry.header)) == "812a09ab09a1d16a42f0e85d9f3e3324cd3a620e61235dc6a0d88d8851c2c297");
}

TEST_CASE("worked example: a signed head and its cosignature") {
  const Checkpoint head = example_head(Lane::commitments);
  CHECK(to_text(head) ==
      "avow/v1/commitments/favtb2x486cq4ak1qsx25xwmmg\n1\ngSoJqwmh0WpC8Ohdnz4zJM06Yg5hI13GoNiNiFHCwpc=\n");
  CHECK(to_hex(head_hash(head)) == "0da641bb14586cc592257d4d7a7ef40ab6c686d60c5a34961a1b5aa9d9334f53");
  const auto signature = author().sign_head(head);
  CHECK(to_hex(signature) ==
      "cd83329740a7abcfc574996ff94a823dc0451a2272492dade1c5269cf874f1ef69ed5ddacb775c76be20f13f05f163c3"
      "5882cf74924ec60e86a3be80d1d65506");
  const NoteKey key{head.origin, NoteKeyType::ed25519, author().log_key()};
  CHECK(key.vkey() ==
      "avow/v1/commitments/favtb2x486cq4ak1qsx25xwmmg+1bb10949+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c");
  CHECK(to_text(SignedNote{to_text(head), {{key.name, key.id(), to_bytes(signature)}}}) ==
      "avow/v1/commitments/favtb2x486cq4ak1qsx25xwmmg\n1\ngSoJqwmh0WpC8Ohdnz4zJM06Yg5hI13GoNiNiFHCwpc=\n\n\u2014 avow/v1/commitments/favtb2x486cq4ak1qsx25xwmmg G7EJSc2DMpdAp6vPxXSZb/lKgj3ARRoickktreHFJpz4dPHvae1d2st3XHa+IPE/BfFjw1iCz3SSTsYOhqO+gNHWVQY=\n");
  const Pen partner(signing_key_of(9), signing_key_of(3), signing_key_of(9));
  CHECK(cosigned_message(1'800'000'900, to_text(head)) ==
      "cosignature/v1\ntime 1800000900\navow/v1/commitments/favtb2x486cq4ak1qsx25xwmmg\n1\ngSoJqwmh0WpC8Ohdnz4zJM06Yg5hI13GoNiNiFHCwpc=\n");
  CHECK(to_hex(partner.cosign(head, 1'800'000'900)) ==
      "ecdb299b8d0c55494982c551910dab3bf127829af5bde1b1e85111e461e865abbf3032b3f21022647a1028f1d04e8bb5"
      "259338bb9fef4f6db13619d50da6600d");
}

TEST_CASE("worked example: tags of a notes head, a certificate") {
  const Checkpoint head = example_head(Lane::notes);
  CHECK(to_text(head) ==
      "avow/v1/notes/7hcw1b8eq5r3j213p84jqycpyg\n1\ngSoJqwmh0WpC8Ohdnz4zJM06Yg5hI13GoNiNiFHCwpc=\n");
  CHECK(to_hex(notes_head_tag(key_of(0x55), head)) == "b4080502a35496ff616f8fbeffb3444f843e40c43bbd113c0d0966255eb1015b");
  CHECK(to_hex(notes_ack_tag(key_of(0x55), head)) == "4f1fdd4de0e1b8f2d7b3ec9c05e1b4e50ac03d7abf1895a2d10f2385cf3b061d");
  CHECK(to_hex(notes_author_tag(key_of(0x66), head)) == "636f41416488266d95c67afcaaa99ff53d1d1abae7a6ca02c981fda13a96ed8e");
  CHECK(to_hex(author().certify("epoch", bytes_of("epoch one"))) ==
      "6cdc4ba6460f2f4b1631c53954651b4ee61bfd5b6e2ae6c053e25823509d74493664617140d7e468d70dfb2e2e5be704"
      "8223b209856c7964ec597509a5270208");
}
