#include "store/state.h"

#include <algorithm>

#include "base/codec.h"
#include "base/limits.h"

namespace avow::store {
namespace {

constexpr unsigned kHasHead = 1;
constexpr unsigned kHasAuthorTag = 2;
constexpr unsigned kHasCosignature = 4;
constexpr unsigned kAllFlags = 7;

constexpr std::size_t kOriginBytesMax = 128;
constexpr std::size_t kAuthenticationBytesMax = 128;

Error damaged() { return Error{Errc::damaged, "the vault's state row"}; }

void put(ByteWriter& out, const log::Checkpoint& checkpoint) {
  out.text(checkpoint.origin).u64(checkpoint.size).fixed(checkpoint.root);
}

log::Checkpoint take_checkpoint(ByteReader& in) {
  log::Checkpoint out;
  out.origin = in.text();
  out.size = in.u64();
  out.root = in.array<32>();
  return out;
}

// What the writer asserts and the reader checks.
bool is_plausible(const LogState& log, unsigned lane, unsigned by, unsigned flags) {
  const auto fits = [](const log::Checkpoint& checkpoint, const Bytes& authentication) {
    return checkpoint.origin.size() <= kOriginBytesMax && authentication.size() <= kAuthenticationBytesMax &&
           checkpoint.size <= limits::kLogSizeMax;
  };
  return (lane == 1 || lane == 2) && (by == 1 || by == 2) && flags <= kAllFlags &&
         ((flags & kHasAuthorTag) == 0 || (flags & kHasHead) != 0) && log.size <= limits::kStoredLogSizeMax &&
         log.left_size <= limits::kLogSizeMax && log.proof.size() <= limits::kProofHashesMax &&
         (!log.head || fits(log.head->checkpoint, log.head->authentication)) &&
         (!log.cosignature || fits(log.cosignature->checkpoint, log.cosignature->signature));
}

void put(ByteWriter& out, const LogState& log) {
  const unsigned lane = static_cast<unsigned>(log.ref.lane);
  const unsigned by = static_cast<unsigned>(log.ref.by);
  const unsigned flags = (log.head ? kHasHead : 0U) | (log.head && log.head->author_tag ? kHasAuthorTag : 0U) |
                         (log.cosignature ? kHasCosignature : 0U);
  AVOW_ASSERT(is_plausible(log, lane, by, flags));
  out.u8(static_cast<std::uint8_t>(lane)).u8(static_cast<std::uint8_t>(by)).u16(log.ref.epoch);
  out.fixed(log.id.bytes).u64(log.size).fixed(log.root).u64(log.left_size).u8(static_cast<std::uint8_t>(flags));
  if (log.head) {
    put(out, log.head->checkpoint);
    out.blob(log.head->authentication);
    if (log.head->author_tag) out.fixed(*log.head->author_tag);
  }
  out.u8(static_cast<std::uint8_t>(log.proof.size()));
  for (const Hash& hash : log.proof) out.fixed(hash);
  if (log.cosignature) {
    put(out, log.cosignature->checkpoint);
    out.u64(log.cosignature->time_seconds).blob(log.cosignature->signature);
  }
}

Result<LogState> take_log(ByteReader& in) {
  LogState out;
  const unsigned lane = in.u8();
  const unsigned by = in.u8();
  out.ref.epoch = in.u16();
  out.id.bytes = in.array<16>();
  out.size = in.u64();
  out.root = in.array<32>();
  out.left_size = in.u64();
  const unsigned flags = in.u8();
  if ((flags & kHasHead) != 0) {
    out.head.emplace();
    out.head->checkpoint = take_checkpoint(in);
    out.head->authentication = to_bytes(in.blob());
    if ((flags & kHasAuthorTag) != 0) out.head->author_tag = in.array<32>();
  }
  out.proof.resize(in.u8());
  for (Hash& hash : out.proof) hash = in.array<32>();
  if ((flags & kHasCosignature) != 0) {
    out.cosignature.emplace();
    out.cosignature->checkpoint = take_checkpoint(in);
    out.cosignature->time_seconds = in.u64();
    out.cosignature->signature = to_bytes(in.blob());
  }
  if (in.failed() || !is_plausible(out, lane, by, flags)) return damaged();
  out.ref.lane = static_cast<log::Lane>(lane);
  out.ref.by = static_cast<log::Author>(by);
  return out;
}

}  // namespace

const LogState* State::find(const log::LogRef& ref) const {
  const auto at = std::find_if(logs.begin(), logs.end(), [&](const LogState& log) { return log.ref == ref; });
  return at == logs.end() ? nullptr : &*at;
}

Bytes encode(const State& state) {
  AVOW_ASSERT(state.logs.size() <= limits::kLogSlotsMax);
  ByteWriter out;
  out.u64(state.counter).u8(state.read_only ? 1 : 0).fixed(state.set_hash).u64(state.rows);
  out.u32(static_cast<std::uint32_t>(state.logs.size()));
  for (const LogState& log : state.logs) put(out, log);
  return out.take();
}

Result<State> decode_state(ByteView bytes) {
  ByteReader in(bytes);
  State out;
  out.counter = in.u64();
  const unsigned read_only = in.u8();
  out.set_hash = in.array<32>();
  out.rows = in.u64();
  const std::size_t logs = in.u32();
  if (in.failed() || read_only > 1 || logs > limits::kLogSlotsMax) return damaged();
  out.read_only = read_only == 1;
  for (std::size_t i = 0; i < logs; ++i) {
    AVOW_TRY(LogState log, take_log(in));
    if (out.find(log.ref) != nullptr) return damaged();
    out.logs.push_back(std::move(log));
  }
  if (!in.finish().ok()) return damaged();
  return out;
}

}  // namespace avow::store
