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
      if (theirs(ref.lane, ref.epoch) == nullptr) incoming.push_back(Incoming{position, std::nullopt, 0, 0, false});
    } else if (Outgoing* const known = mine(ref.lane, ref.epoch)) {
      known->position = position;
    } else {
      outgoing.push_back(Outgoing{position, 0, std::nullopt, 0, 0});
    }
  }
}

bool Logs::all_sent() const {
  return std::all_of(outgoing.begin(), outgoing.end(), [](const Outgoing& log) { return log.all_sent(); });
}

bool Logs::all_received() const {
  return std::all_of(incoming.begin(), incoming.end(), [](const Incoming& log) { return log.complete(); });
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
