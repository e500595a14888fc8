#include "app/local_facts.h"

#include <algorithm>

#include "app/answers.h"
#include "app/vault.h"
#include "base/codec.h"
#include "base/limits.h"

namespace avow::app {
namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::chrono::hours kOneOpening{1};
constexpr std::int64_t kNever = INT64_MIN;

std::int64_t millis_of(std::optional<Instant> instant) { return instant ? to_millis(*instant) : kNever; }
std::optional<Instant> instant_of(std::int64_t millis) {
  return millis == kNever ? std::nullopt : std::optional(from_millis(millis));
}

bool belongs_to_listed_opening(const LocalFacts& facts, Instant at) {
  const auto last = std::find_if(facts.events.rbegin(), facts.events.rend(),
                                 [](const LocalFact& fact) { return fact.kind == FactKind::unlocked; });
  return last != facts.events.rend() && at >= last->at && at - last->at < kOneOpening;
}

void count_up(std::uint32_t& count) {
  if (count < UINT32_MAX) ++count;
}

}  // namespace

std::string_view name_of(FactKind kind) {
  switch (kind) {
    case FactKind::made: return "made";
    case FactKind::unlocked: return "unlocked";
    case FactKind::failed_unlock: return "failed-unlock";
    case FactKind::failed_list_damaged: return "failed-list-damaged";
    case FactKind::paired: return "paired";
    case FactKind::confirmed: return "confirmed";
    case FactKind::exported: return "exported";
    case FactKind::locked: return "locked";
    case FactKind::backed_up: return "backed-up";
    case FactKind::page_opened: return "page-opened";
  }
  AVOW_ASSERT(false);
}

void add(LocalFacts& facts, const LocalFact& fact) {
  const bool listed = fact.kind == FactKind::unlocked && belongs_to_listed_opening(facts, fact.at);
  switch (fact.kind) {
    case FactKind::made: facts.made_at = fact.at; break;
    case FactKind::unlocked:
      facts.last_unlock_at = fact.at;
      count_up(facts.unlocks);
      break;
    case FactKind::failed_unlock: count_up(facts.failed_unlocks); break;
    case FactKind::paired: count_up(facts.pairings); break;
    case FactKind::exported: count_up(facts.exports); break;
    case FactKind::failed_list_damaged:
    case FactKind::confirmed:
    case FactKind::locked:
    case FactKind::backed_up:
    case FactKind::page_opened: break;
  }
  if (listed) return;
  facts.events.push_back(fact);
  if (facts.events.size() > limits::kLocalFactsMax) facts.events.erase(facts.events.begin());
}

void add_failed(LocalFacts& facts, std::span<const Instant> failed) {
  if (facts.last_moved) {
    const auto known = std::find(failed.begin(), failed.end(), *facts.last_moved);
    if (known != failed.end()) failed = failed.subspan(static_cast<std::size_t>(known - failed.begin()) + 1);
  }
  for (const Instant at : failed) add(facts, {FactKind::failed_unlock, at});
  if (!failed.empty()) facts.last_moved = failed.back();
}

Bytes encode(const LocalFacts& facts) {
  AVOW_ASSERT(facts.events.size() <= limits::kLocalFactsMax);
  ByteWriter out;
  out.u8(kVersion).i64(millis_of(facts.made_at)).i64(millis_of(facts.last_unlock_at)).i64(millis_of(facts.last_moved));
  out.u32(facts.unlocks).u32(facts.failed_unlocks).u32(facts.exports).u32(facts.pairings);
  out.u8(static_cast<std::uint8_t>(facts.events.size()));
  for (const auto& event : facts.events) out.u8(static_cast<std::uint8_t>(event.kind)).i64(to_millis(event.at));
  return out.take();
}

Result<LocalFacts> decode_local_facts(ByteView bytes) {
  ByteReader in(bytes);
  LocalFacts out;
  if (in.u8() > kVersion) return Error{Errc::newer_version, "what this device keeps about itself"};
  out.made_at = instant_of(in.i64());
  out.last_unlock_at = instant_of(in.i64());
  out.last_moved = instant_of(in.i64());
  out.unlocks = in.u32();
  out.failed_unlocks = in.u32();
  out.exports = in.u32();
  out.pairings = in.u32();
  const std::size_t count = in.u8();
  for (std::size_t i = 0; i < count && !in.failed(); ++i) {
    const auto kind = in.u8();
    const auto at = in.i64();
    if (kind < 1 || kind > static_cast<std::uint8_t>(FactKind::page_opened)) return Error{Errc::damaged, "a local fact"};
    out.events.push_back({static_cast<FactKind>(kind), from_millis(at)});
  }
  if (!in.finish().ok() || count > limits::kLocalFactsMax) return Error{Errc::damaged, "the local facts"};
  return out;
}

Result<void> local_facts(Vault& vault, Replies& replies) {
  AVOW_TRY(const LocalFacts facts, vault.local_facts());
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<schema::Done>().initLocalFacts();
  out.setMadeAt(text_of_instant(facts.made_at));
  out.setUnlocks(facts.unlocks);
  out.setLastUnlockAt(text_of_instant(facts.last_unlock_at));
  out.setFailedUnlocks(facts.failed_unlocks);
  out.setExports(facts.exports);
  out.setPairings(facts.pairings);
  auto events = out.initEvents(static_cast<unsigned>(facts.events.size()));
  for (unsigned i = 0; i < events.size(); ++i) {
    const auto& event = facts.events[facts.events.size() - 1 - i];
    events[i].setWhat(std::string(name_of(event.kind)));
    events[i].setAt(to_rfc3339(event.at));
  }
  replies.done(message.getRoot<schema::Done>());
  return {};
}

}  // namespace avow::app
