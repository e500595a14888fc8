#include "store/high_water.h"

#include "base/codec.h"
#include "base/encoding.h"
#include "base/limits.h"
#include "crypto/aead.h"
#include "store/files.h"
#include "store/rows.h"

namespace avow::store {
namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kMarkBytes = 124;  // of one log
constexpr std::size_t kFileBytesMax = limits::kLogSlotsMax * kMarkBytes + 1024;

Bytes context(const VaultId& vault_id) { return joined({bytes_of("avow/v1 high-water"), vault_id}); }

Bytes encode(const HighWater& mark) {
  ByteWriter out;
  out.u8(kVersion).u64(mark.counter).u32(static_cast<std::uint32_t>(mark.logs.size()));
  for (const LogMark& log : mark.logs) {
    out.fixed(log.id.bytes).u8(static_cast<std::uint8_t>(log.ref.lane)).u8(static_cast<std::uint8_t>(log.ref.by));
    out.u16(log.ref.epoch).u64(log.left_size).u64(log.head_size).fixed(log.head_root);
    out.u64(log.cosigned_size).fixed(log.cosigned_root);
  }
  return out.take();
}

Result<HighWater> decode(ByteView bytes) {
  const Error damaged{Errc::damaged, "the high-water mark"};
  ByteReader in(bytes);
  HighWater out;
  const auto version = in.u8();
  if (version > kVersion) return Error{Errc::newer_version, "the high-water mark"};
  out.counter = in.u64();
  const std::size_t logs = in.u32();
  if (in.failed() || logs > limits::kLogSlotsMax) return damaged;
  for (std::size_t i = 0; i < logs; ++i) {
    LogMark log;
    log.id.bytes = in.array<16>();
    const unsigned lane = in.u8();
    const unsigned by = in.u8();
    log.ref.epoch = in.u16();
    log.left_size = in.u64();
    log.head_size = in.u64();
    log.head_root = in.array<32>();
    log.cosigned_size = in.u64();
    log.cosigned_root = in.array<32>();
    if (lane < 1 || lane > 2 || by < 1 || by > 2) return damaged;
    log.ref.lane = static_cast<log::Lane>(lane);
    log.ref.by = static_cast<log::Author>(by);
    out.logs.push_back(log);
  }
  if (!in.finish().ok()) return damaged;
  return out;
}

LogMark mark_of(const LogState& log) {
  LogMark out;
  out.id = log.id;
  out.ref = log.ref;
  if (log.ref.by == log::Author::me) out.left_size = log.left_size;
  if (log.ref.by == log::Author::me && log.head) {
    out.head_size = log.head->checkpoint.size;
    out.head_root = log.head->checkpoint.root;
  }
  if (log.cosignature) {
    out.cosigned_size = log.cosignature->checkpoint.size;
    out.cosigned_root = log.cosignature->checkpoint.root;
  }
  return out;
}

// What of this log was there once and is not now; empty: nothing.
std::string lost(const LogMark& mark, const State& state) {
  const LogState* const log = state.find(mark.ref);
  const LogMark now = log != nullptr && log->id == mark.id ? mark_of(*log) : LogMark{};
  const std::string whose = mark.ref.by == log::Author::me ? "own" : "the partner's";
  const auto fell = [&](const std::string& what, std::uint64_t then, std::uint64_t held) {
    return what + " of " + whose + " log of epoch " + std::to_string(mark.ref.epoch) + " was at " +
           std::to_string(then) + " and is at " + std::to_string(held);
  };
  if (now.left_size < mark.left_size) return fell("the size that may have left", mark.left_size, now.left_size);
  if (now.cosigned_size < mark.cosigned_size) return fell("the cosigned size", mark.cosigned_size, now.cosigned_size);
  const bool other_root = (now.head_size == mark.head_size && now.head_root != mark.head_root) ||
                          (now.cosigned_size == mark.cosigned_size && now.cosigned_root != mark.cosigned_root);
  return other_root ? "a head of " + whose + " log is not the one that was held" : "";
}

}  // namespace

HighWater high_water_of(const State& state) {
  HighWater out;
  out.counter = state.counter;
  for (const LogState& log : state.logs) out.logs.push_back(mark_of(log));
  return out;
}

Comparison compare(const HighWater& mark, const State& state) {
  for (const LogMark& log : mark.logs) {
    const std::string what = lost(log, state);
    if (!what.empty()) return Comparison{Progress::behind, true, what};
  }
  if (state.counter < mark.counter) {
    return Comparison{Progress::behind, false, "the vault was changed " + std::to_string(mark.counter) +
                                                   " times and is now at change " + std::to_string(state.counter)};
  }
  return Comparison{};
}

std::string high_water_path(const std::string& state_dir, const VaultId& vault_id) {
  return state_dir + "/avow/" + to_hex(vault_id);
}

Result<void> write_high_water(const std::string& state_dir, const VaultId& vault_id, const crypto::Key& key,
                              const HighWater& mark, RandomSource& random) {
  AVOW_ASSERT(mark.logs.size() <= limits::kLogSlotsMax);
  AVOW_CHECK(make_dirs(state_dir + "/avow"));
  return replace_file(high_water_path(state_dir, vault_id), crypto::seal(key, context(vault_id), encode(mark), random));
}

Result<std::optional<HighWater>> read_high_water(const std::string& state_dir, const VaultId& vault_id,
                                                 const crypto::Key& key) {
  auto sealed = read_whole_file(high_water_path(state_dir, vault_id), kFileBytesMax);
  if (!sealed.ok() && sealed.error().code == Errc::too_large) return Error{Errc::damaged, "the high-water mark"};
  if (!sealed.ok()) return std::move(sealed).error();
  if (!*sealed) return std::optional<HighWater>();
  AVOW_TRY(const Bytes plain, crypto::open(key, context(vault_id), **sealed));
  AVOW_TRY(HighWater mark, decode(plain));
  return std::optional<HighWater>(std::move(mark));
}

}  // namespace avow::store
