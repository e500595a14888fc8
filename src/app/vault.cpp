#include "app/vault.h"

#include <algorithm>
#include <tuple>

#include "app/incoming_bundle.h"
#include "app/searchable.h"
#include "base/codec.h"
#include "base/limits.h"
#include "base/text_leaving.h"
#include "store/transaction.h"

namespace avow::app {
namespace {

using store::ItemKind;

constexpr std::string_view kLastSaidSetting = "last-said";
constexpr std::string_view kNoticePrefix = "notice ";

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

// Records after which a text is not to be found any more.
bool hides_text(ledger::RecordKind kind) {
  const auto* row = ledger::thread_row_of(kind);
  const bool taken = kind == ledger::RecordKind::note_withdraw || kind == ledger::RecordKind::note_expire ||
                     kind == ledger::RecordKind::redaction || kind == ledger::RecordKind::promise_withdraw;
  return taken || (row != nullptr && row->to == ledger::ThreadState::withdrawn);
}

std::uint32_t minute_of(Instant instant) {
  const auto minutes = std::chrono::floor<std::chrono::minutes>(instant).time_since_epoch().count();
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(minutes, 0, UINT32_MAX));
}

}  // namespace

Vault::Vault(VaultPlace place, const VaultParts& parts, std::unique_ptr<store::VaultLock> lock,
             std::unique_ptr<store::Store> store)
    : place_(std::move(place)), parts_(parts), lock_(std::move(lock)), store_(std::move(store)) {}

Vault::~Vault() = default;

void Vault::fold_in(const log::LogRef& ref, std::uint64_t index, ProjectionRow row) {
  LiveLog& live = live_[ref];
  live.last_seen = row.seen;
  if (!row.whole) live.withheld.emplace(row.id, index);
  else if (taken_of(ref).contains(row.id)) held_taken_.insert(row.id);
  count(ref, index, row);
  live.tail.push_back(std::move(row));
  if (live.tail.size() == kProjectionChunk) live.tail.clear();
}

void Vault::count(const log::LogRef& ref, std::uint64_t index, const ProjectionRow& row) {
  LiveLog& live = live_[ref];
  ledger::Facts facts;  // of kind none: a record whose facts are withheld says only whose it was
  bool known = true;    // facts that do not decode: stored, verified and inert
  if (!row.facts.empty()) {
    auto decoded = ledger::decode_facts(row.facts);
    known = decoded.ok();
    if (known) facts = std::move(*decoded);
    else unread_.emplace(row.id, Spot{ref, row.id, index});
    // Why: somebody else with my keys may have written it, and what is destroyed does not come back.
    if (!set_apart_.contains(row.id)) note_taken(ref, row.id, facts);
    if (searchable_ != nullptr && hides_text(facts.kind)) forget_searchable();
  }
  if (facts.kind == ledger::RecordKind::disown && !set_apart_.contains(row.id)) take_disown(row.id, {ref, facts.takes});
  const bool about_log = ledger::is_about_log(facts.kind);
  if (about_log) about_logs_.insert(row.id);
  if (about_log || set_apart_.contains(row.id)) return;
  if (is_disowned(row.id, ref)) return set_disowned(row.id, ref, index);
  const auto end = ledger::end_of_words(facts);
  if (ref.lane == log::Lane::notes && end) {
    if (!row.whole) live.timed[row.id] = *end;
    else if (ref.by == log::Author::me) expiring_.insert({*end, row.id});
  }
  if (known) ledger_.add(ledger::Record{row.id, ref.lane, ref.by, ref.epoch, index, row.seen, std::move(facts), std::nullopt});
}

// ---- "I did not write this", in a later epoch of the same log's author

// One that is disowned itself says nothing. Why it ends: each is of a later epoch than what it takes.
bool Vault::is_disowned(const RecordId& id, const log::LogRef& ref) const {
  const auto [first, last] = disowned_by_.equal_range(id);
  return std::any_of(first, last, [&](const auto& one) {
    const Disown& by = disowns_.at(one.second);
    return by.ref.by == ref.by && by.ref.lane == ref.lane && by.ref.epoch > ref.epoch && !is_disowned(one.second, by.ref);
  });
}

void Vault::take_disown(const RecordId& id, const Disown& disown) {
  if (!disowns_.emplace(id, disown).second) return;
  disowned_by_.emplace(disown.takes, id);
  settle_disowned(id);
}

// Whatever follows from that record, through those that it takes: gone, or back.
void Vault::settle_disowned(RecordId id) {
  for (auto by = disowns_.find(id); by != disowns_.end();) {
    id = by->second.takes;
    const auto next = disowns_.find(id);
    if (next != disowns_.end() && next->second.ref.epoch >= by->second.ref.epoch) return;
    by = next;
  }
  const auto gone = disowned_.find(id);
  if (gone != disowned_.end()) {
    const SetApart one = gone->second;
    if (is_disowned(id, one.ref)) return;
    disowned_.erase(gone);
    const auto entry = store_->entry(one.ref, one.index);
    if (!entry.ok()) return;
    if (const auto row = row_of(*entry); row.ok()) count(one.ref, one.index, *row);
    return;
  }
  const auto place = ledger_.find(id);
  if (!place) return;
  const log::LogRef ref{place->lane, place->by, place->epoch};
  if (!is_disowned(id, ref)) return;
  const std::uint64_t index = place->index;
  ledger_.remove(id);
  set_disowned(id, ref, index);
  settle_taken(id);
}

