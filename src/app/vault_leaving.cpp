// The side of the vault that closes: leaving the partner, changing the passphrase.
#include "app/incoming_bundle.h"
#include "app/vault.h"
#include "base/codec.h"
#include "store/transaction.h"

namespace avow::app {
namespace {

using store::ItemKind;

constexpr std::string_view kLeavingMark = "leaving";
// Choices that name an address: the partner's, and one's own that the partner knows.
constexpr std::string_view kAddressChoices[] = {"config listen", "config dial", "config address"};

}  // namespace

Result<void> Vault::erase_all(store::Transaction& transaction, ItemKind kind) {
  AVOW_TRY(const auto keys, store_->item_keys(kind));
  for (const Bytes& key : keys) AVOW_CHECK(transaction.erase_item(kind, key));
  return {};
}

// Why not begin_change: leaving is possible in a vault that is only read, too.
Result<void> Vault::leave() {
  if (pairing_stage() == PairingStage::none) return Error{Errc::not_paired, ""};
  if (pairing_stage() == PairingStage::left) return {};
  if (on_leaving_) on_leaving_();
  incoming_bundle_.reset();
  LeftPartner left = keyring_->after_leaving();
  AVOW_TRY(auto transaction, store_->begin());
  AVOW_CHECK(Keyring::put_left(*transaction, left));
  AVOW_CHECK(forget_renewal(*transaction));
  AVOW_CHECK(erase_all(*transaction, ItemKind::pairing));
  AVOW_CHECK(erase_all(*transaction, ItemKind::nonce));
  for (const auto choice : kAddressChoices) AVOW_CHECK(transaction->erase_item(ItemKind::setting, bytes_of(choice)));
  AVOW_CHECK(transaction->erase_item(ItemKind::setting, bytes_of(kLeavingMark)));
  transaction->leave_no_trace();
  AVOW_CHECK(transaction->commit());
  keyring_->take_left(std::move(left));
  return {};
}

Result<void> Vault::begin_leaving(NewRecord notice) {
  AVOW_CHECK(check_may_write());
  const Instant now = parts_.clock.now();
  std::vector<NewRecord> records;
  records.push_back(std::move(notice));
  AVOW_TRY(auto transaction, store_->begin());
  std::vector<Written> written(1);
  AVOW_TRY(written.front(), write(*transaction, own_log(log::Lane::notes), std::move(records), {}, now));
  AVOW_CHECK(transaction->put_item(ItemKind::setting, bytes_of(kLeavingMark), bytes_of("1")));
  return finish_writing(*transaction, std::move(written), now);
}

Result<void> Vault::finish_leaving() {
  AVOW_TRY(const auto mark, store_->item(ItemKind::setting, bytes_of(kLeavingMark)));
  return mark ? leave() : Result<void>();
}

Result<void> Vault::change_secrets(ByteView passphrase, ByteView recovery_code, crypto::KdfCost cost) {
  AVOW_TRY(const auto normal, crypto::normal_passphrase(passphrase));
  AVOW_CHECK(store_->change_secrets({normal.view(), recovery_code, cost}));
  // Why no error: the mark may lag, and one that an older key sealed says nothing.
  static_cast<void>(write_high_water());
  return {};
}

}  // namespace avow::app
