#include "crypto/slot.h"

#include <algorithm>

#include <doctest/doctest.h>

#include "base/encoding.h"
#include "crypto/hash.h"
#include "fakes/seeded_random.h"

using namespace avow;
using namespace avow::crypto;
using avow::testing::SeededRandom;

namespace {

constexpr KdfCost kCheap{64 * 1024, 1};
// Where things stand in a slot (src/crypto/slot.cpp).
constexpr std::size_t kVersionAt = 1;
constexpr std::size_t kMemoryAt = 2;
constexpr std::size_t kPassesAt = 10;
constexpr std::size_t kCommitmentAt = 34;
constexpr std::size_t kSealedAt = 66 + 4;
constexpr std::size_t kChecksumBytes = 32;

struct Made {
  SeededRandom random{7};
  Key master = Key::random(random);
  Bytes vault_id = random.some_bytes(16);
  Bytes slot = make_slot(SlotKind::passphrase, bytes_of("correct horse"), master, vault_id, kCheap, random);
  Result<Key> open(ByteView changed_slot, std::string_view passphrase = "correct horse") const {
    return open_slot(changed_slot, bytes_of(passphrase), vault_id);
  }
};

// The checksum is unkeyed: somebody who alters a slot can make it fit again.
void fix_checksum(Bytes& slot) {
  const std::size_t body = slot.size() - kChecksumBytes;
  const auto sum = blake2b({bytes_of("avow/v1 slot checksum"), ByteView(slot).first(body)});
  std::copy(sum.begin(), sum.end(), slot.begin() + static_cast<std::ptrdiff_t>(body));
}

template <typename Integer>
Bytes with_number(Bytes slot, std::size_t at, Integer value) {
  const auto bytes = little_endian(value);
  std::copy(bytes.begin(), bytes.end(), slot.begin() + static_cast<std::ptrdiff_t>(at));
  fix_checksum(slot);
  return slot;
}

Errc code_of(const Result<Key>& result) { return result.ok() ? Errc::failed : result.error().code; }

}  // namespace

TEST_CASE("a slot opens with its passphrase, a whole slot answers any other with \"wrong passphrase\"") {
  const Made made;
  CHECK(equal(made.open(made.slot).value().view(), made.master.view()));
  for (const std::string_view wrong : {"correct horsf", "correct hors", "correct horse ", "Correct horse", "x"}) {
    CHECK(code_of(made.open(made.slot, wrong)) == Errc::wrong_passphrase);
  }
  CHECK(slot_kind(made.slot).value() == SlotKind::passphrase);
}

