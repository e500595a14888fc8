// Who speaks in a session, and the keys that both derived from the pair root. protocol/README.md#keys.
#pragma once

#include <span>

#include "crypto/sign.h"
#include "log/head.h"
#include "log/log_store.h"

namespace avow::sync {

// Children of the pair root, from this side's point of view. Resource.
struct PairSecrets {
  crypto::Key psk;
  crypto::Key knock_out;     // proves to the partner that a knock is mine
  crypto::Key knock_in;
  crypto::Key notes_mine;    // tags heads of my notes, and the partner's acks of them
  crypto::Key notes_theirs;
  crypto::Key sealed_file;   // psk of what one writes to a file for the other
};
PairSecrets derive_pair_secrets(const crypto::Key& pair_root, const crypto::PublicKey& my_static,
                                const crypto::PublicKey& their_static);

// What tagged the heads of notes in one generation of keys, which `rekey` ended. For verifying only. Resource.
struct NotesKeys {
  crypto::Key my_notes;
  crypto::Key mine;    // as PairSecrets::notes_mine
  crypto::Key theirs;
};

// Identity = X25519 static key ‖ export key. Value.
struct Identity {
  crypto::PublicKey static_key{};
  crypto::PublicKey export_key{};
  bool operator==(const Identity&) const = default;
};
ByteArray<64> identity_bytes(const Identity& identity);

// All that a session needs to know of the two. References must outlive the session.
struct Pair {
  const crypto::AgreementKey& my_static;
  const PairSecrets& secrets;
  const crypto::Key& my_notes;          // "my notes" key: author tags that only I can make or check
  Identity me;
  Identity partner;
  std::span<const NotesKeys> past = {};  // of the generations before, oldest first
};

// The keys that tag heads of notes in the generation of that log. Null: none of this pair's; it is of later keys.
const crypto::Key* notes_key(const Pair& pair, log::Author of, std::uint16_t generation);
const crypto::Key* my_notes_key(const Pair& pair, std::uint16_t generation);

// Is this head really the partner's (commitments: their signature, notes: tag under their notes key), and of
// the log it should be of? Error{forged}.
Result<void> check_partner_head(const Pair& pair, const log::LogPosition& log, const log::Head& head);
// Is this head, shown by the partner, really one that I made (my signature, my author tag)? Error{forged}.
Result<void> check_own_head(const Pair& pair, const log::LogPosition& log, const log::Head& head);

}  // namespace avow::sync
