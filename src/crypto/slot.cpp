#include "crypto/slot.h"

#include <sodium.h>

#include "base/codec.h"
#include "base/encoding.h"
#include "base/text.h"
#include "crypto/aead.h"
#include "crypto/hash.h"

namespace avow::crypto {
namespace {

// Slot bytes: kind u8 · version u8 · memory u64 · passes u64 · salt 16 · commitment 32 · sealed blob ·
// checksum 32 (BLAKE2b of "avow/v1 slot checksum" and everything before it).
constexpr std::uint8_t kSlotVersion = 1;
constexpr std::size_t kSaltBytes = crypto_pwhash_SALTBYTES;
constexpr std::size_t kRecoveryBytes = 16;
constexpr std::size_t kRecoverySymbols = 26;
constexpr unsigned kCheckModulus = 37;

struct SlotFields {
  SlotKind kind = SlotKind::passphrase;
  KdfCost cost;
  ByteArray<kSaltBytes> salt{};
  Hash commitment{};
  Bytes sealed;
};

Hash checksum_of(ByteView body) { return blake2b({bytes_of("avow/v1 slot checksum"), body}); }

Bytes slot_context(SlotKind kind, ByteView vault_id) {
  ByteWriter out;
  out.text("avow/v1 slot").u8(static_cast<std::uint8_t>(kind)).blob(vault_id);
  return out.take();
}

Result<SlotFields> parse_slot(ByteView slot) {
  const Error damaged{Errc::damaged, "a key slot"};
  if (slot.size() < 64) return damaged;
  const ByteView body = slot.first(slot.size() - Hash{}.size());
  if (!equal(checksum_of(body), slot.last(Hash{}.size()))) return damaged;
  ByteReader in(body);
  SlotFields out;
  const auto kind = in.u8();
  const auto version = in.u8();
  out.cost = KdfCost{in.u64(), in.u64()};
  out.salt = in.array<kSaltBytes>();
  out.commitment = in.array<32>();
  out.sealed = to_bytes(in.blob());
  if (!in.finish().ok() || kind < 1 || kind > 2 || version < 1) return damaged;
  if (version > kSlotVersion) return Error{Errc::newer_version, "a key slot"};
  out.kind = static_cast<SlotKind>(kind);
  return out;
}

Result<Key> stretch(SlotKind kind, ByteView secret, ByteView salt, KdfCost cost) {
  Key out;
  if (kind == SlotKind::recovery_code) {
    const auto hash = blake2b({bytes_of("avow/v1 recovery"), salt}, secret);
    std::memcpy(out.span().data(), hash.data(), hash.size());
    return out;
  }
  if (cost.memory_bytes > limits::kKdfMemoryBytesMax || cost.passes > limits::kKdfPassesMax) {
    return Error{Errc::too_large, "the key derivation that the slot asks for"};
  }
  if (cost.memory_bytes < crypto_pwhash_MEMLIMIT_MIN || cost.passes < crypto_pwhash_OPSLIMIT_MIN) {
    return Error{Errc::damaged, "a key slot"};
  }
  if (crypto_pwhash(out.span().data(), Key::kSize, reinterpret_cast<const char*>(secret.data()), secret.size(),
                    salt.data(), cost.passes, cost.memory_bytes, crypto_pwhash_ALG_ARGON2ID13) != 0) {
    return Error{Errc::io, "not enough memory for the key derivation"};
  }
  return out;
}

// Why: XChaCha20-Poly1305 does not commit to its key; this tag makes "wrong passphrase" a fact.
Hash commitment_of(const Key& kek, ByteView context) {
  const Key committing = derive(kek, "slot commitment", context);
  return blake2b({bytes_of("avow/v1 slot commitment tag")}, committing.view());
}

}  // namespace

Result<SecretBuffer> normal_passphrase(ByteView typed) {
  if (!typed.empty() && typed.back() == '\n') typed = typed.first(typed.size() - 1);
  if (typed.empty()) return Error{Errc::usage, "the passphrase is empty"};
  if (typed.size() > limits::kPassphraseBytesMax) return Error{Errc::usage, "the passphrase is longer than 1,024 bytes"};
  auto normal = to_nfkc(text_of(typed));
  if (!normal.ok()) return Error{Errc::usage, "the passphrase is not UTF-8 text"};
  SecretBuffer out(bytes_of(*normal));
  wipe(*normal);
  if (out.size() > limits::kPassphraseBytesMax) return Error{Errc::usage, "the passphrase is longer than 1,024 bytes"};
  return out;
}

Bytes make_slot(SlotKind kind, ByteView secret, const Key& master, ByteView vault_id, KdfCost cost,
                RandomSource& random) {
  const auto salt = random.bytes<kSaltBytes>();
  const auto kek = stretch(kind, secret, salt, cost);
  AVOW_ASSERT(kek.ok());  // our own costs; running out of memory here is not survivable
  const Bytes context = slot_context(kind, vault_id);
  ByteWriter out;
  out.u8(static_cast<std::uint8_t>(kind)).u8(kSlotVersion).u64(cost.memory_bytes).u64(cost.passes).fixed(salt);
  out.fixed(commitment_of(*kek, context));
  out.blob(seal(derive(*kek, "slot seal"), context, master.view(), random));
  out.fixed(checksum_of(out.bytes()));
  return out.take();
}

Result<SlotKind> slot_kind(ByteView slot) {
  AVOW_TRY(const auto fields, parse_slot(slot));
  return fields.kind;
}

Result<Key> open_slot(ByteView slot, ByteView secret, ByteView vault_id) {
  AVOW_TRY(const auto fields, parse_slot(slot));
  AVOW_TRY(const Key kek, stretch(fields.kind, secret, fields.salt, fields.cost));
  const Bytes context = slot_context(fields.kind, vault_id);
  if (!equal_secret(commitment_of(kek, context), fields.commitment)) {
    return Error{Errc::wrong_passphrase, "the key slot does not open"};
  }
  AVOW_TRY(const SecretBuffer master, open_secret(derive(kek, "slot seal"), context, fields.sealed));
  if (master.size() != Key::kSize) return Error{Errc::damaged, "a key slot"};
  return Key(master.view());
}

std::string to_recovery_text(ByteView code) {
  AVOW_ASSERT(code.size() == kRecoveryBytes);
  std::string symbols = to_base32(code);
  unsigned check = 0;
  for (const char symbol : symbols) check = (check * 32 + static_cast<unsigned>(base32_value(symbol))) % kCheckModulus;
  symbols.push_back(base32_symbol(check));
  std::string out;
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    if (i > 0 && i % 4 == 0) out.push_back('-');
    out.push_back(symbols[i]);
  }
  wipe(symbols);
  return out;
}

Result<SecretBuffer> from_recovery_text(std::string_view typed) {
  SecretBuffer symbols(kRecoverySymbols + 1);
  std::size_t count = 0;
  const Error malformed{Errc::malformed, "not a recovery code, or one with a typing error"};
  for (const char c : typed) {
    if (c == '-' || c == ' ' || c == '\n' || c == '\r' || c == '\t') continue;
    if (count == symbols.size()) return malformed;
    symbols.span()[count++] = static_cast<std::uint8_t>(c);
  }
  if (count != symbols.size()) return malformed;
  const std::string_view text = text_of(symbols.view());
  unsigned check = 0;
  for (const char symbol : text.substr(0, kRecoverySymbols)) {
    const int value = base32_value(symbol);
    if (value < 0 || value > 31) return malformed;
    check = (check * 32 + static_cast<unsigned>(value)) % kCheckModulus;
  }
  if (base32_value(text.back()) != static_cast<int>(check)) return malformed;
  auto bytes = from_base32(text.substr(0, kRecoverySymbols));
  if (!bytes.ok() || bytes->size() != kRecoveryBytes) return malformed;
  SecretBuffer out{ByteView(*bytes)};
  wipe(*bytes);
  return out;
}

}  // namespace avow::crypto
