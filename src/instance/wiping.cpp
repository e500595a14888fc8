#include "instance/wiping.h"

namespace avow::instance {

bool is_there_to_wipe(const VaultPlace& place) { return store::is_there_to_wipe(place.vault.string()); }

Result<Wiped> wipe_vault(const VaultPlace& place, const std::filesystem::path& socket, std::span<const std::string> backups,
                         const std::function<void()>& on_wait, std::chrono::seconds max_wait) {
  if (!is_there_to_wipe(place)) return Error{Errc::no_vault, place.vault.string()};
  AVOW_TRY(const auto lock, store::VaultLock::take(place.vault.string(), store::IfMissing::create, max_wait, on_wait));
  Wiped out;
  out.backups = store::wipe_backups(*lock, backups);
  auto remains = store::wipe_vault(*lock, place.state_home.string());
  std::error_code ignored;
  std::filesystem::remove(socket, ignored);
  std::filesystem::remove(door_file(socket), ignored);
  if (!remains.ok()) return std::move(remains).error();
  out.remains = std::move(*remains);
  return out;
}

}  // namespace avow::instance
