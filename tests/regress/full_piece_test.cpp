// A backup whose rows fill a piece to the byte was never ended: the piece was neither filled further nor sealed.
#include <doctest/doctest.h>

#include "base/limits.h"
#include "store/backup.h"
#include "unit/store/vault_fixture.h"

using namespace avow;
using namespace avow::store;

TEST_CASE("a backup ends, wherever its rows end in a piece") {
  const TemporaryDir dir;
  OpenVault vault(dir / "v");
  // Two rows before the piece is full, one behind it; the second grows by a byte at a time across the edge.
  constexpr std::size_t kHalf = limits::kBackupPieceBytes / 2;
  REQUIRE(vault.put(ItemKind::setting, "a", std::string(kHalf, 'x')).ok());
  REQUIRE(vault.put(ItemKind::setting, "c", std::string(100, 'x')).ok());
  std::size_t ended = 0;
  constexpr std::size_t kSizes = 2'000;
  for (std::size_t less = 0; less < kSizes; ++less) {
    REQUIRE(vault.put(ItemKind::setting, "b", std::string(kHalf - less, 'x')).ok());
    BackupWriter writer(*vault.store, from_millis(1'795'000'000'000), vault.random);
    for (int step = 0; step < 1'000; ++step) {
      const auto whole = writer.step([](ByteView) -> Result<void> { return {}; });
      REQUIRE(whole.ok());
      if (!*whole) continue;
      ++ended;
      break;
    }
  }
  CHECK(ended == kSizes);
}
