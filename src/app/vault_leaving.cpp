// The side of the vault that closes: leaving the partner, changing the passphrase.
#include "app/incoming_bundle.h"
#include "app/vault.h"
#include "base/codec.h"
#include "store/reserve.h"
#include "store/transaction.h"

namespace avow::app {
namespace {

using store::ItemKind;

constexpr std::string_view kLeavingMark = "leaving";
constexpr std::string_view kTracesMark = "traces of leaving";
// Choices that name an address: the partner's, and one's own that the partner knows.
constexpr std::string_view kAddressChoices[] = {"config listen", "config dial", "config address"};

}  // namespace

Result<void> Vault::erase_all(store::Transaction& transaction, ItemKind kind) {
  AVOW_TRY(const auto keys, store_->item_keys(kind));
  for (const Bytes& key : keys) AVOW_CHECK(transaction.erase_item(kind, key));
  return {};
}

// Why not begin_change: leaving is possible in a vault that is only read, too.
Result<void> Vault::write_leaving(const LeftPartner& left, Traces traces) {
  AVOW_TRY(auto transaction, store_->begin());
  AVOW_CHECK(Keyring::put_left(*transaction, left));
  AVOW_CHECK(forget_renewal(*transaction));
  AVOW_CHECK(erase_all(*transaction, ItemKind::pairing));
  AVOW_CHECK(erase_all(*transaction, ItemKind::nonce));
  for (const auto choice : kAddressChoices) AVOW_CHECK(transaction->erase_item(ItemKind::setting, bytes_of(choice)));
  AVOW_CHECK(transaction->erase_item(ItemKind::setting, bytes_of(kLeavingMark)));
  if (traces == Traces::removed) {
    transaction->leave_no_trace();
  } else {
    AVOW_CHECK(transaction->put_item(ItemKind::setting, bytes_of(kTracesMark), bytes_of("1")));
    transaction->only_clear_journal();
  }
  return transaction->commit();
}

// Why the reserve goes only then: with room on the disk it is not needed, and nothing has to be made room for. And why a third
// way: to write all items anew takes as much room as they do, and they grow with what the partner sends; leaving takes none.
Result<void> Vault::write_leaving_somehow(const LeftPartner& left) {
  auto written = write_leaving(left, Traces::removed);
  if (written.ok() && !store_->holds_traces()) return {};
  store::give_up_reserve(lock_->dir());
  if (!written.ok()) written = write_leaving(left, Traces::removed);
  if (!written.ok()) {
    written = write_leaving(left, Traces::owed);
    traces_are_owed_ = written.ok();
  }
  // Why no error: what a full disk keeps of the journal goes with the next change, or when the vault is opened next.
  if (written.ok()) static_cast<void>(store_->remove_traces());
  return written;
}

// In memory it is done in any case: from here on nothing of this vault knows the partner.
Result<void> Vault::leave() {
  if (pairing_stage() == PairingStage::none) return Error{Errc::not_paired, ""};
  if (has_left()) return {};
  if (on_leaving_ && !leaving_is_owed_) on_leaving_();
  incoming_bundle_.reset();
  LeftPartner left = keyring_->after_leaving();
  const store::MarkName mark = leaving_mark();
  const std::string& dir = lock_->dir();
  auto written = write_leaving_somehow(left);
  keyring_->take_left(std::move(left));
  leaving_is_owed_ = !written.ok();
  if (leaving_is_owed_) {
    leaving_is_marked_ = leaving_is_marked_ || store::leave_mark(dir, mark).ok();
    return written;
  }
  store::remove_mark(dir, mark);
  store::give_up_reserve(dir);  // nobody is left to leave
  return {};
}

void Vault::settle_leaving() {
  if (leaving_is_owed_) static_cast<void>(leave());
  if (traces_are_owed_) static_cast<void>(remove_owed_traces());
}

Result<void> Vault::remove_owed_traces() {
  AVOW_TRY(auto transaction, store_->begin());
  AVOW_CHECK(transaction->erase_item(ItemKind::setting, bytes_of(kTracesMark)));
  transaction->leave_no_trace();
  AVOW_CHECK(transaction->commit());
  traces_are_owed_ = false;
  return {};
}

store::MarkName Vault::leaving_mark() const { return first<std::tuple_size_v<store::MarkName>>(store_->derive("unfinished leaving").view()); }

Result<void> Vault::begin_leaving(NewRecord notice) {
  AVOW_CHECK(check_may_write());
  const Instant now = parts_.clock.now();
  std::vector<NewRecord> records;
  records.push_back(std::move(notice));
  AVOW_TRY(auto transaction, store_->begin());
  std::vector<Written> written(1);
  AVOW_TRY(written.front(), write(*transaction, own_log(log::Lane::notes), std::move(records), {}, now));
  AVOW_CHECK(transaction->put_item(ItemKind::setting, bytes_of(kLeavingMark), bytes_of("1")));
  AVOW_CHECK(finish_writing(*transaction, std::move(written), now));
  leaving_is_marked_ = true;
  return {};
}

// Why never an error for what cannot be written: who has said that they leave has left, and reads their history.
Result<void> Vault::finish_leaving() {
  AVOW_TRY(const auto traces, store_->item(ItemKind::setting, bytes_of(kTracesMark)));
  traces_are_owed_ = traces.has_value();
  if (traces_are_owed_) static_cast<void>(remove_owed_traces());
  if (pairing_stage() == PairingStage::none) return {};
  AVOW_TRY(const auto mark, store_->item(ItemKind::setting, bytes_of(kLeavingMark)));
  leaving_is_marked_ = mark || store::has_mark(lock_->dir(), leaving_mark());
  if (!leaving_is_marked_) return {};
  if (pairing_stage() == PairingStage::left) store::remove_mark(lock_->dir(), leaving_mark());
  else static_cast<void>(leave());
  return {};
}

Result<void> Vault::change_secrets(ByteView passphrase, ByteView recovery_code, crypto::KdfCost cost) {
  if (leaving_is_owed_) AVOW_CHECK(leave());  // its mark would say nothing under other keys
  AVOW_TRY(const auto normal, crypto::normal_passphrase(passphrase));
  AVOW_CHECK(store_->change_secrets({normal.view(), recovery_code, cost}));
  // Why no error: the mark may lag, and one that an older key sealed says nothing.
  static_cast<void>(write_high_water());
  return {};
}

}  // namespace avow::app
