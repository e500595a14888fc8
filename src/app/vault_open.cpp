// How a vault begins: made, opened, and read into memory.
#include <algorithm>

#include "app/revealing.h"
#include "app/vault.h"
#include "base/codec.h"
#include "base/limits.h"
#include "store/failed_unlocks.h"
#include "store/high_water.h"
#include "store/transaction.h"

namespace avow::app {
namespace {

using store::ItemKind;

constexpr std::string_view kNameSetting = "name";
constexpr std::string_view kDeliveredSetting = "delivered";
constexpr std::string_view kLastSyncSetting = "last-sync";
constexpr std::string_view kLastSaidSetting = "last-said";
constexpr std::string_view kCodeNotShown = "recovery code not yet shown";
constexpr std::size_t kLoadBytes = 64U * 1024 * 1024;

// Its recovery code was never shown, and nothing was written into it: no entry, draft, partner or open invite. Told
// without its keys, since nobody may remember what was typed then.
Result<bool> is_unfinished(const store::VaultLock& lock) {
  constexpr std::size_t kFew = 64;
  const auto outline = store::Store::outline(lock, kFew);
  if (!outline.ok() && outline.error().code == Errc::no_vault) return false;
  if (!outline.ok()) return outline.error();
  if (outline->entries > 0 || outline->items.size() == kFew) return false;
  bool not_shown = false;
  for (const auto& [kind, key] : outline->items) {
    const bool harmless = kind == ItemKind::setting || kind == ItemKind::other || Keyring::is_own(kind, key);
    if (!harmless) return false;
    not_shown = not_shown || (kind == ItemKind::other && text_of(key) == kCodeNotShown);
  }
  return not_shown;
}

}  // namespace

Result<std::unique_ptr<Vault>> Vault::create(const VaultPlace& place, ByteView passphrase, ByteView recovery_code,
                                             const std::string& name, crypto::KdfCost cost, const VaultParts& parts) {
  if (name.size() > limits::kNameBytesMax) return Error{Errc::usage, "a name has at most 64 bytes"};
  AVOW_TRY(const auto normal, crypto::normal_passphrase(passphrase));
  AVOW_TRY(auto lock, store::VaultLock::take(place.vault, store::IfMissing::create, std::chrono::seconds(5)));
  const store::NewSecrets secrets{normal.view(), recovery_code, cost};
  AVOW_TRY(const bool unfinished, is_unfinished(*lock));
  const auto if_there = unfinished ? store::IfThere::replace : store::IfThere::refuse;
  AVOW_TRY(auto store, store::Store::make(*lock, secrets, parts.random, if_there));
  std::unique_ptr<Vault> vault(new Vault(place, parts, std::move(lock), std::move(store)));
  AVOW_CHECK(vault->make_keys(name));
  AVOW_TRY(vault->store_, store::Store::put_in_place(std::move(vault->store_), *vault->lock_));
  store::keep_reserve(place.vault.string());
  return vault;
}

Result<void> Vault::recovery_code_was_shown() {
  AVOW_TRY(auto transaction, begin_change());
  AVOW_CHECK(transaction->erase_item(ItemKind::other, bytes_of(kCodeNotShown)));
  AVOW_CHECK(transaction->commit());
  return write_high_water();
}

Result<crypto::Key> Vault::master_of(const store::KeySlots& slots, ByteView typed) {
  AVOW_TRY(const auto passphrase, crypto::normal_passphrase(typed));
  auto master = slots.open(crypto::SlotKind::passphrase, passphrase.view());
  if (master.ok() || master.error().code != Errc::wrong_passphrase) return master;
  const auto code = crypto::from_recovery_text(text_of(typed));
  if (!code.ok()) return master;
  return slots.open(crypto::SlotKind::recovery_code, code->view());
}

Result<store::KeySlots> Vault::key_slots_at(const VaultPlace& place) {
  AVOW_TRY(const auto lock, store::VaultLock::take(place.vault, store::IfMissing::refuse, std::chrono::seconds(0)));
  return store::Store::read_slots(*lock);
}

Result<std::unique_ptr<Vault>> Vault::open(const VaultPlace& place, ByteView typed, const VaultParts& parts,
                                           std::chrono::milliseconds max_wait, const std::function<void()>& on_wait) {
  AVOW_TRY(auto lock, store::VaultLock::take(place.vault, store::IfMissing::refuse, max_wait, on_wait));
  AVOW_TRY(const auto slots, store::Store::read_slots(*lock));
  auto master = master_of(slots, typed);
  if (!master.ok()) {
    // Why no second error: the answer is the wrong passphrase, whether it could be noted or not.
    if (master.error().code == Errc::wrong_passphrase) static_cast<void>(store::add_failed_unlock(*lock, parts.clock.now()));
    return std::move(master).error();
  }
  return open_locked(place, std::move(lock), *master, parts);
}

Result<std::unique_ptr<Vault>> Vault::open_with(const VaultPlace& place, const crypto::Key& master,
                                                const VaultParts& parts, std::chrono::milliseconds max_wait,
                                                const std::function<void()>& on_wait) {
  AVOW_TRY(auto lock, store::VaultLock::take(place.vault, store::IfMissing::refuse, max_wait, on_wait));
  return open_locked(place, std::move(lock), master, parts);
}

Result<std::unique_ptr<Vault>> Vault::open_locked(const VaultPlace& place, std::unique_ptr<store::VaultLock> lock,
                                                  const crypto::Key& master, const VaultParts& parts) {
  AVOW_TRY(auto store, store::Store::open(*lock, master, parts.random));
  std::unique_ptr<Vault> vault(new Vault(place, parts, std::move(lock), std::move(store)));
  AVOW_CHECK(vault->load());
  vault->ledger_.settle();
  vault->note_unlock();
  if (!vault->has_left()) store::keep_reserve(place.vault.string());
  reveal_ready(*vault);  // what was sealed when a crash or a full disk came between
  return vault;
}

// Keys, the two own logs and the name, while nobody finds the vault yet.
Result<void> Vault::make_keys(const std::string& name) {
  AVOW_TRY(auto transaction, store_->begin());
  AVOW_TRY(keyring_, Keyring::create(*transaction, parts_.random, parts_.tap));
  for (const auto lane : log::kLanes) {
    store::LogState log;
    log.ref = log::LogRef{lane, log::Author::me, 0};
    log.id = keyring_->own_log_id(lane);
    log.root = log::empty_root();
    transaction->set_log(log);
    live_[log.ref] = {};
  }
  AVOW_CHECK(transaction->put_item(ItemKind::setting, bytes_of(kNameSetting), bytes_of(name)));
  AVOW_CHECK(transaction->put_item(ItemKind::other, bytes_of(kCodeNotShown), bytes_of("1")));
  facts_ = facts_with(FactKind::made);
  AVOW_CHECK(put_facts(*transaction, facts_));
  AVOW_CHECK(transaction->commit());
  name_ = name;
  return {};
}

Result<void> Vault::load() {
  AVOW_TRY(keyring_, Keyring::load(*store_, parts_.tap));
  AVOW_CHECK(load_settings());
  AVOW_CHECK(load_forgotten());
  set_list_order();
  AVOW_CHECK(load_set_apart());
  for (const auto& log : store_->state().logs) {
    const bool paired = log.ref.by == log::Author::me || keyring_->partner() != nullptr;
    if (!paired || keyring_->find_epoch(log.ref.by, log.ref.epoch) == nullptr) return Error{Errc::damaged, "the partner's keys are missing"};
    AVOW_CHECK(load_log(log.ref));
  }
  AVOW_CHECK(check_high_water());
  return finish_leaving();
}

void Vault::set_list_order() {
  if (keyring_->partner() != nullptr) ledger_.set_me_first(keyring_->me_first());
}

Result<void> Vault::load_settings() {
  AVOW_TRY(const auto name, store_->item(ItemKind::setting, bytes_of(kNameSetting)));
  if (name) name_ = std::string(text_of(*name));
  AVOW_TRY(const auto last_sync, store_->item(ItemKind::setting, bytes_of(kLastSyncSetting)));
  if (last_sync) last_sync_ = from_millis(ByteReader(*last_sync).i64());
  AVOW_TRY(const auto last_said, store_->item(ItemKind::setting, bytes_of(kLastSaidSetting)));
  if (last_said) last_said_ = from_millis(ByteReader(*last_said).i64());
  AVOW_CHECK(load_by_file());
  AVOW_TRY(const auto delivered, store_->item(ItemKind::setting, bytes_of(kDeliveredSetting)));
  if (!delivered) return {};
  ByteReader in(*delivered);
  while (in.remaining() > 0 && !in.failed()) {
    const auto lane = static_cast<log::Lane>(in.u8());
    const auto epoch = in.u16();
    delivered_[log::LogRef{lane, log::Author::me, epoch}] = in.u64();
  }
  if (!in.finish().ok()) return Error{Errc::damaged, "what is known to be delivered"};
  return {};
}

Result<void> Vault::load_log(const log::LogRef& ref) {
  const store::LogState state = *store_->state().find(ref);
  LiveLog& live = live_[ref];
  const auto nodes = store_->nodes(ref);
  AVOW_TRY(live.frontier, log::Frontier::load(*nodes, state.size));
  ledger_.reserve(ledger_.size() + state.size);
  for (std::uint64_t index = 0; index < state.size;) {
    AVOW_TRY(auto rows, projection_rows(ref, state, index));
    for (auto& row : rows) fold_in(ref, index++, std::move(row));
  }
  if (ref.by == log::Author::partner) AVOW_CHECK(load_arrivals(state.id, live.arrivals));
  return {};
}

// The rows from `first`, the beginning of a chunk, to its end: from its item, or from the entries themselves.
Result<std::vector<ProjectionRow>> Vault::projection_rows(const log::LogRef& ref, const store::LogState& state,
                                                          std::uint64_t first) {
  const std::uint64_t end = std::min(first + kProjectionChunk, state.size);
  if (end - first == kProjectionChunk) {
    AVOW_TRY(const auto chunk, store_->item(ItemKind::snapshot, log_item_key(state.id, first / kProjectionChunk)));
    if (chunk) {
      AVOW_TRY(auto rows, decode_rows(*chunk));
      if (rows.size() != kProjectionChunk) return Error{Errc::damaged, "a chunk of the projection"};
      return rows;
    }
  }
  return rows_of_entries(ref, first, end);
}

Result<std::vector<ProjectionRow>> Vault::rows_of_entries(const log::LogRef& ref, std::uint64_t first, std::uint64_t end) {
  std::vector<ProjectionRow> rows;
  rows.reserve(end - first);
  while (first + rows.size() < end) {
    AVOW_TRY(const auto entries, store_->entries(ref, first + rows.size(), end - first - rows.size(), kLoadBytes));
    for (const auto& entry : entries) {
      AVOW_TRY(auto row, row_of(entry));
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

// When the partner's entries arrived: one item for each chunk of them.
Result<void> Vault::load_arrivals(const LogId& log, std::map<std::uint64_t, Instant>& arrivals) {
  return store_->for_each_item(ItemKind::received_at, [&](ByteView key, ByteView plain) -> Result<void> {
    if (key.size() != 24 || !equal(key.first(16), log.bytes)) return {};
    ByteReader in(plain);
    const auto start = in.u64();
    arrivals[start] = from_millis(in.i64());
    return in.finish();
  });
}

Result<void> Vault::check_high_water() {
  const auto mark = store::read_high_water(place_.state_home, store_->vault_id(), keyring_->mark_key());
  // A damaged mark proves nothing about the vault; it is written anew at the end of the command.
  if (!mark.ok() || !*mark) return {};
  const auto comparison = store::compare(**mark, store_->state());
  if (comparison.progress == store::Progress::level) return {};
  if (store_->state().read_only) return forget_level_before(**mark);
  // Why: a new epoch began by its author's word, and a stop came before the mark was written anew.
  const bool older = std::none_of((*mark)->logs.begin(), (*mark)->logs.end(), [this](const store::LogMark& log) {
    return log.ref.by == log::Author::me && log.ref.epoch >= keyring_->epoch();
  });
  if (older && keyring_->epoch() > 0) return {};
  AVOW_TRY(auto transaction, store_->begin());
  transaction->set_read_only(true);
  AVOW_CHECK(transaction->put_item(ItemKind::evidence, bytes_of("rolled-back"), bytes_of(comparison.what)));
  return transaction->commit();
}

// Put back to a moment before an epoch that has begun since: that a sync had come level then says nothing now.
Result<void> Vault::forget_level_before(const store::HighWater& mark) {
  const bool later = std::any_of(mark.logs.begin(), mark.logs.end(), [this](const store::LogMark& log) {
    return log.ref.by == log::Author::me && log.ref.epoch > keyring_->latest_epoch(log::Author::me);
  });
  AVOW_TRY(const auto known, recovery());
  if (!later || !known.came_level) return {};
  AVOW_TRY(auto transaction, store_->begin());
  AVOW_CHECK(put_read_only(*transaction));
  return transaction->commit();
}

Result<void> Vault::write_high_water() {
  settle_leaving();
  // Why: a vault that is behind its mark must not lower the mark.
  if (store_->state().read_only) return {};
  AVOW_CHECK(store_->make_durable());  // the mark never leads
  return store::write_high_water(place_.state_home, store_->vault_id(), keyring_->mark_key(),
                                 store::high_water_of(store_->state()), parts_.random);
}

}  // namespace avow::app
