#include "sync/partner.h"

#include <algorithm>

#include "crypto/hash.h"
#include "log/signing.h"

namespace avow::sync {
namespace {

Result<void> check_origin(const log::LogPosition& log, const log::Head& head) {
  if (head.checkpoint.origin != log::origin_of(log.ref.lane, log.id)) return Error{Errc::forged, "a head of another log"};
  return {};
}

}  // namespace

ByteArray<64> identity_bytes(const Identity& identity) {
  ByteArray<64> out{};
  std::copy(identity.static_key.begin(), identity.static_key.end(), out.begin());
  std::copy(identity.export_key.begin(), identity.export_key.end(), out.begin() + 32);
  return out;
}

PairSecrets derive_pair_secrets(const crypto::Key& pair_root, const crypto::PublicKey& my_static,
                                const crypto::PublicKey& their_static) {
  return PairSecrets{crypto::derive(pair_root, "psk"), crypto::derive(pair_root, "knock", my_static),
                     crypto::derive(pair_root, "knock", their_static), crypto::derive(pair_root, "notes", my_static),
                     crypto::derive(pair_root, "notes", their_static), crypto::derive(pair_root, "bundle psk")};
}

const crypto::Key* notes_key(const Pair& pair, log::Author of, std::uint16_t generation) {
  const bool mine = of == log::Author::me;
  if (generation == pair.past.size()) return mine ? &pair.secrets.notes_mine : &pair.secrets.notes_theirs;
  if (generation > pair.past.size()) return nullptr;
  const NotesKeys& past = pair.past[generation];
  return mine ? &past.mine : &past.theirs;
}

const crypto::Key* my_notes_key(const Pair& pair, std::uint16_t generation) {
  if (generation == pair.past.size()) return &pair.my_notes;
  return generation > pair.past.size() ? nullptr : &pair.past[generation].my_notes;
}

Result<void> check_partner_head(const Pair& pair, const log::LogPosition& log, const log::Head& head) {
  AVOW_CHECK(check_origin(log, head));
  const crypto::Key* const tags = notes_key(pair, log::Author::partner, log.generation);
  const bool authentic =
      log.ref.lane == log::Lane::commitments
          ? log::verify_head(head.checkpoint, head.authentication, log.log_key)
          : tags != nullptr && crypto::equal_secret(head.authentication, log::notes_head_tag(*tags, head.checkpoint));
  if (!authentic) return Error{Errc::forged, "a head that the partner did not make"};
  return {};
}

Result<void> check_own_head(const Pair& pair, const log::LogPosition& log, const log::Head& head) {
  AVOW_CHECK(check_origin(log, head));
  const crypto::Key* const tags = my_notes_key(pair, log.generation);
  const bool authentic =
      log.ref.lane == log::Lane::commitments
          ? log::verify_head(head.checkpoint, head.authentication, log.log_key)
          : tags != nullptr && head.author_tag.has_value() &&
                crypto::equal_secret(*head.author_tag, log::notes_author_tag(*tags, head.checkpoint));
  if (!authentic) return Error{Errc::forged, "a history that I did not write"};
  return {};
}

}  // namespace avow::sync
