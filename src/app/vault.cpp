#include "app/vault.h"

#include <algorithm>
#include <tuple>

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
constexpr std::string_view kNoticePrefix = "notice ";
constexpr std::string_view kHighWaterLabel = "high-water";
constexpr std::string_view kCodeNotShown = "recovery code not yet shown";
constexpr std::size_t kLoadBytes = 64U * 1024 * 1024;

constexpr std::uint8_t kDraftVersion = 2;

Bytes encode_draft(const Draft& draft) {
  ByteWriter out;
  out.u8(kDraftVersion).u8(static_cast<std::uint8_t>(draft.lane)).fixed(draft.id_random).blob(draft.facts).blob(draft.words);
  out.u32(draft.place);
  return out.take();
}

Result<Draft> decode_draft(ByteView key, ByteView bytes) {
  ByteReader in(bytes);
  Draft out;
  const auto version = in.u8();
  const auto lane = in.u8();
  out.id_random = in.array<16>();
  out.facts = to_bytes(in.blob());
  out.words = to_bytes(in.blob());
  if (version > 1) out.place = in.u32();  // the first version had none
  if (!in.finish().ok() || version < 1 || version > kDraftVersion || lane < 1 || lane > 2 || key.size() != 16) {
    return Error{Errc::damaged, "a draft"};
  }
  out.lane = static_cast<log::Lane>(lane);
  out.id.bytes = first<16>(key);
  return out;
}

// Newest first, a batch as it was written; where facts do not decode at the end.
void sort_as_listed(std::vector<Draft>& drafts) {
  const auto place = [](const Draft& draft) {
    const auto facts = ledger::decode_facts(draft.facts);
    return std::tuple(facts.ok() ? facts->said_at : Instant{}, draft.place, draft.id);
  };
  std::sort(drafts.begin(), drafts.end(), [&](const Draft& a, const Draft& b) { return place(a) > place(b); });
}

// Records by which an author says that what another one said is gone.
bool takes_content(ledger::RecordKind kind) {
  return kind == ledger::RecordKind::note_withdraw || kind == ledger::RecordKind::note_expire ||
         kind == ledger::RecordKind::redaction;
}

std::uint32_t minute_of(Instant instant) {
  const auto minutes = std::chrono::floor<std::chrono::minutes>(instant).time_since_epoch().count();
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(minutes, 0, UINT32_MAX));
}

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

Vault::Vault(VaultPlace place, const VaultParts& parts, std::unique_ptr<store::VaultLock> lock,
             std::unique_ptr<store::Store> store)
    : place_(std::move(place)), parts_(parts), lock_(std::move(lock)), store_(std::move(store)) {}

Vault::~Vault() = default;

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
  vault->note_unlock();
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
  set_list_order();
  for (const auto& log : store_->state().logs) {
    const bool known = log.ref.by == log::Author::me || keyring_->partner() != nullptr;
    if (!known) return Error{Errc::damaged, "the partner's keys are missing"};
    AVOW_CHECK(load_log(log.ref));
  }
  return check_high_water();
}

void Vault::set_list_order() {
  const auto* partner = keyring_->partner();
  if (partner != nullptr) ledger_.set_me_first(keyring_->static_key().public_key < partner->keys.static_key);
}

