// Which of the shared lanes a log belongs to, and how a log is named.
#pragma once

#include <compare>
#include <cstdint>
#include <string_view>

#include "base/ids.h"
#include "crypto/sign.h"

namespace avow::log {

enum class Lane : std::uint8_t { commitments = 1, notes = 2 };
enum class Author : std::uint8_t { me = 1, partner = 2 };

inline constexpr Lane kLanes[] = {Lane::commitments, Lane::notes};
std::string_view name_of(Lane lane);      // "commitments", "notes"
std::string_view name_of(Author author);  // "me", "partner"

// One of the logs that a vault holds, from this vault's point of view. Value.
struct LogRef {
  Lane lane = Lane::commitments;
  Author by = Author::me;
  std::uint16_t epoch = 0;
  auto operator<=>(const LogRef&) const = default;
};

// First 16 bytes of BLAKE2b("avow/v1 log" ‖ lane u8 ‖ epoch u16 ‖ log-sign key ‖ witness key).
// protocol/README.md#log-id.
LogId make_log_id(Lane lane, std::uint16_t epoch, const crypto::PublicKey& log_key,
                  const crypto::PublicKey& witness_key);

}  // namespace avow::log
