// The side of the vault that sync sees: log::LogStore and sync::SessionMemory. What a sync brings is stored in a vault that
// is only read, too: it says nothing of its own.
#include <algorithm>

#include "app/revealing.h"
#include "app/spoken_words.h"
#include "app/taking_back.h"
#include "app/vault.h"
#include "base/codec.h"
#include "base/limits.h"
#include "crypto/hash.h"
#include "log/chunk.h"
#include "log/signing.h"
#include "store/transaction.h"

namespace avow::app {
namespace {

using store::ItemKind;

// Why not limits::kChunkEntriesMax: whoever receives a chunk stores it in one turn of its loop.
constexpr std::uint64_t kEntriesAtOnce = 128;
constexpr std::size_t kEvidenceMax = 64;  // pairs of heads that do not fit
constexpr std::size_t kUnwrittenMax = 8;  // heads that nobody I know has made
constexpr std::string_view kUnwritten = "a history I did not write";
constexpr std::string_view kDeliveredSetting = "delivered";
constexpr std::string_view kLastSyncSetting = "last-sync";
constexpr std::string_view kSyncWordsItem = "sync";

// A note whose own facts name a time that has ended.
bool is_over(const log::Payload& payload, Instant now) {
  if (!payload.facts || !payload.words) return false;
  const auto facts = ledger::decode_facts(payload.facts->bytes);
  return facts.ok() && ledger::words_have_ended(*facts, now);
}

Result<void> put_last_sync(store::Transaction& transaction, Instant now) {
  return transaction.put_item(ItemKind::setting, bytes_of(kLastSyncSetting), ByteWriter().i64(to_millis(now)).bytes());
}

}  // namespace

log::LogPosition Vault::position_of(const store::LogState& state) const {
  const KnownEpoch* epoch = keyring_->find_epoch(state.ref.by, state.ref.epoch);
  AVOW_ASSERT(epoch != nullptr);
  return log::LogPosition{state.ref,         state.id,    state.size,          state.root,        state.head,
                          state.cosignature, state.proof, epoch->keys.log_key, epoch->certificate,
                          keyring_->generation_of(state.ref)};
}

std::vector<log::LogPosition> Vault::positions() {
  std::vector<log::LogPosition> out;
  for (const auto& log : store_->state().logs) out.push_back(position_of(log));
  return out;
}

bool Vault::read_only() { return store_->state().read_only; }

log::Head Vault::head_of(const store::LogState& state) const {
  log::Head head;
  head.checkpoint = log::Checkpoint{log::origin_of(state.ref.lane, state.id), state.size, state.root};
  if (state.ref.lane == log::Lane::commitments) {
    head.authentication = to_bytes(keyring_->pen().sign_head(head.checkpoint));
  } else {
    const auto generation = keyring_->generation_of(state.ref);
    head.authentication = to_bytes(log::notes_head_tag(*sync::notes_key(keyring_->pair(), log::Author::me, generation), head.checkpoint));
    head.author_tag = log::notes_author_tag(*sync::my_notes_key(keyring_->pair(), generation), head.checkpoint);
  }
  return head;
}

Result<std::vector<log::LogPosition>> Vault::publish_heads() {
  if (read_only()) return Error{Errc::read_only, ""};
  apply_own_rules(*this, Thorough::no);
  const std::vector<store::LogState> logs = store_->state().logs;
  std::unique_ptr<store::Transaction> transaction;
  for (store::LogState state : logs) {
    const bool current = state.head && state.head->size() == state.size && state.left_size == state.size;
    const bool written = state.ref.by == log::Author::me && state.ref.epoch == keyring_->epoch();
    if (!written || state.size == 0 || current) continue;
    state.head = head_of(state);
    state.left_size = state.size;
    if (!transaction) {
      AVOW_TRY(transaction, begin_change());
    }
    transaction->set_log(state);
  }
  if (transaction) AVOW_CHECK(transaction->commit());
  return positions();
}

Result<std::vector<log::Entry>> Vault::read_entries(const log::LogRef& ref, std::uint64_t first, std::uint64_t end) {
  const auto* const held = store_->state().find(ref);
  // Another conversation may have brought back another branch meanwhile.
  if (held == nullptr || first >= end || end > held->size) return Error{Errc::closed, "the log was replaced meanwhile"};
  const std::uint64_t count = std::min<std::uint64_t>(end - first, kEntriesAtOnce);
  AVOW_TRY(auto entries, store_->entries(ref, first, count, limits::kChunkBytesMax));
  const TakenRecords& taken = taken_of(ref);
  const Instant now = parts_.clock.now();
  // Why: what was taken back, or whose time has ended, is served to nobody, its author included, whoever still has a copy.
  for (log::Entry& entry : entries) {
    if (ref.lane == log::Lane::notes && is_over(entry.payload, now)) entry.payload.words.reset();
    if (taken.empty()) continue;
    AVOW_TRY(const auto row, row_of(entry));
    strip(taken, row.id, entry.payload);
  }
  return entries;
}

Result<Hash> Vault::root_at(const log::LogRef& ref, std::uint64_t size) {
  const auto* state = store_->state().find(ref);
  if (state != nullptr && state->size == size) return state->root;
  const auto nodes = store_->nodes(ref);
  return log::root_at(*nodes, size);
}

Result<std::vector<Hash>> Vault::consistency_proof(const log::LogRef& ref, std::uint64_t old_size,
                                                   std::uint64_t size) {
  const auto nodes = store_->nodes(ref);
  const auto* state = store_->state().find(ref);
  if (state == nullptr || size <= state->size) return log::consistency_proof(*nodes, old_size, size);
  if (!state->head || state->head->size() != size) return Error{Errc::damaged, "no proof to that head"};
  return log::consistency_proof_beyond(*nodes, old_size, state->size, size, state->proof);
}

Result<void> Vault::append_received(const log::ReceivedChunk& chunk) {
  if (!keyring_->confirmed()) return Error{Errc::not_paired, ""};
  const auto* known = store_->state().find(chunk.ref);
  if (known == nullptr || chunk.ref.by != log::Author::partner) return Error{Errc::forged, "entries of an unknown log"};
  store::LogState state = *known;
  const LiveLog& live = live_[chunk.ref];
  std::vector<log::Checkpoint> held_heads;
  if (state.head && state.head->size() > state.size) held_heads.push_back(state.head->checkpoint);
  AVOW_TRY(const auto checked, log::check_chunk(chunk, state.id, chunk.ref.lane, live.frontier, live.last_seen, held_heads));

  // Why: nothing is said about a chunk below its head; the last one waits for the disk, and with it all before.
  const bool whole = checked.frontier.size() == chunk.head.size();
  AVOW_TRY(auto transaction, store_->begin(whole ? store::Durability::at_commit : store::Durability::with_the_next));
  const TakenRecords& known_taken = taken_of(chunk.ref);
  const TakenRecords newly_taken = taken_in(chunk, checked.ids);
  std::vector<ProjectionRow> rows;
  for (std::size_t i = 0; i < chunk.entries.size(); ++i) {
    const auto& header = checked.headers[i];
    const RecordId& id = checked.ids[i];
    const bool taken = known_taken.contains(id) || newly_taken.contains(id);
    log::Entry stripped;
    // Why: what its author has taken back is dropped, from wherever it comes.
    if (taken) {
      stripped = chunk.entries[i];
      strip(known_taken, id, stripped.payload);
      strip(newly_taken, id, stripped.payload);
    }
    const log::Entry& entry = taken ? stripped : chunk.entries[i];
    AVOW_CHECK(transaction->append_entry(chunk.ref, chunk.first + i, entry));
    rows.push_back(row_of(id, log::Seen{header.seen_epoch, header.seen_size, header.seen_hash}, entry.payload));
  }
  AVOW_CHECK(transaction->put_nodes(chunk.ref, checked.completed));
  state.size = checked.frontier.size();
  state.root = checked.frontier.root();
  if (!state.head || state.head->size() <= chunk.head.size()) {
    state.head = chunk.head;
    state.proof = chunk.proof;
  }
  transaction->set_log(state);
  const Instant now = parts_.clock.now();
  const Bytes arrival_key = log_item_key(state.id, chunk.first);
  ByteWriter arrival;
  arrival.u64(chunk.first).i64(to_millis(now));
  AVOW_CHECK(transaction->put_item(ItemKind::received_at, arrival_key, arrival.bytes()));
  AVOW_CHECK(put_completed(*transaction, chunk.ref, rows));
  AVOW_CHECK(transaction->commit());

  LiveLog& folded = live_[chunk.ref];
  folded.frontier = checked.frontier;
  folded.arrivals[chunk.first] = now;
  for (std::size_t i = 0; i < rows.size(); ++i) fold_in(chunk.ref, chunk.first + i, std::move(rows[i]));
  if (whole && chunk.ref.lane == log::Lane::notes) reveal_ready(*this);
  erase_taken_back(*this);
  return {};
}

Result<void> Vault::check_repeated(const log::ReceivedChunk& chunk) {
  const auto* known = store_->state().find(chunk.ref);
  if (known == nullptr || chunk.ref.by != log::Author::partner) return Error{Errc::forged, "entries of an unknown log"};
  AVOW_CHECK(check_behind(chunk, *known));
  return {};
}

Result<void> Vault::store_head(const log::LogRef& ref, const log::Head& head) {
  store::LogState state = *store_->state().find(ref);
  if (head.size() != state.size || head.checkpoint.root != state.root) {
    return Error{Errc::forged, "a head that does not fit what is held"};
  }
  state.head = head;
  state.proof.clear();
  AVOW_TRY(auto transaction, store_->begin());
  transaction->set_log(state);
  return transaction->commit();
}

// What its author did not give is gone by its author's own word: a record that names it, or a time that has ended. What
// was acknowledged before had been here.
bool Vault::accounted_for(const log::LogRef& ref, const store::LogState& state, Instant now) const {
  const LiveLog& log = live_.at(ref);
  const TakenRecords& taken = taken_of(ref);
  const std::uint64_t acknowledged = state.cosignature ? state.cosignature->checkpoint.size : 0;
  return std::all_of(log.withheld.begin(), log.withheld.end(), [&](const auto& one) {
    const auto timed = log.timed.find(one.first);
    return one.second < acknowledged || taken.contains(one.first) || (timed != log.timed.end() && timed->second <= now);
  });
}

Result<std::optional<log::Cosignature>> Vault::cosign(const log::LogRef& ref, Instant now) {
  const std::optional<log::Cosignature> nothing;
  store::LogState state = *store_->state().find(ref);
  const bool complete = state.size > 0 && state.head && state.head->size() == state.size;
  const bool grew = !state.cosignature || state.cosignature->checkpoint.size < state.size;
  if (!complete || !grew || !accounted_for(ref, state, now) || store_->state().read_only) return nothing;
  log::Cosignature mine;
  mine.checkpoint = state.head->checkpoint;
  mine.time_seconds = log::quarter_hour_end(now);
  // Why not less: times never fall. A clock that was far ahead once must not stop them until that day: "held by then" stays true.
  if (state.cosignature && mine.time_seconds == state.cosignature->time_seconds) return nothing;
  if (state.cosignature) mine.time_seconds = std::max(mine.time_seconds, state.cosignature->time_seconds);
  if (ref.lane == log::Lane::commitments) {
    mine.signature = to_bytes(keyring_->pen().cosign(mine.checkpoint, mine.time_seconds));
  } else {
    const auto* const tags = sync::notes_key(keyring_->pair(), log::Author::partner, keyring_->generation_of(ref));
    mine.signature = to_bytes(log::notes_ack_tag(*tags, mine.checkpoint));
  }
  state.cosignature = mine;
  AVOW_TRY(auto transaction, begin_change());
  transaction->set_log(state);
  AVOW_CHECK(transaction->commit());
  return std::optional(std::move(mine));
}

bool Vault::is_cosigned_by(log::Author witness, const log::Cosignature& cosignature) const {
  const auto& epochs = keyring_->epochs(witness);
  return std::any_of(epochs.begin(), epochs.end(), [&cosignature](const auto& epoch) {
    return log::verify_cosignature(cosignature.checkpoint, cosignature.time_seconds, cosignature.signature,
                                   epoch.second.keys.witness_key);
  });
}

Result<void> Vault::store_cosignature(const log::LogRef& ref, const log::Cosignature& theirs) {
  store::LogState state = *store_->state().find(ref);
  const auto& checkpoint = theirs.checkpoint;
  if (checkpoint.origin != log::origin_of(ref.lane, state.id) || checkpoint.size == 0 || checkpoint.size > state.size) {
    return Error{Errc::forged, "a cosignature of something that I never wrote"};
  }
  AVOW_TRY(const Hash root, root_at(ref, checkpoint.size));
  const bool authentic =
      ref.lane == log::Lane::commitments
          ? is_cosigned_by(log::Author::partner, theirs)
          : crypto::equal_secret(theirs.signature,
                                 log::notes_ack_tag(*sync::notes_key(keyring_->pair(), log::Author::me, keyring_->generation_of(ref)), checkpoint));
  if (root != checkpoint.root || !authentic) return Error{Errc::forged, "a false cosignature"};
  if (state.cosignature && state.cosignature->checkpoint.size >= checkpoint.size) return {};
  state.cosignature = theirs;
  AVOW_TRY(auto transaction, store_->begin());
  transaction->set_log(state);
  return transaction->commit();
}

Result<void> Vault::put_delivered(store::Transaction& transaction, const std::map<log::LogRef, std::uint64_t>& delivered) {
  ByteWriter all;
  for (const auto& [log, known] : delivered) {
    all.u8(static_cast<std::uint8_t>(log.lane)).u16(log.epoch).u64(known);
  }
  return transaction.put_item(ItemKind::setting, bytes_of(kDeliveredSetting), all.bytes());
}

Result<void> Vault::delivered(const log::LogRef& ref, std::uint64_t size) {
  auto delivered = delivered_;
  delivered[ref] = size;
  const Instant now = parts_.clock.now();
  AVOW_TRY(auto transaction, store_->begin());
  AVOW_CHECK(put_delivered(*transaction, delivered));
  AVOW_CHECK(put_last_sync(*transaction, now));
  AVOW_CHECK(forget_shown(*transaction, ref));
  AVOW_CHECK(transaction->commit());
  delivered_ = std::move(delivered);
  last_sync_ = now;
  return {};
}

Result<void> Vault::keep_last_sync(Instant now) {
  AVOW_TRY(auto transaction, store_->begin());
  AVOW_CHECK(put_last_sync(*transaction, now));
  AVOW_CHECK(transaction->commit());
  last_sync_ = now;
  return {};
}

std::uint64_t Vault::delivered_size(const log::LogRef& ref) const {
  const auto at = delivered_.find(ref);
  return at == delivered_.end() ? 0 : at->second;
}

std::uint64_t Vault::undelivered() const {
  std::uint64_t out = 0;
  for (const auto& log : store_->state().logs) {
    if (log.ref.by == log::Author::me) out += log.size - std::min(log.size, delivered_size(log.ref));
  }
  return out;
}

// What anybody can send is kept a few times, what its author made so often that it shows what happened; and of each log the
// first of a kind, however much there is of others.
Result<bool> Vault::has_enough_evidence(std::string_view what, const log::LogRef& ref) {
  std::size_t kept = 0;
  bool of_this_log = false;
  AVOW_CHECK(store_->for_each_item(ItemKind::evidence, [&](ByteView, ByteView plain) -> Result<void> {
    ByteReader in(plain);
    if (in.text() != what) return {};
    const auto lane = static_cast<log::Lane>(in.u8());
    const auto by = static_cast<log::Author>(in.u8());
    of_this_log = of_this_log || log::LogRef{lane, by, in.u16()} == ref;
    ++kept;
    return {};
  }));
  return kept >= (what == kUnwritten ? kUnwrittenMax : kEvidenceMax) && (of_this_log || what == kUnwritten);
}

// One item for each distinct piece: showing the same again adds nothing.
Result<void> Vault::put_evidence(store::Transaction& transaction, ByteView piece) {
  const Hash name = crypto::blake2b({piece});
  return transaction.put_item(ItemKind::evidence, ByteView(name).first(16), piece);
}

Result<void> Vault::keep_evidence(std::string_view what, const log::LogRef& ref, const log::Head& head,
                                  const log::Head* other, bool read_only) {
  AVOW_TRY(const bool enough, has_enough_evidence(what, ref));
  if (enough && !read_only) return {};
  ByteWriter out;
  out.text(what).u8(static_cast<std::uint8_t>(ref.lane)).u8(static_cast<std::uint8_t>(ref.by)).u16(ref.epoch);
  for (const log::Head* shown : {&head, other}) {
    if (shown == nullptr) continue;
    out.text(log::to_text(shown->checkpoint)).blob(shown->authentication);
  }
  AVOW_TRY(auto transaction, store_->begin());  // in a read-only vault too
  if (!enough) AVOW_CHECK(put_evidence(*transaction, out.bytes()));
  if (read_only) AVOW_CHECK(put_read_only(*transaction));
  return transaction->commit();
}

Result<void> Vault::found_unwritten(const log::LogRef& ref, const log::Head& shown) {
  return keep_evidence(kUnwritten, ref, shown, nullptr, false);
}

Result<void> Vault::found_fork(const log::LogRef& ref, const log::Head& held, const log::Head& shown) {
  return keep_evidence("two histories", ref, held, &shown, false);
}

Result<bool> Vault::remember_nonce(const ByteArray<noise::kKnockNonceBytes>& nonce) {
  AVOW_TRY(const auto known, store_->item(ItemKind::nonce, nonce));
  if (known) return false;
  AVOW_TRY(auto transaction, store_->begin());
  AVOW_CHECK(transaction->put_item(ItemKind::nonce, nonce, {}));
  AVOW_CHECK(transaction->commit());
  return true;
}

Result<void> Vault::keep_sync_words(const noise::FiveWords& words, Instant now) {
  SpokenWords spoken{words, day_here(now), {}};
  for (const auto& log : store_->state().logs) spoken.sizes.emplace_back(log.ref, log.size);
  AVOW_TRY(auto transaction, store_->begin());
  AVOW_CHECK(transaction->put_item(ItemKind::words, bytes_of(kSyncWordsItem), encode_words(spoken)));
  return transaction->commit();
}

Result<std::optional<SpokenWords>> Vault::sync_words() { return load_words(*store_, kSyncWordsItem, wall_zone_); }

}  // namespace avow::app
