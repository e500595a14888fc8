#include "fakes/memory_log.h"

#include "base/limits.h"
#include "protocol/record.capnp.h"
#include "wire/message.h"

namespace avow::testing {

using namespace avow::log;

namespace {

// Why three locals: the order in which arguments are evaluated is the compiler's, and seeds must mean one person.
Pen make_pen(SeededRandom& random, SignedBytesTap tap) {
  auto log_key = crypto::new_signing_key(random);
  auto witness_key = crypto::new_signing_key(random);
  auto export_key = crypto::new_signing_key(random);
  return Pen(std::move(log_key), std::move(witness_key), std::move(export_key), std::move(tap));
}

}  // namespace

Bytes sample_facts(std::uint16_t kind) {
  return wire::encode_canonical<schema::Facts>([&](schema::Facts::Builder to) {
    to.setKind(kind);
    to.setSaidAt(1'800'000'000'000);
    to.setZone("Europe/Berlin");
  });
}

Bytes sample_words(const std::string& text) {
  return wire::encode_canonical<schema::Words>([&](schema::Words::Builder to) { to.setText(wire::text_for(text)); });
}

Result<Hash> MemoryNodes::node(unsigned level, std::uint64_t index) {
  if (level >= levels_.size() || index >= levels_[level].size()) return Error{Errc::damaged, "no such node"};
  return levels_[level][index];
}

void MemoryNodes::add(const std::vector<Node>& completed) {
  for (const Node& node : completed) {
    if (levels_.size() <= node.level) levels_.resize(node.level + 1);
    AVOW_ASSERT(levels_[node.level].size() == node.index);
    levels_[node.level].push_back(node.hash);
  }
}

MemoryLogStore::MemoryLogStore(std::uint64_t seed, SignedBytesTap tap)
    : random_(seed), pen_(make_pen(random_, std::move(tap))), my_notes_(crypto::Key::random(random_)) {
  for (const Lane lane : kLanes) {
    state_.logs[{lane, Author::me, 0}].id = make_log_id(lane, 0, pen_.log_key(), pen_.witness_key());
  }
}

void MemoryLogStore::know(const MemoryLogStore& partner, const crypto::Key& mine, const crypto::Key& theirs) {
  notes_mine_ = mine.copy();
  notes_theirs_ = theirs.copy();
  partner_log_key_ = partner.pen_.log_key();
  partner_witness_key_ = partner.pen_.witness_key();
  for (const Lane lane : kLanes) {
    state_.logs[{lane, Author::partner, 0}].id = make_log_id(lane, 0, partner_log_key_, partner_witness_key_);
  }
  commit();
}

void MemoryLogStore::pair(MemoryLogStore& a, MemoryLogStore& b, const crypto::Key& notes_a,
                          const crypto::Key& notes_b) {
  a.know(b, notes_a, notes_b);
  b.know(a, notes_b, notes_a);
}

void MemoryLogStore::pair(MemoryLogStore& a, MemoryLogStore& b) {
  const auto notes_a = crypto::Key::random(a.random_);
  const auto notes_b = crypto::Key::random(b.random_);
  pair(a, b, notes_a, notes_b);
}

void MemoryLogStore::commit() {
  if (keeps_) commits_.push_back(state_);
}

void MemoryLogStore::roll_back_to(std::size_t index) {
  AVOW_ASSERT(keeps_ && index < commits_.size());
  commits_.resize(index + 1);
  state_ = commits_.back();
}

Result<MemoryLogStore::OneLog*> MemoryLogStore::find(const LogRef& ref) {
  const auto at = state_.logs.find(ref);
  if (at == state_.logs.end()) return Error{Errc::not_found, "no such log"};
  return &at->second;
}

Result<RecordId> MemoryLogStore::append_own(Lane lane, Bytes facts, Bytes words) {
  if (state_.read_only) return Error{Errc::read_only, "restored"};
  AVOW_TRY(OneLog* const own, find({lane, Author::me, 0}));
  const auto theirs = state_.logs.find({lane, Author::partner, 0});
  if (theirs != state_.logs.end() && theirs->second.head &&
      theirs->second.head->size() == theirs->second.frontier.size()) {
    own->last_seen = {0, theirs->second.head->size(), head_hash(theirs->second.head->checkpoint)};
  }
  const auto id_random = random_.bytes<16>();
  const std::uint64_t index = own->frontier.size();
  const auto minute = static_cast<std::uint32_t>(30'000'000 + index);
  own->entries.push_back(
      make_entry(own->id, index, minute, own->last_seen, id_random, std::move(facts), std::move(words), random_));
  std::vector<Node> completed;
  own->frontier.append(leaf_hash(own->entries.back().header), completed);
  own->nodes.add(completed);
  commit();
  return record_id(own->id, id_random);
}

void MemoryLogStore::withhold_own(Lane lane, std::uint64_t index, bool facts_too) {
  Payload& payload = state_.logs.at({lane, Author::me, 0}).entries.at(index).payload;
  payload.words.reset();
  if (facts_too) {
    AVOW_ASSERT(lane == Lane::notes);
    payload = {};
  }
  commit();
}

void MemoryLogStore::excuse_withheld(Lane lane, std::uint64_t index) {
  state_.logs.at({lane, Author::partner, 0}).excused.insert(index);
  commit();
}

const std::vector<Entry>& MemoryLogStore::entries(Lane lane, Author by) const {
  return state_.logs.at({lane, by, 0}).entries;
}

std::uint64_t MemoryLogStore::left_size(Lane lane) const { return state_.logs.at({lane, Author::me, 0}).left_size; }

std::uint64_t MemoryLogStore::delivered_size(Lane lane) const {
  return state_.logs.at({lane, Author::me, 0}).delivered_size;
}

std::vector<LogPosition> MemoryLogStore::positions() {
  std::vector<LogPosition> out;
  for (const auto& [ref, log] : state_.logs) {
    out.push_back({ref, log.id, log.frontier.size(), log.frontier.root(), log.head, log.cosignature});
  }
  return out;
}

Head MemoryLogStore::make_head(Lane lane, const OneLog& log) const {
  Head out{{origin_of(lane, log.id), log.frontier.size(), log.frontier.root()}, {}, {}};
  if (lane == Lane::commitments) {
    out.authentication = to_bytes(pen_.sign_head(out.checkpoint));
  } else {
    out.authentication = to_bytes(notes_head_tag(notes_mine_, out.checkpoint));
    out.author_tag = notes_author_tag(my_notes_, out.checkpoint);
  }
  return out;
}

Result<std::vector<LogPosition>> MemoryLogStore::publish_heads() {
  for (auto& [ref, log] : state_.logs) {
    if (ref.by != Author::me || log.frontier.size() == 0) continue;
    if (!log.head || log.head->size() != log.frontier.size()) log.head = make_head(ref.lane, log);
    log.left_size = std::max(log.left_size, log.frontier.size());
  }
  commit();
  return positions();
}

Result<std::vector<Entry>> MemoryLogStore::read_entries(const LogRef& ref, std::uint64_t first, std::uint64_t end) {
  AVOW_TRY(OneLog* const log, find(ref));
  std::vector<Entry> out;
  std::size_t bytes = 0;
  for (std::uint64_t i = first; i < std::min<std::uint64_t>(end, log->entries.size()); ++i) {
    bytes += chunk_bytes(log->entries[i]);
    if (out.size() == limits::kChunkEntriesMax || bytes > limits::kChunkBytesMax) break;
    out.push_back(log->entries[i]);
  }
  return out;
}

Result<Hash> MemoryLogStore::root_at(const LogRef& ref, std::uint64_t size) {
  AVOW_TRY(OneLog* const log, find(ref));
  return log::root_at(log->nodes, size);
}

Result<std::vector<Hash>> MemoryLogStore::consistency_proof(const LogRef& ref, std::uint64_t old_size,
                                                            std::uint64_t size) {
  AVOW_TRY(OneLog* const log, find(ref));
  return log::consistency_proof(log->nodes, old_size, size);
}

Result<void> MemoryLogStore::append_received(const ReceivedChunk& chunk) {
  AVOW_TRY(OneLog* const log, find(chunk.ref));
  AVOW_ASSERT(chunk.ref.by == Author::partner);
  std::vector<Checkpoint> held_heads;
  if (log->head) held_heads.push_back(log->head->checkpoint);
  AVOW_TRY(const CheckedChunk checked,
           check_chunk(chunk, log->id, chunk.ref.lane, log->frontier, log->last_seen, held_heads));
  log->entries.insert(log->entries.end(), chunk.entries.begin(), chunk.entries.end());
  log->nodes.add(checked.completed);
  log->frontier = checked.frontier;
  log->last_seen = checked.last_seen;
  if (!log->head || chunk.head.size() >= log->head->size()) log->head = chunk.head;
  commit();
  return {};
}

Result<void> MemoryLogStore::store_head(const LogRef& ref, const Head& head) {
  AVOW_TRY(OneLog* const log, find(ref));
  AVOW_ASSERT(ref.by == Author::partner);
  if (head.size() != log->frontier.size() || head.checkpoint.root != log->frontier.root()) {
    return Error{Errc::forged, "a head that is not that of what is held"};
  }
  if (!log->head || head.size() >= log->head->size()) log->head = head;
  commit();
  return {};
}

bool MemoryLogStore::is_withheld_without_cause(const OneLog& log) const {
  for (std::uint64_t i = 0; i < log.entries.size(); ++i) {
    if (!log.entries[i].payload.words && !log.excused.contains(i)) return true;
  }
  return false;
}

Result<std::optional<Cosignature>> MemoryLogStore::cosign(const LogRef& ref, Instant now) {
  AVOW_TRY(OneLog* const log, find(ref));
  AVOW_ASSERT(ref.by == Author::partner);
  const std::uint64_t size = log->frontier.size();
  const std::uint64_t time = quarter_hour_end(now);
  const bool grew = log->head && log->head->size() == size && size > 0 &&
                    (!log->cosignature || log->cosignature->checkpoint.size < size);
  if (state_.read_only || !grew || time <= log->last_cosign_time || is_withheld_without_cause(*log)) {
    return std::optional<Cosignature>{};
  }
  Cosignature out{log->head->checkpoint, 0, {}};
  if (ref.lane == Lane::commitments) {
    out.time_seconds = time;
    out.signature = to_bytes(pen_.cosign(out.checkpoint, time));
  } else {
    out.signature = to_bytes(notes_ack_tag(notes_theirs_, out.checkpoint));
  }
  log->last_cosign_time = time;
  log->cosignature = out;
  commit();
  return std::optional<Cosignature>{out};
}

Result<void> MemoryLogStore::store_cosignature(const LogRef& ref, const Cosignature& cosignature) {
  AVOW_TRY(OneLog* const log, find(ref));
  AVOW_ASSERT(ref.by == Author::me);
  const Checkpoint& head = cosignature.checkpoint;
  const bool authentic =
      ref.lane == Lane::commitments
          ? verify_cosignature(head, cosignature.time_seconds, cosignature.signature, partner_witness_key_)
          : crypto::equal_secret(notes_ack_tag(notes_mine_, head), cosignature.signature);
  if (!authentic || head.origin != origin_of(ref.lane, log->id) || head.size > log->frontier.size()) {
    return Error{Errc::forged, "a cosignature that is not the partner's"};
  }
  AVOW_TRY(const Hash root, log::root_at(log->nodes, head.size));
  if (root != head.root) return Error{Errc::forged, "a cosignature of another history"};
  if (log->cosignature && log->cosignature->checkpoint.size >= head.size) return {};
  log->cosignature = cosignature;
  commit();
  return {};
}

Result<void> MemoryLogStore::delivered(const LogRef& ref, std::uint64_t size) {
  AVOW_TRY(OneLog* const log, find(ref));
  AVOW_ASSERT(ref.by == Author::me);
  log->delivered_size = std::max(log->delivered_size, std::min(size, log->frontier.size()));
  commit();
  return {};
}

Result<void> MemoryLogStore::found_own_history_ahead(const LogRef& ref, const Head& shown) {
  AVOW_TRY([[maybe_unused]] OneLog* const log, find(ref));
  state_.read_only = true;
  state_.shown.push_back(shown);
  commit();
  return {};
}

Result<void> MemoryLogStore::found_fork(const LogRef& ref, const Head& held, const Head& shown) {
  AVOW_TRY([[maybe_unused]] OneLog* const log, find(ref));
  state_.forks.emplace_back(held, shown);
  commit();
  return {};
}

}  // namespace avow::testing
