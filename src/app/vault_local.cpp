// The side of the vault that stays on this device: the person's choices, the facts kept for them alone, what a search
// looks in.
#include <algorithm>
#include <tuple>

#include "app/searchable.h"
#include "app/taking_back.h"
#include "app/vault.h"
#include "base/codec.h"
#include "ledger/when.h"
#include "store/backup.h"
#include "store/failed_unlocks.h"
#include "store/transaction.h"

namespace avow::app {
namespace {

using store::ItemKind;

constexpr std::string_view kChoicePrefix = "config ";
constexpr std::string_view kLastReminded = "last-reminded";
constexpr std::string_view kFacts = "local facts";
constexpr std::string_view kBackups = "backups made";

std::string choice_key(std::string_view key) { return std::string(kChoicePrefix) + std::string(key); }

}  // namespace

Result<std::optional<std::string>> Vault::choice(std::string_view key) { return choice_in(*store_, key); }

Result<std::optional<std::string>> Vault::choice_in(store::Store& store, std::string_view key) {
  AVOW_TRY(const auto stored, store.item(ItemKind::setting, bytes_of(choice_key(key))));
  if (!stored) return std::optional<std::string>{};
  return std::optional(std::string(text_of(*stored)));
}

Result<void> Vault::choose(std::string_view key, std::string_view value, IfReadOnly if_read_only) {
  AVOW_TRY(auto transaction, if_read_only == IfReadOnly::go_on ? store_->begin() : begin_change());
  const std::string name = choice_key(key);
  AVOW_CHECK(transaction->put_item(ItemKind::setting, bytes_of(name), bytes_of(value)));
  return transaction->commit();
}

Result<void> Vault::keep_private(const PrivateRecord& record, Replace replace) {
  AVOW_TRY(const Bytes plain, encode(record));
  AVOW_TRY(auto transaction, begin_change());
  AVOW_CHECK(transaction->put_item(ItemKind::private_record, record.id.bytes, plain));
  if (replace == Replace::yes) transaction->leave_no_trace();
  return transaction->commit();
}

Result<void> Vault::erase_private(const RecordId& id) {
  AVOW_TRY(auto transaction, begin_erasing());
  AVOW_CHECK(transaction->erase_item(ItemKind::private_record, id.bytes));
  transaction->leave_no_trace();
  return transaction->commit();
}

Result<PrivateList> Vault::private_records() {
  PrivateList out;
  AVOW_TRY(out.unreadable, take_readable(ItemKind::private_record, [&out](ByteView key, ByteView plain) -> Result<void> {
             AVOW_TRY(auto record, decode_private_record(key, plain));
             out.records.push_back(std::move(record));
             return {};
           }));
  std::sort(out.records.begin(), out.records.end(), [](const PrivateRecord& a, const PrivateRecord& b) {
    return std::tie(a.said_at, a.id) > std::tie(b.said_at, b.id);
  });
  return out;
}

Result<std::optional<Reminded>> Vault::last_reminded() {
  AVOW_TRY(const auto stored, store_->item(ItemKind::setting, bytes_of(kLastReminded)));
  if (!stored) return std::optional<Reminded>{};
  ByteReader in(*stored);
  Reminded out{from_millis(in.i64()), 0};
  if (in.remaining() > 0) out.that_day = in.u32();  // the first version had none
  if (!in.finish().ok()) return Error{Errc::damaged, "when it last reminded"};
  return std::optional(out);
}

Result<void> Vault::keep_last_reminded(const Reminded& reminded) {
  AVOW_TRY(auto transaction, begin_change());
  const Bytes stored = ByteWriter().i64(to_millis(reminded.at)).u32(reminded.that_day).take();
  AVOW_CHECK(transaction->put_item(ItemKind::setting, bytes_of(kLastReminded), stored));
  return transaction->commit();
}

Result<void> Vault::load_facts() {
  AVOW_TRY(const auto stored, store_->item(ItemKind::other, bytes_of(kFacts)));
  if (!stored) return {};
  AVOW_TRY(facts_, decode_local_facts(*stored));
  return {};
}

Result<void> Vault::put_facts(store::Transaction& transaction, const LocalFacts& facts) const {
  // Why: what cannot be read is left as it is; a later avow, or `verify`, may know more about it.
  if (unreadable_facts_) return {};
  return transaction.put_item(ItemKind::other, bytes_of(kFacts), encode(facts));
}

LocalFacts Vault::facts_with(FactKind kind) const {
  LocalFacts next = facts_;
  add(next, {kind, parts_.clock.now()});
  return next;
}

Result<LocalFacts> Vault::local_facts() const {
  if (unreadable_facts_) return *unreadable_facts_;
  return facts_;
}

Result<void> Vault::keep_fact(FactKind kind) {
  LocalFacts next = facts_with(kind);
  AVOW_TRY(auto transaction, begin_change());
  AVOW_CHECK(put_facts(*transaction, next));
  AVOW_CHECK(transaction->commit());
  facts_ = std::move(next);
  return {};
}

Result<Bytes> Vault::restored_from() {
  AVOW_TRY(auto stored, store_->item(ItemKind::evidence, bytes_of(store::kRestoredKey)));
  return std::move(stored).value_or(Bytes());
}

Result<BackupsMade> Vault::backups_made() {
  AVOW_TRY(const auto stored, store_->item(ItemKind::other, bytes_of(kBackups)));
  if (!stored) return BackupsMade();
  AVOW_TRY(const Bytes restored, restored_from());
  return decode_backups_made(*stored, restored);
}

// Why not begin_change: a vault that is only read is backed up, too, and what it left behind has to be found.
Result<void> Vault::keep_backup_made(const std::string& file) {
  AVOW_TRY(BackupsMade made, backups_made());
  made.last = parts_.clock.now();
  add(made, file);
  return keep_backups(made);
}

Result<void> Vault::keep_backup_place(const std::string& file) {
  AVOW_TRY(BackupsMade made, backups_made());
  add(made, file);
  return keep_backups(made);
}

Result<void> Vault::keep_backups(const BackupsMade& made) {
  AVOW_TRY(const Bytes restored, restored_from());
  AVOW_TRY(auto transaction, store_->begin());
  AVOW_CHECK(transaction->put_item(ItemKind::other, bytes_of(kBackups), encode(made, restored)));
  return transaction->commit();
}

// What a restored vault has made is its own from now on.
Result<void> Vault::own_backups_made(store::Transaction& transaction) {
  const auto kept = backups_made();
  const BackupsMade made = kept.ok() ? *kept : BackupsMade();  // what cannot be read is in nobody's way
  if (!made.last && made.files.empty()) return transaction.erase_item(ItemKind::other, bytes_of(kBackups));
  return transaction.put_item(ItemKind::other, bytes_of(kBackups), encode(made, {}));
}

// Why the bare id as the key: keys of items stand in the file as they are, and an id tells nothing.
Result<std::optional<Bytes>> Vault::answers_in(const RecordId& checkin) {
  return store_->item(ItemKind::other, checkin.bytes);
}

Result<void> Vault::keep_answers(const RecordId& checkin, ByteView kept) {
  AVOW_TRY(auto transaction, begin_change());
  AVOW_CHECK(transaction->put_item(ItemKind::other, checkin.bytes, kept));
  return transaction->commit();
}

Result<void> Vault::erase_answers(store::Transaction& transaction, const RecordId& checkin) {
  AVOW_TRY(const auto kept, answers_in(checkin));
  if (!kept) return {};
  transaction.leave_no_trace();
  return transaction.erase_item(ItemKind::other, checkin.bytes);
}

Result<std::vector<RecordId>> Vault::answered_checkins() {
  AVOW_TRY(const auto keys, store_->item_keys(ItemKind::other));
  std::vector<RecordId> out;
  for (const Bytes& key : keys) {
    if (key.size() == RecordId().bytes.size()) out.push_back(RecordId{first<16>(key)});
  }
  return out;
}

Result<bool> Vault::holds_apart(const RecordId& id) {
  for (const ItemKind kind : {ItemKind::draft, ItemKind::private_record}) {
    AVOW_TRY(const auto held, store_->item(kind, id.bytes));
    if (held) return true;
  }
  return false;
}

std::string Vault::day_here(Instant at) const { return ledger::day_of(at, wall_zone_).date; }

Result<void> Vault::take_in_unlock() {
  const auto failed = store::read_failed_unlocks(*lock_);
  LocalFacts next = facts_;
  add_failed(next, failed.at);
  if (failed.damaged) add(next, {FactKind::failed_list_damaged, parts_.clock.now()});
  add(next, {FactKind::unlocked, parts_.clock.now()});
  AVOW_TRY(auto transaction, begin_change());
  AVOW_CHECK(put_facts(*transaction, next));
  AVOW_CHECK(transaction->commit());
  facts_ = std::move(next);
  if (failed.damaged || !failed.at.empty()) store::remove_failed_unlocks(*lock_);
  return {};
}

void Vault::note_failed_unlock(const VaultPlace& place, Instant at) {
  const auto lock = store::VaultLock::take(place.vault, store::IfMissing::refuse, std::chrono::seconds(0));
  if (lock.ok()) static_cast<void>(store::add_failed_unlock(**lock, at));
}

void Vault::note_unlock() {
  if (auto loaded = load_facts(); !loaded.ok()) unreadable_facts_ = loaded.error();
  // Why no error: a vault opens although this cannot be kept (a full disk); the list of failed ones waits on.
  if (!unreadable_facts_ && !read_only()) static_cast<void>(take_in_unlock());
  apply_own_rules(*this, Thorough::yes);
}

Result<Searchable*> Vault::searchable() {
  if (searchable_ == nullptr) {
    AVOW_TRY(searchable_, Searchable::create());
  }
  return searchable_.get();
}

void Vault::forget_searchable() { searchable_.reset(); }

}  // namespace avow::app