void Vault::set_disowned(const RecordId& id, const log::LogRef& ref, std::uint64_t index) {
  forget_searchable();
  disowned_[id] = {id, ref, index, ref.by == log::Author::me ? ApartState::disowned : ApartState::not_theirs};
}

LogId Vault::log_of(const RecordId& id, log::Lane lane, log::Author by) const {
  const auto place = ledger_.find(id);
  const auto epoch = by == log::Author::me ? keyring_->epoch() : keyring_->latest_epoch(by);
  return keyring_->log_id({lane, by, place ? place->epoch : epoch});
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

Result<void> Vault::check_may_write() const {
  if (store_->state().read_only) return Error{Errc::read_only, ""};
  if (pairing_stage() == PairingStage::left) return Error{Errc::refused, std::string(text::kLeftWriting)};
  if (!keyring_->confirmed()) return Error{Errc::not_paired, ""};
  return {};
}

Result<std::unique_ptr<store::Transaction>> Vault::begin_change(store::Durability durability) {
  if (store_->state().read_only) return Error{Errc::read_only, ""};
  return store_->begin(durability);
}

// Why in a vault that is only read, too: whoever may read a word may do away with it here. Nothing is said by it.
Result<std::unique_ptr<store::Transaction>> Vault::begin_erasing() { return store_->begin(); }

RecordId Vault::id_for(log::Lane lane, const ByteArray<16>& id_random) const {
  return log::record_id(keyring_->own_log_id(lane), id_random);
}

// The partner's latest complete head of the lane; never less than what the last own entry had seen.
log::Seen Vault::seen_of_partner(log::Lane lane, const LiveLog& own) const {
  log::Seen seen = own.last_seen;
  for (const auto& theirs : store_->state().logs) {
    const bool complete = theirs.ref.by == log::Author::partner && theirs.ref.lane == lane && theirs.head &&
                          theirs.head->size() == theirs.size;
    if (!complete || std::pair(theirs.ref.epoch, theirs.size) < std::pair(seen.epoch, seen.size)) continue;
    seen = {theirs.ref.epoch, theirs.size, log::head_hash(theirs.head->checkpoint)};
  }
  return seen;
}

Result<Vault::Written> Vault::write(store::Transaction& transaction, const log::LogRef& into, std::vector<NewRecord> records,
                                    const std::vector<RecordId>& erase, Instant now, Taken what) {
  Written out{into, 0, {}, {}, spots_of(erase), erase, what};
  const LiveLog& live = live_[out.ref];
  store::LogState state = *transaction.state().find(out.ref);
  out.first = state.size;
  out.frontier = live.frontier;
  out.rows.reserve(records.size());
  const log::Seen seen = seen_of_partner(into.lane, live);
  std::vector<log::Node> completed;
  for (auto& record : records) {
    const auto entry = log::make_entry(state.id, state.size, minute_of(record.minute.value_or(now)), seen, record.id_random, std::move(record.facts),
                                       std::move(record.words), parts_.random);
    AVOW_CHECK(transaction.append_entry(out.ref, state.size, entry));
    out.frontier.append(log::leaf_hash(entry.header), completed);
    out.rows.push_back(row_of(log::record_id(state.id, record.id_random), seen, entry.payload));
    ++state.size;
  }
  AVOW_CHECK(transaction.put_nodes(out.ref, completed));
  state.root = out.frontier.root();
  transaction.set_log(state);
  AVOW_CHECK(put_completed(transaction, out.ref, out.rows));
  for (const Spot& spot : out.erased) AVOW_ASSERT(spot.ref.by == log::Author::me && spot.ref.lane == into.lane);
  AVOW_CHECK(destroy(transaction, out.erased, what));
  std::erase_if(out.copies, [this](const RecordId& id) { return !branch_copies_.contains(id); });
  for (const RecordId& id : out.copies) AVOW_CHECK(erase_branch_copy(transaction, id));
  return out;
}

Result<void> Vault::commit_writing(store::Transaction& transaction, std::vector<Written> written, Instant now) {
  AVOW_CHECK(transaction.put_item(ItemKind::setting, bytes_of(kLastSaidSetting), ByteWriter().i64(to_millis(now)).bytes()));
  AVOW_CHECK(transaction.commit());
  last_said_ = now;
  for (Written& one : written) {
    live_[one.ref].frontier = one.frontier;
    for (std::size_t i = 0; i < one.rows.size(); ++i) fold_in(one.ref, one.first + i, std::move(one.rows[i]));
    forget(one.erased, one.what);
    for (const RecordId& id : one.copies) branch_copies_.erase(id);
  }
  return {};
}

Result<void> Vault::finish_writing(store::Transaction& transaction, std::vector<Written> written, Instant now) {
  AVOW_CHECK(commit_writing(transaction, std::move(written), now));
  if (on_own_entries_) on_own_entries_();
  return {};
}

Result<void> Vault::append(log::Lane lane, std::vector<NewRecord> records, const Draft* release,
                           const std::vector<RecordId>& erase) {
  AVOW_CHECK(check_may_write());
  const Instant now = parts_.clock.now();
  AVOW_TRY(auto transaction, store_->begin());
  std::vector<Written> written(1);
  AVOW_TRY(written.front(), write(*transaction, own_log(lane), std::move(records), erase, now));
  if (release != nullptr) {
    AVOW_CHECK(transaction->erase_item(ItemKind::draft, release->id.bytes));
    transaction->leave_no_trace();  // Why: what is shared can be taken back, and then this must not tell it
  }
  return finish_writing(*transaction, std::move(written), now);
}

Result<void> Vault::append_linked(std::vector<NewRecord> commitments, std::vector<NewRecord> notes) {
  AVOW_CHECK(check_may_write());
  const Instant now = parts_.clock.now();
  AVOW_TRY(auto transaction, store_->begin());
  std::vector<Written> written(2);
  AVOW_TRY(written.front(), write(*transaction, own_log(log::Lane::commitments), std::move(commitments), {}, now));
  AVOW_TRY(written.back(), write(*transaction, own_log(log::Lane::notes), std::move(notes), {}, now));
  return finish_writing(*transaction, std::move(written), now);
}

Result<void> Vault::put_completed(store::Transaction& transaction, const log::LogRef& ref,
                                  std::span<const ProjectionRow> rows) const {
  const store::LogState& state = *transaction.state().find(ref);
  const auto live = live_.find(ref);
  std::span<const ProjectionRow> tail = live == live_.end() ? std::span<const ProjectionRow>() : live->second.tail;
  std::uint64_t chunk = (state.size - rows.size()) / kProjectionChunk;
  while (tail.size() + rows.size() >= kProjectionChunk) {
    const auto taken = rows.first(kProjectionChunk - tail.size());
    AVOW_CHECK(transaction.put_item(ItemKind::snapshot, log_item_key(state.id, chunk++), encode_rows(tail, taken)));
    rows = rows.subspan(taken.size());
    tail = {};
  }
  return {};
}

void Vault::let_expire() {
  const auto end = std::find_if(expiring_.begin(), expiring_.end(),
                                [now = parts_.clock.now()](const auto& one) { return one.first > now; });
  std::vector<RecordId> ended;
  for (auto one = expiring_.begin(); one != end; ++one) ended.push_back(one->second);
  if (!ended.empty()) static_cast<void>(destroy_now(spots_of(ended), Taken::words));
  const auto copies = branch_copies_to_go(parts_.clock.now());
  if (!copies.empty()) static_cast<void>(erase_branch_copies(copies));
}

Result<void> Vault::put_drafts(store::Transaction& transaction, const std::vector<Draft>& drafts) {
  for (const auto& draft : drafts) {
    AVOW_CHECK(transaction.put_item(ItemKind::draft, draft.id.bytes, encode_draft(draft)));
  }
  return {};
}

Result<void> Vault::save_drafts(const std::vector<Draft>& drafts, Replace replace) {
  AVOW_TRY(auto transaction, begin_change());
  AVOW_CHECK(put_drafts(*transaction, drafts));
  if (replace == Replace::yes) transaction->leave_no_trace();
  return transaction->commit();
}

Result<void> Vault::erase_draft(const RecordId& id) {
  AVOW_TRY(auto transaction, begin_erasing());
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

Result<std::size_t> Vault::take_readable(store::ItemKind kind,
                                         const std::function<Result<void>(ByteView key, ByteView plain)>& take) {
  AVOW_TRY(const auto keys, store_->item_keys(kind));
  std::size_t unreadable = 0;
  for (const Bytes& key : keys) {
    const auto plain = store_->item(kind, key);
    if (!plain.ok() && plain.error().code != Errc::damaged) return plain.error();
    const bool taken = plain.ok() && *plain && take(key, **plain).ok();
    if (!taken) ++unreadable;
  }
  return unreadable;
}

Result<DraftList> Vault::list_drafts() {
  DraftList out;
  AVOW_TRY(out.unreadable, take_readable(ItemKind::draft, [&out](ByteView key, ByteView plain) -> Result<void> {
             AVOW_TRY(auto draft, decode_draft(key, plain));
             out.drafts.push_back(std::move(draft));
             return {};
           }));
  sort_as_listed(out.drafts);
  return out;
}

Result<log::Payload> Vault::payload_of(const RecordId& id) {
  const auto record = ledger_.find(id);
  if (!record) return log::Payload{};
  const log::LogRef ref{record->lane, record->by, record->epoch};
  AVOW_TRY(auto entry, store_->entry(ref, record->index));
  strip(taken_of(ref), id, entry.payload);
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
