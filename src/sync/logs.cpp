#include "sync/logs.h"

#include <algorithm>

#include "base/assert.h"

namespace avow::sync {
namespace {

template <typename Kind>
Kind* find_log(std::vector<Kind>& logs, log::Lane lane, std::uint16_t epoch) {
  const auto at = std::find_if(logs.begin(), logs.end(), [&](const Kind& log) {
    return log.position.ref.lane == lane && log.position.ref.epoch == epoch;
  });
  return at == logs.end() ? nullptr : &*at;
}

}  // namespace

const log::Head& Incoming::head_for(std::uint64_t end) const {
  const auto& held = position.head;
  return held && held->size() > end ? *held : *announced;
}

Outgoing* Logs::mine(log::Lane lane, std::uint16_t epoch) { return find_log(outgoing, lane, epoch); }
Incoming* Logs::theirs(log::Lane lane, std::uint16_t epoch) { return find_log(incoming, lane, epoch); }

void Logs::take_in(const std::vector<log::LogPosition>& positions) {
  for (const auto& position : positions) {
    const auto& ref = position.ref;
    if (ref.by == log::Author::partner) {
      if (theirs(ref.lane, ref.epoch) == nullptr) incoming.push_back(Incoming{position, std::nullopt});
    } else if (Outgoing* const known = mine(ref.lane, ref.epoch)) {
      known->position = position;
    } else {
      outgoing.push_back(Outgoing{position});
    }
  }
}

void Logs::show_only_published() {
  for (Outgoing& log : outgoing) {
    log::LogPosition& position = log.position;
    const std::uint64_t published = position.head ? position.head->size() : 0;
    if (published >= position.size) continue;
    position.size = published;
    position.root = position.head ? position.head->checkpoint.root : log::empty_root();
  }
}

bool Logs::all_sent() const {
  return std::all_of(outgoing.begin(), outgoing.end(), [](const Outgoing& log) { return log.all_sent(); }) &&
         std::all_of(incoming.begin(), incoming.end(), [](const Incoming& log) { return log.all_given(); });
}

bool Logs::all_received() const {
  return std::all_of(incoming.begin(), incoming.end(), [](const Incoming& log) { return log.complete(); }) &&
         std::all_of(outgoing.begin(), outgoing.end(), [](const Outgoing& log) { return log.is_back(); });
}

bool Logs::is_latest(const log::LogRef& ref) const {
  const auto later = [&ref](const auto& log) {
    return log.position.ref.by == ref.by && log.position.ref.epoch > ref.epoch;
  };
  return std::none_of(incoming.begin(), incoming.end(), later) && std::none_of(outgoing.begin(), outgoing.end(), later);
}

Result<Chunk> next_chunk(log::LogStore& store, Logs& logs) {
  const auto log = std::find_if(logs.outgoing.begin(), logs.outgoing.end(),
                                [](const Outgoing& candidate) { return !candidate.all_sent(); });
  AVOW_ASSERT(log != logs.outgoing.end());
  Chunk chunk;
  chunk.lane = log->position.ref.lane;
  chunk.epoch = log->position.ref.epoch;
  chunk.first = log->next;
  AVOW_TRY(chunk.entries, store.read_entries(log->position.ref, log->next, log->position.size));
  AVOW_ASSERT(!chunk.entries.empty() && log->position.head.has_value());
  const std::uint64_t end = log->next + chunk.entries.size();
  const bool below_held = log->held_there && log->held_there->size() > end;
  chunk.head = below_held ? *log->held_there : *log->position.head;
  if (end < chunk.head.size()) {
    AVOW_TRY(chunk.proof, store.consistency_proof(log->position.ref, end, chunk.head.size()));
  }
  log->next = end;
  log->held_there = chunk.head;
  return chunk;
}

Result<Chunk> next_given_back(log::LogStore& store, Logs& logs) {
  const auto log = std::find_if(logs.incoming.begin(), logs.incoming.end(),
                                [](const Incoming& candidate) { return !candidate.all_given(); });
  AVOW_ASSERT(log != logs.incoming.end());
  const log::LogPosition& held = log->position;
  AVOW_ASSERT(held.head && held.head->size() >= held.size);
  Chunk chunk;
  chunk.yours = true;
  chunk.lane = held.ref.lane;
  chunk.epoch = held.ref.epoch;
  chunk.first = log->next_back;
  AVOW_TRY(chunk.entries, store.read_entries(held.ref, log->next_back, held.size));
  AVOW_ASSERT(!chunk.entries.empty());
  log->next_back += chunk.entries.size();
  chunk.head = *held.head;
  if (log->next_back < chunk.head.size()) {
    AVOW_TRY(chunk.proof, store.consistency_proof(held.ref, log->next_back, chunk.head.size()));
  }
  return chunk;
}

Result<void> store_chunk(log::LogStore& store, Incoming& log, const Chunk& chunk) {
  const auto stored =
      store.append_received(log::ReceivedChunk{log.position.ref, chunk.first, chunk.entries, chunk.head, chunk.proof});
  if (!stored.ok()) {
    if (stored.error().code == Errc::refused && log.position.head) {
      AVOW_CHECK(store.found_fork(log.position.ref, *log.position.head, chunk.head));
    }
    return stored.error();
  }
  log.position.size += chunk.entries.size();
  return {};
}

Result<bool> is_fork(log::LogStore& store, const Incoming& log, const log::Head& shown) {
  const auto& held = log.position.head;
  if (held && held->size() == shown.size()) return held->checkpoint.root != shown.checkpoint.root;
  if (shown.size() > log.position.size) return false;
  AVOW_TRY(const Hash root, store.root_at(log.position.ref, shown.size()));
  return root != shown.checkpoint.root;
}

}  // namespace avow::sync
