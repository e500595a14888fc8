// The five words that two people read to each other: equal on both sides only if nobody sits between them.
// A commit-then-reveal exchange over an open channel (ZRTP's idea, RFC 6189 section 4.4.1): a man in the middle
// gets one guess in 2^55 a try, although the words are short. `pairing` and `sync` carry the three messages:
//
//   initiator                                    responder
//   r_I random; words_commitment(…, r_I)  ---->
//                                         <----  r_R random
//   r_I                                   ---->  checks the commitment
//   both: five_words(…)
//
// Each side uses fresh random bytes every time; the initiator opens only after r_R came. Pure values.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "noise/handshake.h"

namespace avow::noise {

using FiveWords = std::array<std::string, 5>;
using WordsRandom = ByteArray<32>;

// BLAKE2b-256 of
//   "avow/v1 words commit" ‖ u8 role of the committing side (1 initiator, 2 responder) ‖ h (64) ‖ r (32)
Hash words_commitment(Role role, const Hash64& handshake_hash, const WordsRandom& random);
// Does `opened` fit what was committed to?
bool opens_commitment(const Hash& commitment, Role role, const Hash64& handshake_hash, const WordsRandom& opened);

struct WordsInput {
  std::string_view purpose;             // "pairing" or "sync"; 1–64 bytes
  Hash64 handshake_hash{};
  ByteView key_a;                       // who the two are: X25519 static ‖ export key, in either order
  ByteView key_b;
  std::vector<std::string> head_texts;  // of all logs, in any order; empty for a pairing
  WordsRandom initiator_random{};
  WordsRandom responder_random{};
};

// BLAKE2b-256 of the following; every length and count is a little-endian u32:
//   "avow/v1 words" ‖ length ‖ purpose ‖ h (64)
//   ‖ length ‖ key ‖ length ‖ key                the bytewise smaller key first
//   ‖ count ‖ (length ‖ head text)…              in bytewise order
//   ‖ r_I (32) ‖ r_R (32)
// Word i is the number in bits 11·i … 11·i+10 of the hash (bit 0 is the top bit of byte 0), looked up in
// base/word_list.h. The other bits are not used.
FiveWords five_words(const WordsInput& input);

}  // namespace avow::noise
