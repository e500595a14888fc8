#include "log/chunk.h"

#include "base/limits.h"
#include "wire/message.h"

namespace avow::log {
namespace {

Result<void> check_sizes(const ReceivedChunk& chunk, const Frontier& held) {
  if (chunk.entries.empty()) return Error{Errc::malformed, "a chunk without entries"};
  if (chunk.entries.size() > limits::kChunkEntriesMax) return Error{Errc::too_large, "too many entries in a chunk"};
  if (chunk.proof.size() > limits::kProofHashesMax) return Error{Errc::too_large, "a proof over its limit"};
  std::size_t bytes = 0;
  for (const Entry& entry : chunk.entries) bytes += chunk_bytes(entry);
  if (bytes > limits::kChunkBytesMax) return Error{Errc::too_large, "a chunk over its limit"};
  if (chunk.first != held.size()) return Error{Errc::malformed, "a chunk that does not follow what is held"};
  const std::uint64_t head_size = chunk.head.size();
  if (head_size > limits::kLogSizeMax || head_size < chunk.first + chunk.entries.size()) {
    return Error{Errc::malformed, "a head smaller than its chunk"};
  }
  return {};
}

bool may_follow(const Seen& before, const Seen& after) {
  return after.epoch != before.epoch ? after.epoch > before.epoch : after.size >= before.size;
}

Result<void> check_parts(const Header& header, Lane lane, const Payload& payload) {
  AVOW_CHECK(check_payload(header, lane, payload));
  if (payload.facts) AVOW_CHECK(wire::check_canonical(payload.facts->bytes, limits::kFactsBytesMax));
  if (payload.words) AVOW_CHECK(wire::check_canonical(payload.words->bytes, limits::kWordsBytesMax));
  return {};
}

Result<void> check_against_held_heads(const Frontier& now, std::span<const Checkpoint> held_heads) {
  for (const Checkpoint& head : held_heads) {
    if (head.size == now.size() && head.root != now.root()) {
      return Error{Errc::refused, "a chunk that contradicts a head held before"};
    }
  }
  return {};
}

}  // namespace

std::size_t chunk_bytes(const Entry& entry) {
  return entry.header.size() + (entry.payload.facts ? entry.payload.facts->bytes.size() : 0) +
         (entry.payload.words ? entry.payload.words->bytes.size() : 0);
}

Result<CheckedChunk> check_chunk(const ReceivedChunk& chunk, const LogId& expected_id, Lane lane,
                                 const Frontier& held, const Seen& last_seen,
                                 std::span<const Checkpoint> held_heads) {
  AVOW_CHECK(check_sizes(chunk, held));
  if (chunk.head.checkpoint.origin != origin_of(lane, expected_id)) {
    return Error{Errc::forged, "a head of another log"};
  }
  CheckedChunk out{held, {}, {}, {}, last_seen};
  Result<void> contradiction;
  for (const Entry& entry : chunk.entries) {
    AVOW_TRY(const Header header, decode_header(entry.header));
    if (header.log_id != expected_id) return Error{Errc::forged, "an entry of another log"};
    if (header.index != out.frontier.size()) return Error{Errc::forged, "an entry out of its place"};
    const Seen seen{header.seen_epoch, header.seen_size, header.seen_hash};
    if (!may_follow(out.last_seen, seen)) return Error{Errc::forged, "an entry that saw less than the one before"};
    AVOW_CHECK(check_parts(header, lane, entry.payload));
    out.frontier.append(leaf_hash(entry.header), out.completed);
    out.headers.push_back(header);
    out.ids.push_back(record_id(expected_id, header.random));
    out.last_seen = seen;
    if (contradiction.ok()) contradiction = check_against_held_heads(out.frontier, held_heads);
  }
  AVOW_CHECK(check_consistency(out.frontier.size(), out.frontier.root(), chunk.head.size(),
                               chunk.head.checkpoint.root, chunk.proof));
  AVOW_CHECK(std::move(contradiction));
  return out;
}

}  // namespace avow::log
