// The side of the vault that lets go: what its author took back, what time took, and what this device no longer keeps.
#include <algorithm>

#include "app/imported.h"
#include "app/searchable.h"
#include "app/vault.h"
#include "base/codec.h"
#include "base/limits.h"
#include "store/transaction.h"

namespace avow::app {
namespace {

using store::ItemKind;

constexpr std::string_view kForgotten = "notes forgotten";

// Why asked of the record, too: a withdrawal can say what it likes of what it takes.
bool may_go_whole(const log::Payload& payload) {
  if (!payload.facts) return true;
  const auto facts = ledger::decode_facts(payload.facts->bytes);
  return !facts.ok() || ledger::is_note_wording(facts->kind);
}

// Of two records that take the same one, the one that takes more counts.
template <typename Taken, typename What>
void add_taken(Taken& taken, const RecordId& id, What what) {
  const auto [one, added] = taken.emplace(id, what);
  if (!added) one->second = std::max(one->second, what);
}

}  // namespace

// Nothing takes facts but the withdrawal of a note, which says of it all that a fold needs: every other state and figure
// stands on them.
std::optional<Vault::Taken> Vault::takes_of(log::Lane lane, const ledger::Facts& facts) {
  if (facts.takes.is_zero()) return std::nullopt;
  const bool withdrawal = facts.kind == ledger::RecordKind::note_withdraw;
  if (withdrawal && lane == log::Lane::notes && ledger::is_note_wording(facts.takes_kind)) return Taken::payload;
  const bool words = withdrawal || facts.kind == ledger::RecordKind::note_expire || facts.kind == ledger::RecordKind::redaction;
  return words ? std::optional(Taken::words) : std::nullopt;
}

const Vault::TakenRecords& Vault::taken_of(const log::LogRef& ref) const {
  static const TakenRecords kNone;
  const auto found = taken_.find({ref.by, ref.lane});
  return found == taken_.end() ? kNone : found->second;
}

void Vault::strip(const TakenRecords& taken, const RecordId& id, log::Payload& payload) {
  const auto one = taken.find(id);
  if (one == taken.end()) return;
  if (one->second == Taken::payload && may_go_whole(payload)) payload = {};
  payload.words.reset();
}

// Of one log: a record names others of its own author and lane, in whichever epoch they stand.
void Vault::note_taken(const log::LogRef& ref, const RecordId& by, const ledger::Facts& facts) {
  const auto what = takes_of(ref.lane, facts);
  if (!what) return;
  if (takers_.emplace(by, Taker{ref, facts.takes, *what}).second) taken_by_.emplace(facts.takes, by);
  if (is_disowned(by, ref)) return;
  add_taken(taken_[{ref.by, ref.lane}], facts.takes, *what);
  if (!is_withheld(ref, facts.takes)) held_taken_.insert(facts.takes);
}

// Its author says of `by` that it is not theirs: what it took is what others take of it, or nothing.
void Vault::settle_taken(const RecordId& by) {
  const auto known = takers_.find(by);
  if (known == takers_.end()) return;
  const auto [ref, takes, was] = known->second;
  TakenRecords& taken = taken_[{ref.by, ref.lane}];
  taken.erase(takes);
  const auto [first, last] = taken_by_.equal_range(takes);
  for (auto at = first; at != last; ++at) {
    const Taker& one = takers_.at(at->second);
    if (one.ref.by != ref.by || one.ref.lane != ref.lane || is_disowned(at->second, one.ref)) continue;
    add_taken(taken, takes, one.what);
  }
  if (!taken.contains(takes)) held_taken_.erase(takes);
}

Vault::TakenRecords Vault::taken_in(const log::ReceivedChunk& chunk, std::span<const RecordId> ids) const {
  TakenRecords taken;
  for (std::size_t i = 0; i < chunk.entries.size(); ++i) {
    const auto& entry = chunk.entries[i];
    if (!entry.payload.facts || is_disowned(ids[i], chunk.ref)) continue;
    const auto facts = ledger::decode_facts(entry.payload.facts->bytes);
    const auto what = facts.ok() ? takes_of(chunk.ref.lane, *facts) : std::nullopt;
    if (what) add_taken(taken, facts->takes, *what);
  }
  return taken;
}

bool Vault::is_withheld(const log::LogRef& ref, const RecordId& id) const {
  return std::any_of(live_.begin(), live_.end(), [&](const auto& log) {
    return log.first.by == ref.by && log.first.lane == ref.lane && log.second.withheld.contains(id);
  });
}

std::optional<Vault::Spot> Vault::spot_of(const RecordId& id) const {
  if (const auto place = ledger_.find(id)) return Spot{{place->lane, place->by, place->epoch}, id, place->index};
  const auto unread = unread_.find(id);
  return unread == unread_.end() ? std::nullopt : std::optional(unread->second);
}

std::vector<Vault::Spot> Vault::spots_of(const std::vector<RecordId>& ids) const {
  std::vector<Spot> out;
  for (const auto& id : std::set<RecordId>(ids.begin(), ids.end())) {
    if (const auto spot = spot_of(id)) out.push_back(*spot);
  }
  return out;
}

Result<void> Vault::destroy(store::Transaction& transaction, std::span<const Spot> spots, Taken what) {
  std::set<std::pair<log::LogRef, std::uint64_t>> chunks;
  for (const Spot& spot : spots) {
    AVOW_CHECK(what == Taken::words ? transaction.destroy_words(spot.ref, spot.index)
                                    : transaction.destroy_payload(spot.ref, spot.index));
    AVOW_CHECK(strip_imported(transaction, key_of_record(spot.id)));
    const std::uint64_t chunk = spot.index / kProjectionChunk;
    if ((chunk + 1) * kProjectionChunk <= transaction.state().find(spot.ref)->size) chunks.insert({spot.ref, chunk});
  }
  if (what == Taken::payload && !chunks.empty()) transaction.leave_no_trace();  // such a chunk holds facts
  for (const auto& [ref, chunk] : chunks) {
    const std::uint64_t start = chunk * kProjectionChunk;
    AVOW_TRY(const auto rows, rows_of_entries(ref, start, start + kProjectionChunk));
    const Bytes key = log_item_key(transaction.state().find(ref)->id, chunk);
    AVOW_CHECK(transaction.put_item(ItemKind::snapshot, key, encode_rows(rows)));
  }
  return {};
}

void Vault::forget(std::span<const Spot> spots, Taken what) {
  std::set<RecordId> gone;
  for (const Spot& spot : spots) {
    LiveLog& live = live_[spot.ref];
    gone.insert(spot.id);
    live.withheld.emplace(spot.id, spot.index);
    held_taken_.erase(spot.id);
    const std::uint64_t tail_start = store_->state().find(spot.ref)->size - live.tail.size();
    if (spot.index < tail_start) continue;
    ProjectionRow& row = live.tail[spot.index - tail_start];
    if (what == Taken::payload) row.facts.clear();
    row.whole = false;
  }
  std::erase_if(expiring_, [&gone](const auto& timed) { return gone.contains(timed.second); });
}

Result<void> Vault::destroy_now(std::span<const Spot> spots, Taken what) {
  AVOW_TRY(auto transaction, begin_erasing());
  AVOW_CHECK(destroy(*transaction, spots, what));
  AVOW_CHECK(transaction->commit());
  forget(spots, what);
  return {};
}

Result<void> Vault::redact(log::Lane lane, Redactions redactions) {
  AVOW_CHECK(check_may_write());
  const Instant now = parts_.clock.now();
  AVOW_TRY(auto transaction, store_->begin());
  std::vector<Written> written(1);
  AVOW_TRY(written.front(), write(*transaction, own_log(lane), std::move(redactions.records), redactions.named, now, Taken::words));
  for (const auto& checkin : redactions.checkins) AVOW_CHECK(erase_answers(*transaction, checkin));
  return finish_writing(*transaction, std::move(written), now);
}

Result<void> Vault::erase_here(const Redactions& redactions) {
  AVOW_ASSERT(pairing_stage() == PairingStage::left);
  const auto spots = spots_of(redactions.named);
  for (const Spot& spot : spots) AVOW_ASSERT(spot.ref.by == log::Author::me);
  std::vector<RecordId> copies = redactions.named;
  std::erase_if(copies, [this](const RecordId& id) { return !branch_copies_.contains(id); });
  AVOW_TRY(auto transaction, begin_erasing());
  AVOW_CHECK(destroy(*transaction, spots, Taken::words));
  for (const RecordId& id : copies) AVOW_CHECK(erase_branch_copy(*transaction, id));
  for (const auto& checkin : redactions.checkins) AVOW_CHECK(erase_answers(*transaction, checkin));
  AVOW_CHECK(transaction->commit());
  forget(spots, Taken::words);
  for (const RecordId& id : copies) branch_copies_.erase(id);
  forget_searchable();
  return {};
}

Vault::WordsAre Vault::words_are(const RecordId& id) const {
  const auto spot = spot_of(id);
  if (!spot) return WordsAre::shown;
  if (taken_of(spot->ref).contains(id)) return WordsAre::taken_back;
  return is_withheld(spot->ref, id) ? WordsAre::not_here : WordsAre::shown;
}

std::vector<RecordId> Vault::held_though_taken(log::Author by) const {
  std::vector<RecordId> out;
  for (const auto& id : held_taken_) {
    const auto spot = spot_of(id);
    const bool theirs = spot && spot->ref.by == by && taken_of(spot->ref).contains(id);
    if (theirs && !is_withheld(spot->ref, id)) out.push_back(id);
  }
  return out;
}

Result<log::Payload> Vault::held_payload(const RecordId& id) {
  const auto spot = spot_of(id);
  if (!spot) return log::Payload{};
  AVOW_TRY(auto entry, store_->entry(spot->ref, spot->index));
  return std::move(entry.payload);
}

Result<void> Vault::destroy_taken(const std::vector<RecordId>& ids) {
  std::map<Taken, std::vector<Spot>> by_part;
  for (const Spot& spot : spots_of(ids)) {
    const auto taken = taken_of(spot.ref).find(spot.id);
    if (taken == taken_of(spot.ref).end()) continue;
    const auto place = ledger_.find(spot.id);
    const bool other = place && place->kind != ledger::RecordKind::none && !ledger::is_note_wording(place->kind);
    by_part[other ? Taken::words : taken->second].push_back(spot);
  }
  if (by_part.empty()) return {};
  AVOW_TRY(auto transaction, begin_erasing());
  for (const auto& [what, spots] : by_part) {
    AVOW_CHECK(destroy(*transaction, spots, what));
    for (const Spot& spot : spots) AVOW_CHECK(transaction->erase_item(ItemKind::kept_copy, spot.id.bytes));
  }
  AVOW_CHECK(transaction->commit());
  for (const auto& [what, spots] : by_part) forget(spots, what);
  return {};
}

Result<void> Vault::keep_taken(const std::vector<RecordId>& ids) {
  AVOW_TRY(auto transaction, begin_erasing());
  for (const auto& id : ids) AVOW_CHECK(transaction->put_item(ItemKind::kept_copy, id.bytes, {}));
  return transaction->commit();
}

Result<std::set<RecordId>> Vault::kept_taken() {
  AVOW_TRY(const auto keys, store_->item_keys(ItemKind::kept_copy));
  std::set<RecordId> out;
  for (const Bytes& key : keys) {
    if (key.size() == RecordId().bytes.size()) out.insert(RecordId{first<16>(key)});
  }
  return out;
}

Result<void> Vault::load_forgotten() {
  AVOW_TRY(const auto stored, store_->item(ItemKind::setting, bytes_of(kForgotten)));
  if (!stored) return {};
  ByteReader in(*stored);
  while (in.remaining() > 0 && !in.failed()) {
    const auto epoch = in.u16();
    forgotten_[epoch] = in.u64();
  }
  if (!in.finish().ok()) return Error{Errc::damaged, "how far notes are forgotten"};
  return {};
}

// Those of entries [first, end) that are notes whose words are here.
Result<std::vector<Vault::Spot>> Vault::worded_notes(const log::LogRef& ref, std::uint64_t first, std::uint64_t end) {
  std::vector<Spot> out;
  AVOW_TRY(const auto rows, rows_of_entries(ref, first, end));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto facts = ledger::decode_facts(rows[i].facts);
    const auto kind = facts.ok() ? facts->kind : ledger::RecordKind::none;
    if (ledger::is_note_wording(kind) && rows[i].whole) out.push_back({ref, rows[i].id, first + i});
  }
  return out;
}

