// The side of the vault that pairing sees: the open invite, the partner's keys, the confirmation.
#include <algorithm>

#include "app/spoken_words.h"
#include "app/vault.h"
#include "base/limits.h"
#include "base/reason.h"
#include "base/text_leaving.h"
#include "store/transaction.h"

namespace avow::app {
namespace {

using store::ItemKind;

constexpr std::string_view kInviteItem = "invite";
constexpr std::string_view kInviteNoncePrefix = "invite ";  // answered knocks of the open invite
constexpr std::string_view kPairingWordsItem = "pairing";

}  // namespace

PairingStage Vault::pairing_stage() const {
  return keyring_->partner() != nullptr ? keyring_->partner()->stage : PairingStage::none;
}

pairing::OwnIdentity Vault::own_identity() const {
  pairing::OwnIdentity out{crypto::agreement_key_from_secret(keyring_->static_key().secret.copy()), {}};
  out.keys.static_key = keyring_->static_key().public_key;
  out.keys.export_key = keyring_->pen().export_key();
  // Those of epoch 0; later ones are certified.
  const log::EpochKeys& first = keyring_->find_epoch(log::Author::me, 0)->keys;
  out.keys.log_key = first.log_key;
  out.keys.witness_key = first.witness_key;
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
  const auto text = pairing::to_link_text(invite);
  AVOW_TRY(auto transaction, begin_change());
  AVOW_CHECK(transaction->put_item(ItemKind::pairing, bytes_of(kInviteItem), text.view()));
  return transaction->commit();
}

Result<void> Vault::erase_invite(store::Transaction& transaction) {
  std::vector<Bytes> nonces;
  AVOW_CHECK(store_->for_each_item(ItemKind::pairing, [&nonces](ByteView key, ByteView) -> Result<void> {
    if (text_of(key).starts_with(kInviteNoncePrefix)) nonces.push_back(to_bytes(key));
    return {};
  }));
  AVOW_CHECK(transaction.erase_item(ItemKind::pairing, bytes_of(kInviteItem)));
  for (const auto& nonce : nonces) AVOW_CHECK(transaction.erase_item(ItemKind::pairing, nonce));
  transaction.leave_no_trace();  // the link holds a secret
  return {};
}

Result<void> Vault::drop_invite() {
  AVOW_TRY(auto transaction, begin_change());
  AVOW_CHECK(erase_invite(*transaction));
  return transaction->commit();
}

Result<bool> Vault::remember_pairing_nonce(const pairing::KnockNonce& nonce) {
  Bytes key = to_bytes(bytes_of(kInviteNoncePrefix));
  avow::append(key, nonce);
  AVOW_TRY(const auto known, store_->item(ItemKind::pairing, key));
  if (known) return false;
  AVOW_TRY(auto transaction, store_->begin());  // keys can be renewed in a vault that is only read
  AVOW_CHECK(transaction->put_item(ItemKind::pairing, key, {}));
  AVOW_CHECK(transaction->commit());
  return true;
}

bool Vault::may_pair_again(const Hash& link) const {
  const PairRecord* known = keyring_->partner();
  if (known == nullptr || known->link != link || last_sync_) return false;
  return std::all_of(store_->state().logs.begin(), store_->state().logs.end(), [](const store::LogState& log) {
    return log.ref.by == log::Author::me || (log.size == 0 && !log.head);
  });
}

Result<void> Vault::persist_partner(const pairing::PartnerKeys& partner, const crypto::Key& root, const Hash& link) {
  const PairRecord* known = keyring_->partner();
  if (pairing_stage() == PairingStage::left) return Error{Errc::refused, std::string(text::kLeftPairing)};
  if (known != nullptr && known->stage == PairingStage::confirmed && !may_pair_again(link)) {
    return Error{Errc::refused, std::string(reason::kPairedMeanwhile)};
  }
  const bool same = known != nullptr && known->keys.static_key == partner.static_key &&
                    known->keys.export_key == partner.export_key;
  if (known != nullptr && !same && known->link == link) {
    return Error{Errc::refused, std::string(reason::kLinkUsed)};
  }
  PairRecord record{partner, root.copy(), PairingStage::waiting, link};
  AVOW_TRY(auto transaction, begin_change());
  AVOW_CHECK(Keyring::put_partner(*transaction, record));
  transaction->leave_no_trace();  // the root of an older one opens files of then
  // Why: the words of an older ceremony must never stand beside the keys of this one.
  AVOW_CHECK(transaction->erase_item(ItemKind::words, bytes_of(kPairingWordsItem)));
  for (const auto lane : log::kLanes) {
    store::LogState log;
    log.ref = log::LogRef{lane, log::Author::partner, 0};
    log.id = Keyring::log_id_of(partner, lane);
    log.root = log::empty_root();
    transaction->set_log(log);
  }
  // A repeat of the same ceremony with the same partner is one pairing.
  LocalFacts facts = same && known->link == link ? facts_ : facts_with(FactKind::paired);
  AVOW_CHECK(put_facts(*transaction, facts));
  AVOW_CHECK(transaction->commit());
  facts_ = std::move(facts);
  keyring_->take_partner(std::move(record));
  set_list_order();
  for (const auto lane : log::kLanes) live_[log::LogRef{lane, log::Author::partner, 0}] = {};
  return {};
}

Result<void> Vault::set_confirmed() {
  const PairRecord* known = keyring_->partner();
  AVOW_ASSERT(known != nullptr);
  if (known->stage == PairingStage::confirmed) return {};
  PairRecord record = known->copy();
  record.stage = PairingStage::confirmed;
  AVOW_TRY(auto transaction, begin_change());
  AVOW_CHECK(Keyring::put_partner(*transaction, record));
  AVOW_CHECK(erase_invite(*transaction));
  LocalFacts facts = facts_with(FactKind::confirmed);
  AVOW_CHECK(put_facts(*transaction, facts));
  AVOW_CHECK(transaction->commit());
  facts_ = std::move(facts);
  keyring_->take_partner(std::move(record));
  return {};
}

Result<void> Vault::set_partner_addresses(std::vector<std::string> addresses) {
  const PairRecord* known = keyring_->partner();
  AVOW_ASSERT(known != nullptr);
  if (known->keys.addresses == addresses) return {};
  PairRecord record = known->copy();
  record.keys.addresses = std::move(addresses);
  AVOW_TRY(auto transaction, store_->begin());
  AVOW_CHECK(Keyring::put_partner(*transaction, record));
  AVOW_CHECK(transaction->commit());
  keyring_->take_partner(std::move(record));
  return {};
}

Result<void> Vault::keep_partner_address(const std::string& address) {
  if (address.empty() || keyring_->partner() == nullptr) return {};
  std::vector<std::string> addresses = keyring_->partner()->keys.addresses;
  std::erase(addresses, address);
  addresses.insert(addresses.begin(), address);
  if (addresses.size() > limits::kAddressesMax) addresses.resize(limits::kAddressesMax);
  return set_partner_addresses(std::move(addresses));
}

Result<void> Vault::persist_pairing_words(const noise::FiveWords& words) { return keep_pairing_words_as(kPairingWordsItem, words); }

Result<void> Vault::keep_pairing_words_as(std::string_view item, const noise::FiveWords& words) {
  AVOW_TRY(auto transaction, store_->begin());  // as above
  AVOW_CHECK(transaction->put_item(ItemKind::words, bytes_of(item), encode_words(SpokenWords{words, day_here(parts_.clock.now()), {}})));
  return transaction->commit();
}

Result<std::optional<SpokenWords>> Vault::pairing_words() { return load_words(*store_, kPairingWordsItem, wall_zone_); }

}  // namespace avow::app
