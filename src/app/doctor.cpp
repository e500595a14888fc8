#include "app/doctor.h"

#include <algorithm>

#include <capnp/message.h>
#include <fmt/format.h>

#include "app/restoring.h"
#include "app/status.h"
#include "app/writing.h"
#include "base/text_app.h"
#include "base/text_backup.h"
#include "base/text_daily.h"
#include "base/text_epoch.h"
#include "base/text_leaving.h"
#include "crypto/init.h"
#include "ledger/when.h"
#include "store/check.h"
#include "wire/message.h"

namespace avow::app {
namespace {

constexpr std::chrono::milliseconds kWaitForOther{200};

Health well(std::string name, std::string_view text) { return {std::move(name), true, std::string(text), ""}; }
Health unwell(std::string name, std::string_view text, std::string_view hint) {
  return {std::move(name), false, std::string(text), std::string(hint)};
}

Health libraries() {
  return well("libraries", fmt::format("{}, {}, {}.", crypto::library_version(), store::library_version(), wire::library_version()));
}

Health secrets() {
  if (crypto::secrets_are_locked()) return well("secrets", text::kDoctorSecretsLocked);
  return unwell("secrets", text::kDoctorSecretsUnlocked, text::kDoctorSecretsHint);
}

Health core_dumps() {
  if (crypto::core_dumps_are_off()) return well("core-dumps", text::kDoctorCoresOff);
  return unwell("core-dumps", text::kDoctorCoresOn, "");
}

Health clock_health(Instant now, std::optional<Instant> last_said, std::string_view zone) {
  if (const auto doubt = clock_doubt(now, last_said, zone)) return unwell("clock", *doubt + ".", text::kDoctorClockHint);
  return well("clock", fmt::format(text::kDoctorClock, ledger::local_text(now, zone)));
}

Health zone_health(std::string_view zone) {
  if (!ledger::zone_exists(zone)) {
    return unwell("time-zone", fmt::format(text::kUnknownZone, zone), text::kDoctorZoneHint);
  }
  return well("time-zone", std::string(zone) + ".");
}

Health integrity_of(const Result<void>& checked) {
  if (checked.ok()) return well(std::string(kIntegrity), text::kDoctorIntact);
  const Error& error = checked.error();
  if (error.code == Errc::damaged) return unwell(std::string(kIntegrity), text::kDoctorDamaged, text::kDoctorDamagedHint);
  if (error.code == Errc::busy) return well("vault", text::kDoctorBusy);
  return unwell("vault", error.context.empty() ? name_of(error.code) : error.context, "");
}

Health writing(Vault& vault) {
  if (!vault.read_only()) return well("writing", text::kDoctorWritable);
  const auto stands = standing(vault);
  if (!stands.ok()) return unwell("writing", text::kDoctorReadOnly, text::kNextReadOnly);
  return unwell("writing", stands->why, stands->next);
}

Health two_histories(Vault& vault) {
  const auto shown = histories(vault);
  if (shown.ok() && shown->unsettled.empty()) return well("histories", text::kDoctorOneHistory);
  return unwell("histories", text::kHistoriesUnsettled, "");
}

Health pairing(Vault& vault) {
  if (vault.leaving_is_owed()) return unwell("pairing", text::kLeavingOwed, text::kLeavingOwedNext);
  if (vault.holds_traces()) return unwell("pairing", text::kTracesLeft, text::kTracesNext);
  switch (vault.pairing_stage()) {
    case PairingStage::none: return well("pairing", text::kDoctorUnpaired);
    case PairingStage::waiting: return well("pairing", text::kDoctorUnconfirmed);
    case PairingStage::confirmed: return well("pairing", text::kDoctorPaired);
    case PairingStage::left: return well("pairing", text::kDoctorLeft);
  }
  AVOW_ASSERT(false);
}

// Whole days only: when exactly the partner was there is nobody's business.
Health last_sync(Vault& vault) {
  const auto at = vault.last_sync();
  if (!at) return well("last-sync", text::kDoctorNeverSynced);
  const auto days = std::chrono::floor<std::chrono::days>(vault.clock().now() - *at).count();
  if (days < 1) return well("last-sync", text::kDoctorSyncedToday);
  return well("last-sync", days == 1 ? std::string(text::kDoctorSyncedYesterday) : fmt::format(text::kDoctorSyncedDays, days));
}

Health last_backup(Vault& vault, std::string_view zone) {
  const auto made = vault.backups_made();
  if (!made.ok()) return unwell("backup", made.error().context, "");
  if (!made->last) return well("backup", text::kDoctorNoBackup);
  return well("backup", fmt::format(text::kDoctorBackup, ledger::day_of(*made->last, zone).date));
}

Health undelivered(Vault& vault) {
  const auto count = static_cast<std::uint32_t>(vault.undelivered());
  if (count == 0) return well("undelivered", text::kDoctorDelivered);
  return well("undelivered", fmt::format(text::kNotDelivered, count, count == 1 ? "entry is" : "entries are"));
}

}  // namespace

std::vector<Health> program_health(Instant now, std::optional<Instant> last_said, std::string_view zone) {
  return {libraries(), secrets(), core_dumps(), clock_health(now, last_said, zone), zone_health(zone)};
}

Health closed_vault_health(const VaultPlace& place) {
  const auto lock = store::VaultLock::take(place.vault, store::IfMissing::refuse, kWaitForOther);
  return integrity_of(lock.ok() ? store::quick_check(**lock) : Result<void>(lock.error()));
}

void fill_doctor(schema::Doctor::Builder out, const std::vector<Health>& all) {
  out.setOk(std::all_of(all.begin(), all.end(), [](const Health& health) { return health.ok; }));
  auto checks = out.initChecks(static_cast<unsigned>(all.size()));
  for (unsigned i = 0; i < checks.size(); ++i) {
    checks[i].setName(all[i].name);
    checks[i].setOk(all[i].ok);
    checks[i].setText(all[i].text);
    checks[i].setHint(all[i].hint);
  }
}

Result<void> doctor(Vault& vault, store::Pages pages, std::string_view zone, Replies& replies) {
  auto all = program_health(vault.clock().now(), vault.last_said(), zone);
  all.push_back(integrity_of(store::quick_check(vault.store(), pages)));
  for (const auto look : {writing, pairing, last_sync, undelivered, two_histories}) all.push_back(look(vault));
  all.push_back(last_backup(vault, zone));
  capnp::MallocMessageBuilder message;
  fill_doctor(message.initRoot<schema::Done>().initDoctor(), all);
  replies.done(message.getRoot<schema::Done>());
  return {};
}

}  // namespace avow::app
