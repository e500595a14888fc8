// What arrived of a partner's log, checked from the first byte to the head before any of it is stored.
// Decides nothing about what the records mean; app::Vault stores what this returns.
// protocol/README.md#chunk. Pure.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "log/log_store.h"

namespace avow::log {

// What limits::kChunkBytesMax counts of one entry: header, facts and words, without salts and framing.
std::size_t chunk_bytes(const Entry& entry);

// A chunk that fits: store entries, `completed` and the chunk's head in one transaction, then hold this.
struct CheckedChunk {
  Frontier frontier;             // after the last entry
  std::vector<Node> completed;   // every tree node that became complete, leaves first of each append
  std::vector<Header> headers;   // one an entry, decoded
  std::vector<RecordId> ids;     // one an entry
  Seen last_seen;                // of the last entry
};

// `held`: the log as stored; `last_seen`: of its last entry, a default one when empty; `held_heads`: the
// partner's authentic heads of this log above held.size() that are remembered (possibly none).
// Error{too_large}: over a limit. Error{malformed}: empty, not next to what is held, a header or part that
// does not parse. Error{forged}: another log's header, a `seen` that falls, a payload or proof that differs.
// Error{refused}: authentic under its head but contradicting a held head: two histories, see found_fork().
Result<CheckedChunk> check_chunk(const ReceivedChunk& chunk, const LogId& expected_id, Lane lane,
                                 const Frontier& held, const Seen& last_seen,
                                 std::span<const Checkpoint> held_heads = {});

}  // namespace avow::log
