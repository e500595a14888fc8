// C2SP signed notes and checkpoints as text: reading and writing, and the names and key ids of keys.
// c2sp.org/signed-note, c2sp.org/tlog-checkpoint, c2sp.org/tlog-cosignature; protocol/README.md#heads.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "crypto/sign.h"
#include "log/lane.h"

namespace avow::log {

enum class NoteKeyType : std::uint8_t { ed25519 = 0x01, cosignature_v1 = 0x04 };

// A key that may have signed a note: its name and type are part of what it signs.
struct NoteKey {
  std::string name;
  NoteKeyType type = NoteKeyType::ed25519;
  crypto::PublicKey key{};
  ByteArray<4> id() const;  // first 4 bytes of SHA-256(name ‖ 0A ‖ type ‖ key)
  std::string vkey() const; // name+hex id+base64(type ‖ key)
  bool operator==(const NoteKey&) const = default;
};
Result<NoteKey> parse_vkey(std::string_view vkey);

struct NoteSignature {
  std::string name;
  ByteArray<4> key_id{};
  Bytes signature;  // ed25519: 64 bytes; cosignature/v1: big-endian u64 time ‖ 64 bytes
  bool operator==(const NoteSignature&) const = default;
};

// A signed note: text with its final newline, and at least one signature line.
struct SignedNote {
  std::string text;
  std::vector<NoteSignature> signatures;
};
Result<SignedNote> parse_note(std::string_view note);  // Error{malformed}, {too_large}
std::string to_text(const SignedNote& note);

// Checks every signature by a known key. The names of the keys that verified; Error{forged} when a known
// name and id has a bad signature or no known key signed.
Result<std::vector<std::string>> verify_note(const SignedNote& note, const std::vector<NoteKey>& known);

// Checkpoint body: origin, decimal size, base64 root; no extension lines.
struct Checkpoint {
  std::string origin;
  std::uint64_t size = 0;
  Hash root{};
  bool operator==(const Checkpoint&) const = default;
};
std::string to_text(const Checkpoint& checkpoint);
Result<Checkpoint> parse_checkpoint(std::string_view text);

std::string origin_of(Lane lane, const LogId& log);          // avow/v1/<lane>/<base32 log id>
std::string witness_name(const LogId& commitments_log);      // avow/v1/witness/<base32 …>

// The bytes that a cosignature/v1 signs: "cosignature/v1\ntime <seconds>\n" ‖ checkpoint text.
std::string cosigned_message(std::uint64_t time_seconds, std::string_view checkpoint_text);

}  // namespace avow::log
