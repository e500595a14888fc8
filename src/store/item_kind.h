// What an item row holds. The number is part of the row's key and of what seals it: never reuse one.
// Keys of items are stored as given, so callers use ids and counters, never anything that tells.
#pragma once

#include <cstdint>

namespace avow::store {

enum class ItemKind : std::uint8_t {
  setting = 1,         // one choice of the person's
  key = 2,             // private keys and pair root, partner's public keys: the keyring
  draft = 3,           // a record not yet released
  private_record = 4,  // journal, own boundary log
  snapshot = 5,        // a chunk of the projection
  nonce = 6,           // an answered knock
  received_at = 7,     // when a partner's entries arrived
  evidence = 8,        // heads that do not fit, a history shown that this vault does not have
  pairing = 9,         // a pairing under way, and the partner's addresses
  words = 10,          // words compared: time, sizes, words
  blob = 11,           // an attachment's key and size
  other = 12,          // anything else of the app's
  imported = 13,       // a line of another vault's export: history, and in no log
  kept_copy = 14,      // what its author took back and this person chose to keep
  restored = 15,       // own entries that came back and wait for their author's word, or stood in another branch
};

}  // namespace avow::store
