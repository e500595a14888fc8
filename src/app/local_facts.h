// What this device keeps about this vault for its owner alone ("This device"): how often and when it was opened, wrong
// passphrases, pairings, exports. One sealed item; it enters no log, is never signed and never leaves. Values.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "app/replies.h"
#include "base/bytes.h"
#include "base/time.h"

namespace avow::app {

class Vault;

// Numbers are stored: never reuse one.
enum class FactKind : std::uint8_t {
  made = 1,
  unlocked = 2,
  failed_unlock = 3,
  failed_list_damaged = 4,  // the file of failed unlocks was not what avow writes
  paired = 5,               // a partner's keys came in
  confirmed = 6,
  exported = 7,
  locked = 8,
  backed_up = 9,
  page_opened = 10,         // a page of the browser was let in
};
std::string_view name_of(FactKind kind);  // "failed-unlock"

struct LocalFact {
  FactKind kind = FactKind::made;
  Instant at{};
  bool operator==(const LocalFact&) const = default;
};

struct LocalFacts {
  std::optional<Instant> made_at;
  std::optional<Instant> last_unlock_at;
  std::uint32_t unlocks = 0;
  std::uint32_t failed_unlocks = 0;
  std::uint32_t exports = 0;
  std::uint32_t pairings = 0;
  std::optional<Instant> last_moved;  // the last failed unlock that was taken in from its file
  std::vector<LocalFact> events;      // the oldest first, at most limits::kLocalFactsMax
  bool operator==(const LocalFacts&) const = default;
};

// Counts it and puts it at the end. Opening again within an hour of an opening that is listed is counted, not listed.
void add(LocalFacts& facts, const LocalFact& fact);
// Takes in what the file of failed unlocks holds; what a crash left in it after it was taken in counts once.
void add_failed(LocalFacts& facts, std::span<const Instant> failed);

Bytes encode(const LocalFacts& facts);
// Error{newer_version | damaged}.
Result<LocalFacts> decode_local_facts(ByteView bytes);

// Error{damaged | newer_version}: they cannot be read.
Result<void> local_facts(Vault& vault, Replies& replies);

}  // namespace avow::app
