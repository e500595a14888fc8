#include "log/head.h"

#include "crypto/hash.h"

namespace avow::log {

Hash head_hash(const Checkpoint& checkpoint) { return crypto::sha256(bytes_of(to_text(checkpoint))); }

std::uint64_t quarter_hour_end(Instant now) {
  using Quarters = std::chrono::duration<std::int64_t, std::ratio<15 * 60>>;
  const auto end = std::chrono::floor<Quarters>(now.time_since_epoch()) + Quarters(1);
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(end).count();
  return seconds > 0 ? static_cast<std::uint64_t>(seconds) : 0;
}

}  // namespace avow::log