TEST_CASE("every flipped bit of a slot is \"damaged\", with the right passphrase and with a wrong one") {
  const Made made;
  for (std::size_t bit = 0; bit < made.slot.size() * 8; ++bit) {
    CAPTURE(bit);
    Bytes altered = made.slot;
    altered[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    CHECK(code_of(made.open(altered)) == Errc::damaged);
    CHECK(code_of(made.open(altered, "wrong")) == Errc::damaged);
    CHECK(slot_kind(altered).error().code == Errc::damaged);
  }
}

TEST_CASE("a slot cut or made longer is damaged") {
  const Made made;
  for (std::size_t size = 0; size < made.slot.size(); ++size) {
    Bytes cut(made.slot.begin(), made.slot.begin() + static_cast<std::ptrdiff_t>(size));
    CHECK(code_of(made.open(cut)) == Errc::damaged);
    if (size >= kChecksumBytes) fix_checksum(cut);
    CHECK(code_of(made.open(cut)) == Errc::damaged);
  }
  Bytes longer = made.slot;
  longer.push_back(0);
  CHECK(code_of(made.open(longer)) == Errc::damaged);
  longer.resize(made.slot.size() + kChecksumBytes);
  fix_checksum(longer);
  CHECK(code_of(made.open(longer)) == Errc::damaged);
}

TEST_CASE("the commitment tag says which key: right tag and altered seal is damaged, another tag is a wrong passphrase") {
  const Made made;
  Bytes altered_seal = made.slot;
  altered_seal[kSealedAt] ^= 1U;
  fix_checksum(altered_seal);
  CHECK(code_of(made.open(altered_seal)) == Errc::damaged);
  CHECK(code_of(made.open(altered_seal, "wrong")) == Errc::wrong_passphrase);
  Bytes altered_tag = made.slot;
  altered_tag[kCommitmentAt] ^= 1U;
  fix_checksum(altered_tag);
  CHECK(code_of(made.open(altered_tag)) == Errc::wrong_passphrase);
}

TEST_CASE("a slot belongs to its vault and its kind") {
  Made made;
  const Bytes other_vault = made.random.some_bytes(16);
  CHECK(code_of(open_slot(made.slot, bytes_of("correct horse"), other_vault)) == Errc::wrong_passphrase);
  Bytes other_kind = made.slot;
  other_kind[0] = static_cast<std::uint8_t>(SlotKind::recovery_code);
  fix_checksum(other_kind);
  CHECK(code_of(made.open(other_kind)) == Errc::wrong_passphrase);
  other_kind[0] = 3;
  fix_checksum(other_kind);
  CHECK(code_of(made.open(other_kind)) == Errc::damaged);
}

TEST_CASE("stored costs: the cap is accepted, one more is refused before any memory is taken") {
  const Made made;
  const auto memory = [&](std::uint64_t bytes) { return code_of(made.open(with_number(made.slot, kMemoryAt, bytes))); };
  const auto passes = [&](std::uint64_t count) { return code_of(made.open(with_number(made.slot, kPassesAt, count))); };
  CHECK(memory(kCheap.memory_bytes + 1024) == Errc::wrong_passphrase);  // another cost, another key
  CHECK(memory(limits::kKdfMemoryBytesMax) != Errc::too_large);
  CHECK(memory(limits::kKdfMemoryBytesMax + 1) == Errc::too_large);
  CHECK(memory(~std::uint64_t{0}) == Errc::too_large);
  CHECK(memory(8191) == Errc::damaged);
  CHECK(memory(0) == Errc::damaged);
  CHECK(passes(limits::kKdfPassesMax) == Errc::wrong_passphrase);
  CHECK(passes(limits::kKdfPassesMax + 1) == Errc::too_large);
  CHECK(passes(~std::uint64_t{0}) == Errc::too_large);
  CHECK(passes(0) == Errc::damaged);
}

TEST_CASE("a slot of a later version is not called damaged") {
  const Made made;
  CHECK(code_of(made.open(with_number(made.slot, kVersionAt, std::uint8_t{2}))) == Errc::newer_version);
  CHECK(code_of(made.open(with_number(made.slot, kVersionAt, std::uint8_t{0}))) == Errc::damaged);
}

TEST_CASE("a recovery slot opens with its code at once") {
  Made made;
  const Bytes code = made.random.some_bytes(16);
  const Bytes slot = make_slot(SlotKind::recovery_code, code, made.master, made.vault_id, kCheap, made.random);
  CHECK(slot_kind(slot).value() == SlotKind::recovery_code);
  CHECK(equal(open_slot(slot, code, made.vault_id).value().view(), made.master.view()));
  Bytes wrong = code;
  wrong[15] ^= 1U;
  CHECK(code_of(open_slot(slot, wrong, made.vault_id)) == Errc::wrong_passphrase);
}

TEST_CASE("a recovery code survives the way through paper") {
  SeededRandom random(9);
  for (int i = 0; i < 50; ++i) {
    const Bytes code = random.some_bytes(16);
    const std::string text = to_recovery_text(code);
    CHECK(text.size() == 27 + 6);
    CHECK(equal(from_recovery_text(text).value().view(), code));
    std::string typed;
    for (const char c : text) {
      if (c == '-') {
        typed += i % 2 == 0 ? " " : "\r\n\t";
      } else if (c == '0') {
        typed += "o";
      } else if (c == '1') {
        typed += i % 2 == 0 ? "I" : "l";
      } else {
        typed += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
      }
    }
    CHECK(equal(from_recovery_text(typed).value().view(), code));
  }
}

TEST_CASE("every single wrong symbol and every swap of neighbours in a recovery code is noticed") {
  SeededRandom random(10);
  const std::string text = to_recovery_text(random.some_bytes(16));
  const auto refused = [](std::string_view typed) {
    const auto result = from_recovery_text(typed);
    return !result.ok() && result.error().code == Errc::malformed;
  };
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '-') continue;
    for (int c = 0; c < 256; ++c) {
      std::string typed = text;
      typed[at] = static_cast<char>(c);
      if (base32_value(typed[at]) == base32_value(text[at])) continue;  // the same symbol in another writing
      CAPTURE(at);
      CAPTURE(c);
      CHECK(refused(typed));
    }
    std::string cut = text;
    cut.erase(at, 1);
    CHECK(refused(cut));
    std::string swapped = text;
    const std::size_t next = text.find_first_not_of('-', at + 1);
    if (next == std::string::npos || swapped[at] == swapped[next]) continue;
    std::swap(swapped[at], swapped[next]);
    CHECK(refused(swapped));
  }
  CHECK(refused(""));
  CHECK(refused(text + "0"));
  CHECK(refused(std::string(1'000'000, 'A')));
}

TEST_CASE("passphrases are compared as NFKC, without one trailing newline") {
  const auto normal = [](std::string_view typed) { return to_bytes(normal_passphrase(bytes_of(typed)).value().view()); };
  CHECK(normal("caf\xC3\xA9") == normal("cafe\xCC\x81"));      // é composed and decomposed
  CHECK(normal("\xEF\xBC\xA1") == normal("A"));                // full-width A
  CHECK(normal("pass\n") == normal("pass"));
  CHECK(normal("pass\n\n") == to_bytes(bytes_of("pass\n")));   // one newline only
  CHECK(normal("pass\r\n") == to_bytes(bytes_of("pass\r")));
  CHECK(normal(" pass ") == to_bytes(bytes_of(" pass ")));
}

TEST_CASE("a passphrase has 1 to 1,024 bytes of UTF-8") {
  const auto code = [](const std::string& typed) {
    const auto result = normal_passphrase(bytes_of(typed));
    return result.ok() ? Errc::failed : result.error().code;
  };
  CHECK(normal_passphrase(bytes_of(std::string(1024, 'x'))).value().size() == 1024);
  CHECK(normal_passphrase(bytes_of(std::string(1024, 'x') + "\n")).value().size() == 1024);
  CHECK(code(std::string(1025, 'x')) == Errc::usage);
  CHECK(code("") == Errc::usage);
  CHECK(code("\n") == Errc::usage);
  CHECK(code("\xFF") == Errc::usage);
  CHECK(code("\xED\xA0\x80") == Errc::usage);  // a surrogate
  std::string ligatures;                       // U+FDFA: 3 bytes that NFKC makes 33
  for (int i = 0; i < 300; ++i) ligatures += "\xEF\xB7\xBA";
  CHECK(code(ligatures) == Errc::usage);
}