Result<void> Vault::load_settings() {
  AVOW_TRY(const auto name, store_->item(ItemKind::setting, bytes_of(kNameSetting)));
  if (name) name_ = std::string(text_of(*name));
  AVOW_TRY(const auto last_sync, store_->item(ItemKind::setting, bytes_of(kLastSyncSetting)));
  if (last_sync) last_sync_ = from_millis(ByteReader(*last_sync).i64());
  AVOW_TRY(const auto last_said, store_->item(ItemKind::setting, bytes_of(kLastSaidSetting)));
  if (last_said) last_said_ = from_millis(ByteReader(*last_said).i64());
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

void Vault::fold_in(const log::LogRef& ref, std::uint64_t index, ProjectionRow row) {
  LiveLog& live = live_[ref];
  live.last_seen = row.seen;
  ledger::Facts facts;  // of kind none: a record whose facts are withheld says only whose it was
  bool known = true;    // facts that do not decode: stored, verified and inert
  if (!row.whole) live.withheld.insert(row.id);
  if (!row.facts.empty()) {
    auto decoded = ledger::decode_facts(row.facts);
    known = decoded.ok();
    if (known) facts = std::move(*decoded);
    if (takes_content(facts.kind) && !facts.takes.is_zero()) live.taken.insert(facts.takes);
  }
  const RecordId id = row.id;
  live.tail.push_back(std::move(row));
  if (live.tail.size() == kProjectionChunk) live.tail.clear();
  if (known) ledger_.add(ledger::Record{id, ref.lane, ref.by, ref.epoch, index, live.last_seen, std::move(facts), std::nullopt});
}

std::optional<Instant> Vault::received_at(const RecordId& id) const {
  const auto place = ledger_.find(id);
  if (!place || place->by == log::Author::me) return std::nullopt;
  const auto live = live_.find(log::LogRef{place->lane, place->by, place->epoch});
  if (live == live_.end()) return std::nullopt;
  const auto after = live->second.arrivals.upper_bound(place->index);
  if (after == live->second.arrivals.begin()) return std::nullopt;
  return std::prev(after)->second;
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
  const auto key = store_->derive(kHighWaterLabel);
  const auto mark = store::read_high_water(place_.state_home, store_->vault_id(), key);
  // A damaged mark proves nothing about the vault; it is written anew at the end of the command.
  if (!mark.ok() || !*mark) return {};
  const auto comparison = store::compare(**mark, store_->state());
  if (comparison.progress == store::Progress::level || store_->state().read_only) return {};
  AVOW_TRY(auto transaction, store_->begin());
  transaction->set_read_only(true);
  AVOW_CHECK(transaction->put_item(ItemKind::evidence, bytes_of("rolled-back"), bytes_of(comparison.what)));
  return transaction->commit();
}

Result<void> Vault::write_high_water() {
  // Why: a vault that is behind its mark must not lower the mark.
  if (store_->state().read_only) return {};
  AVOW_CHECK(store_->make_durable());  // the mark never leads
  return store::write_high_water(place_.state_home, store_->vault_id(), store_->derive(kHighWaterLabel),
                                 store::high_water_of(store_->state()), parts_.random);
}

Result<void> Vault::check_may_write() const {
  if (store_->state().read_only) return Error{Errc::read_only, ""};
  if (!keyring_->confirmed()) return Error{Errc::not_paired, ""};
  return {};
}

Result<std::unique_ptr<store::Transaction>> Vault::begin_change(store::Durability durability) {
  if (store_->state().read_only) return Error{Errc::read_only, ""};
  return store_->begin(durability);
}

RecordId Vault::id_for(log::Lane lane, const ByteArray<16>& id_random) const {
  return log::record_id(keyring_->own_log_id(lane), id_random);
}

// The partner's latest complete head of the lane; never less than what the last own entry had seen.
log::Seen Vault::seen_of_partner(log::Lane lane, const LiveLog& own) const {
  const auto* theirs = store_->state().find(log::LogRef{lane, log::Author::partner, 0});
  if (theirs == nullptr || !theirs->head || theirs->head->size() != theirs->size) return own.last_seen;
  return log::Seen{theirs->ref.epoch, theirs->size, log::head_hash(theirs->head->checkpoint)};
}

Result<void> Vault::append(log::Lane lane, std::vector<NewRecord> records, const Draft* release,
                           const std::vector<RecordId>& erase) {
  AVOW_CHECK(check_may_write());
  const log::LogRef ref{lane, log::Author::me, 0};
  const LiveLog& live = live_[ref];
  store::LogState state = *store_->state().find(ref);
  const std::uint64_t first = state.size;
  const log::Seen seen = seen_of_partner(lane, live);
  const Instant now = parts_.clock.now();
  log::Frontier frontier = live.frontier;
  AVOW_TRY(auto transaction, store_->begin());
  std::vector<log::Node> completed;
  std::vector<ProjectionRow> rows;
  rows.reserve(records.size());
  for (auto& record : records) {
    const auto entry = log::make_entry(state.id, state.size, minute_of(now), seen, record.id_random, std::move(record.facts),
                                       std::move(record.words), parts_.random);
    AVOW_CHECK(transaction->append_entry(ref, state.size, entry));
    frontier.append(log::leaf_hash(entry.header), completed);
    rows.push_back(row_of(log::record_id(state.id, record.id_random), seen, entry.payload));
    ++state.size;
  }
  AVOW_CHECK(transaction->put_nodes(ref, completed));
  state.root = frontier.root();
  transaction->set_log(state);
  if (release != nullptr) AVOW_CHECK(transaction->erase_item(ItemKind::draft, release->id.bytes));
  AVOW_CHECK(put_completed(*transaction, ref, rows));
  std::vector<std::uint64_t> erased;
  for (const auto& id : erase) {
    const auto record = ledger_.find(id);
    AVOW_ASSERT(record && record->by == ref.by && record->lane == ref.lane && record->epoch == ref.epoch);
    erased.push_back(record->index);
  }
  AVOW_CHECK(destroy(*transaction, ref, erased));
  AVOW_CHECK(transaction->put_item(ItemKind::setting, bytes_of(kLastSaidSetting), ByteWriter().i64(to_millis(now)).bytes()));
  AVOW_CHECK(transaction->commit());
  last_said_ = now;
  LiveLog& folded = live_[ref];
  folded.frontier = frontier;
  for (std::size_t i = 0; i < rows.size(); ++i) fold_in(ref, first + i, std::move(rows[i]));
  const std::uint64_t tail_start = state.size - folded.tail.size();
  for (const std::uint64_t index : erased) {
    if (index < tail_start) continue;
    folded.tail[index - tail_start].facts.clear();
    folded.tail[index - tail_start].whole = false;
  }
  if (on_own_entries_) on_own_entries_();
  return {};
}

Result<void> Vault::put_completed(store::Transaction& transaction, const log::LogRef& ref,
                                  std::span<const ProjectionRow> rows) const {
  const store::LogState& state = *transaction.state().find(ref);
  std::span<const ProjectionRow> tail = live_.at(ref).tail;
  std::uint64_t chunk = (state.size - rows.size()) / kProjectionChunk;
  while (tail.size() + rows.size() >= kProjectionChunk) {
    const auto taken = rows.first(kProjectionChunk - tail.size());
    AVOW_CHECK(transaction.put_item(ItemKind::snapshot, log_item_key(state.id, chunk++), encode_rows(tail, taken)));
    rows = rows.subspan(taken.size());
    tail = {};
  }
  return {};
}

Result<void> Vault::destroy(store::Transaction& transaction, const log::LogRef& ref,
                            std::span<const std::uint64_t> indices) {
  const store::LogState& state = *transaction.state().find(ref);
  std::set<std::uint64_t> chunks;
  for (const std::uint64_t index : indices) {
    AVOW_CHECK(transaction.destroy_payload(ref, index));
    const std::uint64_t chunk = index / kProjectionChunk;
    if ((chunk + 1) * kProjectionChunk <= state.size) chunks.insert(chunk);
  }
  for (const std::uint64_t chunk : chunks) {
    const std::uint64_t start = chunk * kProjectionChunk;
    AVOW_TRY(const auto rows, rows_of_entries(ref, start, start + kProjectionChunk));
    AVOW_CHECK(transaction.put_item(ItemKind::snapshot, log_item_key(state.id, chunk), encode_rows(rows)));
  }
  return {};
}

Result<void> Vault::save_drafts(const std::vector<Draft>& drafts, Replace replace) {
  AVOW_TRY(auto transaction, begin_change());
  for (const auto& draft : drafts) {
    AVOW_CHECK(transaction->put_item(ItemKind::draft, draft.id.bytes, encode_draft(draft)));
  }
  if (replace == Replace::yes) transaction->leave_no_trace();
  return transaction->commit();
}

Result<void> Vault::erase_draft(const RecordId& id) {
  AVOW_TRY(auto transaction, begin_change());
  AVOW_CHECK(transaction->erase_item(ItemKind::draft, id.bytes));
  transaction->leave_no_trace();
  return transaction->commit();
}

Result<std::vector<Draft>> Vault::drafts() {
  std::vector<Draft> out;
  AVOW_CHECK(store_->for_each_item(ItemKind::draft, [&out](ByteView key, ByteView plain) -> Result<void> {
    AVOW_TRY(auto draft, decode_draft(key, plain));
    out.push_back(std::move(draft));
    return {};
  }));
  return out;
}

Result<DraftList> Vault::list_drafts() {
  DraftList out;
  AVOW_TRY(const auto keys, store_->item_keys(ItemKind::draft));
  for (const Bytes& key : keys) {
    const auto plain = store_->item(ItemKind::draft, key);
    if (!plain.ok() && plain.error().code != Errc::damaged) return plain.error();
    auto draft = plain.ok() && *plain ? decode_draft(key, **plain) : Result<Draft>(Error{Errc::damaged, "a draft"});
    if (draft.ok()) out.drafts.push_back(std::move(*draft));
    else ++out.unreadable;
  }
  sort_as_listed(out.drafts);
  return out;
}

Result<log::Payload> Vault::payload_of(const RecordId& id) {
  const auto record = ledger_.find(id);
  if (!record) return log::Payload{};
  AVOW_TRY(auto entry, store_->entry(log::LogRef{record->lane, record->by, record->epoch}, record->index));
  return std::move(entry.payload);
}

Result<std::optional<Bytes>> Vault::words_of(const RecordId& id) {
  AVOW_TRY(auto payload, payload_of(id));
  if (!payload.words) return std::optional<Bytes>{};
  return std::optional<Bytes>(std::move(payload.words->bytes));
}

Result<bool> Vault::first_time(std::string_view what) {
  const std::string key = std::string(kNoticePrefix) + std::string(what);
  AVOW_TRY(const auto known, store_->item(ItemKind::setting, bytes_of(key)));
  if (known || store_->state().read_only) return false;
  AVOW_TRY(auto transaction, begin_change());
  AVOW_CHECK(transaction->put_item(ItemKind::setting, bytes_of(key), bytes_of("1")));
  AVOW_CHECK(transaction->commit());
  return true;
}

}  // namespace avow::app
