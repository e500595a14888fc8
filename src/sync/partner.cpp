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
                     crypto::derive(pair_root, "notes", their_static)};
}

Result<void> check_partner_head(const Pair& pair, const log::LogPosition& log, const log::Head& head) {
  AVOW_CHECK(check_origin(log, head));
  const bool authentic =
      log.ref.lane == log::Lane::commitments
          ? log::verify_head(head.checkpoint, head.authentication, log.log_key)
          : crypto::equal_secret(head.authentication, log::notes_head_tag(pair.secrets.notes_theirs, head.checkpoint));
  if (!authentic) return Error{Errc::forged, "a head that the partner did not make"};
  return {};
}

Result<void> check_own_head(const Pair& pair, const log::LogPosition& log, const log::Head& head) {
  AVOW_CHECK(check_origin(log, head));
  const bool authentic =
      log.ref.lane == log::Lane::commitments
          ? log::verify_head(head.checkpoint, head.authentication, log.log_key)
          : head.author_tag.has_value() &&
                crypto::equal_secret(*head.author_tag, log::notes_author_tag(pair.my_notes, head.checkpoint));
  if (!authentic) return Error{Errc::forged, "a history that I did not write"};
  return {};
}

}  // namespace avow::sync
