// The side of the vault that takes back what was lost: own entries that come back wait for their author's word, and what
// stood in another branch is kept to be read.
#include <algorithm>
#include <iterator>

#include "app/vault.h"
#include "base/codec.h"
#include "log/chunk.h"
#include "store/transaction.h"

namespace avow::app {
namespace {

using store::ItemKind;

constexpr char kApartKey = 'r';   // then the record's id
constexpr char kBranchKey = 'b';

Bytes item_key(char what, const RecordId& id) {
  Bytes key{static_cast<std::uint8_t>(what)};
  append(key, id.bytes);
  return key;
}

Bytes encode_apart(const SetApart& one) {
  ByteWriter out;
  out.u8(static_cast<std::uint8_t>(one.state)).u8(static_cast<std::uint8_t>(one.ref.lane)).u16(one.ref.epoch).u64(one.index);
  return out.take();
}

Result<SetApart> decode_apart(ByteView key, ByteView value) {
  ByteReader in(value);
  SetApart out;
  const auto state = in.u8();
  const auto lane = in.u8();
  out.ref.epoch = in.u16();
  out.index = in.u64();
  const bool known = state >= 1 && state <= static_cast<std::uint8_t>(ApartState::disowned) && (lane == 1 || lane == 2);
  if (!in.finish().ok() || !known || key.size() != 17) return Error{Errc::damaged, "what is set apart"};
  out.state = static_cast<ApartState>(state);
  out.ref.lane = static_cast<log::Lane>(lane);
  out.id.bytes = first<16>(key.subspan(1));
  return out;
}

Bytes encode_branch(const log::LogRef& ref, const log::Entry& entry) {
  ByteWriter out;
  out.u8(static_cast<std::uint8_t>(ref.lane)).u16(ref.epoch).blob(entry.header);
  for (const auto& part : {entry.payload.facts, entry.payload.words}) {
    out.u8(part ? 1 : 0);
    if (part) out.fixed(part->salt).blob(part->bytes);
  }
  return out.take();
}

Result<BranchEntry> decode_branch(ByteView key, ByteView value) {
  ByteReader in(value);
  BranchEntry out;
  const auto lane = in.u8();
  out.ref.epoch = in.u16();
  out.entry.header = to_bytes(in.blob());
  for (auto* part : {&out.entry.payload.facts, &out.entry.payload.words}) {
    if (in.u8() == 0) continue;
    part->emplace();
    (*part)->salt = in.array<32>();
    (*part)->bytes = to_bytes(in.blob());
  }
  if (!in.finish().ok() || key.size() != 17 || lane < 1 || lane > 2) return Error{Errc::damaged, "another branch"};
  out.ref.lane = static_cast<log::Lane>(lane);
  out.id.bytes = first<16>(key.subspan(1));
  return out;
}

// One that begins an epoch, or names the keys of the next, takes nothing from anybody.
bool asks_for_no_word(const ProjectionRow& row) {
  if (row.facts.empty()) return false;
  const auto facts = ledger::decode_facts(row.facts);
  return facts.ok() && ledger::is_about_log(facts->kind) && facts->kind != ledger::RecordKind::disown;
}

}  // namespace

// ---- What is set apart

Result<void> Vault::load_set_apart() {
  branch_copies_.clear();
  return store_->for_each_item(ItemKind::restored, [this](ByteView key, ByteView value) -> Result<void> {
    if (!key.empty() && key[0] == static_cast<std::uint8_t>(kBranchKey)) {
      AVOW_TRY(const auto copy, decode_branch(key, value));
      add_branch_copy(copy);
    }
    if (key.empty() || key[0] != static_cast<std::uint8_t>(kApartKey)) return {};
    AVOW_TRY(const auto one, decode_apart(key, value));
    set_apart_[one.id] = one;
    return {};
  });
}

std::vector<SetApart> Vault::set_apart() const {
  std::vector<SetApart> out;
  for (const auto& [id, one] : set_apart_) out.push_back(one);
  for (const auto& [id, one] : disowned_) out.push_back(one);
  return out;
}

std::size_t Vault::waiting_for_word() const {
  return static_cast<std::size_t>(std::count_if(set_apart_.begin(), set_apart_.end(), [](const auto& one) {
    return one.second.state == ApartState::waiting;
  }));
}

// Why not of keys that were renewed since: a copy of them speaks for nobody any more.
bool Vault::is_alarmed() const {
  const auto now = keyring_->generation_of(own_log(log::Lane::notes));
  return std::any_of(set_apart_.begin(), set_apart_.end(), [&](const auto& one) {
    const bool running = keyring_->generation_of(one.second.ref) == now && !keyring_->is_before_renewal(one.second.ref.epoch);
    return one.second.state != ApartState::waiting && running;
  });
}

Result<std::vector<BranchEntry>> Vault::other_branches() {
  std::vector<BranchEntry> out;
  AVOW_CHECK(store_->for_each_item(ItemKind::restored, [&out](ByteView key, ByteView value) -> Result<void> {
    if (key.empty() || key[0] != static_cast<std::uint8_t>(kBranchKey)) return {};
    AVOW_TRY(auto one, decode_branch(key, value));
    out.push_back(std::move(one));
    return {};
  }));
  return out;
}

void Vault::add_branch_copy(const BranchEntry& copy) {
  const auto& part = copy.entry.payload.facts;
  const auto facts = part ? ledger::decode_facts(part->bytes) : Result<ledger::Facts>(ledger::Facts{});
  BranchCopy& known = branch_copies_[copy.id];
  known.lane = copy.ref.lane;
  if (!facts.ok()) return;
  known.subject = facts->promise;
  known.series = facts->series;
  if (const auto end = ledger::end_of_words(*facts)) known.ends = end;
}

std::vector<RecordId> Vault::branch_copies() const {
  std::vector<RecordId> out;
  for (const auto& [id, copy] : branch_copies_) out.push_back(id);
  return out;
}

std::vector<RecordId> Vault::branch_copies_of(const RecordId& subject) const {
  std::vector<RecordId> out;
  for (const auto& [id, copy] : branch_copies_) {
    if (id == subject || copy.subject == subject || copy.series == subject) out.push_back(id);
  }
  return out;
}

RecordId Vault::subject_of_copy(const RecordId& id) const {
  const auto copy = branch_copies_.find(id);
  if (copy == branch_copies_.end() || copy->second.subject.is_zero()) return id;
  return copy->second.series.is_zero() ? copy->second.subject : copy->second.series;
}

std::vector<RecordId> Vault::branch_copies_to_go(Instant now) const {
  std::vector<RecordId> out;
  for (const auto& [id, copy] : branch_copies_) {
    const bool taken = taken_of({copy.lane, log::Author::me, 0}).contains(id);
    if (taken || (copy.ends && *copy.ends <= now)) out.push_back(id);
  }
  return out;
}

Result<void> Vault::erase_branch_copy(store::Transaction& transaction, const RecordId& id) {
  transaction.leave_no_trace();
  return transaction.erase_item(ItemKind::restored, item_key(kBranchKey, id));
}

Result<void> Vault::erase_branch_copies(const std::vector<RecordId>& ids) {
  AVOW_TRY(auto transaction, begin_erasing());
  for (const auto& id : ids) AVOW_CHECK(erase_branch_copy(*transaction, id));
  AVOW_CHECK(transaction->commit());
  for (const auto& id : ids) branch_copies_.erase(id);
  return {};
}

// Why not begin_change: the author's word is what leads out of a vault that is only read.
Result<void> Vault::say_mine(const std::vector<RecordId>& ids) {
  AVOW_TRY(auto transaction, store_->begin());
  std::vector<std::pair<SetApart, ProjectionRow>> taken;
  for (const auto& id : ids) {
    const SetApart& one = set_apart_.at(id);
    AVOW_CHECK(transaction->erase_item(ItemKind::restored, item_key(kApartKey, id)));
    AVOW_TRY(const auto entry, store_->entry(one.ref, one.index));
    AVOW_TRY(auto row, row_of(entry));
    taken.emplace_back(one, std::move(row));
  }
  AVOW_CHECK(transaction->commit());
  for (auto& [one, row] : taken) {
    set_apart_.erase(one.id);
    count(one.ref, one.index, row);
  }
  forget_searchable();
  return {};
}

Result<void> Vault::say_not_mine(const std::vector<RecordId>& ids) {
  AVOW_TRY(auto transaction, store_->begin());
  std::map<RecordId, SetApart> changed;
  for (const auto& id : ids) {
    const auto known = set_apart_.find(id);
    if (known == set_apart_.end()) continue;  // a record says so already
    SetApart one = known->second;
    one.state = ApartState::not_mine;
    AVOW_CHECK(transaction->put_item(ItemKind::restored, item_key(kApartKey, id), encode_apart(one)));
    changed[id] = one;
  }
  if (!check_may_write().ok()) {
    AVOW_CHECK(transaction->commit());
    for (const auto& [id, one] : changed) set_apart_[id] = one;
    return {};
  }
  // The partner learns it with the next sync.
  const Instant now = parts_.clock.now();
  std::vector<Written> written;
  for (const auto lane : log::kLanes) {
    const log::LogRef into{lane, log::Author::me, keyring_->epoch()};
    AVOW_TRY(auto records, disowning(*transaction, into, changed, now));
    if (records.empty()) continue;
    AVOW_TRY(auto one, write(*transaction, into, std::move(records), {}, now));
    written.push_back(std::move(one));
  }
  AVOW_CHECK(finish_writing(*transaction, std::move(written), now));
  for (const auto& [id, one] : changed) set_apart_[id] = one;
  return {};
}

Result<NewRecord> Vault::record_about_log(ledger::Facts facts, Instant now) {
  facts.said_at = now;
  NewRecord out;
  out.id_random = parts_.random.bytes<16>();
  AVOW_TRY(out.facts, ledger::encode(facts));
  AVOW_TRY(out.words, ledger::encode(ledger::Words{}));
  return out;
}

// For each that its author did not write, and the partner was not told of.
Result<std::vector<NewRecord>> Vault::disowning(store::Transaction& transaction, const log::LogRef& into,
                                                std::map<RecordId, SetApart>& all, Instant now) {
  std::vector<NewRecord> out;
  for (auto& [id, one] : all) {
    if (one.ref.lane != into.lane || one.ref.epoch >= into.epoch || one.state != ApartState::not_mine) continue;
    ledger::Facts facts;
    facts.kind = ledger::RecordKind::disown;
    facts.takes = id;
    AVOW_TRY(auto record, record_about_log(std::move(facts), now));
    out.push_back(std::move(record));
    one.state = ApartState::disowned;
    AVOW_CHECK(transaction.put_item(ItemKind::restored, item_key(kApartKey, id), encode_apart(one)));
  }
  return out;
}

// ---- Own entries that come back

// A word that some entry is not mine, in a branch that does not go on: nobody has heard it, so it is said again.
Result<void> Vault::put_untold(store::Transaction& transaction, const log::Entry& entry) {
  if (!entry.payload.facts) return {};
  const auto facts = ledger::decode_facts(entry.payload.facts->bytes);
  if (!facts.ok() || facts->kind != ledger::RecordKind::disown) return {};
  const auto named = set_apart_.find(facts->takes);
  if (named == set_apart_.end() || named->second.state != ApartState::disowned) return {};
  SetApart one = named->second;
  one.state = ApartState::not_mine;
  return transaction.put_item(ItemKind::restored, item_key(kApartKey, one.id), encode_apart(one));
}

Result<void> Vault::keep_branch(store::Transaction& transaction, const log::LogRef& ref, std::uint64_t from) {
  const store::LogState state = *transaction.state().find(ref);
  for (std::uint64_t index = from; index < state.size; ++index) {
    AVOW_TRY(const auto entry, store_->entry(ref, index));
    AVOW_TRY(const auto header, log::decode_header(entry.header));
    const RecordId id = log::record_id(header.log_id, header.random);
    AVOW_CHECK(transaction.put_item(ItemKind::restored, item_key(kBranchKey, id), encode_branch(ref, entry)));
    AVOW_CHECK(transaction.erase_item(ItemKind::restored, item_key(kApartKey, id)));
    AVOW_CHECK(put_untold(transaction, entry));
  }
  AVOW_CHECK(transaction.cut_log(ref, from));
  for (std::uint64_t chunk = from / kProjectionChunk; chunk <= state.size / kProjectionChunk; ++chunk) {
    AVOW_CHECK(transaction.erase_item(ItemKind::snapshot, log_item_key(state.id, chunk)));
  }
  return {};
}

// The partner once said that it had received what does not go on now: that stays provable.
Result<void> Vault::put_cosigned_branch(store::Transaction& transaction, const store::LogState& state) {
  const log::Cosignature& theirs = *state.cosignature;
  ByteWriter out;
  out.text("cosigned branch").u8(static_cast<std::uint8_t>(state.ref.lane)).u8(static_cast<std::uint8_t>(state.ref.by));
  out.u16(state.ref.epoch).text(log::to_text(theirs.checkpoint)).u64(theirs.time_seconds).blob(theirs.signature);
  return put_evidence(transaction, out.bytes());
}

// A record of another branch says nothing any more.
void Vault::forget_disown(const RecordId& id) {
  const auto known = disowns_.find(id);
  if (known == disowns_.end()) return;
  const auto [first, last] = disowned_by_.equal_range(known->second.takes);
  for (auto at = first; at != last;) at = at->second == id ? disowned_by_.erase(at) : std::next(at);
  const RecordId takes = known->second.takes;
  disowns_.erase(known);
  settle_disowned(takes);
}

// What stood behind `from` is not folded any more; the log is read anew, and with it all that may name what it took back.
Result<void> Vault::fold_anew(const log::LogRef& ref, const std::vector<RecordId>& gone) {
  for (const auto& id : gone) {
    ledger_.remove(id);
    set_apart_.erase(id);
    disowned_.erase(id);
    forget_disown(id);
    std::erase_if(expiring_, [&id](const auto& timed) { return timed.second == id; });
  }
  forget_searchable();
  AVOW_CHECK(load_set_apart());
  taken_.erase({ref.by, ref.lane});
  const auto of_these = [&ref](const Taker& one) { return one.ref.by == ref.by && one.ref.lane == ref.lane; };
  std::erase_if(taken_by_, [&](const auto& one) { return of_these(takers_.at(one.second)); });
  std::erase_if(takers_, [&](const auto& one) { return of_these(one.second); });
  for (const auto& log : store_->state().logs) {
    if (log.ref.by != ref.by || log.ref.lane != ref.lane) continue;
    live_[log.ref] = {};
    AVOW_CHECK(load_log(log.ref));
  }
  return {};
}

Result<std::vector<RecordId>> Vault::ids_from(const log::LogRef& ref, std::uint64_t from, std::uint64_t end) {
  AVOW_TRY(const auto rows, rows_of_entries(ref, from, end));
  std::vector<RecordId> out;
  for (const auto& row : rows) out.push_back(row.id);
  return out;
}

// As a chunk of a log that is received; it may begin among the entries that are held.
Result<log::CheckedChunk> Vault::check_behind(const log::ReceivedChunk& chunk, const store::LogState& state) {
  if (chunk.first > state.size) return Error{Errc::malformed, "a chunk that does not follow what is held"};
  const auto nodes = store_->nodes(chunk.ref);
  AVOW_TRY(const auto before, log::Frontier::load(*nodes, chunk.first));
  log::Seen seen{};
  if (chunk.first > 0) {
    AVOW_TRY(const auto last, store_->entry(chunk.ref, chunk.first - 1));
    AVOW_TRY(const auto row, row_of(last));
    seen = row.seen;
  }
  return log::check_chunk(chunk, state.id, chunk.ref.lane, before, seen, {});
}

// Compared with what is held: the first entry that is not.
Result<Vault::CameBack> Vault::compare_back(const log::ReceivedChunk& chunk, const store::LogState& state) {
  CameBack out;
  AVOW_TRY(const auto checked, check_behind(chunk, state));
  out.ids = checked.ids;
  out.end = chunk.first + chunk.entries.size();
  for (out.from = chunk.first; out.from < std::min(out.end, state.size); ++out.from) {
    AVOW_TRY(const auto held, store_->entry(chunk.ref, out.from));
    if (held.header != chunk.entries[out.from - chunk.first].header) break;
  }
  out.other_branch = out.from < out.end && out.from < state.size;
  const auto nodes = store_->nodes(chunk.ref);
  AVOW_TRY(out.frontier, log::Frontier::load(*nodes, out.from));
  return out;
}

// What is not held yet, and that it waits for its author's word.
Result<void> Vault::put_back(store::Transaction& transaction, const log::ReceivedChunk& chunk, CameBack& back) {
  std::vector<log::Node> completed;
  const TakenRecords& known_taken = taken_of(chunk.ref);
  const TakenRecords newly_taken = taken_in(chunk, back.ids);
  for (std::uint64_t index = back.from; index < back.end; ++index) {
    log::Entry entry = chunk.entries[index - chunk.first];
    const RecordId& id = back.ids[index - chunk.first];
    strip(known_taken, id, entry.payload);
    strip(newly_taken, id, entry.payload);
    AVOW_CHECK(transaction.append_entry(chunk.ref, index, entry));
    back.frontier.append(log::leaf_hash(entry.header), completed);
    AVOW_TRY(auto row, row_of(entry));
    if (!asks_for_no_word(row)) {
      const SetApart one{row.id, chunk.ref, index, ApartState::waiting};
      AVOW_CHECK(transaction.put_item(ItemKind::restored, item_key(kApartKey, row.id), encode_apart(one)));
      back.waiting[row.id] = one;
    }
    back.rows.push_back(std::move(row));
  }
  return transaction.put_nodes(chunk.ref, completed);
}

Result<void> Vault::take_back(const log::ReceivedChunk& chunk) {
  const auto* known = store_->state().find(chunk.ref);
  if (known == nullptr || chunk.ref.by != log::Author::me) return Error{Errc::forged, "entries of an unknown log"};
  store::LogState state = *known;
  AVOW_TRY(CameBack back, compare_back(chunk, state));
  // All of it is here, and more of mine behind it: whether that fits the head, the next chunk shows.
  if (back.from == back.end && back.end < state.size) return {};
  std::vector<RecordId> gone;
  if (back.other_branch) {
    AVOW_TRY(gone, ids_from(chunk.ref, back.from, state.size));
    const bool shown = state.head && state.head->size() > back.from;
    if (shown) AVOW_CHECK(keep_evidence("two histories", chunk.ref, *state.head, &chunk.head, false));
  }
  AVOW_TRY(auto transaction, store_->begin());
  if (back.other_branch) {
    AVOW_CHECK(keep_branch(*transaction, chunk.ref, back.from));
    if (state.cosignature && state.cosignature->checkpoint.size > back.from) {
      AVOW_CHECK(put_cosigned_branch(*transaction, state));
      state.cosignature.reset();
    }
    state.size = back.from;
  }
  AVOW_CHECK(put_back(*transaction, chunk, back));
  if (back.from < back.end) {
    state.size = back.end;
    state.root = back.frontier.root();
  }
  if (!state.head || back.other_branch || state.head->size() <= chunk.head.size()) {
    state.head = chunk.head;
    state.proof = state.size < chunk.head.size() ? chunk.proof : std::vector<Hash>();
  }
  state.left_size = std::max(state.left_size, chunk.head.size());
  transaction->set_log(state);
  if (!back.other_branch) AVOW_CHECK(put_completed(*transaction, chunk.ref, back.rows));
  AVOW_CHECK(transaction->commit());

  set_apart_.insert(back.waiting.begin(), back.waiting.end());
  if (back.other_branch) return fold_anew(chunk.ref, gone);
  if (!back.rows.empty()) live_[chunk.ref].frontier = back.frontier;
  for (std::size_t i = 0; i < back.rows.size(); ++i) fold_in(chunk.ref, back.from + i, std::move(back.rows[i]));
  return {};
}

}  // namespace avow::app
