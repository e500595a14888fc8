#include "log/note_text.h"

#include <doctest/doctest.h>

#include "base/encoding.h"
#include "base/limits.h"
#include "fakes/seeded_random.h"
#include "log/head.h"

using namespace avow;
using namespace avow::log;

namespace {

constexpr const char* kRoot = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";

std::string checkpoint_text(const std::string& size, const std::string& origin = "example.com/log") {
  return origin + "\n" + size + "\n" + kRoot + "\n";
}

struct Signer {
  crypto::SigningKey secret;
  NoteKey key;
  NoteSignature sign(const std::string& text, std::uint64_t time = 0) const {
    if (key.type == NoteKeyType::ed25519) return {key.name, key.id(), to_bytes(crypto::sign(secret, bytes_of(text)))};
    Bytes bytes;
    for (int shift = 56; shift >= 0; shift -= 8) bytes.push_back(static_cast<std::uint8_t>(time >> shift));
    append(bytes, crypto::sign(secret, bytes_of(cosigned_message(time, text))));
    return {key.name, key.id(), bytes};
  }
};

Signer signer_of(std::uint64_t seed, const std::string& name, NoteKeyType type = NoteKeyType::ed25519) {
  testing::SeededRandom random(seed);
  auto secret = crypto::new_signing_key(random);
  NoteKey key{name, type, secret.public_key};
  return {std::move(secret), std::move(key)};
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

}  // namespace

TEST_CASE("checkpoints are read strictly and written back the same") {
  const std::string good = checkpoint_text("42");
  CHECK(to_text(parse_checkpoint(good).value()) == good);
  CHECK(to_text(parse_checkpoint(checkpoint_text("0")).value()) == checkpoint_text("0"));
  for (const char* size : {"", "00", "042", "+42", "-1", "4 2", " 42", "42 ", "4x", "0x2a", "99999999999999999999999"}) {
    CAPTURE(size);
    CHECK_FALSE(parse_checkpoint(checkpoint_text(size)).ok());
  }
  CHECK(parse_checkpoint(checkpoint_text(std::to_string(limits::kLogSizeMax))).ok());
  CHECK_FALSE(parse_checkpoint(checkpoint_text(std::to_string(limits::kLogSizeMax + 1))).ok());
  CHECK_FALSE(parse_checkpoint("").ok());
  CHECK_FALSE(parse_checkpoint("\n\n\n").ok());
  CHECK_FALSE(parse_checkpoint(good + "extension\n").ok());
  CHECK_FALSE(parse_checkpoint(good + "\n").ok());
  CHECK_FALSE(parse_checkpoint(checkpoint_text("1", "")).ok());
  CHECK_FALSE(parse_checkpoint(checkpoint_text("1", "two words")).ok());
  CHECK_FALSE(parse_checkpoint(checkpoint_text("1", "with+plus")).ok());
  CHECK_FALSE(parse_checkpoint(checkpoint_text("1", "bell\a")).ok());
  CHECK_FALSE(parse_checkpoint(checkpoint_text("1", "no\xFFutf8")).ok());
  CHECK_FALSE(parse_checkpoint(replaced(good, "\n42\n", "\r\n42\n")).ok());
  CHECK_FALSE(parse_checkpoint(replaced(good, "q2I=", "q2J=")).ok());  // trailing bits
  CHECK_FALSE(parse_checkpoint(replaced(good, "q2I=", "")).ok());
  for (std::size_t size = 0; size < good.size(); ++size) CHECK_FALSE(parse_checkpoint(good.substr(0, size)).ok());
}

TEST_CASE("checkpoint length at max and max + 1") {
  const std::size_t rest = checkpoint_text("1", "").size();
  const std::string largest = checkpoint_text("1", std::string(limits::kHeadTextBytesMax - rest, 'o'));
  CHECK(parse_checkpoint(largest).ok());
  const auto over = parse_checkpoint("o" + largest);
  REQUIRE_FALSE(over.ok());
  CHECK(over.error().code == Errc::too_large);
}

TEST_CASE("names of logs and witnesses") {
  LogId id;
  id.bytes.fill(0xFF);
  CHECK(origin_of(Lane::commitments, id) == "avow/v1/commitments/zzzzzzzzzzzzzzzzzzzzzzzzzw");
  CHECK(origin_of(Lane::notes, id) == "avow/v1/notes/zzzzzzzzzzzzzzzzzzzzzzzzzw");
  CHECK(witness_name(id) == "avow/v1/witness/zzzzzzzzzzzzzzzzzzzzzzzzzw");
}

TEST_CASE("a head with the author's signature and the partner's cosignature is a note that both keys verify") {
  const Signer author = signer_of(1, "example.com/log");
  const Signer witness = signer_of(2, "example.com/witness", NoteKeyType::cosignature_v1);
  const std::string text = checkpoint_text("42");
  const SignedNote note{text, {author.sign(text), witness.sign(text, 1'800'000'000)}};
  const SignedNote read = parse_note(to_text(note)).value();
  CHECK(read.text == note.text);
  CHECK(read.signatures == note.signatures);
  CHECK(verify_note(read, {author.key, witness.key}).value().size() == 2);
  CHECK(verify_note(read, {witness.key}).value() == std::vector<std::string>{"example.com/witness"});
  CHECK_FALSE(verify_note(read, {}).ok());
  SUBCASE("every flipped bit of a signature is refused, the time's too") {
    for (std::size_t which = 0; which < 2; ++which) {
      for (std::size_t bit = 0; bit < note.signatures[which].signature.size() * 8; ++bit) {
        SignedNote changed = note;
        auto& byte = changed.signatures[which].signature[bit / 8];
        byte = static_cast<std::uint8_t>(byte ^ (1U << (bit % 8)));
        CHECK(verify_note(changed, {author.key, witness.key}).error().code == Errc::forged);
      }
    }
  }
  SUBCASE("one good and one bad signature of a known key are refused") {
    SignedNote both = note;
    both.signatures.push_back(note.signatures[0]);
    both.signatures.back().signature[0] ^= 1U;
    CHECK_FALSE(verify_note(both, {author.key}).ok());
  }
  SUBCASE("a key of the other type does not verify") {
    NoteKey wrong = author.key;
    wrong.type = NoteKeyType::cosignature_v1;
    CHECK_FALSE(verify_note(note, {wrong}).ok());  // its id differs
    SignedNote relabelled = note;
    relabelled.signatures[0].key_id = wrong.id();
    CHECK_FALSE(verify_note(relabelled, {wrong}).ok());
  }
}

TEST_CASE("malformed notes") {
  const Signer author = signer_of(1, "example.com/log");
  const std::string text = "a text\n\nwith a blank line\n";
  const std::string good = to_text(SignedNote{text, {author.sign(text)}});
  REQUIRE(parse_note(good).value().text == text);
  const std::string line = good.substr(text.size() + 1);
  CHECK_FALSE(parse_note("").ok());
  CHECK_FALSE(parse_note("\n\n").ok());
  CHECK_FALSE(parse_note(text).ok());
  CHECK_FALSE(parse_note(good.substr(0, good.size() - 1)).ok());
  CHECK_FALSE(parse_note(good + "\n").ok());
  CHECK_FALSE(parse_note(good + "more\n").ok());
  CHECK_FALSE(parse_note(replaced(good, "\u2014 ", "- ")).ok());
  CHECK_FALSE(parse_note(replaced(good, "\u2014 ", "\u2014")).ok());
  CHECK_FALSE(parse_note(replaced(good, " example.com/log ", "  ")).ok());
  CHECK_FALSE(parse_note(replaced(good, "example.com/log", "example+log")).ok());
  CHECK_FALSE(parse_note(replaced(good, "example.com/log", "no\u00A0break")).ok());
  CHECK_FALSE(parse_note(replaced(good, "example.com/log", "wide\u3000space")).ok());
  CHECK(parse_note(replaced(good, "example.com/log", "na\u00EFve")).ok());
  CHECK_FALSE(parse_note(replaced(good, "=\n", "\n")).ok());
  CHECK_FALSE(parse_note(text + "\n\u2014 name AAAAAA==\n").ok());  // a key id and nothing behind it
  CHECK(parse_note(text + "\n\u2014 name AAAAAAA=\n").ok());
  CHECK_FALSE(parse_note(replaced(good, "a text", "a\ttext")).ok());
  CHECK_FALSE(parse_note(replaced(good, "a text", std::string("a\0text", 6))).ok());
}

TEST_CASE("notes: size and signature count at max and max + 1") {
  const std::string line = "\u2014 n AAAAAAA=\n";
  std::string lines;
  for (std::size_t i = 0; i < limits::kNoteSignaturesMax; ++i) lines += line;
  CHECK(parse_note("t\n\n" + lines).value().signatures.size() == limits::kNoteSignaturesMax);
  CHECK(parse_note("t\n\n" + lines + line).error().code == Errc::malformed);
  const std::string end = "\n\n" + line;
  CHECK(parse_note(std::string(limits::kNoteBytesMax - end.size(), 't') + end).ok());
  CHECK(parse_note(std::string(limits::kNoteBytesMax - end.size() + 1, 't') + end).error().code == Errc::too_large);
}

TEST_CASE("verifier keys: both ways, id and size") {
  const Signer author = signer_of(1, "example.com/log");
  const std::string vkey = author.key.vkey();
  CHECK(parse_vkey(vkey).value() == author.key);
  for (std::size_t i = 0; i < vkey.size(); ++i) {
    std::string changed = vkey;
    changed[i] = changed[i] == 'x' ? 'y' : 'x';
    CHECK_FALSE(parse_vkey(changed).ok());
    CHECK_FALSE(parse_vkey(vkey.substr(0, i)).ok());
  }
  CHECK_FALSE(parse_vkey(vkey + "A").ok());
  const std::size_t rest = vkey.size() - author.key.name.size();
  const Signer longest = signer_of(1, std::string(limits::kNoteKeyBytesMax - rest, 'n'));
  CHECK(parse_vkey(longest.key.vkey()).ok());
  const Signer over = signer_of(1, std::string(limits::kNoteKeyBytesMax - rest + 1, 'n'));
  CHECK(parse_vkey(over.key.vkey()).error().code == Errc::too_large);
}

TEST_CASE("a key known twice is one key") {
  const Signer author = signer_of(1, "example.com/log");
  const std::string text = checkpoint_text("42");
  const SignedNote note{text, {author.sign(text)}};
  CHECK(verify_note(note, {author.key, author.key}).ok());
}

TEST_CASE("a cosignature's time is the end of its quarter hour") {
  CHECK(quarter_hour_end(from_millis(0)) == 900);
  CHECK(quarter_hour_end(from_millis(899'999)) == 900);
  CHECK(quarter_hour_end(from_millis(900'000)) == 1800);
  CHECK(quarter_hour_end(from_millis(1'800'000'000'000)) == 1'800'000'900);
  CHECK(quarter_hour_end(from_millis(-1)) == 0);
  CHECK(quarter_hour_end(from_millis(-900'001)) == 0);
}
