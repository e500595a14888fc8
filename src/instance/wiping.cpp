#include "instance/wiping.h"

#include "store/wipe.h"

namespace avow::instance {

bool is_there_to_wipe(const VaultPlace& place) { return store::is_there_to_wipe(place.vault.string()); }

Result<std::vector<std::string>> wipe_vault(const VaultPlace& place, const std::filesystem::path& socket,
                                            const std::function<void()>& on_wait, std::chrono::seconds max_wait) {
  if (!is_there_to_wipe(place)) return Error{Errc::no_vault, place.vault.string()};
  AVOW_TRY(const auto lock, store::VaultLock::take(place.vault.string(), store::IfMissing::create, max_wait, on_wait));
  auto wiped = store::wipe_vault(*lock, place.state_home.string());
  std::error_code ignored;
  std::filesystem::remove(socket, ignored);
  return wiped;
}

}  // namespace avow::instance