bool Vault::is_time_to_look(std::chrono::milliseconds since_last) {
  const Instant now = parts_.clock.now();
  const bool recent = looked_at_ && now >= *looked_at_ && now - *looked_at_ < since_last;
  if (!recent) looked_at_ = now;
  return !recent;
}

Result<bool> Vault::forget_notes(Instant until, std::uint64_t entries_max) {
  for (const store::LogState& state : store_->state().logs) {
    if (state.ref.by != log::Author::partner || state.ref.lane != log::Lane::notes || !state.cosignature) continue;
    const LiveLog& live = live_[state.ref];
    const auto later = std::find_if(live.arrivals.begin(), live.arrivals.end(), [until](const auto& one) { return one.second > until; });
    // Why no further than what I acknowledged: of what is missing behind it I could not say that it had been here.
    const std::uint64_t end = std::min(later == live.arrivals.end() ? state.size : later->first, state.cosignature->checkpoint.size);
    const std::uint64_t first = forgotten_[state.ref.epoch];
    if (first >= end) continue;
    const std::uint64_t next = std::min(end, first + entries_max);
    AVOW_TRY(const auto spots, worded_notes(state.ref, first, next));
    auto forgotten = forgotten_;
    forgotten[state.ref.epoch] = next;
    ByteWriter all;
    for (const auto& [epoch, size] : forgotten) all.u16(epoch).u64(size);
    AVOW_TRY(auto transaction, begin_erasing());
    AVOW_CHECK(destroy(*transaction, spots, Taken::words));
    AVOW_CHECK(transaction->put_item(ItemKind::setting, bytes_of(kForgotten), all.bytes()));
    AVOW_CHECK(transaction->commit());
    forget(spots, Taken::words);
    forgotten_ = std::move(forgotten);
    forget_searchable();
    return false;
  }
  return true;
}

}  // namespace avow::app
