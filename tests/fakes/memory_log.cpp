#include "fakes/memory_log.h"

#include <algorithm>

#include "base/limits.h"
#include "protocol/record.capnp.h"
#include "wire/message.h"

namespace avow::testing {

using namespace avow::log;

namespace {

// Why two locals: the order in which arguments are evaluated is the compiler's, and seeds must mean one person.
std::unique_ptr<Pen> make_pen(SeededRandom& random, const crypto::Key& export_seed, SignedBytesTap tap) {
  auto log_key = crypto::new_signing_key(random);
  auto witness_key = crypto::new_signing_key(random);
  return std::make_unique<Pen>(std::move(log_key), std::move(witness_key),
                               crypto::signing_key_from_seed(export_seed.copy()), std::move(tap));
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
    : random_(seed), tap_(std::move(tap)), my_notes_(crypto::Key::random(random_)), export_seed_(crypto::Key::random(random_)) {
  pens_.push_back(make_pen(random_, export_seed_, tap_));
  add_logs(Author::me, {0, pen().log_key(), pen().witness_key()}, {});
}

void MemoryLogStore::add_logs(Author by, const EpochKeys& keys, Bytes certificate) {
  for (const Lane lane : kLanes) {
    OneLog& log = state_.logs[{lane, by, keys.epoch}];
    log.id = keys.id_of(lane);
    log.keys = keys;
    log.certificate = certificate;
  }
}

void MemoryLogStore::start_epoch() {
  const Pen& old = pen();
  const auto last = std::prev(state_.logs.upper_bound({Lane::commitments, Author::me, 0xffff}));
  const auto epoch = static_cast<std::uint16_t>(last->first.epoch + 1);
  while (pens_.size() <= epoch) pens_.push_back(make_pen(random_, export_seed_, tap_));
  const EpochKeys keys{epoch, pens_[epoch]->log_key(), pens_[epoch]->witness_key()};
  std::optional<Checkpoint> head;
  if (last->second.head) head = last->second.head->checkpoint;
  add_logs(Author::me, keys, encode(certify(old, keys, head)));
  state_.epoch = epoch;
  state_.read_only = state_.level = false;
  commit();
}

void MemoryLogStore::know(const MemoryLogStore& partner, const crypto::Key& mine, const crypto::Key& theirs) {
  notes_mine_ = mine.copy();
  notes_theirs_ = theirs.copy();
  partner_export_key_ = partner.pen().export_key();
  add_logs(Author::partner, {0, partner.pen().log_key(), partner.pen().witness_key()}, {});
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
  AVOW_TRY(OneLog* const own, find({lane, Author::me, state_.epoch}));
  auto theirs = state_.logs.upper_bound({lane, Author::partner, 0xffff});
  const bool known = theirs != state_.logs.begin() && (--theirs)->first.lane == lane && theirs->first.by == Author::partner;
  if (known && theirs->second.head && theirs->second.head->size() == theirs->second.frontier.size()) {
    own->last_seen = {theirs->first.epoch, theirs->second.head->size(), head_hash(theirs->second.head->checkpoint)};
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

const std::vector<Entry>& MemoryLogStore::entries(Lane lane, Author by, std::uint16_t epoch) const {
  return state_.logs.at({lane, by, epoch}).entries;
}

std::uint64_t MemoryLogStore::left_size(Lane lane) const { return state_.logs.at({lane, Author::me, 0}).left_size; }

std::uint64_t MemoryLogStore::delivered_size(Lane lane) const {
  return state_.logs.at({lane, Author::me, 0}).delivered_size;
}

std::vector<LogPosition> MemoryLogStore::positions() {
  std::vector<LogPosition> out;
  for (const auto& [ref, log] : state_.logs) {
    out.push_back({ref, log.id, log.frontier.size(), log.frontier.root(), log.head, log.cosignature, log.proof,
                   log.keys.log_key, log.certificate});
  }
  return out;
}

Head MemoryLogStore::make_head(Lane lane, const OneLog& log) const {
  Head out{{origin_of(lane, log.id), log.frontier.size(), log.frontier.root()}, {}, {}};
  if (lane == Lane::commitments) {
    out.authentication = to_bytes(pen().sign_head(out.checkpoint));
  } else {
    out.authentication = to_bytes(notes_head_tag(notes_mine_, out.checkpoint));
    out.author_tag = notes_author_tag(my_notes_, out.checkpoint);
  }
  return out;
}

Result<std::vector<LogPosition>> MemoryLogStore::publish_heads() {
  for (auto& [ref, log] : state_.logs) {
    if (ref.by != Author::me || ref.epoch != state_.epoch || log.frontier.size() == 0) continue;
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
  const std::uint64_t held = log->frontier.size();
  if (size <= held) return log::consistency_proof(log->nodes, old_size, size);
  AVOW_ASSERT(log->head && log->head->size() == size);
  return log::consistency_proof_beyond(log->nodes, old_size, held, size, log->proof);
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
  if (!log->head || chunk.head.size() >= log->head->size()) {
    log->head = chunk.head;
    log->proof = chunk.proof;
  }
  commit();
  return {};
}

Result<void> MemoryLogStore::check_repeated(const ReceivedChunk& chunk) {
  AVOW_TRY(OneLog* const log, find(chunk.ref));
  AVOW_TRY(const Frontier before, Frontier::load(log->nodes, chunk.first));
  const auto checked = check_chunk(chunk, log->id, chunk.ref.lane, before, {}, {});
  return checked.ok() ? Result<void>() : Result<void>(checked.error());
}

void MemoryLogStore::rebuild(OneLog& log) {
  log.nodes = {};
  log.frontier = {};
  std::vector<Node> completed;
  for (const Entry& entry : log.entries) log.frontier.append(leaf_hash(entry.header), completed);
  log.nodes.add(completed);
}

Result<void> MemoryLogStore::take_back(const ReceivedChunk& chunk) {
  AVOW_TRY(OneLog* const log, find(chunk.ref));
  AVOW_ASSERT(chunk.ref.by == Author::me);
  if (chunk.first > log->entries.size()) return Error{Errc::malformed, "a chunk that does not follow what is held"};
  AVOW_TRY(const Frontier before, Frontier::load(log->nodes, chunk.first));
  AVOW_TRY(const CheckedChunk checked, check_chunk(chunk, log->id, chunk.ref.lane, before, {}, {}));
  std::size_t same = 0;
  while (same < chunk.entries.size() && chunk.first + same < log->entries.size() &&
         log->entries[chunk.first + same].header == chunk.entries[same].header) {
    ++same;
  }
  if (same < chunk.entries.size()) {
    const auto from = log->entries.begin() + static_cast<std::ptrdiff_t>(chunk.first + same);
    state_.branch.insert(state_.branch.end(), from, log->entries.end());
    log->entries.erase(from, log->entries.end());
    log->entries.insert(log->entries.end(), chunk.entries.begin() + static_cast<std::ptrdiff_t>(same), chunk.entries.end());
    rebuild(*log);
  }
  log->head = chunk.head;
  log->left_size = std::max(log->left_size, chunk.head.size());
  log->proof = chunk.proof;
  commit();
  return {};
}

Result<void> MemoryLogStore::found_epoch(Author by, const Certificate& certificate) {
  const auto& export_key = by == Author::me ? pen().export_key() : partner_export_key_;
  if (!verify(certificate, export_key)) return Error{Errc::forged, "an epoch that its author did not certify"};
  const auto known = state_.logs.find({Lane::commitments, by, certificate.keys.epoch});
  if (known != state_.logs.end()) {
    return known->second.certificate == encode(certificate) ? Result<void>() : Error{Errc::refused, "another epoch"};
  }
  const auto last = std::prev(state_.logs.upper_bound({Lane::commitments, by, 0xffff}));
  if (certificate.keys.epoch != last->first.epoch + 1) return Error{Errc::malformed, "an epoch that does not follow"};
  add_logs(by, certificate.keys, encode(certificate));
  if (by == Author::me) state_.read_only = true;
  commit();
  return {};
}

Result<void> MemoryLogStore::came_level() {
  if (!state_.read_only) return {};
  state_.level = true;
  commit();
  return {};
}

Result<void> MemoryLogStore::found_unwritten(const LogRef&, const Head& shown) {
  state_.unwritten.push_back(shown);
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
    out.signature = to_bytes(pen().cosign(out.checkpoint, time));
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
  const bool signed_by_any =
      ref.lane == Lane::commitments &&
      std::any_of(state_.logs.begin(), state_.logs.end(), [&](const auto& one) {
        return one.first.by == Author::partner &&
               verify_cosignature(head, cosignature.time_seconds, cosignature.signature, one.second.keys.witness_key);
      });
  const bool authentic =
      ref.lane == Lane::commitments
          ? signed_by_any
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
  log->shown_by_file.reset();
  commit();
  return {};
}

Result<void> MemoryLogStore::delivered_by_file(const LogRef& ref, const HeldThere& held) {
  AVOW_TRY(OneLog* const log, find(ref));
  log->shown_by_file = held;
  log->delivered_size = std::max(log->delivered_size, held.size);
  commit();
  return {};
}

HeldThere MemoryLogStore::held_there(const LogRef& ref) {
  const OneLog& log = state_.logs.at(ref);
  return log.shown_by_file ? *log.shown_by_file : HeldThere{log.delivered_size, {}};
}

Result<void> MemoryLogStore::comes_by_file(const LogRef& ref, std::uint64_t first) {
  AVOW_TRY(OneLog* const log, find(ref));
  if (!log->by_file) log->by_file = first;
  commit();
  return {};
}

Result<void> MemoryLogStore::shown_live(const LogRef& ref) {
  AVOW_TRY(OneLog* const log, find(ref));
  if (!log->by_file) return {};
  log->by_file.reset();
  commit();
  return {};
}

std::optional<std::uint64_t> MemoryLogStore::by_file() const {
  return state_.logs.at({Lane::notes, Author::partner, 0}).by_file;
}

Result<void> MemoryLogStore::found_own_history_ahead(const LogRef& ref, const Head& shown) {
  AVOW_TRY([[maybe_unused]] OneLog* const log, find(ref));
  if (ref.epoch == state_.epoch) state_.read_only = true;
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
