#include "app/status.h"

#include <algorithm>

#include "app/answers.h"
#include "app/restoring.h"
#include "app/settings.h"
#include "app/taking_back.h"
#include "base/encoding.h"
#include "ledger/when.h"

namespace avow::app {
namespace {

const char* name_of(PairingStage stage) {
  switch (stage) {
    case PairingStage::none: return "none";
    case PairingStage::waiting: return "waiting-for-confirmation";
    case PairingStage::confirmed: return "confirmed";
    case PairingStage::left: return "left";
  }
  AVOW_ASSERT(false);
}

}  // namespace

Result<void> status(Vault& vault, const Link& link, std::string_view zone, Replies& replies) {
  AVOW_TRY(const auto drafts, vault.drafts());
  std::uint64_t cosigned = 0;
  for (const auto& log : vault.store().state().logs) {
    if (log.ref.by != log::Author::me) continue;
    if (log.cosignature) cosigned += log.cosignature->checkpoint.size;
  }
  const auto* partner = vault.keys().partner();
  AVOW_TRY(const std::string own_name, shown_name(vault, vault.name()));
  AVOW_TRY(const std::string partner_name, shown_name(vault, partner != nullptr ? partner->keys.name : std::string()));
  const auto backups = vault.backups_made();
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<schema::Done>().initStatus();
  out.setVault(to_hex(vault.store().vault_id()));
  out.setName(own_name);
  out.setPaired(vault.keys().confirmed());
  out.setPartner(partner_name);
  out.setPairing(name_of(vault.pairing_stage()));
  fill_logs(out, vault);
  out.setUndelivered(static_cast<std::uint32_t>(vault.undelivered()));
  out.setDrafts(static_cast<std::uint32_t>(drafts.size()));
  out.setReadOnly(vault.read_only());
  out.setTakenBack(count32(taken_back_waiting(vault)));
  out.setNewer(static_cast<std::uint32_t>(vault.ledger().newer()));
  // Why the day only: a line that stays open would make the time a "last seen".
  out.setLastSyncAt(vault.last_sync() ? ledger::day_of(*vault.last_sync(), zone).date : std::string());
  out.setLastBackup(backups.ok() && backups->last ? ledger::day_of(*backups->last, zone).date : std::string());
  const Serving serving = link.serving();
  out.setServing(serving.serving);
  out.setCovered(serving.covered);
  out.setListening(serving.address);
  out.setCosignedThrough(static_cast<std::uint32_t>(cosigned));
  out.setEpoch(vault.keys().epoch());
  out.setRestoredWaiting(count32(vault.waiting_for_word()));
  out.setByFile(count32(vault.by_file()));
  AVOW_TRY(const auto shown, histories(vault));
  out.setHistories(count32(shown.settled.size() + shown.unsettled.size()));
  AVOW_TRY(const auto stands, standing(vault));
  out.setWhy(stands.why);
  out.setNext(stands.next);
  out.setNewKeys(stands.new_keys);
  replies.done(message.getRoot<schema::Done>());
  return {};
}

}  // namespace avow::app
