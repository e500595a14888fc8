#include <doctest/doctest.h>

#include "log/note_text.h"
#include "vectors/vector_files.h"

using namespace avow;
using namespace avow::log;
using namespace avow::testing;
using nlohmann::json;

namespace {

const Shape kNotes{"notes", "notes", "note_hex"};
const Shape kKeys{"notes", "vkeys", "vkey"};
const Shape kCheckpoints{"notes", "ed25519_cosignature_message_example", ""};
const Shape kSigning{"notes", "deterministic_signing", ""};

}  // namespace

TEST_CASE("C2SP signed notes") {
  for_each_vectors(kNotes, [](const nlohmann::json& file) {
    std::size_t ran = 0;
    for (const auto& one : file.at("notes")) {
      CAPTURE(one.at("id").get<std::string>());
      const auto expect = one.at("expect").get<std::string>();
      const Bytes bytes = hex(one.at("note_hex"));
      std::vector<NoteKey> known;
      for (const auto& vkey : one.at("verifiers")) known.push_back(parse_vkey(vkey.get<std::string>()).value());
      ++ran;
      const auto note = parse_note(text_of(bytes));
      REQUIRE(note.ok() == (expect != "malformed"));
      if (!note.ok()) {
        CHECK(note.error().code == Errc::malformed);
        continue;
      }
      CHECK(to_text(*note) == text_of(bytes));
      const auto verified = verify_note(*note, known);
      REQUIRE(verified.ok() == (expect == "valid"));
      if (verified.ok()) {
        CHECK(*verified == one.at("verified").get<std::vector<std::string>>());
      } else {
        CHECK(verified.error().code == Errc::forged);
        CHECK((verified.error().context == "no signature by a known key") == (expect == "no known key"));
      }
    }
    report_ran("signed notes", ran);
  });
}

TEST_CASE("C2SP verifier keys") {
  for_each_vectors(kKeys, [](const nlohmann::json& file) {
    std::size_t ran = 0;
    for (const auto& one : file.at("vkeys")) {
      const auto text = one.at("vkey").get<std::string>();
      CAPTURE(text);
      const auto key = parse_vkey(text);
      CHECK(key.ok() == (one.at("expect").get<std::string>() == "valid"));
      if (key.ok()) CHECK(key->vkey() == text);
      ++ran;
    }
    report_ran("verifier keys", ran);
  });
}

TEST_CASE("C2SP deterministic signing") {
  for_each_vectors(kSigning, [](const nlohmann::json& file) {
    const auto& one = file.at("deterministic_signing");
    const auto skey = one.at("skey").get<std::string>();
    const std::string before = "PRIVATE+KEY+PeterNeumann+c74f20a3+";  // name, key id; base64 may hold a + too
    REQUIRE(skey.starts_with(before));
    const auto base64 = skey.substr(before.size());
    const Bytes typed_seed = from_base64(base64).value();
    REQUIRE(typed_seed.size() == 33);
    const auto key = crypto::signing_key_from_seed(crypto::Key(ByteView(typed_seed).subspan(1)));
    const Bytes text = hex(one.at("text_hex"));
    const NoteKey note_key{"PeterNeumann", NoteKeyType::ed25519, key.public_key};
    const SignedNote note{std::string(text_of(text)),
                          {{note_key.name, note_key.id(), to_bytes(crypto::sign(key, text))}}};
    CHECK(to_text(note) == text_of(hex(one.at("note_hex"))));
    report_ran("deterministic signing", 1);
  });
}

TEST_CASE("C2SP checkpoints and the message of a cosignature") {
  for_each_vectors(kCheckpoints, [](const nlohmann::json& file) {
    std::size_t ran = 0;
    const auto message = file.at("ed25519_cosignature_message_example").at("text").get<std::string>();
    for (const auto& one : file.at("notes")) {
      const auto id = one.at("id").get<std::string>();
      if (id.find("checkpoint") == std::string::npos) continue;
      CAPTURE(id);
      const Bytes bytes = hex(one.at("note_hex"));
      const auto note = parse_note(text_of(bytes)).value();
      const auto checkpoint = parse_checkpoint(note.text);
      REQUIRE(checkpoint.ok());
      CHECK(checkpoint->origin == "example.com/behind-the-sofa");
      CHECK(checkpoint->size == 20852163);
      CHECK(to_text(*checkpoint) == note.text);
      CHECK(cosigned_message(1679315147, note.text) == message);
      ++ran;
    }
    report_skipped("notes/c2sp_notes.json tlog_proof_format_example", "elided base64; proofs are read elsewhere");
    report_ran("checkpoints", ran);
  });
}

TEST_CASE("files that no note test knows are skipped by name") { skip_unknown_files("notes", {kNotes, kKeys, kCheckpoints, kSigning}); }
