// The side of the vault that pairing sees: the open invite, the partner's keys, the confirmation.
#include "app/vault.h"
#include "base/codec.h"
#include "store/transaction.h"

namespace avow::app {
namespace {

using store::ItemKind;

constexpr std::string_view kInviteItem = "invite";
constexpr std::string_view kInviteNoncePrefix = "invite ";  // answered knocks of the open invite

}  // namespace

PairingStage Vault::pairing_stage() const {
  return keyring_->partner() != nullptr ? keyring_->partner()->stage : PairingStage::none;
}

pairing::OwnIdentity Vault::own_identity() const {
  pairing::OwnIdentity out{crypto::agreement_key_from_secret(keyring_->static_key().secret.copy()), {}};
  out.keys.static_key = keyring_->static_key().public_key;
  out.keys.export_key = keyring_->pen().export_key();
  out.keys.log_key = keyring_->pen().log_key();
  out.keys.witness_key = keyring_->pen().witness_key();
  out.keys.name = name_;
  return out;
}

Result<std::optional<pairing::Invite>> Vault::open_invite(Instant now) {
  AVOW_TRY(auto stored, store_->item(ItemKind::pairing, bytes_of(kInviteItem)));
  if (!stored) return std::optional<pairing::Invite>{};
  auto invite = pairing::parse_link(text_of(*stored));
  crypto::wipe(*stored);
  if (!invite.ok()) return Error{Errc::damaged, "the open invite"};
  if (invite->expires <= now) return std::optional<pairing::Invite>{};
  return std::optional<pairing::Invite>(std::move(*invite));
}

Result<void> Vault::keep_invite(const pairing::Invite& invite) {
  if (store_->state().read_only) return Error{Errc::read_only, ""};
  const auto text = pairing::to_link_text(invite);
  AVOW_TRY(auto transaction, store_->begin());
  AVOW_CHECK(transaction->put_item(ItemKind::pairing, bytes_of(kInviteItem), text.view()));
  return transaction->commit();
}

Result<void> Vault::drop_invite() {
  std::vector<Bytes> nonces;
  AVOW_CHECK(store_->for_each_item(ItemKind::pairing, [&nonces](ByteView key, ByteView) -> Result<void> {
    if (text_of(key).starts_with(kInviteNoncePrefix)) nonces.push_back(to_bytes(key));
    return {};
  }));
  AVOW_TRY(auto transaction, store_->begin());
  AVOW_CHECK(transaction->erase_item(ItemKind::pairing, bytes_of(kInviteItem)));
  for (const auto& nonce : nonces) AVOW_CHECK(transaction->erase_item(ItemKind::pairing, nonce));
  return transaction->commit();
}

Result<bool> Vault::remember_pairing_nonce(const pairing::KnockNonce& nonce) {
  Bytes key = to_bytes(bytes_of(kInviteNoncePrefix));
  avow::append(key, nonce);
  AVOW_TRY(const auto known, store_->item(ItemKind::pairing, key));
  if (known) return false;
  AVOW_TRY(auto transaction, store_->begin());
  AVOW_CHECK(transaction->put_item(ItemKind::pairing, key, {}));
  AVOW_CHECK(transaction->commit());
  return true;
}

Result<void> Vault::persist_partner(const pairing::PartnerKeys& partner, const crypto::Key& root, const Hash& link) {
  if (store_->state().read_only) return Error{Errc::read_only, ""};
  const PairRecord* known = keyring_->partner();
  if (known != nullptr && known->stage == PairingStage::confirmed) {
    return Error{Errc::refused, "this vault is paired already"};
  }
  const bool same = known != nullptr && known->keys.static_key == partner.static_key &&
                    known->keys.export_key == partner.export_key;
  if (known != nullptr && !same && known->link == link) {
    return Error{Errc::refused, "another person's device has used this link already"};
  }
  AVOW_TRY(auto transaction, store_->begin());
  AVOW_CHECK(keyring_->set_partner(*transaction, PairRecord{partner, root.copy(), PairingStage::waiting, link}));
  for (const auto lane : log::kLanes) {
    store::LogState log;
    log.ref = log::LogRef{lane, log::Author::partner, 0};
    log.id = keyring_->partner_log_id(lane);
    log.root = log::empty_root();
    transaction->set_log(log);
    live_[log.ref] = {};
  }
  return transaction->commit();
}

Result<void> Vault::set_confirmed() {
  const PairRecord* known = keyring_->partner();
  AVOW_ASSERT(known != nullptr);
  if (known->stage == PairingStage::confirmed) return {};
  if (store_->state().read_only) return Error{Errc::read_only, ""};
  AVOW_TRY(auto transaction, store_->begin());
  AVOW_CHECK(keyring_->set_partner(*transaction, PairRecord{known->keys, known->root.copy(), PairingStage::confirmed, known->link}));
  AVOW_CHECK(transaction->commit());
  return drop_invite();
}

Result<void> Vault::set_partner_addresses(std::vector<std::string> addresses) {
  const PairRecord* known = keyring_->partner();
  AVOW_ASSERT(known != nullptr);
  if (known->keys.addresses == addresses) return {};
  pairing::PartnerKeys keys = known->keys;
  keys.addresses = std::move(addresses);
  AVOW_TRY(auto transaction, store_->begin());
  AVOW_CHECK(keyring_->set_partner(*transaction, PairRecord{std::move(keys), known->root.copy(), known->stage, known->link}));
  return transaction->commit();
}

}  // namespace avow::app
