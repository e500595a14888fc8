#include "store/check.h"
#include "store/files.h"
#include "store/inside.h"
#include "store/lock.h"

namespace avow::store {
namespace {

Result<void> look_at_pages(Database& database) {
  AVOW_TRY(const std::string answer, database.text("PRAGMA quick_check(1)"));
  if (answer != "ok") return Error{Errc::damaged, "the vault's file: " + answer};
  return {};
}

}  // namespace

Result<void> quick_check(Store& store, Pages pages) {
  const bool large = size_of_file(store.inside_->path).value_or(0) > kLargeFileBytes;
  if (pages == Pages::unless_large && large) return {};
  return look_at_pages(*store.inside_->database);
}

Result<void> quick_check(const VaultLock& lock) {
  AVOW_TRY(const auto database, open_vault_file(lock.path_of(kVaultFileName)));
  return look_at_pages(*database);
}

}  // namespace avow::store
