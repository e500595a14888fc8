// A key slot: the master key under a passphrase (or recovery code). protocol/README.md#slots.
// Opening answers three different things and never confuses them: the master key, "wrong passphrase"
// (Error{wrong_passphrase}: the slot is whole, the key-commitment tag differs) and "damaged"
// (Error{damaged}: the unkeyed checksum differs, or the commitment fits and the seal does not).
#pragma once

#include <string>
#include <string_view>

#include "base/limits.h"
#include "base/random.h"
#include "base/result.h"
#include "crypto/secret.h"

namespace avow::crypto {

struct KdfCost {
  std::uint64_t memory_bytes = limits::kKdfMemoryBytes;
  std::uint64_t passes = limits::kKdfPasses;
};

enum class SlotKind : std::uint8_t { passphrase = 1, recovery_code = 2 };

// NFKC of the UTF-8 text, one trailing newline dropped; Error{usage} when empty, not UTF-8 or longer
// than limits::kPassphraseBytesMax.
Result<SecretBuffer> normal_passphrase(ByteView typed);

// The stored slot. `vault_id` is bound into it. `secret`: a normalised passphrase, or the 16 bytes of a
// recovery code (no slow hash: it has 128 bits).
Bytes make_slot(SlotKind kind, ByteView secret, const Key& master, ByteView vault_id, KdfCost cost, RandomSource& random);
// Takes up to ~1 s and cost.memory_bytes. Error{too_large} for stored costs over the limits.
Result<Key> open_slot(ByteView slot, ByteView secret, ByteView vault_id);
Result<SlotKind> slot_kind(ByteView slot);

// A recovery code as shown: 26 Crockford symbols in groups of 4 plus a check symbol.
std::string to_recovery_text(ByteView code);  // precondition: 16 bytes
// Error{malformed} when it is not such a text or its check symbol is wrong.
Result<SecretBuffer> from_recovery_text(std::string_view typed);

}  // namespace avow::crypto
