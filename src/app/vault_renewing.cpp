// The side of the vault that gets new keys together with the partner: made and agreed on, confirmed by both, and used from the
// first conversation on in which each has shown to hold them. protocol/README.md#rekey.
#include "app/spoken_words.h"
#include "app/incoming_bundle.h"
#include "app/vault.h"
#include "base/limits.h"
#include "base/text_epoch.h"
#include "base/text_leaving.h"
#include "crypto/hash.h"
#include "store/transaction.h"

namespace avow::app {
namespace {

using store::ItemKind;

constexpr std::string_view kRenewalWordsItem = "renewal";

}  // namespace

// Durable only: whether it counts from now on is the caller's to say. Why not begin_change: a vault that was restored while
// they waited reaches its partner with them only.
Result<void> Vault::store_renewal(const Renewal& renewal) {
  AVOW_TRY(auto transaction, store_->begin());
  AVOW_CHECK(Keyring::put_renewal(*transaction, renewal));
  return transaction->commit();
}

// Keys and words.
Result<void> Vault::forget_renewal(store::Transaction& transaction) {
  AVOW_CHECK(Keyring::drop_renewal(transaction));
  return transaction.erase_item(ItemKind::words, bytes_of(kRenewalWordsItem));
}

Result<void> Vault::check_may_renew() {
  // Why not check_may_write: new keys are the way out when somebody with a copy keeps this vault from writing.
  if (pairing_stage() == PairingStage::left) return Error{Errc::refused, std::string(text::kLeftWriting)};
  if (!keyring_->confirmed()) return Error{Errc::not_paired, ""};
  const Renewal* waiting = keyring_->renewal();
  if (waiting != nullptr && waiting->stage == RenewalStage::answered) return Error{Errc::refused, std::string(text::kRenewalAnswered)};
  if (keyring_->epochs_are_used_up()) return Error{Errc::refused, std::string(text::kEpochTooMany)};
  return {};
}

Result<void> Vault::keep_renewal(Renewal renewal) {
  AVOW_TRY(auto transaction, store_->begin());
  AVOW_CHECK(Keyring::put_renewal(*transaction, renewal));
  transaction->leave_no_trace();
  // Why: the words of an older ceremony must never stand beside the keys of this one.
  AVOW_CHECK(transaction->erase_item(ItemKind::words, bytes_of(kRenewalWordsItem)));
  AVOW_CHECK(transaction->commit());
  keyring_->take_renewal(std::move(renewal));
  return {};
}

Result<void> Vault::keep_renewal_words(const noise::FiveWords& words) {
  return keep_pairing_words_as(kRenewalWordsItem, words);
}

Result<std::optional<SpokenWords>> Vault::renewal_words() { return load_words(*store_, kRenewalWordsItem, wall_zone_); }

Result<void> Vault::confirm_renewal() {
  const Renewal* known = keyring_->renewal();
  AVOW_ASSERT(known != nullptr);
  if (known->confirmed()) return {};
  Renewal renewal = known->copy();
  renewal.stage = RenewalStage::confirmed;
  AVOW_CHECK(store_renewal(renewal));
  keyring_->take_renewal(std::move(renewal));
  return {};
}

// Why not begin_change: it takes back what nobody has used; a vault that is only read may do it, too.
Result<void> Vault::drop_renewal() {
  const Renewal* known = keyring_->renewal();
  if (known != nullptr && known->stage == RenewalStage::answered) return Error{Errc::refused, std::string(text::kRenewalAnswered)};
  AVOW_TRY(auto transaction, store_->begin());
  AVOW_CHECK(forget_renewal(*transaction));
  AVOW_CHECK(transaction->commit());
  keyring_->take_renewal({});
  return {};
}

// The last records of the epoch that ends: which keys come after its own.
Result<std::vector<Vault::Written>> Vault::name_renewal(store::Transaction& transaction, Instant now) {
  const Renewal& renewal = *keyring_->renewal();
  std::vector<Written> out;
  for (const auto lane : log::kLanes) {
    ledger::Facts facts;
    facts.kind = ledger::RecordKind::renewal;
    facts.seal = to_bytes(crypto::blake2b({bytes_of("avow/v1 next keys"), renewal.static_key.public_key, renewal.log_key.public_key,
                                           renewal.witness_key.public_key}));
    std::vector<NewRecord> records(1);
    AVOW_TRY(records.front(), record_about_log(std::move(facts), now));
    AVOW_TRY(auto one, write(transaction, own_log(lane), std::move(records), {}, now));
    out.push_back(std::move(one));
  }
  return out;
}

bool Vault::uses(const sync::Pair& pair) const {
  return keyring_->partner() != nullptr && (&pair == &keyring_->pair() || &pair == keyring_->next_pair());
}

// From then on the partner may have taken them: there is no way back.
Result<void> Vault::answering(const sync::Pair& pair) {
  if (&pair != keyring_->next_pair()) return {};
  answered_at_ = parts_.clock.both().monotonic;
  return keep_renewal_stage(RenewalStage::answered);
}

Result<void> Vault::keep_renewal_stage(RenewalStage stage) {
  if (keyring_->renewal()->stage == stage) return {};
  Renewal renewal = keyring_->renewal()->copy();
  renewal.stage = stage;
  AVOW_CHECK(store_renewal(renewal));
  keyring_->mark_renewal(stage);
  return {};
}

// The partner still speaks with the old keys in a conversation that began after my answer to the new ones: it never came.
Result<void> Vault::partner_has_not_renewed() {
  const Renewal* renewal = keyring_->renewal();
  if (renewal == nullptr || renewal->stage != RenewalStage::answered) return {};
  if (answered_at_ && parts_.clock.both().monotonic - *answered_at_ <= limits::kHandshakeTimeout) return {};
  return keep_renewal_stage(RenewalStage::confirmed);
}

Result<void> Vault::partner_holds(const sync::Pair& pair) {
  if (&pair == &keyring_->pair()) return partner_has_not_renewed();
  if (&pair != keyring_->next_pair()) return Error{Errc::closed, "keys that are not used any more"};
  const Instant now = parts_.clock.now();
  AVOW_TRY(auto transaction, store_->begin());
  AVOW_CHECK(forget_renewal(*transaction));
  if (read_only()) {
    // Restored while the keys were under way: it speaks with the new ones, and begins no epoch before its author says so.
    AVOW_TRY(auto record, keyring_->put_renewed(*store_, *transaction, Keyring::LogKeys::keep));
    AVOW_CHECK(transaction->commit());
    keyring_->take_renewed(std::move(record));
    incoming_bundle_.reset();
    if (on_renewed_) on_renewed_();
    return {};
  }
  AVOW_TRY(auto written, name_renewal(*transaction, now));
  const Renewal& renewal = *keyring_->renewal();
  AVOW_TRY(auto begun, begin_epoch(*transaction, crypto::signing_key_from_seed(renewal.log_key.seed.copy()),
                                   crypto::signing_key_from_seed(renewal.witness_key.seed.copy()), now));
  std::move(begun.written.begin(), begun.written.end(), std::back_inserter(written));
  begun.written.clear();
  AVOW_TRY(auto record, keyring_->put_renewed(*store_, *transaction, Keyring::LogKeys::destroy));
  AVOW_CHECK(commit_writing(*transaction, std::move(written), now));
  keyring_->take_renewed(std::move(record));
  take_begun(std::move(begun));
  incoming_bundle_.reset();
  if (on_renewed_) on_renewed_();
  return {};
}

}  // namespace avow::app
