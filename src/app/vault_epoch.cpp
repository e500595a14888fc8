// The side of the vault that was restored, or met somebody who was: why it is only read, which epochs there are, and how a
// new one begins.
#include <algorithm>
#include <iterator>

#include "app/vault.h"
#include "base/codec.h"
#include "base/reason.h"
#include "base/text_epoch.h"
#include "crypto/hash.h"
#include "store/backup.h"
#include "store/high_water.h"
#include "store/transaction.h"

namespace avow::app {
namespace {

using store::ItemKind;

constexpr std::string_view kRolledBack = "rolled-back";
constexpr std::string_view kNothingLost = "nothing lost here";
constexpr std::string_view kCameLevel = "came level";
constexpr std::string_view kGaveWayPrefix = "gave way ";  // then u16: that own epoch gave way to the one that the partner holds

Bytes gave_way_item(std::uint16_t epoch) {
  Bytes key = to_bytes(bytes_of(kGaveWayPrefix));
  append(key, little_endian(epoch));
  return key;
}

}  // namespace

// ---- Shown by the partner

Result<void> Vault::found_own_history_ahead(const log::LogRef& ref, const log::Head& shown) {
  const bool current = ref.epoch == keyring_->latest_epoch(log::Author::me);
  const auto* state = store_->state().find(ref);
  const bool other = state != nullptr && state->head && shown.size() <= state->head->size();
  if (other) {
    AVOW_CHECK(keep_evidence("two histories", ref, *state->head, &shown, current));
  } else {
    AVOW_CHECK(keep_evidence("own history ahead", ref, shown, nullptr, current));
  }
  return {};
}

// From now on it is only read: the partner shows something of mine that is not here. Does the mark outside know of anything
// that is missing? If not, the author is asked: a restored disk, or somebody else?
Result<void> Vault::put_read_only(store::Transaction& transaction) {
  AVOW_CHECK(transaction.erase_item(ItemKind::evidence, bytes_of(kCameLevel)));
  if (!store_->state().read_only) {
    const auto mark = store::read_high_water(place_.state_home, store_->vault_id(), keyring_->mark_key());
    const bool nothing_lost = mark.ok() && *mark &&
                              store::compare(**mark, store_->state()).progress == store::Progress::level;
    if (nothing_lost) AVOW_CHECK(transaction.put_item(ItemKind::evidence, bytes_of(kNothingLost), bytes_of("1")));
  }
  transaction.set_read_only(true);
  return {};
}

// ---- Epochs

void Vault::put_empty_logs(store::Transaction& transaction, log::Author by, const log::EpochKeys& keys) {
  for (const auto lane : log::kLanes) {
    store::LogState log;
    log.ref = log::LogRef{lane, by, keys.epoch};
    log.id = keys.id_of(lane);
    log.root = log::empty_root();
    transaction.set_log(log);
  }
}

Result<void> Vault::found_epoch(log::Author by, const log::Certificate& certificate) {
  const auto& identity = by == log::Author::me ? keyring_->pair().me : keyring_->pair().partner;
  if (!log::verify(certificate, identity.export_key)) {
    return Error{Errc::forged, "an epoch that its author did not certify"};
  }
  const Bytes encoded = log::encode(certificate);
  const KnownEpoch* known = keyring_->find_epoch(by, certificate.keys.epoch);
  if (known != nullptr && known->certificate == encoded) return {};
  const std::uint16_t epoch = certificate.keys.epoch;
  if (known == nullptr) AVOW_CHECK(check_is_next(by, epoch));
  else AVOW_CHECK(keep_other_epoch(by, *known, encoded));
  const bool later = by == log::Author::me && epoch >= keyring_->latest_epoch(by);
  if (known != nullptr) {
    AVOW_TRY(const bool takes_its_place, by == log::Author::me ? gives_way(epoch) : Result<bool>(false));
    if (!takes_its_place) {
      if (later) AVOW_CHECK(become_read_only());
      return Error{Errc::refused, "other keys for one epoch"};
    }
  }
  std::vector<std::pair<log::LogRef, std::vector<RecordId>>> replaced;
  AVOW_TRY(auto transaction, store_->begin());
  if (known != nullptr) {
    for (const auto lane : log::kLanes) {
      const log::LogRef ref{lane, by, epoch};
      AVOW_TRY(auto gone, ids_from(ref, 0, store_->state().find(ref)->size));
      replaced.emplace_back(ref, std::move(gone));
    }
    AVOW_CHECK(put_apart(*transaction, epoch));
  }
  AVOW_CHECK(Keyring::put_found_epoch(*transaction, by, certificate));
  put_empty_logs(*transaction, by, certificate.keys);
  if (later) AVOW_CHECK(put_read_only(*transaction));
  AVOW_CHECK(transaction->commit());
  keyring_->take_found_epoch(by, certificate);
  for (const auto lane : log::kLanes) live_[log::LogRef{lane, by, certificate.keys.epoch}];
  for (const auto& [ref, gone] : replaced) {
    delivered_.erase(ref);
    AVOW_CHECK(fold_anew(ref, gone));
  }
  return {};
}

// Why no gaps, and not all that there could ever be: whoever has a copy of its author's keys can certify any.
Result<void> Vault::check_is_next(log::Author by, std::uint16_t epoch) const {
  if (epoch != keyring_->latest_epoch(by) + 1) return Error{Errc::malformed, std::string(reason::kEpochGap)};
  const bool may = by == log::Author::me || keyring_->takes_epoch_of_partner(epoch);
  return may ? Result<void>() : Result<void>(Error{Errc::too_large, std::string(reason::kEpochsBeyond)});
}

// Somebody with my keys began that epoch too, and the partner holds theirs. Why once, and of a closed one only what the partner
// never held: whoever has both certificates could show now this one, now that one, and what I wrote would be set apart each time.
Result<bool> Vault::gives_way(std::uint16_t epoch) {
  AVOW_TRY(const auto before, store_->item(ItemKind::evidence, gave_way_item(epoch)));
  if (before) return false;
  if (epoch == keyring_->latest_epoch(log::Author::me)) return true;
  return std::ranges::none_of(log::kLanes, [&](log::Lane lane) {
    const log::LogRef ref{lane, log::Author::me, epoch};
    return store_->state().find(ref)->cosignature.has_value() || delivered_size(ref) > 0;
  });
}

// What I wrote in that epoch is kept apart, and its keys go.
Result<void> Vault::put_apart(store::Transaction& transaction, std::uint16_t epoch) {
  auto delivered = delivered_;
  for (const auto lane : log::kLanes) {
    const log::LogRef ref{lane, log::Author::me, epoch};
    const store::LogState mine = *store_->state().find(ref);
    if (mine.cosignature) AVOW_CHECK(put_cosigned_branch(transaction, mine));
    AVOW_CHECK(keep_branch(transaction, ref, 0));
    AVOW_CHECK(forget_shown(transaction, ref));
    delivered.erase(ref);
  }
  AVOW_CHECK(put_delivered(transaction, delivered));
  transaction.leave_no_trace();
  return transaction.put_item(ItemKind::evidence, gave_way_item(epoch), bytes_of("1"));
}

Result<void> Vault::become_read_only() {
  AVOW_TRY(auto transaction, store_->begin());
  AVOW_CHECK(put_read_only(*transaction));
  return transaction->commit();
}

// Both certificates, as one item.
Result<void> Vault::keep_other_epoch(log::Author by, const KnownEpoch& held, ByteView shown) {
  ByteWriter out;
  out.text("two histories").u8(static_cast<std::uint8_t>(log::Lane::commitments)).u8(static_cast<std::uint8_t>(by));
  out.u16(held.keys.epoch).blob(held.certificate).blob(shown);
  AVOW_TRY(const bool enough, has_enough_evidence("two histories", {log::Lane::commitments, by, held.keys.epoch}));
  if (enough) return {};
  AVOW_TRY(auto transaction, store_->begin());
  AVOW_CHECK(put_evidence(*transaction, out.bytes()));
  return transaction->commit();
}

// Which restore it was that the sync came after: a backup that holds the mark of an earlier one says nothing.
Result<Bytes> Vault::this_restore() {
  AVOW_TRY(auto restored, store_->item(ItemKind::evidence, bytes_of(store::kRestoredKey)));
  return restored ? std::move(*restored) : to_bytes(bytes_of("1"));
}

Result<void> Vault::came_level() {
  if (!store_->state().read_only) return {};
  AVOW_TRY(const Bytes which, this_restore());
  AVOW_TRY(auto transaction, store_->begin());
  AVOW_CHECK(transaction->put_item(ItemKind::evidence, bytes_of(kCameLevel), which));
  return transaction->commit();
}

Result<Vault::Recovery> Vault::recovery() {
  Recovery out;
  AVOW_TRY(const Bytes which, this_restore());
  AVOW_TRY(const auto level, store_->item(ItemKind::evidence, bytes_of(kCameLevel)));
  AVOW_TRY(const auto restored, store_->item(ItemKind::evidence, bytes_of(store::kRestoredKey)));
  AVOW_TRY(const auto nothing_lost, store_->item(ItemKind::evidence, bytes_of(kNothingLost)));
  out.came_level = level && *level == which;
  out.from_backup = restored.has_value();
  out.nothing_lost = nothing_lost.has_value();
  return out;
}

// Signs what was written and never left, while the old keys are at hand: it goes out with the next sync.
Result<void> Vault::close_epoch(store::Transaction& transaction) {
  const std::vector<store::LogState> logs = transaction.state().logs;
  for (const store::LogState& log : logs) {
    const bool written = log.ref.by == log::Author::me && log.ref.epoch == keyring_->epoch() && log.size > 0;
    if (!written || !keyring_->pen().has_log_keys() || (log.head && log.head->size() >= log.size)) continue;
    store::LogState state = log;
    state.head = head_of(state);
    state.left_size = state.size;
    transaction.set_log(state);
  }
  return {};
}

std::optional<log::Checkpoint> Vault::last_head(const store::State& state, log::Lane lane) const {
  std::optional<log::Checkpoint> out;
  std::uint16_t epoch = 0;
  for (const store::LogState& log : state.logs) {
    if (log.ref.by != log::Author::me || log.ref.lane != lane || !log.head || log.ref.epoch < epoch) continue;
    out = log.head->checkpoint;
    epoch = log.ref.epoch;
  }
  return out;
}

// What said why it was only read. The proofs of other histories stay.
Result<void> Vault::forget_restore(store::Transaction& transaction) {
  transaction.set_read_only(false);
  AVOW_CHECK(own_backups_made(transaction));
  for (const auto key : {kCameLevel, kRolledBack, kNothingLost, std::string_view(store::kRestoredKey)}) {
    AVOW_CHECK(transaction.erase_item(ItemKind::evidence, bytes_of(key)));
  }
  return {};
}

Result<void> Vault::write_again() {
  AVOW_TRY(auto transaction, store_->begin());
  AVOW_CHECK(forget_restore(*transaction));
  return transaction->commit();
}

// Why: a draft keeps its id when it is shared, and ids are those of the log it goes to.
Result<void> Vault::rename_drafts(store::Transaction& transaction, const log::EpochKeys& keys) {
  AVOW_TRY(const auto drafts, list_drafts());
  for (Draft draft : drafts.drafts) {
    AVOW_CHECK(transaction.erase_item(ItemKind::draft, draft.id.bytes));
    draft.id = log::record_id(keys.id_of(draft.lane), draft.id_random);
    AVOW_CHECK(put_drafts(transaction, {draft}));
  }
  return {};
}

Result<void> Vault::check_may_begin_epoch() const {
  if (keyring_->may_begin_epoch()) return {};
  return Error{Errc::refused, std::string(keyring_->epochs_are_used_up() ? text::kEpochTooMany : text::kEpochRekeyFirst)};
}

Result<std::uint16_t> Vault::start_epoch(bool partner_unreachable) {
  if (!read_only()) return Error{Errc::refused, std::string(text::kEpochNotNeeded)};
  if (pairing_stage() == PairingStage::left) {
    AVOW_CHECK(write_again());  // nothing goes out any more: there is no log that could be denied
    return keyring_->epoch();
  }
  // Why also before a pairing: after that backup there may have been one, and this log may have gone out.
  AVOW_TRY(const auto known, recovery());
  if (keyring_->confirmed() && !known.came_level && !partner_unreachable) return Error{Errc::refused, std::string(text::kEpochNeedsSync)};
  AVOW_CHECK(check_may_begin_epoch());
  const Instant now = parts_.clock.now();
  AVOW_TRY(auto transaction, store_->begin());
  AVOW_TRY(auto begun, begin_epoch(*transaction, crypto::new_signing_key(parts_.random), crypto::new_signing_key(parts_.random), now));
  AVOW_CHECK(keyring_->put_without_old_seeds(*store_, *transaction));
  AVOW_CHECK(forget_restore(*transaction));
  AVOW_CHECK(commit_writing(*transaction, std::exchange(begun.written, {}), now));
  take_begun(std::move(begun));
  if (on_own_entries_) on_own_entries_();
  if (on_new_epoch_) on_new_epoch_();
  return keyring_->epoch();
}

Result<Vault::Begun> Vault::begin_epoch(store::Transaction& transaction, crypto::SigningKey log_key, crypto::SigningKey witness_key,
                                        Instant now) {
  if (keyring_->epochs_are_used_up()) return Error{Errc::refused, std::string(text::kEpochTooMany)};
  AVOW_CHECK(close_epoch(transaction));
  const store::State closed = transaction.state();
  Begun out{{}, {}, set_apart_};
  AVOW_TRY(out.made, keyring_->make_epoch(*store_, transaction, std::move(log_key), std::move(witness_key),
                                          last_head(closed, log::Lane::commitments)));
  const log::EpochKeys& keys = out.made.known.keys;
  put_empty_logs(transaction, log::Author::me, keys);
  for (const auto lane : log::kLanes) {
    const log::LogRef into{lane, log::Author::me, keys.epoch};
    ledger::Facts facts;
    facts.kind = ledger::RecordKind::epoch_begin;
    if (const auto head = last_head(closed, lane)) facts.seal = to_bytes(log::head_hash(*head));
    std::vector<NewRecord> records(1);
    AVOW_TRY(records.front(), record_about_log(std::move(facts), now));
    AVOW_TRY(auto disowned, disowning(transaction, into, out.set_apart, now));
    std::move(disowned.begin(), disowned.end(), std::back_inserter(records));
    AVOW_TRY(auto one, write(transaction, into, std::move(records), {}, now));
    out.written.push_back(std::move(one));
  }
  AVOW_CHECK(rename_drafts(transaction, keys));
  return out;
}

void Vault::take_begun(Begun begun) {
  keyring_->take_new_epoch(std::move(begun.made));
  set_apart_ = std::move(begun.set_apart);
}

}  // namespace avow::app
