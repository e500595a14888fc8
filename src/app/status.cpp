#include "app/status.h"

#include <algorithm>

#include "app/answers.h"
#include "base/encoding.h"

namespace avow::app {
namespace {

const char* name_of(PairingStage stage) {
  switch (stage) {
    case PairingStage::none: return "none";
    case PairingStage::waiting: return "waiting-for-confirmation";
    case PairingStage::confirmed: return "confirmed";
  }
  AVOW_ASSERT(false);
}

}  // namespace

std::uint32_t undelivered_entries(Vault& vault) {
  std::uint64_t undelivered = 0;
  for (const auto& log : vault.store().state().logs) {
    if (log.ref.by == log::Author::me) undelivered += log.size - std::min(log.size, vault.delivered_size(log.ref));
  }
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(undelivered, UINT32_MAX));
}

Result<void> status(Vault& vault, Replies& replies) {
  AVOW_TRY(const auto drafts, vault.drafts());
  const auto* partner = vault.keys().partner();
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<schema::Done>().initStatus();
  out.setVault(to_hex(vault.store().vault_id()));
  out.setName(vault.name());
  out.setPaired(vault.keys().confirmed());
  out.setPartner(partner != nullptr ? partner->keys.name : std::string());
  out.setPairing(name_of(vault.pairing_stage()));
  fill_logs(out, vault);
  out.setUndelivered(undelivered_entries(vault));
  out.setDrafts(static_cast<std::uint32_t>(drafts.size()));
  out.setReadOnly(vault.read_only());
  out.setLastSyncAt(text_of_instant(vault.last_sync()));
  replies.done(message.getRoot<schema::Done>());
  return {};
}

}  // namespace avow::app
