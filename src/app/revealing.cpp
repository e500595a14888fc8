#include "app/revealing.h"

#include <algorithm>

#include "app/kept_answers.h"
#include "app/writing.h"

namespace avow::app {
namespace {

constexpr log::Lane kLane = log::Lane::notes;
constexpr log::Author kMe = log::Author::me;

// Why not only what has come: a withdrawal may stand behind the seal, in what is still on its way.
bool all_has_arrived(Vault& vault) {
  const auto& logs = vault.store().state().logs;
  return std::all_of(logs.begin(), logs.end(), [](const store::LogState& log) {
    const bool concerned = log.ref.lane == kLane && log.ref.by == log::Author::partner && (log.head || log.ref.epoch == 0);
    return !concerned || (log.head && log.head->size() == log.size);
  });
}

// Why more than the clock: one that was set back must not bring an expired check-in to life.
Instant latest_known(Vault& vault, const ledger::Checkin& checkin) {
  Instant latest = vault.clock().now();
  const auto arrived = vault.received_at(checkin.of(log::Author::partner).seal);
  for (const auto& known : {vault.last_said(), vault.last_sync(), arrived}) {
    if (known) latest = std::max(latest, *known);
  }
  return latest;
}

Result<void> open_own(Vault& vault, const ledger::Checkin& checkin) {
  const ledger::CheckinSide& mine = checkin.of(kMe);
  AVOW_TRY(const auto stored, vault.answers_in(checkin.id));
  if (!stored) return Error{Errc::not_found, "the answers are not here"};
  AVOW_TRY(const auto kept, decode_kept_answers(*stored));
  ledger::Words words;
  words.nonce = to_bytes(kept.nonce);
  words.answers = kept.sealed;
  const bool fits = ledger::opens(mine.sealed, checkin.id, vault.log_of(mine.seal, kLane, kMe), words);
  if (!fits) return Error{Errc::damaged, "answers that are not those that were sealed"};
  AVOW_TRY(const auto payload, vault.payload_of(mine.seal));
  AVOW_TRY(const auto seal, ledger::decode_facts(payload.facts ? ByteView(payload.facts->bytes) : ByteView()));
  ledger::Facts facts;
  facts.kind = ledger::RecordKind::checkin_open;
  // Why not now: it opens by itself, and the hour at which it did is when this device was on.
  facts.said_at = seal.said_at;
  facts.promise = checkin.id;
  facts.parent = mine.seal;
  const Asker asker{seal.zone, false};
  AVOW_CHECK(check_may_say(vault, asker));
  AVOW_TRY(auto record, make_record(vault, asker, std::move(facts), words));
  record.minute = seal.said_at;
  return vault.append(kLane, one(std::move(record)));
}

}  // namespace

void reveal_ready(Vault& vault) {
  if (!vault.check_may_write().ok() || !all_has_arrived(vault)) return;
  const Instant now = vault.clock().now();
  for (const ledger::Checkin& checkin : vault.ledger().checkins(now)) {
    if (!ledger::is_to_open(checkin, kMe, now) || latest_known(vault, checkin) >= checkin.expires_at) continue;
    static_cast<void>(open_own(vault, checkin));  // as the header says
  }
}

}  // namespace avow::app
