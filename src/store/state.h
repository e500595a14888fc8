// The vault's one state row: where each log stands and how often the vault was changed. It is rewritten
// by every transaction, and what it says decides which other rows must exist (protocol/README.md#rest).
// Values.
#pragma once

#include <optional>
#include <vector>

#include "log/head.h"
#include "log/tree.h"

namespace avow::store {

struct LogState {
  log::LogRef ref;
  LogId id;
  std::uint64_t size = 0;                       // entries stored
  Hash root{};                                  // over them
  std::optional<log::Head> head;                // own: last published · partner's: latest authentic, maybe above size
  std::vector<Hash> proof;                      // partner's: from size to head->size() when the head is ahead
  std::uint64_t left_size = 0;                  // own: the largest size whose head may have left this device
  std::optional<log::Cosignature> cosignature;  // own: the partner's latest · partner's: mine
  bool operator==(const LogState&) const = default;
};

struct State {
  std::uint64_t counter = 0;   // transactions since the vault was made
  bool read_only = false;      // restored or rolled back: nothing may be written in this epoch
  std::vector<LogState> logs;  // the place in this list is the log's slot in row numbers: never reordered
  // Kept by the store: XOR of the keyed digests of all other rows, and how many rows there are.
  Hash set_hash{};
  std::uint64_t rows = 0;
  bool operator==(const State&) const = default;

  const LogState* find(const log::LogRef& ref) const;
};

Bytes encode(const State& state);
// Error{damaged}: not what encode() writes, or over a limit.
Result<State> decode_state(ByteView bytes);

}  // namespace avow::store
